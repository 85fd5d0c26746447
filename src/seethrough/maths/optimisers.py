r"""Optimisers: how a gradient becomes a step. Pure: what one remembers is handed in and out.

theta, g  θ and ∂L/∂θ, (p,)
slots     what the optimiser remembers, each (p,): v; or m and v, as in its paper;
          with averaging, the running mean of θ comes last
t         number of this step, from 1
eta       η, the learning rate of this step
"""

from __future__ import annotations

from collections.abc import Callable
from math import inf, sqrt
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from jaxtyping import Float
    from numpy import ndarray

    Theta = Float[ndarray, " p"]
    Slots = tuple[ndarray, ...]
    Stepped = tuple[ndarray, Slots]


class Rule(NamedTuple):
    """The numbers an optimiser is set by, in its paper's letters; each uses the ones it knows.

    clip, the longest gradient let through, and average, how slowly the running mean of θ forgets
    (0: none is kept), serve all of them.
    """

    momentum: float = 0.0
    nesterov: bool = False
    beta1: float = 0.9
    beta2: float = 0.999
    rho: float = 0.99
    epsilon: float = 1e-8
    decay: float = 0.0
    clip: float = inf
    average: float = 0.0


class Optimiser(NamedTuple):
    """An optimiser: the names of its slots, its step, its formula as LaTeX."""

    name: str
    slots: tuple[str, ...]
    step: Callable[[ndarray, ndarray, Slots, int, float, Rule], Stepped]
    formula: str


def sgd(theta: Theta, g: Theta, slots: Slots, t: int, eta: float, rule: Rule) -> Stepped:
    """Gradient descent, with momentum (Polyak 1964) or Nesterov's (Sutskever 2013)."""
    if not rule.momentum:
        # (E9)  θ ← θ − η ∂L/∂θ
        return theta - eta * g, slots
    v = rule.momentum * slots[0] - eta * g
    step = rule.momentum * v - eta * g if rule.nesterov else v
    return theta + step, (v,)


def adam(theta: Theta, g: Theta, slots: Slots, t: int, eta: float, rule: Rule) -> Stepped:
    """Adam in the efficient order of its paper's section 2 (Kingma & Ba 2015), as scikit-learn.

    Dividing both moments by their 1 − βᵗ first, as PyTorch does, differs in where ε stands.
    """
    m = rule.beta1 * slots[0] + (1 - rule.beta1) * g
    v = rule.beta2 * slots[1] + (1 - rule.beta2) * (g * g)
    eta_t = eta * (1 - rule.beta2**t) ** 0.5 / (1 - rule.beta1**t)
    return theta - eta_t * m / (np.sqrt(v) + rule.epsilon), (m, v)


def adamw(theta: Theta, g: Theta, slots: Slots, t: int, eta: float, rule: Rule) -> Stepped:
    """Adam, with all of θ shrunk apart from the gradient (Loshchilov & Hutter 2019)."""
    return adam(theta - eta * rule.decay * theta, g, slots, t, eta, rule)


def rmsprop(theta: Theta, g: Theta, slots: Slots, t: int, eta: float, rule: Rule) -> Stepped:
    """RMSprop: the gradient over the root of its recent mean square (Tieleman & Hinton 2012)."""
    v = rule.rho * slots[0] + (1 - rule.rho) * (g * g)
    return theta - eta * g / (np.sqrt(v) + rule.epsilon), (v,)


_ROWS = (
    Optimiser("sgd", ("v",), sgd, r"v \leftarrow \mu v - \eta g,\ \theta \leftarrow \theta + v"),
    Optimiser(
        *("adam", ("m", "v"), adam),
        r"\theta \leftarrow \theta - \eta_{t} \frac{m}{\sqrt{v} + \epsilon}",
    ),
    Optimiser(
        *("adamw", ("m", "v"), adamw),
        r"\theta \leftarrow (1 - \eta \lambda) \theta - \eta_{t} \frac{m}{\sqrt{v} + \epsilon}",
    ),
    Optimiser(
        *("rmsprop", ("v",), rmsprop),
        r"\theta \leftarrow \theta - \eta \frac{g}{\sqrt{v} + \epsilon}",
    ),
)
OPTIMISERS = {row.name: row for row in _ROWS}


PLAIN = Rule()


def blank_slots(name: str, theta: Theta, rule: Rule = PLAIN) -> Slots:
    """What is remembered before the first step: zeros, and θ as its own mean."""
    zeros = tuple(np.zeros_like(theta) for _ in OPTIMISERS[name].slots)
    return (*zeros, theta.copy()) if rule.average else zeros


def update(
    name: str, theta: Theta, g: Theta, slots: Slots, t: int, eta: float, rule: Rule
) -> Stepped:
    """One whole update: clip the gradient, make the optimiser's step, take θ into the mean."""
    step = OPTIMISERS[name].step
    if not rule.average:
        return step(theta, clipped(g, rule.clip), slots, t, eta, rule)
    theta, own = step(theta, clipped(g, rule.clip), slots[:-1], t, eta, rule)
    # in the first steps the mean forgets faster, or it would long remember where θ began
    kept = min(rule.average, (1 + t) / (10 + t))
    return theta, (*own, kept * slots[-1] + (1 - kept) * theta)


def clipped(g: Theta, longest: float) -> Theta:
    """g, shortened to the length `longest` if it is longer (Pascanu 2013)."""
    length = sqrt(g @ g) if longest < inf else 0.0
    return g * (longest / length) if length > longest else g
