r"""Heads: how the last sums become the answer, with the loss and its slope that belong to it.

z  scores of the last layer, (n, K)
p  answer, (n, K)
y  target, (n, K): one-hot classes, 0/1 labels, or numbers
ℓ  loss, (n, K): what each output costs, a sample costs their sum; computed so that no
   logarithm sees a zero: from z, and from p only where it cannot vanish

Only legal pairs can be written: a row is an output function *with* its loss and ∂ℓ/∂z, which
is p − y for log-loss, squared error and Poisson, and p − y cut to ±1 for Huber.

Two families of rows are set by numbers behind their name: "quantile 0.9", and "multiclass 3 2"
for two questions at once, with three and two answers.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from seethrough.maths.activations import identity, logistic

if TYPE_CHECKING:
    from jaxtyping import Float
    from numpy import ndarray

    Rows = Float[ndarray, "n K"]

SMALL = 1e-30  # above it, p and its logarithm have all their digits in float32 too


class Head(NamedTuple):
    """An answer p = f(z), the loss ℓ(z, p, y) of each output, ∂ℓ/∂z from p and y, and formulas."""

    name: str
    f: Callable[[ndarray], ndarray]
    loss: Callable[[ndarray, ndarray, ndarray], ndarray]
    slope: Callable[[ndarray, ndarray], ndarray]
    formula: str
    loss_formula: str


def softmax(z: Rows) -> Rows:
    """eᶻ over its sum in each row; the row's largest score is taken off first."""
    e = z.T.copy()  # classes first: NumPy is slow along short rows
    e -= e.max(axis=0)
    np.exp(e, out=e)
    e /= e.sum(axis=0)
    return e.T


def exponential(z: Rows) -> Rows:
    """eᶻ, a rate that is never negative."""
    return np.exp(z)


def cross_entropy(z: Rows, p: Rows, y: Rows) -> Rows:
    """−yₖ ln pₖ; where a p is too small for a float to hold, ln pₖ = zₖ − ln Σⱼ e^zⱼ."""
    if p.min() > SMALL:
        return -y * np.log(p)
    scores = z - z.max(axis=1, keepdims=True)
    return y * (np.log(np.exp(scores).sum(axis=1, keepdims=True)) - scores)


def binary_cross_entropy(z: Rows, p: Rows, y: Rows) -> Rows:
    """ln(1 + eᶻ) − y z, which is −ln p where y = 1 and −ln(1 − p) where y = 0."""
    # in this order the large parts cancel first, and a small loss keeps its digits
    return (np.maximum(z, 0) - y * z) + np.log1p(np.exp(-np.abs(z)))


def half_square(z: Rows, p: Rows, y: Rows) -> Rows:
    """½ (p − y)²."""
    return 0.5 * np.square(p - y)


def poisson_deviance(z: Rows, p: Rows, y: Rows) -> Rows:
    """p − y z + y ln y − y: half the deviance, 0 where p = eᶻ = y."""
    constant = y * np.log(np.where(y > 0, y, 1)) - y
    return p - y * z + constant


def huber(z: Rows, p: Rows, y: Rows) -> Rows:
    """½ r² up to |r| = 1, then |r| − ½, for r = p − y (Huber 1964)."""
    r = np.abs(p - y)
    return np.where(r <= 1, 0.5 * r * r, r - 0.5)


def difference(p: Rows, y: Rows) -> Rows:
    """p − y."""
    return p - y


def clipped_difference(p: Rows, y: Rows) -> Rows:
    """p − y, no smaller than −1 and no larger than 1."""
    return np.clip(p - y, -1, 1)


def absolute(z: Rows, p: Rows, y: Rows) -> Rows:
    """|p − y|."""
    return np.abs(p - y)


def sign_of_difference(p: Rows, y: Rows) -> Rows:
    """−1 where p is too small, 1 where it is too large."""
    return np.sign(p - y)


_SIGMOID, _LOG_LOSS = r"\frac{1}{1 + e^{-z}}", r"\ln(1 + e^{z}) - y z"
_ROWS = (
    Head("binary", logistic, binary_cross_entropy, difference, _SIGMOID, _LOG_LOSS),
    Head(
        *("multiclass", softmax, cross_entropy, difference),
        *(r"\frac{e^{z_{k}}}{\Sigma_{j} e^{z_{j}}}", r"\ln \Sigma_{k} e^{z_{k}} - z_{y}"),
    ),
    Head("multilabel", logistic, binary_cross_entropy, difference, _SIGMOID, _LOG_LOSS),
    Head("squared", identity, half_square, difference, r"z", r"\frac{1}{2} (z - y)^{2}"),
    Head(
        *("poisson", exponential, poisson_deviance, difference),
        *(r"e^{z}", r"e^{z} - y z + y \ln y - y"),
    ),
    Head(
        *("huber", identity, huber, clipped_difference),
        *(r"z", r"\frac{r^{2}}{2}\ (|r| \leq 1),\ |r| - \frac{1}{2},\ r = z - y"),
    ),
    Head("absolute", identity, absolute, sign_of_difference, r"z", r"|z - y|"),
)
HEADS = {row.name: row for row in _ROWS}


@cache
def head(name: str) -> Head:
    """The row of this name, or the one of a family that the numbers behind the name make."""
    family, *numbers = name.split()
    return FAMILIES[family](name) if numbers else HEADS[name]


def _quantile(name: str) -> Head:
    """The pinball loss, least where a share τ of all y is below p (Koenker & Bassett 1978)."""
    tau = float(name.split()[1])

    def pinball(z: Rows, p: Rows, y: Rows) -> Rows:
        return np.maximum(tau * (y - p), (tau - 1) * (y - p))

    def slope(p: Rows, y: Rows) -> Rows:
        return np.where(p > y, 1 - tau, np.where(p < y, -tau, 0)).astype(p.dtype)

    formula = r"\max(\tau (y - z), (\tau - 1) (y - z))"
    return Head(name, identity, pinball, slope, r"z", formula)


def _questions(name: str) -> Head:
    """A softmax and its cross-entropy for each question, side by side in the columns."""

    def each(f: Callable[..., ndarray]) -> Callable[..., ndarray]:
        return lambda *arrays: np.hstack(
            [f(*(array[:, columns] for array in arrays)) for columns in questions(name)]
        )

    row = HEADS["multiclass"]
    return row._replace(name=name, f=each(row.f), loss=each(row.loss))


FAMILIES = {"quantile": _quantile, "multiclass": _questions}


def questions(name: str) -> Sequence[slice]:
    """The columns of each question of a multiclass head; one question takes all."""
    ends = np.cumsum([0, *map(int, name.split()[1:])]).tolist()
    return [slice(a, b) for a, b in pairwise(ends)] or [slice(None)]
