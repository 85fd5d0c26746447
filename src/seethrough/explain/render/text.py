"""Lines as plain text, one calculation a line."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import groupby

from seethrough.explain.digits import RESULT, rounded, write
from seethrough.explain.expression import Symbol
from seethrough.explain.sample import HEADINGS, Line
from seethrough.explain.spelling import Power, Token, sides

LAYERS = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
INDICES = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")


def text(lines: Iterable[Line], notes: Iterable[str] = ()) -> str:
    """The lines as plain text, one calculation a line, each below its equation."""
    groups = groupby(lines, lambda line: line.number)
    blocks = ["\n".join([heading(number), *map(_line, group)]) for number, group in groups]
    return "\n\n".join([*(["\n".join(notes)] if notes else []), *blocks])


def name(symbol: Symbol) -> str:
    """The symbol as plain text, like z¹₁."""
    indices = joined(symbol.indices).translate(INDICES)
    return symbol.letter + symbol.layer.translate(LAYERS) + indices


def heading(number: str) -> str:
    """The equation that lines stand under: number, formula, words."""
    equation = HEADINGS[number]
    return f"{number}  {equation.plain}   {equation.words}"


def word(part: Token) -> str:
    """A token as plain text."""
    if isinstance(part, Symbol):
        return name(part)
    if isinstance(part, Power):
        exponent = word(part.exponent)
        return f"{word(part.base)}^{f'({exponent})' if '·' in exponent else exponent}"
    return part


def remark(line: Line) -> str:
    """The line's words in one line, where they say more than the heading."""
    words = " ".join(line.words.split())
    return "" if HEADINGS[line.number].words.startswith(words) else words


def few(number: float) -> str:
    """A number that is only compared."""
    return write(rounded(number, RESULT))


def joined(indices: tuple[str, ...]) -> str:
    """Indices side by side, with commas between them where one has two digits."""
    return ("," if any(len(i) > 1 for i in indices) else "").join(indices)


def _line(line: Line) -> str:
    calculation = "".join(word(part) for _, tokens in sides(line) for part in tokens)
    check = "" if line.check is None else f"  (numerically {few(line.check)})"
    return f"    {calculation}{check}   {remark(line)}".rstrip()
