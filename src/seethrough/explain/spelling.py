"""Spelling: an expression as one row of tokens, with brackets only where they are needed.

A token is a symbol, a written number, a function's name, a bracket or a sign. The signs of
sums, " + " and " − ", are where a long row may be broken.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple, TypeAlias

from seethrough.explain.digits import Shown, show
from seethrough.explain.expression import Expression, Number, Symbol, leaves
from seethrough.explain.sample import Line


class Power(NamedTuple):
    """A base with its exponent above it."""

    base: Symbol | str
    exponent: Symbol | str


Token: TypeAlias = Symbol | Power | str
SUM, NEGATIVE, PRODUCT, ATOM = range(4)  # what binds closer is higher


class Spelled(NamedTuple):
    """Tokens, and how closely they hold together."""

    tokens: list[Token]
    level: int


def sides(line: Line) -> Iterator[tuple[str, list[Token]]]:
    """The sides of a line's equals signs: symbol, formula, numbers, result, each with its sign.

    A number that is only quoted has neither formula nor numbers of its own.
    """
    shown = show(line.expression, line.result)
    yield from spelled(line, shown)


def spelled(line: Line, shown: Shown) -> Iterator[tuple[str, list[Token]]]:
    """The same with numbers that were found before."""
    numbers = zip(leaves(line.expression), shown.operands, strict=True)
    formula = _spell(line.expression, iter([leaf.symbol or text for leaf, text in numbers])).tokens
    yield "symbol", [line.symbol]
    if formula != [line.symbol]:
        before = any(leaf.symbol == line.symbol for leaf in leaves(line.expression))
        arrow = " ← " if before else " = "  # the symbol is that of the old value too
        yield "formula", [arrow, *_close(formula)]
    if not isinstance(line.expression, Number):
        yield "numbers", [" = ", *_spell(line.expression, iter(shown.operands)).tokens]
    yield "result", [" = ", shown.result]


def _close(formula: list[Token]) -> Iterator[Token]:
    """A formula with its products written close, except beside whole words."""
    for i, part in enumerate(formula):
        yield " " if part == "·" and not any(map(_is_word, formula[i - 1 : i + 2])) else part


def _is_word(part: Token) -> bool:
    return isinstance(part, Symbol) and len(part.letter) > 1 and part.letter.isascii()


def _spell(expression: Expression, words: Iterator[Token]) -> Spelled:
    """The tokens of an expression with these words for its numbers."""
    if isinstance(expression, Number):
        return _leaf(next(words))
    parts = [_spell(part, words) for part in expression.parts]
    if expression.sign in SPELLINGS:
        return SPELLINGS[expression.sign](parts)
    return Spelled([expression.sign, "(", *parts[0].tokens, ")"], ATOM)


def _leaf(word: Token) -> Spelled:
    """A symbol with a layer above holds like a product: its square is (a¹₁)²."""
    if isinstance(word, Symbol):
        return Spelled([word], PRODUCT if word.layer else ATOM)
    assert not isinstance(word, Power), "leaves are symbols and numbers"
    return Spelled([word], NEGATIVE if word.startswith("−") else PRODUCT if "·" in word else ATOM)


def _sum(parts: list[Spelled]) -> Spelled:
    return Spelled([*parts[0].tokens, *_signed(parts[1:])], SUM)


def _difference(parts: list[Spelled]) -> Spelled:
    return Spelled([*parts[0].tokens, " − ", *_held(parts[1], PRODUCT)], SUM)


def _negation(parts: list[Spelled]) -> Spelled:
    return Spelled(["−", *_held(parts[0], PRODUCT)], NEGATIVE)


def _product(parts: list[Spelled]) -> Spelled:
    tokens = _held(parts[0], NEGATIVE)
    for part in parts[1:]:
        tokens = [*tokens, "·", *_held(part, PRODUCT)]
    return Spelled(tokens, NEGATIVE if parts[0].level == NEGATIVE else PRODUCT)


def _quotient(parts: list[Spelled]) -> Spelled:
    tokens = [*_held(parts[0], NEGATIVE), " / ", *_held(parts[1], ATOM)]
    return Spelled(tokens, NEGATIVE if parts[0].level == NEGATIVE else PRODUCT)


def _power(parts: list[Spelled]) -> Spelled:
    (base,), (exponent,) = (part.tokens for part in parts)
    assert not isinstance(base, Power), "a power is of numbers"
    assert not isinstance(exponent, Power), "and so is its exponent"
    return Spelled([Power(base, exponent)], ATOM)


def _square(parts: list[Spelled]) -> Spelled:
    return Spelled([*_held(parts[0], ATOM), "²"], ATOM)


def _signed(terms: Iterable[Spelled]) -> Iterator[Token]:
    """Further terms of a sum, each behind its sign."""
    for first, *others in (term.tokens for term in terms):
        if isinstance(first, str) and first.startswith("−"):
            yield from (" − ", *filter(None, [first[1:]]))
        else:
            yield from (" + ", first)
        yield from others


def _held(part: Spelled, level: int) -> list[Token]:
    """The part's tokens, in brackets if they hold together less closely than needed."""
    return part.tokens if part.level >= level else ["(", *part.tokens, ")"]


SPELLINGS: dict[str, Callable[[list[Spelled]], Spelled]] = {
    "+": _sum,
    "−": _difference,
    "±": _negation,
    "·": _product,
    "/": _quotient,
    "²": _square,
    "^": _power,
}
