import pytest

from seethrough.maths.mathml import frac, math, row, sub, subsup, sup, token


@pytest.mark.parametrize(
    ("part", "expected"),
    [
        ("12", "<mn>12</mn>"),
        ("0.5", "<mn>0.5</mn>"),
        ("z", "<mi>z</mi>"),
        ("head", "<mi>head</mi>"),
        ("θ", "<mi>θ</mi>"),
        ("∂", "<mi>∂</mi>"),
        ("=", "<mo>=</mo>"),
        ("−", "<mo>−</mo>"),
        ("⊙", "<mo>⊙</mo>"),
        ("(", '<mo stretchy="false">(</mo>'),
        ("<mi>z</mi>", "<mi>z</mi>"),
    ],
)
def test_tokens(part, expected):
    """Numbers, names and signs each get their element, and finished MathML is left as it is."""
    assert token(part) == expected


@pytest.mark.parametrize(
    ("made", "expected"),
    [
        (row("a", "+", "1"), "<mrow><mi>a</mi><mo>+</mo><mn>1</mn></mrow>"),
        (sup("W", "l"), "<msup><mi>W</mi><mi>l</mi></msup>"),
        (sub("w", "i"), "<msub><mi>w</mi><mi>i</mi></msub>"),
        (subsup("δ", "i", "l"), "<msubsup><mi>δ</mi><mi>i</mi><mi>l</mi></msubsup>"),
        (frac("1", sub("w", "i")), "<mfrac><mn>1</mn><msub><mi>w</mi><mi>i</mi></msub></mfrac>"),
    ],
)
def test_parts(made, expected):
    """Each function makes the element of its name, and they go into each other."""
    assert made == expected


@pytest.mark.parametrize(("block", "display"), [({}, ""), ({"block": True}, ' display="block"')])
def test_math_is_ready_for_a_page(block, display):
    """The formula names its namespace, and stands in a line of its own if asked to."""
    namespace = 'xmlns="http://www.w3.org/1998/Math/MathML"'
    expected = f"<math {namespace}{display}><mrow><mi>z</mi></mrow></math>"
    assert math("z", **block) == expected
