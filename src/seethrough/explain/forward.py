"""Forward, line by line: E1 to E4, from the inputs to the cost."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from seethrough.explain import answers
from seethrough.explain.expression import (
    Expression,
    Number,
    Symbol,
    call,
    over,
    plus,
    square,
    times,
    total,
)
from seethrough.explain.sample import Line, Sample
from seethrough.maths.equations import EQUATIONS
from seethrough.maths.heads import head

LOSS, SQUARES, SIZES = Symbol("ℓ"), Symbol("Σ‖W‖²"), Symbol("Σ|W|")
TWO = Number(2.0)


def inputs(s: Sample, features: Sequence[str] | None) -> Iterator[Line]:
    """What the sample brought along."""
    for j in range(s.net.widths[0]):
        x, name = s.a(0, j), "given" if features is None else features[j]
        yield _line("E1", x, x, f"{name}{_dropped(s, 0, j)}")


def layer(s: Sample, l: int) -> Iterator[Line]:
    """Each sum of a layer, and each activation if it is a hidden one."""
    units = range(s.net.widths[l + 1])
    for k in units:
        terms = [times(*s.fed(l, j), s.W(l, j, k)) for j in range(s.net.widths[l])]
        yield _line("E1", s.z(l, k), plus(*total(terms), s.b(l, k)))
    if l < len(s.net.activations):
        for k in units:
            bent = EQUATIONS["E2"].words + _dropped(s, l + 1, k)
            yield _line("E2", s.a(l + 1, k), _bent(s, l, k), bent)


def answer(s: Sample, classes: Sequence[str] | None) -> Iterator[Line]:
    """Each output, with the class it answers for: a single one speaks for the last class."""
    for k in range(s.net.widths[-1]):
        name = "" if classes is None else f": {classes[k - s.net.widths[-1]]}"
        yield _line("E3", s.p(k), answers.answer(s, k), EQUATIONS["E3"].words + name)


def cost(s: Sample, mean: float) -> Iterator[Line]:
    """The sample's loss, the squares of the weights, and the cost of the batch."""
    losses = head(s.net.head).loss(s.tape.z[-1], s.tape.p, s.y).sum(axis=1)
    loss = Number(float(losses[s.row]), LOSS)
    yield _line("E4", loss, answers.loss(s), "this sample's loss")
    if s.penalty.lam:
        yield _squares(s)
    shares = losses if s.w is None else s.w * losses
    data = plus(times(*s.weight(), loss), *s.others(shares))
    terms = (over(data, s.size()), *_penalties(s))
    yield Line("E4", Symbol("L"), plus(*terms), mean, EQUATIONS["E4"].words)


def _line(number: str, of: Number, expression: Expression, words: str = "") -> Line:
    assert of.symbol is not None, "a line tells of a named number"
    return Line(number, of.symbol, expression, of.value, words or EQUATIONS[number].words)


def _bent(s: Sample, l: int, k: int) -> Expression:
    name, z = s.net.activations[l], s.z(l, k)
    return z if name == "identity" else call(name, z)


def _dropped(s: Sample, l: int, j: int) -> str:
    return ", dropped" if any(mask.value == 0 for mask in s.mask(l, j)) else ""


def _squares(s: Sample) -> Line:
    squares = [
        square(s.W(l, j, k))
        for l, (W, _) in enumerate(s.tape.layers)
        for j, k in np.ndindex(W.shape)
    ]
    of = Number(sum(float(np.vdot(W, W)) for W, _ in s.tape.layers), SQUARES)
    return _line("E4", of, plus(*total(squares)), "the weights' squares; biases are free")


def _penalties(s: Sample) -> Iterator[Expression]:
    if s.penalty.lam:
        squares = Number(sum(float(np.vdot(W, W)) for W, _ in s.tape.layers), SQUARES)
        yield over(times(Number(s.penalty.lam, Symbol("λ")), squares), times(TWO, s.size()))
    if s.penalty.lam1:
        sizes = Number(sum(float(np.abs(W).sum()) for W, _ in s.tape.layers), SIZES)
        yield over(times(Number(s.penalty.lam1, Symbol("λ₁")), sizes), s.size())
