"""What people do that nobody asked them to: double clicks, letters for numbers, doubled tabs."""

import re

import pytest


def press(page, name):
    return page.get_by_role("button", name=name, exact=True)


def shown(page):
    """The update that the header tells."""
    return int(re.sub(r"\D", "", page.locator(".readings dd").first.inner_text()))


def shows(page, update):
    page.wait_for_function(
        "n => +document.querySelector('.readings dd').textContent.replace(/\\D/g, '') === n",
        arg=update,
    )


def test_a_double_click_counts_twice(opened):
    """Two units, two layers, two batches and twice the updates more, however quick the clicks."""
    page = opened()
    press(page, "One unit more in layer 1").dblclick()
    page.wait_for_selector(".head b:text-is('10')")
    press(page, "One hidden layer more").dblclick()
    page.wait_for_selector("text=4 hidden layers")
    assert page.locator(".head b").all_inner_texts() == ["2", "10", "8", "8", "8", "answer"]
    press(page, "+1 batch").dblclick()
    shows(page, 2)
    press(page, "Run").dblclick()
    shows(page, 2002)


@pytest.mark.parametrize("typed", ["-", "1e", ""])
def test_letters_in_a_number_field_change_nothing(opened, typed):
    """What is no number is not sent, and the number that holds is back when the field is left."""
    page = opened()
    for label, holds in [("rate η", "0.1"), ("How many updates", "1000")]:
        field = page.get_by_label(label, exact=True)
        field.click()
        page.keyboard.press("Control+A")
        page.keyboard.press("Delete")
        page.keyboard.type(typed)
        for _ in range(2):  # told at the first, left at the second
            page.keyboard.press("Tab")
        assert field.input_value() == holds
        assert not field.evaluate("field => field === document.activeElement")
    press(page, "+1 batch").click()
    shows(page, 1)


def test_letters_do_not_run_or_end_anything(opened):
    """Nothing runs for a number of updates that is none, and a second run stays."""
    page = opened()
    second = page.get_by_label("Rate of a second run, from the same start")
    second.fill("0.5")
    second.press("Enter")
    page.wait_for_selector(".second")
    second.press("Control+A")
    page.keyboard.type("--")
    second.press("Enter")
    many = page.get_by_label("How many updates")
    many.press("Control+A")
    page.keyboard.type("1e")
    press(page, "Run").click()
    page.wait_for_timeout(300)
    assert page.locator(".second").is_visible()
    assert shown(page) in {0, 1000}  # the field was left, and held its number again


def test_dragging_the_time_line_while_it_plays_stops_it(opened):
    """It stands where the hand let go, whatever was on its way."""
    page = opened()
    press(page, "Run").click()
    shows(page, 1000)
    line = page.locator(".track input")
    line.scroll_into_view_if_needed()
    box = line.bounding_box()
    press(page, "Play").click()
    page.mouse.move(box["x"] + box["width"] - 8, box["y"] + box["height"] / 2)
    page.mouse.down()
    for share in (0.7, 0.5, 0.3):
        page.mouse.move(box["x"] + share * box["width"], box["y"] + 9, steps=4)
    page.mouse.up()
    page.wait_for_timeout(400)
    assert press(page, "Play").is_visible()
    assert shown(page) == int(line.input_value()) < 500


def test_resized_while_it_plays_it_goes_on(opened):
    """From phone to desktop and back the maps stay as large as their boxes."""
    page = opened()
    press(page, "Play").click()
    for width in (360, 1900, 700, 320, 1280):
        page.set_viewport_size({"width": width, "height": 700})
        before = shown(page)
        page.wait_for_function(
            "n => +document.querySelector('.readings dd').textContent.replace(/\\D/g, '') > n",
            arg=before + 20,
        )
        ratio = "e => e.width / e.parentElement.getBoundingClientRect().width"
        assert page.locator(".plot canvas").first.evaluate(ratio) == pytest.approx(1, abs=0.01)
        assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_reloaded_while_it_plays_the_run_is_still_there(opened):
    """The page shows the run again, standing still, and goes on from there."""
    page = opened()
    press(page, "Play").click()
    page.wait_for_function(
        "() => +document.querySelector('.readings dd').textContent.replace(/\\D/g, '') > 50"
    )
    page.reload()
    press(page, "Play").wait_for()
    page.wait_for_function("() => document.querySelector('.readings dd').textContent !== '–'")
    before = shown(page)
    assert before > 50
    press(page, "+1 batch").click()
    shows(page, before + 1)


def test_a_doubled_tab_has_a_session_of_its_own(opened, context):
    """A tab opened from the page, with a copy of all it keeps, does not change the first one's."""
    page = opened()
    press(page, "+1 epoch").click()
    shows(page, 8)
    with context.expect_page() as other:
        page.evaluate("window.open(location)")
    press(other.value, "Spirals").click()
    other.value.wait_for_selector("text=2 spirals: 300 points")
    press(page, "+1 batch").click()
    shows(page, 9)
    assert "Two moons" in page.locator(".about").inner_text()


def test_a_link_pasted_into_the_open_page_is_opened(opened):
    """Another state in the address bar is shown without loading the page again."""
    page = opened()
    press(page, "Circles").click()
    page.wait_for_selector("text=Two circles: 300 points")
    press(page, "Keep").click()
    press(page, "Make a link").click()
    page.wait_for_function("() => location.hash.startsWith('#s=')")
    link = page.evaluate("location.hash")
    page.evaluate("history.replaceState(null, '', location.pathname + location.search)")
    page.keyboard.press("Escape")
    assert page.locator("dialog[open]").count() == 0
    press(page, "Xor").click()
    page.wait_for_selector("text=Exclusive or: 300 points")
    page.evaluate("link => { location.hash = link; }", link)
    page.wait_for_selector("text=Two circles: 300 points")
