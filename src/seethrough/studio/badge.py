"""The badge: what the shown run takes for its gradient, beside the slope of the loss, all the time.

Of a few parameters all are checked, of many a sample that is another one each time; and one random
direction through all of them, which no wrong gradient is likely to be right in.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numpy import ndarray

from seethrough.bugs import Broken, Pieces
from seethrough.engines import Batch, Task
from seethrough.maths.gradcheck import central_difference
from seethrough.maths.network import cost, forward
from seethrough.studio.run import Run

SAMPLES = 64  # that the loss is measured on
SWIFT, CALM = 24, 200  # parameters of one check, while playing and at rest
WRONG = 1e-4
CLOSER = 2e-3  # what seems wrong is measured again, so much closer: few kinks are within both


class Probe(NamedTuple):
    """Where the slope is measured: along some parameters, and in one direction through all."""

    theta: ndarray
    places: ndarray
    direction: ndarray

    def at(self, t: ndarray) -> ndarray:
        """θ, so far along each."""
        theta = self.theta + t[-1] * self.direction
        theta[self.places] += t[:-1]
        return theta

    def along(self, gradient: ndarray) -> ndarray:
        """What a gradient says of the slope along each."""
        return np.append(gradient[self.places], self.direction @ gradient)


def gradient_check(run: Run, *, swift: bool = False) -> dict[str, Any]:
    """Return how many of the parameters were checked, the largest error, and whether it is small.

    swift : whether it has to be quick, because the run plays
    """
    whole, theta = run.part.replay.task, run.state.theta
    w = None if whole.w is None else whole.w[:SAMPLES]
    task = whole._replace(x=whole.x[:SAMPLES], y=whole.y[:SAMPLES], w=w)
    rng = np.random.default_rng(run.now)
    checked = min(SWIFT if swift else CALM, len(theta))
    direction = rng.standard_normal(len(theta))
    places = rng.choice(len(theta), checked, replace=False)
    probe = Probe(theta, places, direction / np.linalg.norm(direction))
    with np.errstate(all="ignore"):
        taken = _taken(run, task)
        errors = _errors(task, probe, taken)
        if not errors.max() < WRONG:
            errors = np.fmin(errors, _errors(task, probe, taken, CLOSER))
    error = float(errors.max())
    return {"parameters": len(theta), "checked": checked, "error": error, "good": error < WRONG}


def _taken(run: Run, task: Task) -> ndarray:
    """What the run takes for the gradient of these samples; one of the bugs goes by the rate."""
    engine = run.part.replay.engine
    engine = engine if isinstance(engine, Broken) else Broken(Pieces())
    eta = run.part.replay.task.eta if run.batch is None else run.batch.eta
    return engine.slope(task, run.state, Batch(None, None, eta)).gradient


def _errors(task: Task, probe: Probe, taken: ndarray, step: float = 1.0) -> ndarray:
    """Of each |formula − difference| over the largest of both, the mean of all, and L / 1000."""

    def loss(t: ndarray) -> float:
        tape = forward(task.net, probe.at(step * t), task.x)
        return cost(task.net, tape, task.y, task.w, task.penalty)

    start = np.zeros(len(probe.places) + 1)
    formula, difference = probe.along(taken), central_difference(loss, start) / step
    size = np.maximum(np.abs(formula), np.abs(difference))
    least = max(float(np.abs(taken).mean()), 1e-3 * loss(start), np.finfo(float).tiny)
    return np.abs(formula - difference) / np.maximum(size, least)
