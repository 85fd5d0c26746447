"""An independent reader of what was printed: it knows numbers, signs and brackets, no tree."""

import json
import re
from decimal import Decimal, localcontext
from math import exp, log, prod, sqrt, tanh
from operator import neg, sub, truediv
from types import SimpleNamespace
from typing import NamedTuple
from xml.etree import ElementTree as ET

import numpy as np
import pytest

from seethrough.maths.activations import ACTIVATIONS

TOKEN = re.compile(r"\d+(?:\.\d+)?(?:·10[⁻⁰¹²³⁴⁵⁶⁷⁸⁹]+)?|[^\W\d]+′?|[-+−·/()²^√]")
PLAIN_POWER = str.maketrans("⁻⁰¹²³⁴⁵⁶⁷⁸⁹", "-0123456789")
RAISED = str.maketrans("-−0123456789", "⁻⁻⁰¹²³⁴⁵⁶⁷⁸⁹")
FUNCTIONS = {
    "exp": exp,
    "ln": log,
    "tanh": tanh,
    "√": sqrt,
    "clip": lambda r: max(-1.0, min(1.0, r)),
    "sign": lambda r: (r > 0) - (r < 0),
}


OPERATORS = {
    "+": lambda *terms: sum(terms),
    "·": lambda *factors: prod(factors),
    "−": sub,
    "/": truediv,
    "±": neg,
    "²": lambda base: base**2,
    "^": pow,
}


class Printed(NamedTuple):
    """The calculation and the result of a line, as they were printed."""

    calculation: str
    result: str


@pytest.fixture(scope="session")
def reader():
    """What reads lines back in every form, and does their calculations again."""
    return SimpleNamespace(
        text=printed_text,
        html=printed_html,
        latex=printed_latex,
        terminal=printed_terminal,
        json_adds_up=json_adds_up,
        xml=parsed,
        number=number,
        adds_up=adds_up,
    )


def printed_text(text):
    """The calculations of plain text, in order; a number that is only quoted is its own."""
    for line in text.splitlines():
        if line.startswith("    "):
            yield _sides(re.split(r"  +\(numerically|   ", line.strip())[0])


def _sides(calculation):
    _, *numbers = re.split(" = | ← ", calculation)
    return Printed(numbers[-2] if len(numbers) > 2 else numbers[-1], numbers[-1])


def printed_terminal(shown):
    """The same from a terminal's rows: what is set in deeper goes on with the row before."""
    whole = re.sub(r"\n {6}", "", re.sub(r"\x1b\[[\d;]*m", "", shown))
    for line in whole.splitlines():
        if line.startswith("  "):
            yield _sides(re.split(r"  +\(numerically|   ", line.strip())[0].strip())


def printed_html(fragment):
    """The same from HTML: what the elements of the numbers and of the result hold."""
    for line in parsed(fragment).iterfind(".//p[@class='line']"):
        sides = {span.get("class"): "".join(map(_mathml, span)) for span in line}
        result = sides["result"].removeprefix("=")
        yield Printed(re.sub("^[=←]", "", sides.get("numbers", sides["result"])), result)


def printed_latex(document):
    """The same from LaTeX: each paragraph that begins with a formula."""
    for line in document.splitlines():
        if line.startswith("$"):
            formula = line[1:].partition("$")[0].replace(r" \leftarrow ", " = ")
            yield _sides(_plain(formula).replace(" = ", " = "))


def _plain(formula):
    """LaTeX in the signs of plain text: powers of ten raised, roots in brackets."""
    formula = re.sub(r" \\cdot 10\^\{(-?\d+)\}", lambda m: "·10" + m[1].translate(RAISED), formula)
    formula = re.sub(r"\\mathrm\{([^{}]*)\}", lambda m: m[1].replace(r"\_", "_"), formula)
    while r"\sqrt{" in formula:
        formula = re.sub(r"\\sqrt\{((?:[^{}]|\{[^{}]*\})*)\}", r"√(\1)", formula)
    formula = re.sub(r"\^\{(\d+)\}", r"^\1", formula).replace("'", "′")
    return formula.replace(r" \cdot ", "·").replace(r"\sigma ", "σ").replace(r"\sigma", "σ")


def parsed(fragment):
    """The fragment as XML, which it has to be."""
    return ET.fromstring(f"<div>{fragment}</div>")  # noqa: S314 - what seethrough wrote itself


def _mathml(element):
    kind = element.tag.rpartition("}")[2]
    parts = [_mathml(part) for part in element]
    if kind == "msup":
        base, exponent = parts
        return base + exponent.translate(RAISED) if base == "10" else f"{base}^{exponent}"
    return (element.text or "").strip() + "".join(parts)


def json_adds_up(written):
    """Whether each line's tree, done again with the shown numbers, gives the shown result."""
    for line in json.loads(written)["lines"]:
        shown = Decimal(line["shown"])
        unit = Decimal(1).scaleb(shown.as_tuple().exponent)
        with localcontext(prec=60):
            yield "operator" not in line["expression"] or (
                2 * abs(_tree(line["expression"]) - shown) < unit
            )


def _tree(node):
    if "operator" not in node:
        return Decimal(node["shown"])
    parts = [_tree(part) for part in node["operands"]]
    operator = node["operator"]
    if operator in OPERATORS:
        return OPERATORS[operator](*parts)
    return Decimal(_call(operator, float(parts[0])))


def number(printed):
    """A printed number, and the size of one unit in its last digit."""
    digits, _, power = printed.replace("-", "−").removeprefix("−").partition("·10")
    shift = Decimal(10) ** int(power.translate(PLAIN_POWER) or 0)
    unit = Decimal(10) ** -len(digits.partition(".")[2]) * shift
    return Decimal(digits) * shift * (-1 if printed[0] in "-−" else 1), unit


def adds_up(line):
    """Whether the printed calculation, done again, gives the printed result to its last digit."""
    result, unit = number(line.result)
    with localcontext(prec=60):
        return 2 * abs(recompute(line.calculation) - result) < unit


def recompute(calculation):
    """Work a calculation out by the school's rules: brackets, powers, products, sums."""
    calculation = calculation.replace("-", "−")
    tokens = TOKEN.findall(calculation)
    assert "".join(tokens) == calculation.replace(" ", ""), "nothing printed is left unread"
    value = _sum(tokens)
    assert not tokens
    return value


def _sum(tokens):
    value = _product(tokens)
    while tokens and tokens[0] in "+−":
        value += _product(tokens) if tokens.pop(0) == "+" else -_product(tokens)
    return value


def _product(tokens):
    if tokens[0] == "−":
        tokens.pop(0)
        return -_product(tokens)
    value = _power(tokens)
    while tokens and tokens[0] in "·/":
        value = value * _power(tokens) if tokens.pop(0) == "·" else value / _power(tokens)
    return value


def _power(tokens):
    value = _atom(tokens)
    if tokens and tokens[0] in "²^":
        value **= 2 if tokens.pop(0) == "²" else _atom(tokens)
    return value


def _atom(tokens):
    first = tokens.pop(0)
    if first[0].isdecimal():
        return number(first)[0]
    called = first != "("
    if called:
        assert tokens.pop(0) == "("
    value = _sum(tokens)
    assert tokens.pop(0) == ")"
    return Decimal(_call(first, float(value))) if called else value


def _call(name, z):
    if name in FUNCTIONS:
        return FUNCTIONS[name](z)
    bare, z = name.removesuffix("′"), np.array([z])
    row = ACTIVATIONS[{"σ": "logistic"}.get(bare, bare)]
    return float((row.df(z, row.f(z)) if name.endswith("′") else row.f(z))[0])
