import pytest
from jinja2 import UndefinedError

from seethrough.explain import Line
from seethrough.explain.expression import Number, Symbol
from seethrough.maths.equations import EQUATIONS
from seethrough.report.page import calculations, environment, equation, latex, num, picture


def test_numbers_have_a_true_minus():
    """Numbers show their digits, thousands apart, and a true minus."""
    assert num(-1234.5, 1) == "−1,234.5"


def test_equations_are_the_tables():
    """An equation is shown with its number, MathML and words from the table."""
    shown = equation("E6")
    assert "E6" in shown
    assert EQUATIONS["E6"].words in shown
    assert EQUATIONS["E6"].mathml.removeprefix("<math") in shown


def test_formulas_become_mathml():
    """LaTeX becomes MathML, and what looks like a tag is escaped."""
    assert latex(r"\frac{1}{2}").count("<mfrac>") == 1
    assert "<script" not in latex("a <script> b")


def test_calculations_are_chosen_by_number():
    """Only lines of the wanted equations are shown, with hostile names escaped."""
    lines = [
        Line("E1", Symbol("z"), Number(1.0), 1.0, "<b>one</b>"),
        Line("E2", Symbol("a"), Number(2.0), 2.0, "two"),
    ]
    shown = calculations(lines, "E1")
    assert "&lt;b&gt;one" in shown
    assert "two" not in shown


def test_pictures_are_inside_the_page(tmp_path):
    """A picture is part of the page, and its words are escaped."""
    path = tmp_path / "a.png"
    path.write_bytes(b"\x89PNG")
    shown = picture(path, 'a "quoted" <alt>', "<i>caption</i>")
    assert 'src="data:image/png;base64,iVBORw==' in shown
    assert "&#34;quoted&#34; &lt;alt&gt;" in shown
    assert "&lt;i&gt;caption" in shown


def test_large_drawings_are_shown_as_pixels(tmp_path):
    """An SVG that would bloat the page is replaced by its PNG."""
    (tmp_path / "a.svg").write_bytes(b"x" * 500_000)
    (tmp_path / "a.png").write_bytes(b"\x89PNG")
    assert "image/png" in picture(tmp_path / "a.svg", "a large drawing")


def test_what_does_not_exist_is_an_error():
    """A template that names a number that is not there fails; nothing is left blank."""
    with pytest.raises(UndefinedError):
        environment().from_string("{{ n.lost }}").render(n={})
