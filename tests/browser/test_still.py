"""Nothing jumps while it plays, and what is read off the curves is what the session tells."""

import itertools

import pytest

from seethrough.studio.session import Session

KINDS = (
    ".panel, .top, .timeline, button, select, input, summary, canvas, h1, h2, label, dt, dd, th, p"
)
BOXES = """kinds => {
  const all = [...document.querySelectorAll(kinds)];
  return all.filter((e) => e.checkVisibility() && !e.closest(".notice")).map((e) => {
    const { x, y, width, height } = e.getBoundingClientRect();
    return [e.outerHTML.slice(0, 90), ...[x + scrollX, y + scrollY, width, height].map(Math.round)];
  });
}"""
WORDS = """() => {
  window.words = [];
  const { fillText } = CanvasRenderingContext2D.prototype;
  CanvasRenderingContext2D.prototype.fillText = function (text, ...place) {
    const tick = this.canvas.closest(".chart") && this.textBaseline === "middle";
    if (tick) window.words.push(text);
    return fillText.call(this, text, ...place);
  };
}"""
READ = "() => +document.querySelector('.readings dd').textContent.replace(/\\D/g, '')"


def boxes(page):
    """Beginning, place and size of each panel, control and label that is shown, but a notice's."""
    return page.evaluate(BOXES, KINDS)


def moved(before, now):
    """What does not stand where it stood, or is not as large, or has come or gone."""
    pairs = itertools.zip_longest(before, now)
    return [(old, new) for old, new in pairs if not (old and new and old[1:] == new[1:])]


@pytest.mark.parametrize("width", [360, 1280])
@pytest.mark.parametrize(
    ("name", "title"), [(None, "Two moons"), ("Blobs", "3 blobs"), ("Curve", "A curve")]
)
def test_nothing_jumps_while_it_plays(opened, width, name, title):
    """All panels, controls and labels are at the same place before, while and after it plays."""
    page = opened(width=width)
    if name:
        page.get_by_role("button", name=name, exact=True).click()
    page.wait_for_selector(f"text={title}: 300 points")
    page.wait_for_selector(".badge.good")
    page.get_by_label("a frame").select_option("20 updates")
    before = boxes(page)
    assert len(before) > 90
    page.get_by_role("button", name="Play", exact=True).click()
    for update in (20, 300, 1200):
        page.wait_for_function(f"n => ({READ})() > n", arg=update)
        assert moved(before, boxes(page)) == []
    page.get_by_role("button", name="Pause", exact=True).click()
    page.wait_for_timeout(500)
    assert moved(before, boxes(page)) == []


def test_a_notice_pushes_nothing(opened):
    """A run that diverges is told over the page's foot; all else stands where it stood."""
    page = opened()
    page.get_by_role("button", name="Curve", exact=True).click()
    rate = page.get_by_label("rate η", exact=True)
    rate.fill("60")
    rate.press("Enter")
    page.wait_for_timeout(300)
    before = boxes(page)
    page.get_by_role("button", name="Play", exact=True).click()
    page.wait_for_selector(".notice:has-text('Training diverged')")
    assert moved(before, boxes(page)) == []


def test_the_curves_are_read_by_hovering(opened):
    """The words under the curves tell the update below the pointer, and its loss as it was."""
    page = opened()
    page.get_by_role("button", name="+1 epoch").click()
    page.wait_for_selector(".readings dd:text-is('8')")
    box = page.locator(".chart").bounding_box()
    left, right = box["x"] + 44, box["x"] + box["width"] - 10
    made = Session()
    for update in (2, 5):
        page.mouse.move(left + (right - left) * update / 8, box["y"] + 80)
        page.wait_for_selector(f".hover:has-text('update {update}:')")
        made.run.go(update)
        words = page.locator(".hover").inner_text()
        marks = made.run.mark()
        assert words == (
            f"update {update}: training loss {marks.loss:.4f}, test loss {marks.test:.4f}"
        )


def test_the_log_switch_changes_the_axis(opened):
    """On: powers of ten; off: equal steps from zero."""
    page = opened()
    page.get_by_role("button", name="+1 epoch").click()
    page.wait_for_selector(".readings dd:text-is('8')")
    page.evaluate(WORDS)
    log = page.get_by_label("log", exact=True)
    for on, wanted in [(True, ["0.1", "1"]), (False, ["0", "0.25", "0.5", "0.75", "1"])]:
        log.set_checked(on)
        # what was still to be drawn before the switch may come first
        last = "wanted => String(window.words.slice(-wanted.length)) === String(wanted)"
        page.wait_for_function(last, arg=wanted)
