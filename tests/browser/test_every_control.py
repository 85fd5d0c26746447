"""Every control of the page is used once, found by its role, whatever the page is made of."""

import json
import re

from playwright.sync_api import TimeoutError  # noqa: A004 - it is what a wait ends with

ROLES = ("button", "tab", "combobox", "spinbutton", "slider", "checkbox", "img")
LINE = re.compile(rf"""- '?({"|".join(ROLES)}) "((?:[^"\\]|\\.)*)"(.*)""")
# what goes with the state: who pushes a weight, a doctor's fix, stages without a hidden layer
PASSING = re.compile(r"point \d+|Take .*|\d\. \w+")
VISITS = 3  # a press may take other controls away: they are used on a fresh page
SETTLED = 50  # milliseconds
GONE = 2000  # milliseconds after which a control that was there is not waited for
MOST = 600  # uses, should the page make new controls for ever


def choose(field):
    """Take every option in turn, and the first one again."""
    before = field.input_value()
    for value in field.locator("option").evaluate_all("all => all.map((one) => one.value)"):
        field.select_option(value)
    field.select_option(before)


def change(field):
    """Type another number."""
    whole = field.get_attribute("step") in {"1", None}
    field.fill("3" if whole else "0.05")
    field.press("Enter")


def slide(field):
    """Move there and back."""
    field.press("ArrowRight")
    field.press("ArrowLeft")


def walk(picture):
    """Go to a point of a picture that can be walked through."""
    if picture.get_attribute("tabindex") == "0":
        for key in ("ArrowRight", "ArrowDown", "Enter"):
            picture.press(key)


USES = {
    "button": lambda control: control.press("Enter"),
    "tab": lambda control: control.press("Enter"),
    "combobox": choose,
    "spinbutton": change,
    "slider": slide,
    "checkbox": lambda control: [control.press("Space") for _ in range(2)],
    "img": walk,
}


def shown(page):
    """Roles and names of all controls that can be used now."""
    lines = LINE.findall(page.locator("body").aria_snapshot())
    return [(role, json.loads(f'"{name}"')) for role, name, more in lines if "disabled" not in more]


def listen(socket, told):
    """Note what comes from the server."""
    socket.on("framereceived", lambda frame: told.append(frame))  # noqa: PLW0108 - is marked


def settle(page, told):
    """Wait until nothing more comes from the server; while it plays there is no end of it."""
    for _ in range(20):
        before = len(told)
        page.wait_for_timeout(SETTLED)
        if len(told) == before:
            return


def use_all(page, told, first, used):
    """Use what is shown and was not used yet: what appeared last comes first, what closes last."""
    while True:
        now = [control for control in shown(page) if control not in used]
        for control in now:
            first.setdefault(control, len(used))
        if not now or len(used) == MOST:
            return
        role, name = control = max(now, key=lambda c: (not c[1].startswith("Close"), first[c]))
        found = page.get_by_role(role, name=name, exact=True)
        try:
            USES[role](found.first)
            used.append(control)
        except TimeoutError:
            if found.count():
                raise
            del first[control]  # the answer to the use before has taken it away
        settle(page, told)


def test_every_control_does_its_work(opened, context):
    """Nothing goes wrong on the page or the server; only an export may be refused, in words."""
    told, first, used = [], {}, []
    context.on("page", lambda page: page.on("websocket", lambda socket: listen(socket, told)))
    for _ in range(VISITS):
        page = opened()
        page.set_default_timeout(GONE)
        page.on("filechooser", lambda _: None)
        use_all(page, told, first, used)
        page.close()
    heads = [json.loads(frame[4 : 4 + int.from_bytes(frame[:4], "little")]) for frame in told]
    errors = [(head["of"], head["text"]) for head in heads if head["type"] == "error"]
    assert len(heads) > len(used) > 100
    assert {control for control in first if not PASSING.fullmatch(control[1])} <= set(used)
    assert [error for error in errors if error[0] != "export"] == []
