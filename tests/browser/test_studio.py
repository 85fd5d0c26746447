import json
import re
import socket
import subprocess
import sys
from decimal import Decimal

import numpy as np
import pytest

from seethrough.studio.session import Session


def button(page, name, **more):
    return page.get_by_role("button", name=name, exact=True, **more)


def reading(page, name):
    """What stands under a word in the header."""
    text = page.locator(f".readings div:has(dt:text-is('{name}')) dd").inner_text()
    return text.replace("\u202f", "").replace("−", "-")


def at(page, update):
    """Wait until an update is shown."""
    page.wait_for_function(
        "n => document.querySelector('.readings dd').textContent.replace(/\\D/g, '') === n",
        arg=str(update),
    )


def past(page, update):
    """Wait until an update is behind."""
    page.wait_for_function(
        "n => +document.querySelector('.readings dd').textContent.replace(/\\D/g, '') > n",
        arg=update,
    )


def library(updates, **training):
    """The marks that the library computes for the page's first settings."""
    made = Session()
    made.handle({"type": "set", "section": "training", "values": training})
    made.run.go(updates)
    return made.run.mark()


def test_play_moves_on_and_pause_stands_still(opened):
    """While playing updates go by; after a pause none do."""
    page = opened()
    button(page, "Play").click()
    past(page, 40)
    button(page, "Pause").click()
    page.wait_for_timeout(300)
    before = reading(page, "update")
    page.wait_for_timeout(300)
    assert reading(page, "update") == before
    assert int(before) % 5 == 0


def test_steps_show_the_librarys_numbers(opened):
    """One update, one epoch and a thousand: loss and accuracy are those of the library."""
    page = opened()
    button(page, "+1 batch").click()
    at(page, 1)
    assert float(reading(page, "loss")) == pytest.approx(library(1).loss, abs=6e-5)
    button(page, "+1 epoch").click()
    at(page, 8)
    page.get_by_label("How many updates").fill("992")
    button(page, "Run").click()
    at(page, 1000)
    wanted = library(1000)
    assert float(reading(page, "test loss")) == pytest.approx(wanted.test, abs=6e-5)
    assert float(reading(page, "accuracy").rstrip("%")) == pytest.approx(
        100 * wanted.accuracy, abs=0.06
    )


def test_scrubbing_back_shows_the_same_numbers_again(opened):
    """Dragged back and forth, the time line shows each update as it was."""
    page = opened()
    button(page, "+1 epoch").click()
    at(page, 8)
    loss = reading(page, "loss")
    button(page, "Run").click()
    at(page, 1008)
    line = page.get_by_label("Time line: the update that is shown")
    line.fill("8")
    at(page, 8)
    assert reading(page, "loss") == loss
    line.fill("1008")
    at(page, 1008)
    assert line.get_attribute("max") == "1008"


def test_an_own_table_with_three_classes_is_learned_as_text(opened, tmp_path):
    """A CSV with hostile names is learned, and its names are shown as letters, never as HTML."""
    rng, bad = np.random.default_rng(0), "<img src=x onerror=alert(1)>"
    rows = [
        f"{k * 3 + rng.normal():.3f},{k + rng.normal():.3f},{bad if k == 2 else 'class' + str(k)}"
        for k in range(3)
        for _ in range(40)
    ]
    path = tmp_path / "own.csv"
    path.write_text("\n".join([f"first {bad},second,kind", *rows]))
    page = opened()
    page.locator("input[type=file]").first.set_input_files(path)
    page.wait_for_selector("text=Your table, to learn kind: 120 points")
    button(page, "Run").click()
    at(page, 1000)
    assert float(reading(page, "accuracy").rstrip("%")) > 85
    assert bad in page.locator(".map .legend").inner_text()
    assert page.locator("img").count() == 0
    page.get_by_role("button", name="Walk through one update").click()
    page.wait_for_selector(".lines .line")
    assert bad in page.locator(".lines").inner_text()
    assert page.locator("img").count() == 0


def calculated(numbers):
    """What a row of shown numbers comes to, done again by hand."""
    text = numbers.strip().removeprefix("=").replace("−", "-").replace("·", "*")
    text = re.sub(r"[\s\u2062]", "", text)
    assert re.fullmatch(r"[-+*/().\d]+", text), text
    digits = re.sub(r"\d+(?:\.\d+)?", lambda m: f"Decimal('{m.group()}')", text)
    return eval(digits, {"Decimal": Decimal})  # noqa: S307 - only digits and signs are in it


@pytest.mark.parametrize("unit", ["Layer 1, unit 2", "Layer 2, unit 5"])
def test_a_units_sum_adds_up(opened, unit):
    """The shown factors of a unit's sum, multiplied and added again, give the shown result."""
    page = opened()
    button(page, "+1 epoch").click()
    at(page, 8)
    button(page, unit).click()
    page.wait_for_selector(f".inside h2:text-is('{unit}')")
    line = page.locator(".lines .line").first
    shown = line.locator(".result").inner_text().replace("−", "-").strip("= \n")
    result = Decimal(re.sub(r"[\s\u2062]", "", shown))
    again = calculated(line.locator(".numbers").inner_text())
    assert round(again, -result.as_tuple().exponent) == result


def adds_up(line):
    """Whether a shown line adds up; None if it is no sum of numbers."""
    shown = [line.locator(part) for part in (".numbers", ".result")]
    powers = line.locator(".numbers msup").count()  # of ten, which are not read here
    if powers or not all(part.count() for part in shown):
        return None
    numbers, result = (re.sub(r"[\s\u2062=]", "", part.inner_text()) for part in shown)
    if not re.fullmatch(r"[-−+·/().\d]+", numbers) or not re.fullmatch(r"−?[.\d]+", result):
        return None
    result = Decimal(result.replace("−", "-"))
    return round(calculated(numbers), -result.as_tuple().exponent) == result


def test_a_samples_sums_add_up_at_every_stage(opened):
    """What is shown of a point's update, recomputed from the shown numbers, gives what is shown."""
    page = opened()
    button(page, "+1 epoch").click()
    at(page, 8)
    page.get_by_role("button", name="Walk through one update").click()
    page.get_by_role("tab").first.wait_for()
    found = {}
    for stage in page.get_by_role("tab").all_inner_texts():
        page.get_by_role("tab", name=stage).click()
        found[stage] = [adds_up(line) for line in page.locator(".lines .line").all()]
        assert False not in found[stage]
    sums = {stage[3:]: right.count(True) for stage, right in found.items()}
    assert sums["Forward"] == 17  # a sum for each unit
    assert min(sums["Loss"], sums["Error"], sums["Gradient"], sums["Step"]) > 0


def test_a_point_on_the_plot_is_walked_through_stage_by_stage(opened):
    """A click on a point shows its six stages, each with its equations."""
    page = opened()
    page.get_by_role("button", name="Walk through one update").click()
    for stage, number in [
        ("1. Forward", "E1"),
        ("2. Loss", "E4"),
        ("3. Error", "E5"),
        ("4. Back", "E6"),
        ("5. Gradient", "E7"),
        ("6. Step", "E9"),
    ]:
        page.get_by_role("tab", name=stage).click()
        assert page.locator(".lines .number").first.inner_text() == number


def test_an_edited_weight_is_the_librarys(opened):
    """A bias typed in the inspector changes the loss to what the library says."""
    page = opened()
    button(page, "Output 1").click()
    bias = page.get_by_label("bias", exact=True)
    bias.fill("2")
    bias.press("Enter")
    made = Session()
    made.handle({"type": "edit", "layer": 2, "from": -1, "to": 0, "value": 2.0})
    wanted = f"{made.run.mark().loss:.4f}"
    page.wait_for_selector(f".readings dd:text-is('{wanted}')")


def test_an_edge_can_be_clicked(opened):
    """A click on an edge shows the gradient of that weight and who pushes it."""
    page = opened()
    button(page, "One hidden layer less").click()
    page.wait_for_selector("text=1 hidden layer")
    units = [page.get_by_role("button", name=f"Layer 1, unit {k}") for k in (1, 2)]
    boxes = [unit.bounding_box() for unit in units]
    diagram = page.locator(".diagram").bounding_box()
    y = boxes[0]["y"] + boxes[0]["height"] / 2
    page.mouse.move(boxes[0]["x"] + boxes[0]["width"] + 6, y)
    page.wait_for_selector(".tip:visible")
    assert re.fullmatch(r"weight 1 → 1: −?\d\.\d{3}", page.locator(".tip").inner_text())
    page.mouse.click(boxes[0]["x"] + boxes[0]["width"] + 6, y)
    page.wait_for_selector(".inside h2:text-is('Layer 2, weight 1 → 1')")
    right = [adds_up(line) for line in page.locator(".lines .line").all()]
    assert (right.count(True), right.count(False)) == (6, 0)
    assert page.locator(".pushes li").count() == 5
    assert diagram["width"] > 300


def test_the_main_path_by_keyboard_alone(opened):
    """Play, pause, step, go back, look at a point and delete it, without a mouse."""
    page = opened()
    page.keyboard.press("Space")
    past(page, 10)
    page.keyboard.press("Space")
    page.wait_for_timeout(300)
    before = int(reading(page, "update"))
    page.keyboard.press("ArrowRight")
    at(page, before + 1)
    page.get_by_label("Time line: the update that is shown").focus()
    page.keyboard.press("ArrowLeft")
    at(page, before)
    page.get_by_role("img", name=re.compile("Two moons")).focus()
    page.keyboard.press("ArrowRight")
    page.wait_for_selector(".inside h2:has-text('Point')")
    assert re.match(r"Point \d+: measurement 1", page.locator(".spoken").text_content())
    page.keyboard.press("Delete")
    page.wait_for_selector("text=Two moons: 299 points")


def test_every_control_can_be_reached_with_the_tab_key(opened):
    """Tabbing through the page meets each button, select and input that is shown."""
    page = opened()
    everything = page.evaluate(
        "[...document.querySelectorAll('button, select, input, canvas[tabindex]')]"
        ".filter(e => e.offsetParent && !e.disabled && e.tabIndex >= 0).length"
    )
    met = set()
    for _ in range(everything + 3):
        page.keyboard.press("Tab")
        met.add(
            page.evaluate("[...document.querySelectorAll('*')].indexOf(document.activeElement)")
        )
    assert everything > 50
    assert len(met) >= everything


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_no_serious_fault_of_accessibility(opened, scheme):
    """axe-core finds nothing serious, with everything open."""
    from axe_playwright_python.sync_playwright import Axe

    page = opened()
    page.emulate_media(color_scheme=scheme)
    button(page, "Lessons").click()
    button(page, "10. Real penguins").click()
    button(page, "Show the answer").click()
    page.get_by_role("button", name="Walk through one update").click()
    page.wait_for_selector(".lines .line")
    found = Axe().run(page).response["violations"]
    serious = [
        (v["id"], node["target"], node["failureSummary"])
        for v in found
        if v["impact"] in {"serious", "critical"}
        for node in v["nodes"][:3]
    ]
    assert serious == []


def test_a_saved_file_brings_the_state_back(opened, tmp_path):
    """Saved, changed, opened again: the update and the loss are the saved ones."""
    page = opened()
    button(page, "+1 epoch").click()
    at(page, 8)
    loss = reading(page, "loss")
    button(page, "Keep").click()
    with page.expect_download() as download:
        button(page, "Save as a file").click()
    path = tmp_path / "studio.json"
    download.value.save_as(path)
    assert json.loads(path.read_text())["update"] == 8
    button(page, "Spirals").click()
    page.wait_for_selector("text=2 spirals: 300 points")
    page.locator("input[type=file][accept='.json']").set_input_files(path)
    at(page, 8)
    assert reading(page, "loss") == loss


def test_a_link_is_a_lesson(opened):
    """Opened by somebody else, a link shows the same state."""
    page = opened()
    button(page, "Circles").click()
    page.wait_for_selector("text=Two circles: 300 points")
    button(page, "+1 epoch").click()
    at(page, 8)
    button(page, "Keep").click()
    button(page, "Make a link").click()
    page.wait_for_function("() => location.hash.startsWith('#s=')")
    other = opened(address=page.url)
    at(other, 8)
    assert reading(other, "loss") == reading(page, "loss")


def test_two_people_at_once_do_not_meet(opened):
    """What one does, the other does not see."""
    anna, ben = opened(), opened()
    button(anna, "Xor").click()
    anna.wait_for_selector("text=Exclusive or: 300 points")
    button(ben, "+1 batch").click()
    at(ben, 1)
    assert "Two moons" in ben.locator(".about").inner_text()
    assert reading(anna, "update") == "0"


def test_the_page_comes_back_when_the_connection_drops(context, link):
    """It says so, connects again, and goes on where it was."""
    sockets, page = [], context.new_page()

    def pass_through(route):
        sockets.append(route)
        route.connect_to_server()

    page.route_web_socket(re.compile("/ws"), pass_through)
    page.goto(link)
    page.wait_for_selector(".readings dd:text-is('0')")
    button(page, "+1 epoch").click()
    at(page, 8)
    sockets[-1].close()
    page.wait_for_selector("text=The connection is gone")
    page.wait_for_selector(".notice", state="hidden")
    button(page, "+1 batch").click()
    at(page, 9)
    assert len(sockets) == 2


@pytest.mark.parametrize("width", [360, 768, 1280, 1920])
def test_nothing_is_wider_than_the_screen(opened, width):
    """From phone to desktop there is no horizontal scrolling."""
    page = opened(width=width)
    page.get_by_role("button", name="Walk through one update").click()
    page.wait_for_selector(".lines .line")
    assert page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize("width", [360, 1280])
def test_wide_tables_scroll_in_their_own_box(opened, tmp_path, width):
    """Twelve columns and six classes of long names, as numbers and all: the page stays as wide."""
    names = [f"a rather long name of column {i} (units)" for i in range(11)]
    kinds = ["class_of_a_name_without_any_gap_in_it" + str(k) for k in range(6)]
    rng = np.random.default_rng(0)
    rows = [[*map(str, rng.normal(i % 6, 1, 11)), kinds[i % 6]] for i in range(120)]
    path = tmp_path / "own.csv"
    path.write_text("\n".join(",".join(row) for row in [[*names, "kind"], *rows]))
    page = opened(width=width)
    page.locator("input[type=file]").first.set_input_files(path)
    page.wait_for_selector("text=120 points")
    button(page, "Layer 1, unit 1").click()
    page.wait_for_selector(".share")
    for title in page.locator(".numbers summary").filter(visible=True).all():
        title.click()
    page.wait_for_function(
        "() => [...document.querySelectorAll('.numbers[open]')].every(e => e.querySelector('td'))"
    )
    assert page.locator(".confusion td").count() == 37
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_dark_is_dark(opened):
    """The theme follows the system, and the button turns it."""
    page = opened()
    shade = (
        "getComputedStyle(document.body).backgroundColor.match(/\\d+/g).reduce((a, b) => a + +b, 0)"
    )
    page.emulate_media(color_scheme="dark")
    assert page.evaluate(shade) < 150
    button(page, "Light or dark").click()
    assert page.evaluate(shade) > 600


def test_a_run_that_diverges_says_so(opened):
    """The words stand on the page, and the numbers are those of the last finite state."""
    page = opened()
    button(page, "Curve").click()
    page.wait_for_selector("text=A curve: 300 points")
    rate = page.get_by_label("rate η", exact=True)
    rate.fill("60")
    rate.press("Enter")
    page.wait_for_timeout(200)
    button(page, "Play").click()
    page.wait_for_selector("text=Training diverged")
    button(page, "Play").wait_for()
    assert reading(page, "loss") != "–"


def test_a_link_of_a_new_server_offers_the_state_again(context):
    """The server is started anew: the page says so, and brings back its own copy of the state."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = str(free.getsockname()[1])
    command = [sys.executable, "-m", "seethrough", "studio", "--no-open", "--port", port]
    page = context.new_page()
    for time in ("first", "second"):
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server:
            try:
                page.goto(re.search(r"http://\S+", server.stdout.readline()).group())
                page.wait_for_selector(".readings dd:text-is('0')")
                if time == "first":
                    button(page, "+1 epoch").click()
                    at(page, 8)
                    page.wait_for_function(
                        "() => /update.:8/.test(sessionStorage['seethrough-kept'])"
                    )
                else:
                    button(page, "Restore it").click()
                    at(page, 8)
                    assert float(reading(page, "loss")) == pytest.approx(library(8).loss, abs=6e-5)
            finally:
                server.terminate()


def test_logistic_regression_is_a_switch(opened):
    """Its accuracy stands below the plot, and goes again."""
    page = opened()
    button(page, "Logistic regression").click()
    page.wait_for_selector("text=/dashed, 84.2 % right, 88.3 % on the test/")
    button(page, "Logistic regression").click()
    page.wait_for_function("() => !document.querySelector('.rival .hint').textContent")


def test_exports_are_downloads(opened, tmp_path):
    """Code, model and picture arrive as files of their kind."""
    page = opened()
    button(page, "+1 epoch").click()
    at(page, 8)
    button(page, "Keep").click()
    begins = {
        "Python code": b"from seethrough import",
        "Model (.npz)": b"PK",
        "Picture of the plot (.png)": b"\x89PNG",
        "Model for scikit-learn": b"import",
        "Model for PyTorch": b"import torch",
        "Film of the run (.gif)": b"GIF89a",
        "Picture of the network (.svg)": b"<?xml",
        "Picture of the confusion matrix (.png)": b"\x89PNG",
    }
    for name, first in begins.items():
        with page.expect_download() as download:
            button(page, name).click()
        path = tmp_path / "file"
        download.value.save_as(path)
        assert path.read_bytes().startswith(first)


def test_a_point_is_added_by_a_click_and_moved_by_dragging(opened):
    """A click on an empty place adds a point of the chosen class; dragging moves a point."""
    page = opened()
    page.get_by_label("click").select_option("add 1")
    box = page.get_by_role("img", name=re.compile("Two moons")).bounding_box()
    x, y = box["x"] + 0.05 * box["width"], box["y"] + 0.05 * box["height"]
    page.mouse.click(x, y)
    page.wait_for_selector("text=Two moons: 301 points")
    page.get_by_label("click").select_option("look")
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + 40, y + 40, steps=4)
    page.mouse.up()
    page.wait_for_timeout(400)
    page.mouse.click(x + 40, y + 40)
    page.wait_for_selector(".inside h2:text-is('Point 301: male')")


def test_two_runs_play_together(opened):
    """A second run with another rate has a map of its own, and both move on together."""
    page = opened()
    rate = page.get_by_label("Rate of a second run, from the same start")
    rate.fill("0.5")
    rate.press("Enter")
    page.wait_for_selector("text=/Second run, η = 0.5/")
    button(page, "+1 epoch").click()
    at(page, 8)
    wanted = f"{library(8, eta=0.5).loss:.4f}"
    assert wanted in page.locator(".second figcaption").inner_text()


def test_a_large_network_can_be_walked_through(opened):
    """Of wide layers the most important numbers are shown, and the page says so."""
    page = opened()
    for layer in ("2 hidden layers", "3 hidden layers", "4 hidden layers"):
        page.wait_for_selector(f"text={layer}")
        button(page, "One hidden layer more").click()
    for units in range(9, 33):
        button(page, "One unit more in layer 2").click()
        page.wait_for_selector(f".head b:text-is('{units}')")
    page.get_by_role("button", name="Walk through one update").click()
    page.get_by_role("tab", name="5. Gradient").click()
    assert page.locator(".lines .line").count() > 12
    page.wait_for_selector(".lines .hint:has-text('The most important of many')")
    button(page, "+1 epoch").click()
    at(page, 8)


def test_the_doctor_finds_a_large_rate_and_its_button_takes_a_smaller_one(opened):
    """A rate of 60 gives a finding in the header; its button sets the rate that it names."""
    page = opened()
    rate = page.get_by_label("rate η", exact=True)
    rate.fill("60")
    rate.press("Enter")
    button(page, "Run").click()
    at(page, 1000)
    page.wait_for_selector(".doctor.bad")
    page.locator(".doctor").click()
    fix = page.locator(".finding button:has-text('η =')").first
    wanted = re.search(r"η = ([\d.]+)", fix.inner_text()).group(1)
    fix.click()
    page.wait_for_function(
        "wanted => document.querySelector('.training input').value === wanted", arg=wanted
    )
    assert float(wanted) < 60


def choose(page, label, option):
    """Choose an option of the select with this label."""
    page.locator(f"label:has(span:text-is('{label}')) select").select_option(option)


def test_single_samples_go_by_and_can_be_gone_back_over(opened):
    """One sample at a time: the loss is the library's, the time line goes back, the batch ends."""
    page = opened()
    button(page, "+1 batch").click()
    at(page, 1)
    for update in (2, 3):
        button(page, "+1 sample").click()
        at(page, update)
    made = Session()
    made.run.go(1)
    made.run.single(2)
    wanted = f"{made.run.mark().loss:.4f}"
    assert reading(page, "loss") == wanted
    assert reading(page, "epoch") == "0 + 1/8 + 2/32"
    page.get_by_label("Time line: the update that is shown").fill("2")
    at(page, 2)
    assert reading(page, "epoch") == "0 + 1/8 + 1/32"
    button(page, "+1 sample").click()
    at(page, 3)
    assert reading(page, "loss") == wanted
    button(page, "+1 batch").click()
    at(page, 4)
    assert reading(page, "epoch") == "0 + 2/8"


def test_a_bug_turns_the_badge_red_and_is_part_of_a_link(opened):
    """The badge is green, red with a bug, green before it on the time line; a link has it too."""
    page = opened()
    page.wait_for_selector(".badge.good:text-is('✓ 105 gradients')")
    button(page, "+1 epoch").click()
    at(page, 8)
    choose(page, "bug", "another_loss")
    page.wait_for_selector(".badge.bad:has-text('gradients off by')")
    assert "(p - y) * p * (1 - p)" in page.locator(".bug ins").inner_text()
    button(page, "+1 epoch").click()
    at(page, 16)
    loss = reading(page, "loss")
    page.get_by_label("Time line: the update that is shown").fill("5")
    page.wait_for_selector(".badge.good:has-text('gradients')")
    assert not page.locator(".bug").is_visible()
    page.get_by_label("Time line: the update that is shown").fill("16")
    at(page, 16)
    button(page, "Keep").click()
    button(page, "Make a link").click()
    page.wait_for_function("() => location.hash.startsWith('#s=')")
    other = opened(address=page.url)
    at(other, 16)
    assert reading(other, "loss") == loss
    other.wait_for_selector(".badge.bad")
    choose(other, "bug", "none")
    other.wait_for_selector(".badge.good")


def test_the_badge_stays_on_for_a_large_network_while_it_plays(opened):
    """Of 5,409 gradients a sample is checked, and the badge says so."""
    page = opened()
    for layers in range(2, 6):
        page.wait_for_selector(f".stepper:has-text('{layers} hidden layers')")
        button(page, "One hidden layer more").click()
    button(page, "Play").click()
    past(page, 20)
    page.wait_for_selector(".badge.good:has-text('24 of')")
    button(page, "Pause").click()
    page.wait_for_selector(".badge.good:has-text('200 of')")


def test_other_columns_have_sliders_that_move_the_map(opened, tmp_path):
    """A number and a category on no axis stand at their middle; moved, the map is another."""
    rng = np.random.default_rng(0)
    age, sex = rng.integers(20, 81, 120), rng.choice(["f", "m"], 120)
    rows = [
        f"{rng.normal():.3f},{rng.normal():.3f},{a},{s},{'old' if a > 50 else s}"
        for a, s in zip(age, sex, strict=True)
    ]
    path = tmp_path / "own.csv"
    path.write_text("\n".join(["first,second,age,sex,kind", *rows]))
    page = opened()
    page.locator("input[type=file]").first.set_input_files(path)
    page.wait_for_selector("text=Your table, to learn kind: 120 points")
    button(page, "Run").click()
    at(page, 1000)
    shot = "document.querySelector('.plot .surface canvas').toDataURL()"
    before = page.evaluate(shot)
    slider = page.get_by_role("slider", name=re.compile("^age"))
    assert (slider.get_attribute("min"), slider.get_attribute("max")) == (
        str(age.min()),
        str(age.max()),
    )
    slider.focus()
    page.keyboard.press("Home")
    page.wait_for_function(f"before => {shot} !== before", arg=before)
    at(page, 1000)
    young = page.evaluate(shot)
    choose(page, "sex", "f" if (sex == "m").sum() > 60 else "m")
    page.wait_for_function(f"before => {shot} !== before", arg=young)


def test_a_unit_shows_its_map_and_its_share(opened):
    """A click on a unit shows two maps, and how much of the plot is its doing."""
    page = opened()
    button(page, "Run").click()
    at(page, 1000)
    button(page, "Layer 2, unit 1").click()
    page.wait_for_selector(".share canvas")
    assert page.locator(".share canvas").count() == 2
    told = page.locator(".share p").inner_text()
    assert re.search(r"without it \d+\.\d.% of the plot has another answer", told)
    assert "accuracy" in told
    button(page, "Output 1").click()
    page.wait_for_selector(".inside h2:text-is('Output 1')")
    assert page.locator(".share").count() == 0


def test_pictures_are_tables_as_well(opened):
    """Weights, points and curves can be read as numbers, those that are shown."""
    page = opened()
    button(page, "+1 epoch").click()
    at(page, 8)
    made = Session()
    made.run.go(8)
    for title, rows in [("Weights", 105), ("Points", 300), ("Curves", 9)]:
        page.get_by_text(f"{title} as numbers", exact=True).click()
        table = page.get_by_role("group", name=f"{title} as numbers", exact=True)
        table.locator("tr").first.wait_for()
        assert table.locator("tr").count() == 1 + rows
    first = page.get_by_role("group", name="Weights as numbers").locator("tr").nth(1)
    wanted = f"{made.run.state.theta[0]:.4f}".replace("-", "−")
    assert first.inner_text().split("\t") == ["1", "measurement 1", "unit 1", wanted]
    row = page.get_by_role("group", name="Curves as numbers").locator("tr").nth(1).inner_text()
    assert row.split("\t")[:2] == ["8", f"{made.run.mark().loss:.4f}"]


def test_a_weight_is_reached_by_keyboard(opened):
    """From a unit's button to the chain rule of one of its weights, with Tab and Enter."""
    page = opened()
    button(page, "Layer 2, unit 1").focus()
    page.keyboard.press("Enter")
    page.wait_for_selector(".inside h2:text-is('Layer 2, unit 1')")
    button(page, "unit 3").focus()
    page.keyboard.press("Enter")
    page.wait_for_selector(".inside h2:text-is('Layer 2, weight 3 → 1')")


def test_what_a_field_cannot_be_is_said_at_the_field(opened):
    """A rate of 1,000 is not sent, and the field says in words what it can be."""
    page = opened()
    rate = page.get_by_label("rate η", exact=True)
    rate.fill("1000")
    rate.press("Enter")
    assert "100" in rate.evaluate("field => field.validationMessage")
    button(page, "+1 batch").click()
    at(page, 1)
    assert float(reading(page, "loss")) == pytest.approx(library(1).loss, abs=6e-5)


def test_a_file_that_is_no_table_is_told_where_it_was_given(opened, tmp_path):
    """The words stand in the data panel; the run that was there stays."""
    path = tmp_path / "own.csv"
    path.write_bytes(b"\x00\x01\x02")
    page = opened()
    page.locator("input[type=file]").first.set_input_files(path)
    page.wait_for_selector(".data .alert")
    assert len(page.locator(".data .alert").inner_text()) > 20
    button(page, "+1 batch").click()
    at(page, 1)


def test_the_points_have_a_seed(opened):
    """Another seed draws other points; the same draws the same."""
    page = opened()
    shot = "[...document.querySelectorAll('.plot canvas')].at(-1).toDataURL()"
    page.wait_for_timeout(300)
    first = page.evaluate(shot)
    seed = page.locator(".data").get_by_label("seed", exact=True)
    for number in ("7", "0"):
        before = page.evaluate(shot)
        seed.fill(number)
        seed.press("Enter")
        page.wait_for_function(f"before => {shot} !== before", arg=before)
    assert page.evaluate(shot) == first
