"""Forward, line by line: what goes in, and E1 to E4, from the inputs to the cost."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import numpy as np
from numpy import ndarray

from seethrough.explain import answers
from seethrough.explain.expression import (
    Expression,
    Number,
    Symbol,
    call,
    negative,
    over,
    plus,
    square,
    times,
    total,
)
from seethrough.explain.sample import HEADINGS, Line, Sample
from seethrough.maths.heads import head
from seethrough.maths.network import costs, fed

LOSS, DATA, PENALTY, COST = Symbol("ℓ"), Symbol("data"), Symbol("penalty"), Symbol("L")
SQUARES, SIZES = Symbol("Σ‖W‖²"), Symbol("Σ|W|")
TWO = Number(2.0)


def inputs(s: Sample, columns: Iterable[int]) -> Iterator[Line]:
    """What the sample brought along."""
    for j in columns:
        x = s.a(0, j)
        yield _line("x", x, x, f"{_name(x) or 'given'}{_dropped(s, 0, j)}")


def targets(s: Sample, outputs: Iterable[int]) -> Iterator[Line]:
    """What the sample is to be answered with."""
    for k in outputs:
        y, name = s.target(k), _name(s.p(k))
        yield _line("x", y, y, f"target: {name}" if name else "target")


def sums(s: Sample, l: int, units: Iterable[int]) -> Iterator[Line]:
    """The weighted sums of a layer."""
    given = fed(s.tape, l)[s.row]
    for k in units:
        terms = _terms(s, l, k, given * s.tape.layers[l].W[:, k])
        yield _line("E1", s.z(l, k), plus(*terms, s.b(l, k)))


def _terms(s: Sample, l: int, k: int, sizes: ndarray) -> list[Expression]:
    return total(sizes, lambda j: times(*s.fed(l, j), s.W(l, j, k)))


def bends(s: Sample, l: int, units: Iterable[int]) -> Iterator[Line]:
    """The activations of a hidden layer."""
    for k in units:
        dropped = _dropped(s, l + 1, k).removeprefix(", ")
        yield _line("E2", s.a(l + 1, k), _bent(s, l, k), dropped)


def answer(s: Sample, outputs: Iterable[int]) -> Iterator[Line]:
    """Each output, with the class it answers for."""
    for k in outputs:
        told = _name(s.p(k)) and f"the probability of {_name(s.p(k))}"
        yield _line("E3", s.p(k), answers.answer(s, k), told)


def cost(s: Sample) -> Iterator[Line]:
    """The sample's loss, the cost's two parts, and the cost."""
    step = s.step
    losses = head(s.net.head).loss(s.tape.z[-1], s.tape.p, step.y).sum(axis=1)
    loss = Number(float(losses[s.row]), LOSS)
    yield _line("E4", loss, answers.loss(s), "this sample's loss")
    shares = losses if step.w is None else step.w * losses
    parts = costs(s.net, s.tape, step.y, step.w, step.penalty)
    data, penalty = Number(parts[0], DATA), Number(parts[1], PENALTY)
    mean = over(plus(times(*s.weight(), loss), *s.others(shares)), s.size())
    yield _line("E4", data, mean, "the mean loss of the batch")
    if any(step.penalty):
        yield from _sizes(s)
        yield _line("E4", penalty, plus(*_penalties(s)), "what large weights cost; biases are free")
        both = Number(parts[0] + parts[1], COST)
        yield _line("E4", both, plus(data, penalty))
    else:
        yield _line("E4", Number(parts[0], COST), data)


def _line(number: str, of: Number, expression: Expression, words: str = "") -> Line:
    assert of.symbol is not None, "a line tells of a named number"
    return Line(number, of.symbol, expression, of.value, words or HEADINGS[number].words)


def _name(of: Number) -> str:
    return of.symbol.name if of.symbol else ""


def _bent(s: Sample, l: int, k: int) -> Expression:
    name, z = s.net.activations[l], s.z(l, k)
    return z if name == "identity" else call(name, z)


def _dropped(s: Sample, l: int, j: int) -> str:
    return ", dropped" if any(mask.value == 0 for mask in s.mask(l, j)) else ""


def _weight(s: Sample, i: int) -> Number:
    """Weight i of all, in the order of θ."""
    ends = np.cumsum([W.size for W, _ in s.tape.layers])
    l = int(np.searchsorted(ends, i, side="right"))
    W = s.tape.layers[l].W
    return s.W(l, *divmod(i - int(ends[l]) + W.size, W.shape[1]))


def _flat(s: Sample) -> ndarray:
    return np.concatenate([W.ravel() for W, _ in s.tape.layers]).astype(float)


def _sizes(s: Sample) -> Iterator[Line]:
    """What the penalties are strong against: the sum of squares, and of sizes."""
    flat = _flat(s)
    if s.step.penalty.lam:
        squares = total(flat * flat, lambda i: square(_weight(s, i)))
        yield _line("E4", _squares(s), plus(*squares), "the weights' squares")
    if s.step.penalty.lam1:
        sizes = total(np.abs(flat), lambda i: _size(_weight(s, i)))
        yield _line("E4", _absolutes(s), plus(*sizes), "the weights' sizes")


def _size(W: Number) -> Expression:
    return negative(W) if W.value < 0 else W


def _squares(s: Sample) -> Number:
    return Number(sum(float(np.vdot(W, W)) for W, _ in s.tape.layers), SQUARES)


def _absolutes(s: Sample) -> Number:
    return Number(sum(float(np.abs(W).sum()) for W, _ in s.tape.layers), SIZES)


def _penalties(s: Sample) -> Iterator[Expression]:
    lam, lam1 = s.step.penalty
    if lam:
        yield over(times(Number(lam, Symbol("λ")), _squares(s)), times(TWO, s.size()))
    if lam1:
        yield over(times(Number(lam1, Symbol("λ₁")), _absolutes(s)), s.size())
