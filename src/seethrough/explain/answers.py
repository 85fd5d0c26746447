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

LARGE = 700.0  # e⁷⁰⁰ is near the largest float
CLEAR = 1e-6  # a probability this far from 0 and 1 keeps its digits in a logarithm
ONE, HALF = Number(1.0), Number(0.5)


def answer(s: Sample, k: int) -> Expression:
    """Answer k as its head calculates it, E3."""
    return ANSWERS[s.net.head](s, k)


def loss(s: Sample) -> Expression:
    """The sample's loss ℓ as its head calculates it."""
    if s.net.head == "multiclass":
        return _log_loss(s)
    return plus(*total([LOSSES[s.net.head](s, k) for k in _outputs(s)]))


def slope(s: Sample, k: int) -> Expression:
    """∂ℓ/∂z of output k, for E5."""
    difference = minus(s.p(k), s.target(k))
    return call("clip", difference) if s.net.head == "huber" else difference


def _outputs(s: Sample) -> range:
    return range(s.y.shape[1])


def _score(s: Sample, k: int) -> Expression:
    return s.z(len(s.tape.layers) - 1, k)


def _sigmoid(s: Sample, k: int) -> Expression:
    return call("logistic", _score(s, k))


def _exponential(s: Sample, k: int) -> Expression:
    return call("exp", _score(s, k))


def _top(s: Sample) -> Expression | None:
    """The largest score, where it has to be taken off so that exp stays within the floats."""
    scores = s.tape.z[-1][s.row]
    return _score(s, int(scores.argmax())) if abs(scores.max()) > LARGE else None


def _exps(s: Sample) -> list[Expression]:
    top, scores = _top(s), [_score(s, k) for k in _outputs(s)]
    return [call("exp", score if top is None else minus(score, top)) for score in scores]


def _softmax(s: Sample, k: int) -> Expression:
    exps = _exps(s)
    return over(exps[k], plus(*total(exps)))


def _log_loss(s: Sample) -> Expression:
    y = s.y[s.row]
    right = int(y.argmax())
    if y[right] == 1 and np.count_nonzero(y) == 1 and s.p(right).value > CLEAR:
        return negative(call("ln", s.p(right)))
    top, spread = _top(s), call("ln", plus(*total(_exps(s))))
    scores = [times(s.target(k), _score(s, k)) for k in np.flatnonzero(y).tolist()]
    whole = spread if top is None else plus(top, spread)
    return minus(whole, plus(*total(scores))) if scores else whole


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


Telling = Callable[[Sample, int], Expression]
ANSWERS: dict[str, Telling] = {
    "binary": _sigmoid,
    "multiclass": _softmax,
    "multilabel": _sigmoid,
    "squared": _score,
    "poisson": _exponential,
    "huber": _score,
}
LOSSES: dict[str, Telling] = {
    "binary": _log_loss_of_one,
    "multilabel": _log_loss_of_one,
    "squared": _half_square,
    "poisson": _poisson,
    "huber": _huber,
}
