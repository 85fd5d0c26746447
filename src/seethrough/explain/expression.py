"""Expressions: a calculation as a small tree, to be shown and to be done again.

A leaf is a number with its symbol, a branch is an operation on its parts. The tree's numbers
are always visited from left to right, so that other numbers can be set in their places.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from decimal import Decimal
from functools import partial
from math import fsum, prod
from operator import neg, sub, truediv
from typing import NamedTuple, TypeAlias

import numpy as np
from numpy import ndarray

from seethrough.maths.activations import ACTIVATIONS, Activation

MOST = 12  # terms of a sum that are shown one by one


class Symbol(NamedTuple):
    """What a number is called: a letter, its layer above, its indices (from 1) below.

    name is what it stands for in the table, a column or a class, where it has one.
    """

    letter: str
    layer: str = ""
    indices: tuple[str, ...] = ()
    name: str = ""


class Number(NamedTuple):
    """A number and its symbol; a constant has none and stands for itself."""

    value: float
    symbol: Symbol | None = None


class Op(NamedTuple):
    """An operation on parts: a key of OPERATIONS, or the name of a function."""

    sign: str
    parts: tuple[Expression, ...]


Expression: TypeAlias = Number | Op


def _slope(row: Activation, z: ndarray) -> ndarray:
    return row.df(z, row.f(z))


SHORT = {"logistic": "σ"}
FUNCTIONS: dict[str, Callable[[ndarray], ndarray]] = {
    "exp": np.exp,
    "√": np.sqrt,
    "ln": np.log,
    "clip": lambda r: np.clip(r, -1, 1),
    "sign": np.sign,
    **{SHORT.get(name, name): row.f for name, row in ACTIVATIONS.items()},
    **{SHORT.get(name, name) + "′": partial(_slope, row) for name, row in ACTIVATIONS.items()},
}
OPERATIONS: dict[str, Callable[..., Decimal]] = {
    "+": lambda *terms: sum(terms, Decimal(0)),
    "·": lambda *factors: prod(factors, start=Decimal(1)),
    "/": truediv,
    "−": sub,
    "±": neg,
    "²": lambda base: base * base,
    "^": pow,
}


def plus(*terms: Expression) -> Expression:
    """The sum; a single term is itself."""
    return Op("+", terms) if len(terms) > 1 else terms[0]


def times(*factors: Expression) -> Expression:
    """The product; a single factor is itself."""
    return Op("·", factors) if len(factors) > 1 else factors[0]


def over(top: Expression, bottom: Expression) -> Op:
    """The quotient."""
    return Op("/", (top, bottom))


def minus(first: Expression, second: Expression) -> Op:
    """The difference."""
    return Op("−", (first, second))


def negative(part: Expression) -> Op:
    """The part with its sign turned."""
    return Op("±", (part,))


def square(part: Expression) -> Op:
    """The part times itself."""
    return Op("²", (part,))


def power(base: Number, exponent: Number) -> Op:
    """The base as many times as the exponent says."""
    return Op("^", (base, exponent))


def call(name: str, part: Expression) -> Op:
    """A function of the part."""
    return Op(SHORT.get(name, name), (part,))


def leaves(expression: Expression) -> Iterator[Number]:
    """The numbers of the tree, from left to right."""
    if isinstance(expression, Number):
        yield expression
    else:
        for part in expression.parts:
            yield from leaves(part)


def evaluate(expression: Expression, numbers: Iterator[Decimal]) -> Decimal:
    """The tree's value, with these numbers in the places of its own; functions by float64."""
    if isinstance(expression, Number):
        return next(numbers)
    parts = [evaluate(part, numbers) for part in expression.parts]
    if expression.sign in OPERATIONS:
        return OPERATIONS[expression.sign](*parts)
    return Decimal(float(FUNCTIONS[expression.sign](np.array([float(parts[0])]))[0]))


def total(sizes: ndarray, term: Callable[[int], Expression]) -> list[Expression]:
    """All terms of a sum if they are few, else the largest first and the rest as one number.

    Parameters
    ----------
    sizes : (m,) values of the terms
    term : makes the term of a place
    """
    if len(sizes) <= MOST:
        return [term(i) for i in range(len(sizes))]
    top = largest(sizes)
    rest = fsum(np.delete(sizes, top).tolist())
    return [*map(term, top.tolist()), Number(rest, Symbol("rest"))]


def largest(sizes: ndarray, most: int = MOST) -> ndarray:
    """The places of the largest sizes, the largest first, at most so many."""
    weights = -np.abs(sizes)
    few = np.arange(len(sizes))
    if len(sizes) > most:  # sorting millions takes long, finding the largest does not
        few = np.sort(np.argpartition(weights, most)[:most])
    return few[np.argsort(weights[few], kind="stable")]
