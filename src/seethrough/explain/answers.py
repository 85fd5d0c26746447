"""Answers: what each head of `maths.heads` calculates, as expressions in z, p and y.

Losses are told by the answer, −ln p, where that is as exact as the head's own formula in z;
where p has run into 0 or 1, that formula is shown instead.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from seethrough.explain.expression import (
    Expression,
    Number,
    Symbol,
    call,
    minus,
    negative,
    over,
    plus,
    square,
    times,
    total,
)
from seethrough.explain.sample import Sample
from seethrough.maths.heads import head, questions

LARGE = 700.0  # e⁷⁰⁰ is near the largest float
CLEAR = 1e-6  # a probability this far from 0 and 1 keeps its digits in a logarithm
ONE, HALF = Number(1.0), Number(0.5)


def answer(s: Sample, k: int) -> Expression:
    """Answer k as its head calculates it, E3."""
    return ANSWERS[_family(s)](s, k)


def loss(s: Sample) -> Expression:
    """The sample's loss ℓ as its head calculates it."""
    each = head(s.net.head).loss(s.tape.z[-1], s.tape.p, s.step.y)[s.row]
    if _family(s) == "multiclass":
        asked = _questions(s)
        sizes = np.array([each[among].sum() for among in asked])
        return plus(*total(sizes, lambda i: _log_loss(s, asked[i])))
    return plus(*total(each, lambda k: LOSSES[_family(s)](s, k)))


def slope(s: Sample, k: int) -> Expression:
    """∂ℓ/∂z of output k, for E5."""
    difference = minus(s.p(k), s.target(k))
    if _family(s) == "quantile":
        return _quantile_slope(s, k)
    cut = {"huber": "clip", "absolute": "sign"}.get(s.net.head)
    return call(cut, difference) if cut else difference


def _family(s: Sample) -> str:
    return s.net.head.split()[0]


def _questions(s: Sample) -> list[range]:
    """The outputs of each question."""
    return [range(s.step.y.shape[1])[columns] for columns in questions(s.net.head)]


def _score(s: Sample, k: int) -> Expression:
    return s.z(len(s.tape.layers) - 1, k)


def _sigmoid(s: Sample, k: int) -> Expression:
    return call("logistic", _score(s, k))


def _exponential(s: Sample, k: int) -> Expression:
    return call("exp", _score(s, k))


def _top(s: Sample, among: range) -> Expression | None:
    """The largest score, where it has to be taken off so that exp stays within the floats."""
    scores = s.tape.z[-1][s.row, among]
    return _score(s, among[int(scores.argmax())]) if abs(scores.max()) > LARGE else None


def _exp(s: Sample, k: int, top: Expression | None) -> Expression:
    return call("exp", _score(s, k) if top is None else minus(_score(s, k), top))


def _exps(s: Sample, among: range) -> Expression:
    """The sum that a softmax divides by."""
    top, scores = _top(s, among), s.tape.z[-1][s.row, among].astype(float)
    sizes = np.exp(scores if top is None else scores - scores.max())
    return plus(*total(sizes, lambda i: _exp(s, among[i], top)))


def _softmax(s: Sample, k: int) -> Expression:
    among = next(among for among in _questions(s) if k in among)
    return over(_exp(s, k, _top(s, among)), _exps(s, among))


def _log_loss(s: Sample, among: range) -> Expression:
    y = s.step.y[s.row, among]
    right = among[int(y.argmax())]
    if y.max() == 1 and np.count_nonzero(y) == 1 and s.p(right).value > CLEAR:
        return negative(call("ln", s.p(right)))
    top, spread = _top(s, among), call("ln", _exps(s, among))
    told = [k for k in among if s.step.y[s.row, k]]
    sizes = s.step.y[s.row, told] * s.tape.z[-1][s.row, told]
    whole = spread if top is None else plus(top, spread)
    scores = total(sizes, lambda i: times(s.target(told[i]), _score(s, told[i])))
    return minus(whole, plus(*scores)) if scores else whole


def _log_loss_of_one(s: Sample, k: int) -> Expression:
    p, y, z = s.p(k), s.target(k), _score(s, k)
    if y.value not in {0.0, 1.0} or not CLEAR < p.value < 1 - CLEAR:
        return minus(call("softplus", z), times(y, z))
    return negative(call("ln", p if y.value else minus(ONE, p)))


def _half_square(s: Sample, k: int) -> Expression:
    return times(HALF, square(minus(s.p(k), s.target(k))))


def _huber(s: Sample, k: int) -> Expression:
    p, y = s.p(k), s.target(k)
    if abs(p.value - y.value) <= 1:
        return _half_square(s, k)
    return minus(minus(p, y) if p.value > y.value else minus(y, p), HALF)


def _poisson(s: Sample, k: int) -> Expression:
    p, y = s.p(k), s.target(k)
    rate = minus(p, times(y, _score(s, k)))
    return minus(plus(rate, times(y, call("ln", y))), y) if y.value > 0 else rate


def _absolute(s: Sample, k: int) -> Expression:
    p, y = s.p(k), s.target(k)
    return minus(p, y) if p.value > y.value else minus(y, p)


def _tau(s: Sample) -> Number:
    return Number(float(s.net.head.split()[1]), Symbol("τ"))


def _quantile(s: Sample, k: int) -> Expression:
    p, y = s.p(k), s.target(k)
    if p.value > y.value:
        return times(minus(ONE, _tau(s)), minus(p, y))
    return times(_tau(s), minus(y, p))


def _quantile_slope(s: Sample, k: int) -> Expression:
    p, y = s.p(k).value, s.target(k).value
    if p == y:
        return Number(0.0)
    return minus(ONE, _tau(s)) if p > y else negative(_tau(s))


Telling = Callable[[Sample, int], Expression]
ANSWERS: dict[str, Telling] = {
    "binary": _sigmoid,
    "multiclass": _softmax,
    "multilabel": _sigmoid,
    "squared": _score,
    "poisson": _exponential,
    "huber": _score,
    "absolute": _score,
    "quantile": _score,
}
LOSSES: dict[str, Telling] = {
    "binary": _log_loss_of_one,
    "multilabel": _log_loss_of_one,
    "squared": _half_square,
    "poisson": _poisson,
    "huber": _huber,
    "absolute": _absolute,
    "quantile": _quantile,
}
