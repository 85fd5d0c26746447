"""Every control of the page is used once, found by its role, whatever the page is made of."""

import json
import re

from playwright.sync_api import TimeoutError  # noqa: A004 - Playwright's own

from seethrough.studio.server import FAULT

ROLES = ("button", "tab", "combobox", "spinbutton", "slider", "checkbox", "img")
LINE = re.compile(rf"""- '?({"|".join(ROLES)}) "((?:[^"\\]|\\.)*)"(.*)""")
VISITS = 3  # a press may take other controls away: they are used on a fresh page
SETTLED, GONE = 50, 4000  # milliseconds until nothing more comes; until a control has gone
# told in words: a run that no code makes again; a weight of a network that has just gone
REFUSED = {"export", "edit", "inspect"}
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


def same(control):
    """What a control is, whichever points it is about."""
    role, name = control
    return role, re.sub(r"^point \d+$|^.* points\. ", "point ", name)


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
        now = [control for control in shown(page) if same(control) not in used]
        for control in now:
            first.setdefault(same(control), len(used))
        if not now or len(used) == MOST:
            return
        role, name = max(now, key=lambda c: (not c[1].startswith("Close"), first[same(c)]))
        found = page.get_by_role(role, name=name, exact=True)
        used.append(same((role, name)))
        try:
            USES[role](found.first)
        except TimeoutError:
            assert not found.count(), f"{role} {name!r} cannot be used"
            used.pop()  # an answer to what was done before has taken it away
        settle(page, told)


def test_every_control_does_its_work(opened, context):
    """Nothing goes wrong on the page or the server; little is refused, and that in words."""
    told, first, used = [], {}, []
    context.on("page", lambda page: page.on("websocket", lambda socket: listen(socket, told)))
    for _ in range(VISITS):
        page = opened()
        page.set_default_timeout(GONE)
        page.on("filechooser", lambda _: None)
        use_all(page, told, first, used)
        page.close()
    heads = [json.loads(frame[4 : 4 + int.from_bytes(frame[:4], "little")]) for frame in told]
    errors = [
        (FAULT if head["text"] == FAULT else head["of"], head["text"])
        for head in heads
        if head["type"] == "error"
    ]
    assert len(heads) > len(used) > 100
    assert [control for control in shown(opened()) if same(control) not in used] == []
    assert [error for error in errors if error[0] not in REFUSED] == []
