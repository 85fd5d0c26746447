"""The broken engine: training as the reference does it, with a gradient made of given pieces."""

from __future__ import annotations

from array import array
from collections.abc import Iterable
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from seethrough.bugs.pieces import Pieces
from seethrough.engines import Batch, Outcome, Slope, State, Task
from seethrough.maths import penalties
from seethrough.maths.activations import ACTIVATIONS
from seethrough.maths.network import Network, Tape, costs, fed, forward, layers
from seethrough.maths.optimisers import Rule, update

if TYPE_CHECKING:
    from numpy import ndarray

ALL = Batch(None, None, 0.0)


class Broken(NamedTuple):
    """An engine whose gradient is made of these pieces; with the right ones, it is right.

    Attributes
    ----------
    pieces : what the gradient is made of
    """

    pieces: Pieces
    name: str = "broken"

    def run(self, task: Task, state: State, batches: Iterable[Batch]) -> Outcome:
        """Return the outcome of one update per batch: forward, cost, backward, step."""
        told: list[array[float]] = [array("d") for _ in range(4)]
        # what overflows turns into a loss that is not finite, which the loop reports
        with np.errstate(over="ignore", invalid="ignore"):
            for batch in batches:
                slope = self.slope(task, state, batch)
                norm = float(np.sqrt(slope.gradient @ slope.gradient))
                row = (slope.cost, norm, slope.penalty, slope.size)
                for column, number in zip(told, row, strict=True):
                    column.append(number)
                state = _stepped(task, state, slope.gradient, batch)
        return Outcome(state, *map(np.frombuffer, told))

    def downhill(self, task: Task, theta: ndarray) -> Slope:
        """Return the cost of the whole table, and which way these pieces take for up."""
        with np.errstate(over="ignore", invalid="ignore"):
            return self.slope(task._replace(optimiser="sgd", rule=Rule()), State(theta, ()), ALL)

    def answers(self, net: Network, theta: ndarray, x: ndarray) -> ndarray:
        """Return p, (n, K), of a table: no bug touches it."""
        return forward(net, theta, x).p

    def slope(self, task: Task, state: State, batch: Batch) -> Slope:
        """Return the cost of a batch, and what these pieces take for its gradient."""
        x, y, w = task.x, task.y, task.w
        if batch.rows is not None:
            x, y, w = x[batch.rows], y[batch.rows], None if w is None else w[batch.rows]
        tape = forward(task.net, state.theta, x, batch.masks)
        data, penalty = costs(task.net, tape, y, w, task.penalty)
        size = float(len(x)) if w is None else float(w.sum())
        delta = self.pieces.output_error(tape.p, y)
        delta = delta if w is None else w[:, None] * delta
        return Slope(
            data + penalty, penalty, self._gradient(task, state, batch, tape, delta, size), size
        )

    def _gradient(
        self, task: Task, state: State, batch: Batch, tape: Tape, delta: ndarray, size: float
    ) -> ndarray:
        """∂L/∂θ, from the last layer to the first, as far as the pieces are right."""
        g = np.zeros_like(state.theta)
        slopes = layers(g, task.net.widths)
        for l in reversed(range(len(slopes))):
            W, own = tape.layers[l].W, slopes[l]
            total = fed(tape, l).T @ delta + penalties.slope(task.penalty, W)
            own.W[...] = self.pieces.mean(total, size)
            own.b[...] = self.pieces.mean(self.pieces.bias_total(delta), size)
            if l:
                # an optimiser is elementwise: where g is known already, so is the step
                W_new = layers(_stepped(task, state, g, batch).theta, task.net.widths)[l].W
                df = ACTIVATIONS[task.net.activations[l - 1]].df
                delta = self.pieces.pass_back(delta, W, W_new, tape.z[l - 1], tape.a[l], df)
                mask = None if tape.masks is None else tape.masks[l]
                delta = delta if mask is None else delta * mask
        return g


def _stepped(task: Task, state: State, g: ndarray, batch: Batch) -> State:
    """The state after a step by this gradient."""
    t = state.updates + 1
    theta, slots = update(task.optimiser, state.theta, g, state.slots, t, batch.eta, task.rule)
    return state._replace(theta=theta, slots=slots, updates=t)
