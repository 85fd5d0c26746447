import re
import unicodedata
from xml.etree import ElementTree as ET

import pytest
from matplotlib.mathtext import MathTextParser

from seethrough.maths.equations import EQUATIONS

PARSER = MathTextParser("path")
MACROS = {
    r"\leftarrow": "←",
    r"\partial": "∂",
    r"\lambda": "λ",
    r"\delta": "δ",
    r"\theta": "θ",
    r"\Sigma": "Σ",
    r"\Vert": "‖",
    r"\odot": "⊙",
    r"\ell": "ℓ",
    r"\eta": "η",
    r"\top": "⊤",
    r"\mathrm": "",
    r"\frac": "",
}
MARKS = {"<super>": "^", "<sub>": "_"}
ORDER = {"msup": ("", "^"), "msub": ("", "_"), "msubsup": ("", "_", "^")}


def spell(text):
    """The letters and signs of a formula: no brackets, fraction bars or spaces, one T, one −."""
    same = str.maketrans({"⊤": "T", "-": "−", "'": "′"} | dict.fromkeys("(){}/ "))
    return text.translate(same).replace("^′", "′")


def marked(char):
    """A raised letter as ^ and the letter, a lowered one as _ and the letter."""
    kind, _, code = unicodedata.decomposition(char).partition(" ")
    return MARKS[kind] + chr(int(code, 16)) if kind in MARKS else char


def from_plain(text):
    """The spelling of plain text."""
    return spell("".join(map(marked, text)))


def from_latex(text):
    """The spelling of LaTeX, whose fractions name the top first."""
    for macro, letter in MACROS.items():
        text = text.replace(macro, letter)
    each = re.compile(r"([\^_])\{([^{}]*)\}")
    return spell(each.sub(lambda group: "".join(group[1] + char for char in group[2]), text))


def from_mathml(element, mark=""):
    """The spelling of MathML, where what is raised stands last."""
    tag = element.tag.rpartition("}")[2]
    marks = ORDER.get(tag, ("",) * len(element))
    parts = [from_mathml(child, new or mark) for child, new in zip(element, marks, strict=True)]
    if tag == "msubsup":
        parts = [parts[0], parts[2], parts[1]]
    return spell("".join([*(mark + char for char in element.text or ""), *parts]))


def test_the_nine():
    """The table holds E1 to E9, in order, each under its number."""
    assert list(EQUATIONS) == [f"E{i}" for i in range(1, 10)]
    assert [row.number for row in EQUATIONS.values()] == list(EQUATIONS)


@pytest.mark.parametrize("row", EQUATIONS.values(), ids=EQUATIONS)
def test_latex_renders(row):
    """Matplotlib draws the LaTeX with its own mathtext, no TeX needed."""
    assert PARSER.parse(f"${row.latex}$").width > 0


@pytest.mark.parametrize("row", EQUATIONS.values(), ids=EQUATIONS)
def test_mathml_is_well_formed(row):
    """The MathML is one <math> element in its namespace, made of the elements every browser has."""
    tree = ET.fromstring(row.mathml)  # noqa: S314, our own text
    tags = {
        element.tag.removeprefix("{http://www.w3.org/1998/Math/MathML}") for element in tree.iter()
    }
    assert tree.tag.endswith("}math")
    assert tags <= {"math", "mrow", "mi", "mn", "mo", "msup", "msub", "msubsup", "mfrac"}


@pytest.mark.parametrize("row", EQUATIONS.values(), ids=EQUATIONS)
def test_three_spellings_say_the_same(row):
    """Plain text, LaTeX and MathML name the same letters and indices in the same order."""
    plain = from_plain(row.plain)
    assert from_latex(row.latex) == plain
    assert from_mathml(ET.fromstring(row.mathml)) == plain  # noqa: S314


@pytest.mark.parametrize("row", EQUATIONS.values(), ids=EQUATIONS)
def test_three_spellings_divide_as_often(row):
    """Each slash of the plain text is a fraction in LaTeX and in MathML."""
    assert row.plain.count("/") == row.latex.count(r"\frac") == row.mathml.count("<mfrac>")


@pytest.mark.parametrize(
    ("plain", "latex"),
    [("aˡ", "a^{l-1}"), ("wᵢ", "w^{i}"), ("a − b", "a + b"), ("p/q", r"\frac{q}{p}")],
)
def test_a_difference_would_be_seen(plain, latex):
    """A lost index, an index raised, a wrong sign or a fraction upside down is not overlooked."""
    assert from_plain(plain) != from_latex(latex)
