"""Lines as text and as HTML, both from the same tokens: they show the same digits."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape
from itertools import groupby

from seethrough.explain.digits import RESULT, rounded, write
from seethrough.explain.expression import Symbol
from seethrough.explain.sample import Line
from seethrough.explain.spelling import Token, sides
from seethrough.maths.equations import EQUATIONS
from seethrough.maths.mathml import math, row, sub, subsup, sup, token

LAYERS = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
INDICES = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")
POWERS = str.maketrans("⁻⁰¹²³⁴⁵⁶⁷⁸⁹", "−0123456789")
INVISIBLE_TIMES = "\u2062"
BREAKS = {" + ", " − ", " / ", " = ", " ← "}  # a long row may go on in the next line before these


def text(lines: Iterable[Line]) -> str:
    """The lines as plain text, one calculation a line, each below its equation."""
    return "\n\n".join(
        "\n".join([_text_heading(number), *map(_text_line, group)])
        for number, group in groupby(lines, lambda line: line.number)
    )


def html(lines: Iterable[Line]) -> str:
    """The lines as an HTML fragment with MathML, a section an equation; names are escaped.

    To be styled: section.step, .number and .words in its heading; p.line with span.symbol,
    .formula, .numbers, .result, .check and .words in it.
    """
    return "\n".join(
        "\n".join(
            ['<section class="step">', _heading(number), *map(_html_line, group), "</section>"]
        )
        for number, group in groupby(lines, lambda line: line.number)
    )


def name(symbol: Symbol) -> str:
    """The symbol as plain text, like z¹₁."""
    letter, layer, indices = symbol
    return letter + layer.translate(LAYERS) + _joined(indices).translate(INDICES)


def _text_heading(number: str) -> str:
    equation = EQUATIONS[number]
    return f"{number}  {equation.plain}   {equation.words}"


def _text_line(line: Line) -> str:
    calculation = "".join(_text_token(part) for _, tokens in sides(line) for part in tokens)
    check = "" if line.check is None else f"  (numerically {_few(line.check)})"
    return f"    {calculation}{check}   {' '.join(_remark(line).split())}".rstrip()


def _text_token(part: Token) -> str:
    return part if isinstance(part, str) else name(part)


def _heading(number: str) -> str:
    equation = EQUATIONS[number]
    return (
        f'<h4><span class="number">{number}</span> {equation.mathml}'
        f' <span class="words">{escape(equation.words)}</span></h4>'
    )


def _html_line(line: Line) -> str:
    spans = [f'<span class="{kind}">{_broken(tokens)}</span>' for kind, tokens in sides(line)]
    if line.check is not None:
        spans.append(f'<span class="check">numerically {_broken([_few(line.check)])}</span>')
    if remark := _remark(line):
        spans.append(f'<span class="words">{escape(remark)}</span>')
    return f'<p class="line">{" ".join(spans)}</p>'


def _remark(line: Line) -> str:
    """The line's words, where they say more than the heading."""
    return "" if EQUATIONS[line.number].words.startswith(line.words) else line.words


def _broken(tokens: list[Token]) -> str:
    """Tokens as MathML, a formula of its own from each place where the row may be broken."""
    pieces: list[list[str]] = [[]]
    for part in tokens:
        if part in BREAKS and pieces[-1]:
            pieces.append([])
        pieces[-1].append(_mathml(part))
    return " ".join(math(*piece) for piece in pieces)


def _mathml(part: Token) -> str:
    if isinstance(part, Symbol):
        return _symbol(part)
    if part in BREAKS:
        return f'<mo form="infix">{part.strip()}</mo>'
    if part.strip("−")[:1].isdecimal():
        return _number(part)
    return token(INVISIBLE_TIMES if part == " " else part)


def _symbol(symbol: Symbol) -> str:
    """A letter with layer and indices; of a gradient, the last letter bears them."""
    letter, layer, index = symbol.letter, symbol.layer, _joined(symbol.indices)
    before, base = ("", letter) if letter.isalpha() else (letter[:-1], letter[-1])
    if layer and index:
        base = subsup(base, index, layer)
    elif index:
        base = sub(base, index)
    return row(*before, base) if before else token(base)


def _number(written: str) -> str:
    """A written number: its sign, its digits, and the power of ten if it has one."""
    digits, _, power = written.removeprefix("−").partition("·10")
    parts = ["−"] if written.startswith("−") else []
    parts.append(digits)
    if power:
        parts += ["·", sup("10", row(*_signed_digits(power.translate(POWERS))))]
    return row(*parts) if len(parts) > 1 else token(digits)


def _signed_digits(power: str) -> list[str]:
    return ["−", power[1:]] if power.startswith("−") else [power]


def _joined(indices: tuple[str, ...]) -> str:
    """Indices side by side, with commas between them where one has two digits."""
    return ("," if any(len(i) > 1 for i in indices) else "").join(indices)


def _few(number: float) -> str:
    return write(rounded(number, RESULT))
