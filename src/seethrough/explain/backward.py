"""Backward, line by line: E5 to E9, from the error at the output to the step downhill."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np

from seethrough.explain import answers
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
from seethrough.explain.sample import Line, Sample
from seethrough.maths.equations import EQUATIONS
from seethrough.maths.network import Layer, fed

ONE = Number(1.0)
SHARE, GRADIENT = "this sample's share", "the batch's gradient"


class Update(NamedTuple):
    """∂L/∂θ by formula and by difference, and θ after the step, each as layers."""

    gradient: list[Layer]
    difference: list[Layer]
    after: list[Layer]
    eta: float


def error(s: Sample) -> Iterator[Line]:
    """The error at each output."""
    last = len(s.tape.layers) - 1
    for k in range(s.net.widths[-1]):
        yield _delta(s, "E5", last, k, times(*s.weight(), answers.slope(s, k)))


def passed_back(s: Sample, l: int) -> Iterator[Line]:
    """The error of each unit of a hidden layer l, from the layer behind it."""
    for j in range(s.net.widths[l + 1]):
        terms = [times(s.delta(l + 1, k), s.W(l + 1, j, k)) for k in range(s.net.widths[l + 2])]
        factors = (plus(*total(terms)), _slope(s, l, j), *s.mask(l + 1, j))
        yield _delta(s, "E6", l, j, times(*factors))


def weights(s: Sample, l: int, update: Update) -> Iterator[Line]:
    """Each weight's share from this sample, and its gradient from the whole batch."""
    given, delta = fed(s.tape, l), s.slopes.delta[l]
    prefix = "∂ℓ/∂" if s.w is None else "∂wℓ/∂"
    for j, k in np.ndindex(s.tape.layers[l].W.shape):
        W, shares = s.W(l, j, k), given[:, j] * delta[:, k]
        share = Number(float(shares[s.row]), _of(prefix, W))
        yield Line(
            *("E7", _of(prefix, W), times(*s.fed(l, j), s.delta(l, k))),
            *(share.value, SHARE),
        )
        top = plus(share, *s.others(shares), *_shrink(s, W))
        formula, difference = (float(g[l].W[j, k]) for g in (update.gradient, update.difference))
        yield _gradient(s, "E7", W, top, formula, difference)


def biases(s: Sample, l: int, update: Update) -> Iterator[Line]:
    """Each bias's gradient from the whole batch; this sample's share is its δ."""
    for k in range(s.net.widths[l + 1]):
        top = plus(s.delta(l, k), *s.others(s.slopes.delta[l][:, k]))
        formula, difference = (float(g[l].b[k]) for g in (update.gradient, update.difference))
        yield _gradient(s, "E8", s.b(l, k), top, formula, difference)


def step(s: Sample, l: int, update: Update) -> Iterator[Line]:
    """Each weight and bias of a layer after the step."""
    gradient, after = update.gradient[l], update.after[l]
    for j, k in np.ndindex(gradient.W.shape):
        W, g, new = s.W(l, j, k), float(gradient.W[j, k]), float(after.W[j, k])
        yield _moved(W, g, new, update.eta)
    for k, (g, new) in enumerate(zip(gradient.b.tolist(), after.b.tolist(), strict=True)):
        yield _moved(s.b(l, k), g, new, update.eta)


def _delta(s: Sample, number: str, l: int, k: int, expression: Expression) -> Line:
    delta = s.delta(l, k)
    assert delta.symbol is not None, "δ has a symbol"
    return Line(number, delta.symbol, expression, delta.value, EQUATIONS[number].words)


def _slope(s: Sample, l: int, j: int) -> Expression:
    """f′ of a hidden unit, from its a where that is simple."""
    name, a = s.net.activations[l], s.a(l + 1, j)
    simple: dict[str, Expression] = {
        "identity": ONE,
        "tanh": minus(ONE, square(a)),
        "logistic": times(a, minus(ONE, a)),
    }
    return simple[name] if name in simple else call(f"{name}′", s.z(l, j))


def _shrink(s: Sample, W: Number) -> Iterator[Expression]:
    """What the penalties add to a weight's gradient: λ W, and λ₁ with the sign of W."""
    if s.penalty.lam:
        yield times(Number(s.penalty.lam, Symbol("λ")), W)
    if s.penalty.lam1 and W.value:
        lam1 = Number(s.penalty.lam1, Symbol("λ₁"))
        yield lam1 if W.value > 0 else negative(lam1)


def _of(prefix: str, parameter: Number) -> Symbol:
    assert parameter.symbol is not None, "a parameter has a symbol"
    return parameter.symbol._replace(letter=prefix + parameter.symbol.letter)


def _gradient(
    s: Sample, number: str, of: Number, top: Expression, formula: float, difference: float
) -> Line:
    check = difference if np.isfinite(difference) else None
    return Line(number, _of("∂L/∂", of), over(top, s.size()), formula, GRADIENT, check)


def _moved(before: Number, gradient: float, after: float, eta: float) -> Line:
    downhill = times(Number(eta, Symbol("η")), Number(gradient, _of("∂L/∂", before)))
    return Line("E9", _of("", before), minus(before, downhill), after, "step downhill")
