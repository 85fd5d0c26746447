import io
import json
import re
from pathlib import Path

import numpy as np
import pytest
from rich.cells import cell_len
from rich.console import Console

from seethrough.explain import Explanation, Step, explain_step
from seethrough.explain.expression import (
    Number,
    Symbol,
    call,
    minus,
    negative,
    over,
    plus,
    power,
    square,
    times,
)
from seethrough.explain.render import fragment as html
from seethrough.explain.render import printed, text
from seethrough.explain.render.latex import escaped
from seethrough.explain.render.terminal import MINUS, PLUS
from seethrough.explain.sample import Line
from seethrough.maths.equations import EQUATIONS
from seethrough.maths.network import Network

HOSTILE = ["<script>alert('x')</script>", '"><img src=x onerror=alert(1)>', "a & b\n = 7"]
NET = Network((3, 2, 3), ("gelu",), "multiclass")
A, B = Number(2.0, Symbol("a", "1", ("1",))), Number(-3.0, Symbol("b"))


@pytest.fixture(scope="module")
def lines():
    rng = np.random.default_rng(0)
    theta, x, y = rng.standard_normal(17), rng.standard_normal((4, 3)), np.eye(3)[[0, 1, 2, 0]]
    return explain_step(Step(NET, theta, x, y, features=HOSTILE, classes=HOSTILE), 1).lines


def told(expression, result):
    """What a line of this expression shows behind its symbol."""
    line = Line("E1", Symbol("r"), expression, result, "so")
    return text([line]).splitlines()[1].removeprefix("    r = ").removesuffix("   so")


def test_names_cannot_become_markup(reader, lines):
    """Feature and class names that look like HTML are text in it, every time they appear."""
    page = html(lines)
    assert "<script" not in page
    assert "<img" not in page
    words = [span.text for span in reader.xml(page).iterfind(".//p/span")]
    assert all(name in words for name in HOSTILE[:2])
    assert "a & b = 7" in words, "a line break in a name is a blank"
    assert f"the probability of {HOSTILE[0]}" in words


def test_names_cannot_break_a_line_of_text(lines):
    """A line break in a name does not start a line of its own."""
    assert all(re.match(r"(E\d|x)  |    \S|$", line) for line in text(lines).splitlines())


def test_html_stands_alone(reader, lines):
    """The fragment is well-formed XML, links to nothing and runs nothing."""
    page = html(lines)
    tree = reader.xml(page)
    assert {e.tag.rpartition("}")[2] for e in tree.iter()} <= {
        *("div", "section", "h4", "p", "span"),
        *("math", "mrow", "mn", "mi", "mo", "mfrac", "msup", "msub", "msubsup"),
    }
    assert {name for e in tree.iter() for name in e.attrib} <= {"class", "form", "stretchy"}


def test_equations_are_quoted_from_the_table(lines):
    """Each group of lines stands under its equation: plain in text, MathML in HTML."""
    shown, page = text(lines).splitlines(), html(lines)
    for number, equation in EQUATIONS.items():
        assert f"{number}  {equation.plain}   {equation.words}" in shown
        assert equation.mathml in page


def test_long_rows_can_wrap(reader, lines):
    """No formula in a line holds more than one sign of a sum, except within a number."""
    for formula in reader.xml(html(lines)).iterfind(".//p//span/*"):
        signs = [e for e in formula.iter() if e.get("form") == "infix"]
        assert len(signs) <= 1


def test_gradients_have_their_check_beside_them(lines):
    """Every ∂L/∂θ, and nothing else, shows what the central difference says."""
    shown = [line for line in text(lines).splitlines() if "(numerically " in line]
    assert len(shown) == 17
    assert all(re.match(r"    ∂L/∂[Wb]", line) for line in shown)
    assert html(lines).count('class="check"') == 17


@pytest.mark.parametrize(
    ("expression", "result", "shown"),
    [
        (times(A, plus(A, B)), -2.0, "a¹₁ (a¹₁ + b) = 2·(2 − 3) = −2.0000"),
        (times(B, B), 9.0, "b b = −3·(−3) = 9.0000"),
        (minus(A, B), 5.0, "a¹₁ − b = 2 − (−3) = 5.0000"),
        (minus(A, negative(B)), -1.0, "a¹₁ − (−b) = 2 − (−(−3)) = −1.0000"),
        (plus(B, negative(A)), -5.0, "b − a¹₁ = −3 − 2 = −5.0000"),
        (over(A, times(A, B)), -1 / 3, "a¹₁ / (a¹₁ b) = 2 / (2·(−3)) = −0.33333"),
        (square(A), 4.0, "(a¹₁)² = 2² = 4.0000"),
        (square(B), 9.0, "b² = (−3)² = 9.0000"),
        (times(Number(0.5), Number(1e-9)), 5e-10, "0.5 1·10⁻⁹ = 0.5·1·10⁻⁹ = 5.0000·10⁻¹⁰"),
        (over(A, Number(1e-9)), 2e9, "a¹₁ / (1·10⁻⁹) = 2 / (1·10⁻⁹) = 2.0000·10⁹"),
    ],
)
def test_brackets_stand_only_where_they_are_needed(expression, result, shown):
    """Signs and brackets read as at school."""
    assert told(expression, result) == shown


def test_indices_of_two_digits_have_a_comma():
    """W with indices 12 and 3 is not mistaken for 1 and 23."""
    line = Line("E9", Symbol("W", "1", ("12", "3")), Number(1.0), 1.0, "")
    assert "W¹₁₂,₃" in text([line])
    assert "<mn>12,3</mn>" in html([line])


def test_latex_has_no_command_of_a_name():
    """Names full of LaTeX's own signs are text in the document."""
    hostile = r"\input{x} 50% $a_b$ #1 ^~&"
    assert escaped("z²₁ < δ") == r"z$^{2}$$_{1}$ $<$ $\delta$"
    assert escaped(hostile) == (
        r"\textbackslash{}input\{x\} 50\% \$a\_b\$ \#1 \textasciicircum{}\textasciitilde{}\&"
    )


@pytest.mark.parametrize("width", [40, 80, 200])
def test_the_terminal_folds_to_its_width(lines, width):
    """No row is wider than the terminal, except what cannot be broken."""
    screen = io.StringIO()
    Console(file=screen, width=width).print(Explanation(lines, ("A note.",)))
    rows = screen.getvalue().splitlines()
    assert rows[0] == "A note."
    assert max(map(cell_len, rows)) <= width
    assert sum(row.startswith("  ") for row in rows) >= len(lines)


def test_the_terminal_colours_by_sign():
    """Numbers below 0 and above it have colours of their own, 0 has none."""
    line = Line("E1", Symbol("r"), plus(A, Number(0.0), B), -1.0, "so")
    (row,) = list(printed([line], (), 80))[1:]
    styles = {row.plain[s.start : s.end]: s.style for s in row.spans}
    assert styles["2"] == PLUS
    assert styles["−1.0000"] == f"bold {MINUS}"
    assert "0" not in styles


def test_json_has_what_the_documentation_says(lines):
    """Each line and each operand has the fields of the schema, and numbers programs can read."""
    told = json.loads(Explanation(lines, ("A note.",)).json())
    page = (Path(__file__).parents[2] / "docs" / "explain.md").read_text(encoding="utf-8")
    assert set(told) == {"version", "notes", "lines"}
    for line in told["lines"]:
        assert all(f"`{field}`" in page for field in line)
        operands = [line["expression"]]
        while operands:
            one = operands.pop()
            assert all(f"`{field}`" in page for field in one)
            operands += one.get("operands", [])
            if "value" in one:
                assert float(one["shown"]) == pytest.approx(one["value"], rel=1e-6)
        assert float(line["shown"]) == pytest.approx(line["result"], rel=1e-4, abs=1e-12)


def test_a_notebook_opens_it(lines):
    """A notebook is given the lines with their style, and a file a whole page around the same."""
    explanation = Explanation(lines, ("A <note>.",))
    shown, page = explanation._repr_html_(), explanation.html()
    assert shown.startswith("<style>")
    assert "A &lt;note&gt;." in shown
    assert shown in page
    assert page.startswith("<!doctype html>")
    assert "http" not in page.replace("http://www.w3.org/1998/Math/MathML", "")


def test_powers_roots_and_accents(reader):
    """A power, a root and letters with an accent are set as such in every form."""
    t, beta = Number(3.0, Symbol("t")), Number(0.5, Symbol("β", "", ("1",)))
    hat = Number(4.0, Symbol("v\u0302", "2", ("1", "3")))
    line = Line("E9", Symbol("r"), minus(power(beta, t), call("√", hat)), -1.875, "so")
    explanation = Explanation((line,))
    assert "r = β₁^t − √(v̂²₁₃) = 0.5^3 − √(4) = −1.8750" in explanation.text()
    assert r"\beta _{1}^{t} - \sqrt{\hat{v}^{2}_{13}}" in explanation.latex()
    assert "<mover><mi>v</mi><mo>^</mo></mover>" in explanation.html()
    assert all(reader.json_adds_up(explanation.json()))
