"""The learning rate, by a line search from where the network stands.

The optimiser makes one more step, over the whole table. The loss is looked at straight downhill, at
θ − s g, where s = 1 is as far as that step goes: the best s says by how much the rate is too small
(s ≫ 1) or too large (s ≪ 1).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from math import sqrt
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from scipy.optimize import minimize_scalar

from seethrough.explain.doctor.curves import rate, restless, thrown_about
from seethrough.explain.doctor.patient import Finding, Patient, mean_loss
from seethrough.maths.network import backward, cost, forward
from seethrough.maths.optimisers import blank_slots, update
from seethrough.plots.doctor import along_step

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from numpy import ndarray

LEAST, MOST = 2.0**-10, 2.0**30  # times the step: as far as is looked
OVERSHOOT = 1.9  # a stable step overshoots the valley's middle by less than twice
FURTHER, GAIN = 10.0, 0.1  # so many times the step would win that share of what can be won


class Along(NamedTuple):
    """The loss along −g, at so many times the next step; the best of these, and what it wins."""

    loss: Callable[[float], float]
    best: float
    gain: float

    def draw(self, ax: Axes | None) -> Axes:
        """Draw it, from well before the step and the best length to well behind both."""
        lengths = np.geomspace(min(self.best, 1) / 8, 4 * max(self.best, 1), 40)
        with np.errstate(over="ignore", invalid="ignore"):
            losses = np.array([self.loss(length) for length in lengths])
        return along_step(lengths, losses, self.best, ax)


def along(patient: Patient) -> Along | None:
    """Look straight downhill; None where the solver finds its own rate, or no step is left."""
    step = next_step(patient)
    if step is None or not np.isfinite(step).all() or not step.any():
        return None

    def loss(length: float) -> float:
        at = (patient.theta + length * step).astype(patient.theta.dtype)
        tape = forward(patient.net, at, patient.table.x)
        return cost(patient.net, tape, patient.table.y, patient.table.w, patient.penalty)

    best = _best(loss)
    return Along(loss, best, loss(0.0) - loss(best))


def next_step(patient: Patient) -> ndarray | None:
    """A step downhill, −g, as long as the one that the optimiser would make; None without a η."""
    table, training = patient.table, patient.training
    if np.isnan(training.eta):
        return None
    slots = training.slots or blank_slots(training.optimiser, patient.theta, training.rule)
    slopes = backward(patient.net, table.tape, table.y, table.w, patient.penalty)
    theta, _ = update(
        *(training.optimiser, patient.theta, slopes.dtheta, slots, training.updates + 1),
        *(training.eta, training.rule),
    )
    g, size = slopes.dtheta, np.linalg.norm(theta - patient.theta)
    return np.asarray(-g * (size / max(float(np.linalg.norm(g)), np.finfo(float).tiny)))


def _best(loss: Callable[[float], float]) -> float:
    """The length at which the loss is least: doubled or halved while that helps, then refined."""
    best, least = 1.0, loss(1.0)
    for factor, end in ((2.0, MOST), (0.5, LEAST)):
        while best != end and (further := loss(best * factor)) < least:
            best, least = best * factor, further
    near = {"bounds": (best / 2, 2 * best), "options": {"xatol": 0.01 * best}}
    found = minimize_scalar(loss, method="bounded", **near)
    return float(found.x) if found.fun < least else best


def rate_too_large(patient: Patient) -> Iterator[Finding]:
    """Steps that jump across the valley, or a loss that is thrown up and down at the end.

    Gradient descent over the whole table is looked at along its step; where each step sees other
    rows, or an optimiser has a memory, only the curve tells.
    """
    if not patient.training.plain:
        yield from thrown_about(patient.training)
        return
    found = along(patient)
    if found is None or found.best >= 1 or (back := along(moved_on(patient))) is None:
        return
    # from side to side of a valley one step is longer than the other: their mean counts
    best = sqrt(found.best * back.best)
    if best < 1 / OVERSHOOT:
        yield _overshoots(patient, best, found.draw)


def moved_on(patient: Patient) -> Patient:
    """The patient after one more step straight downhill."""
    step = next_step(patient)
    theta = patient.theta if step is None else (patient.theta + step).astype(patient.theta.dtype)
    tape = forward(patient.net, theta, patient.table.x)
    return patient._replace(theta=theta, table=patient.table._replace(tape=tape))


def _overshoots(patient: Patient, best: float, draw: Callable[[Axes | None], Axes]) -> Finding:
    factor, eta = 1 / best, patient.training.eta
    return Finding(
        "rate too large",
        f"the rate is too large by about a factor of {factor:.2g}: the next steps go so much "
        "further than to the lowest points on their way.",
        {"rate": eta, "factor": factor, "rate to the lowest point": eta * best},
        f"Divide the rate by {factor:.2g}.",
        rate(eta * best),
        draw,
    )


def rate_too_small(patient: Patient) -> Iterator[Finding]:
    """Steps that could be many times as long, and would win much."""
    training, idle = patient.training, patient.training.idle
    unseen = mean_loss(patient.table, patient.net) - training.losses[-1] > GAIN * idle
    if unseen or restless(training) or (found := along(patient)) is None:
        return
    if found.best < FURTHER or found.gain < GAIN * idle:
        return
    yield Finding(
        "rate too small",
        f"a step could go {found.best:,.0f} times as far and would still go downhill.",
        {"rate": training.eta, "factor": found.best, "loss that one such step wins": found.gain},
        "Take a rate ten times as large, and look again.",
        rate(10 * training.eta),
        found.draw,
    )
