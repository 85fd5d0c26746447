import re
from xml.etree import ElementTree as ET

from seethrough.plots.inline import INK
from seethrough.plots.words import tell
from seethrough.report.drawing import drawing, panels


def drawn(name="one", alt="a line"):
    """A drawing of a line with a title."""

    def draw(ax):
        ax.plot([0, 1], label="<b>")
        ax.set_title("$ & <i>", parse_math=False)
        ax.legend()
        tell(ax, alt)

    return drawing(draw, name, "a <caption>")


def test_the_ink_is_the_pages():
    """What is black elsewhere takes the colour of the page's text, and nothing is white paper."""
    assert "currentColor" in drawn()
    assert INK not in drawn()
    assert "#ffffff" not in drawn()


def test_names_do_not_clash():
    """Two drawings on a page share no id, and every reference is met in its own."""
    one, two = (set(re.findall(r'\bid="([^"]+)"', drawn(name))) for name in ("one", "two"))
    assert one
    assert not one & two
    assert set(re.findall(r'href="#([^"]+)"', drawn("one"))) <= one


def test_it_is_a_figure_with_words():
    """The figure is whole, escaped, and told in words to those who do not see it."""
    shown = drawn(alt='"x" & y')
    ET.fromstring(shown)  # noqa: S314 - ours
    assert "a &lt;caption&gt;" in shown
    assert 'aria-label="&quot;x&quot; &amp; y"' in shown


def test_the_same_bytes_each_time():
    """The same drawing is the same text."""
    assert drawn() == drawn()


def test_a_figure_of_several_axes():
    """Panels share one drawing, and what each tells is its label."""

    def draw(fig):
        for k, ax in enumerate(fig.subplots(1, 2)):
            tell(ax, f"Panel {k}.")

    assert 'aria-label="Panel 0. Panel 1."' in panels(draw, "two")
    assert "figcaption" not in panels(draw, "two")
