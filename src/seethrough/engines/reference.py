"""The reference engine: the maths as written, one NumPy call after the other."""

from array import array
from collections.abc import Iterable
from math import sqrt
from typing import NamedTuple

import numpy as np
from numpy import ndarray

from seethrough.engines.protocol import Batch, Outcome, Slope, State, Task
from seethrough.maths.network import Network, backward, costs, forward
from seethrough.maths.optimisers import update

ALL = Batch(None, None, 0.0)


class Reference(NamedTuple):
    """The engine that all others are held against."""

    name: str = "reference"

    def run(self, task: Task, state: State, batches: Iterable[Batch]) -> Outcome:
        """Return the outcome of one update per batch: forward, cost, backward, step."""
        theta, slots, t = state.theta, state.slots, state.updates
        losses, norms, penalties, sizes = (array("d") for _ in range(4))
        # what overflows turns into a loss that is not finite, which the loop reports
        with np.errstate(over="ignore", invalid="ignore"):
            for batch in batches:
                loss, penalty, g, size = _downhill(task, theta, batch)
                losses.append(loss)
                norms.append(sqrt(g @ g))
                penalties.append(penalty)
                sizes.append(size)
                t += 1
                theta, slots = update(task.optimiser, theta, g, slots, t, batch.eta, task.rule)
        state = state._replace(theta=theta, slots=slots, updates=t)
        return Outcome(state, *map(np.frombuffer, (losses, norms, penalties, sizes)))

    def downhill(self, task: Task, theta: ndarray) -> Slope:
        """Return the cost of the whole table, and which way is up."""
        with np.errstate(over="ignore", invalid="ignore"):
            return _downhill(task, theta, ALL)

    def answers(self, net: Network, theta: ndarray, x: ndarray) -> ndarray:
        """Return p, (n, K), of a table, without dropout."""
        return forward(net, theta, x).p


def _downhill(task: Task, theta: ndarray, batch: Batch) -> Slope:
    """The slope of a batch; the tape is gone when the step is taken."""
    x, y, w = task.x, task.y, task.w
    if batch.rows is not None:
        x, y, w = x[batch.rows], y[batch.rows], None if w is None else w[batch.rows]
    tape = forward(task.net, theta, x, batch.masks)
    data, penalty = costs(task.net, tape, y, w, task.penalty)
    g = backward(task.net, tape, y, w, task.penalty).dtheta
    return Slope(data + penalty, penalty, g, x.shape[0] if w is None else float(w.sum()))
