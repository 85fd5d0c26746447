"""Lines as records for JSON: every calculation as a tree, with what is shown of each number."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from seethrough.explain.digits import show
from seethrough.explain.expression import Expression, Number, Symbol
from seethrough.explain.render.markup import POWERS
from seethrough.explain.render.text import name, word
from seethrough.explain.sample import Line
from seethrough.explain.spelling import spelled

VERSION = 1


def records(lines: Iterable[Line], notes: Iterable[str] = ()) -> dict[str, Any]:
    """Return what JSON holds; its fields are told of in the documentation's page on explaining."""
    return {"version": VERSION, "notes": list(notes), "lines": [*map(_line, lines)]}


def _line(line: Line) -> dict[str, Any]:
    shown = show(line.expression, line.result)
    sides = {kind: "".join(map(word, tokens)) for kind, tokens in spelled(line, shown)}
    formula, numbers = (sides.get(kind, "")[3:] or None for kind in ("formula", "numbers"))
    return {
        "equation": line.number,
        **_symbol(line.symbol),
        "formula": formula,
        "numbers": numbers,
        "expression": _tree(line.expression, iter(shown.operands)),
        "result": line.result,
        "shown": ascii_number(shown.result),
        "check": line.check,
        "words": line.words,
    }


def _symbol(symbol: Symbol | None) -> dict[str, Any]:
    if symbol is None:
        return {"symbol": None}
    parts = {"letter": symbol.letter, "layer": symbol.layer, "indices": list(symbol.indices)}
    return {"symbol": name(symbol), **parts, "name": symbol.name}


def _tree(expression: Expression, words: Iterator[str]) -> dict[str, Any]:
    if isinstance(expression, Number):
        shown = {"value": expression.value, "shown": ascii_number(next(words))}
        return {**_symbol(expression.symbol), **shown}
    return {"operator": expression.sign, "operands": [_tree(p, words) for p in expression.parts]}


def ascii_number(written: str) -> str:
    """A written number as programs read it, like -1.234e-9."""
    digits, _, power = written.replace("−", "-").partition("·10")
    return f"{digits}e{power.translate(POWERS).replace('−', '-')}" if power else digits
