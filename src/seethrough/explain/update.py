"""The update, line by line: E9 by the optimiser's own rule, with all that it remembers."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from math import inf, sqrt
from typing import NamedTuple

import numpy as np
from numpy import ndarray

from seethrough.explain.backward import slope_of
from seethrough.explain.expression import (
    Expression,
    Number,
    Symbol,
    call,
    minus,
    over,
    plus,
    power,
    square,
    times,
)
from seethrough.explain.sample import Line, Sample, refuse_infinite
from seethrough.maths.network import n_parameters
from seethrough.maths.optimisers import OPTIMISERS, blank_slots, clipped, update

ONE = Number(1.0)
STEP, MEMORY = "step downhill", "remembered"


class Moved(NamedTuple):
    """What an update read and made: the gradient and its length, slots before and after, θ."""

    g: ndarray
    length: float
    before: dict[str, ndarray]
    after: dict[str, ndarray]
    theta: ndarray


def moved(s: Sample) -> Moved:
    """Make the step, by `maths.optimisers`.

    Raises
    ------
    DivergenceError
        It leads out of what a float can hold.
    """
    step, g = s.step, s.slopes.dtheta
    slots = step.slots or blank_slots(step.optimiser, step.theta, step.rule)
    how = (step.t, step.eta, step.rule)
    with np.errstate(over="ignore", invalid="ignore"):
        theta, later = update(step.optimiser, step.theta, g, slots, *how)
        length = float(np.linalg.norm(g)) if step.rule.clip < inf else 0.0
    refuse_infinite(theta, np.array(length), *later)
    names = (*OPTIMISERS[step.optimiser].slots, "mean")[: len(slots)]
    before, after = (dict(zip(names, some, strict=True)) for some in (slots, later))
    return Moved(clipped(g, step.rule.clip), length, before, after, theta)


def shared(s: Sample, made: Moved) -> Iterator[Line]:
    """What the step has in common for all parameters."""
    rule = s.step.rule
    if rule.clip < inf:
        norm = _length(made)
        longer = "longer than clip" if made.length > rule.clip else "short enough: left as it is"
        yield _line(norm, norm, f"the gradient's length, {longer}")
    if s.step.optimiser in {"adam", "adamw"}:
        for i, beta in enumerate((rule.beta1, rule.beta2), 1):
            t = Number(s.step.t, Symbol("t"))
            left = minus(ONE, power(Number(beta, Symbol("β", "", (f"{i}",))), t))
            yield _line(_correction(s, i), left, "short of a full memory after t steps")
        root = call("√", _correction(s, 2))
        words = "ε, where the paper's efficient form has it"
        yield _line(_epsilon_hat(s), over(_epsilon(s), root), words)


def parameter(
    s: Sample, made: Moved, of: Number, place: tuple[int, int | None, int]
) -> Iterator[Line]:
    """All that the update does to one parameter."""
    at = _at(s, *place)
    g = Number(float(s.slopes.dtheta[at]), slope_of("∂L/∂", of))
    if s.step.rule.clip < made.length:
        whole, g = g, Number(float(made.g[at]), _like(of, "g"))
        clip = Number(s.step.rule.clip, Symbol("clip"))
        yield _line(g, times(whole, over(clip, _length(made))), "shortened")
    yield from RULES[s.step.optimiser](s, made, of, g, at)
    if s.step.rule.average:
        yield _averaged(s, made, of, at)


def _at(s: Sample, l: int, j: int | None, k: int) -> int:
    """The place of a parameter in θ."""
    widths, first = s.net.widths, n_parameters(s.net.widths[: l + 1])
    return first + (widths[l] if j is None else j) * widths[l + 1] + k


def _sgd(s: Sample, made: Moved, of: Number, g: Number, at: int) -> Iterator[Line]:
    eta, mu = _eta(s), Number(s.step.rule.momentum, Symbol("μ"))
    downhill = times(eta, g)
    if not mu.value:
        yield _after(made, of, minus(of, downhill), at)
        return
    old, new = (_slot(slots, "v", of, at) for slots in (made.before, made.after))
    yield _line(new, minus(times(mu, old), downhill), MEMORY)
    nesterov = minus(plus(of, times(mu, new)), downhill)
    yield _after(made, of, nesterov if s.step.rule.nesterov else plus(of, new), at)


def _adam(s: Sample, made: Moved, of: Number, g: Number, at: int) -> Iterator[Line]:
    rule = s.step.rule
    yield _memory(made, "m", of, at, Number(rule.beta1, Symbol("β", "", ("1",))), g)
    yield _memory(made, "v", of, at, Number(rule.beta2, Symbol("β", "", ("2",))), square(g))
    hats = []
    for i, letter in enumerate("mv", 1):
        slot, left = _slot(made.after, letter, of, at), _correction(s, i)
        hats.append(Number(slot.value / left.value, _like(of, f"{letter}\u0302")))
        yield _line(hats[-1], over(slot, left), "as if the memory were full")
    m_hat, v_hat = hats
    yield _after(made, of, _scaled(s, of, m_hat, v_hat, _epsilon_hat(s)), at)


def _adamw(s: Sample, made: Moved, of: Number, g: Number, at: int) -> Iterator[Line]:
    decay = s.step.rule.decay
    shrunk = of._replace(value=of.value - s.step.eta * decay * of.value)
    less = times(_eta(s), Number(decay, Symbol("λ")), of)
    yield _line(shrunk, minus(of, less), "shrunk, apart from the gradient")
    yield from _adam(s, made, shrunk, g, at)


def _rmsprop(s: Sample, made: Moved, of: Number, g: Number, at: int) -> Iterator[Line]:
    yield _memory(made, "v", of, at, Number(s.step.rule.rho, Symbol("ρ")), square(g))
    v = _slot(made.after, "v", of, at)
    yield _after(made, of, _scaled(s, of, g, v, _epsilon(s)), at)


def _scaled(s: Sample, of: Number, top: Number, under: Number, epsilon: Number) -> Expression:
    """θ − η top / (√under + ε)."""
    return minus(of, over(times(_eta(s), top), plus(call("√", under), epsilon)))


def _memory(made: Moved, letter: str, of: Number, at: int, kept: Number, new: Expression) -> Line:
    """A running mean: so much of what was remembered is kept, the rest is new."""
    old = _slot(made.before, letter, of, at)
    mean = plus(times(kept, old), times(minus(ONE, kept), new))
    return _line(_slot(made.after, letter, of, at), mean, MEMORY)


def _averaged(s: Sample, made: Moved, of: Number, at: int) -> Line:
    """The running mean of a parameter, which answers for it."""
    kept = min(s.step.rule.average, (1 + s.step.t) / (10 + s.step.t))
    share, new = Number(kept, Symbol("κ")), of._replace(value=float(made.theta[at]))
    old, mean = (
        Number(float(slots["mean"][at]), _like(of, f"{_letter(of)}\u0304"))
        for slots in (made.before, made.after)
    )
    both = plus(times(share, old), times(minus(ONE, share), new))
    return _line(mean, both, "the running mean, which answers")


def _length(made: Moved) -> Number:
    return Number(made.length, Symbol("‖∂L/∂θ‖"))


def _eta(s: Sample) -> Number:
    return Number(s.step.eta, Symbol("η"))


def _epsilon(s: Sample) -> Number:
    return Number(s.step.rule.epsilon, Symbol("ε"))


def _correction(s: Sample, i: int) -> Number:
    """1 − βᵢᵗ, by which a memory of t steps falls short of a full one."""
    beta = (s.step.rule.beta1, s.step.rule.beta2)[i - 1]
    return Number(1 - beta**s.step.t, Symbol("c", "", (f"{i}",)))


def _epsilon_hat(s: Sample) -> Number:
    return Number(s.step.rule.epsilon / sqrt(_correction(s, 2).value), Symbol("ε\u0302"))


def _slot(slots: dict[str, ndarray], letter: str, of: Number, at: int) -> Number:
    return Number(float(slots[letter][at]), _like(of, letter))


def _like(of: Number, letter: str) -> Symbol:
    """Another letter with the parameter's layer and indices."""
    assert of.symbol is not None, "a parameter has a symbol"
    return of.symbol._replace(letter=letter)


def _letter(of: Number) -> str:
    assert of.symbol is not None, "a parameter has a symbol"
    return of.symbol.letter


def _after(made: Moved, of: Number, expression: Expression, at: int) -> Line:
    return _line(of._replace(value=float(made.theta[at])), expression, STEP)


def _line(of: Number, expression: Expression, words: str) -> Line:
    assert of.symbol is not None, "a line tells of a named number"
    return Line("E9", of.symbol, expression, of.value, words)


RULES: dict[str, Callable[[Sample, Moved, Number, Number, int], Iterator[Line]]] = {
    "sgd": _sgd,
    "adam": _adam,
    "adamw": _adamw,
    "rmsprop": _rmsprop,
}
