"""Curves: how the shown states did, one row each, evenly thinned so that they never take much."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy import ndarray

from seethrough.maths import penalties
from seethrough.maths.heads import head
from seethrough.maths.network import Network, backward, forward
from seethrough.maths.penalties import Penalty
from seethrough.studio.material import Material

COLUMNS = ("update", "loss", "penalty", "test", "accuracy", "test accuracy", "gradient")
MOST = 1500


class Marks(NamedTuple):
    """How a state does: loss without penalty, penalty, accuracies (R² for numbers), ‖∂L/∂θ‖."""

    loss: float
    penalty: float
    test: float
    accuracy: float
    test_accuracy: float
    gradient: float


class Curves:
    """Rows of marks by update."""

    def __init__(self) -> None:
        self.rows: dict[int, Marks] = {}
        self.every = 1

    def put(self, update: int, marks: Marks) -> None:
        """Keep the marks of an update; of too many, only some that are evenly spread."""
        if update % self.every and self.rows:
            return
        self.rows[update] = marks
        while len(self.rows) > MOST:
            self.every *= 2
            self.rows = {u: m for u, m in self.rows.items() if u % self.every == 0}

    def cut(self, update: int) -> None:
        """Give up what comes behind an update."""
        self.rows = {u: m for u, m in self.rows.items() if u <= update}

    def table(self, without: frozenset[int] = frozenset()) -> ndarray:
        """The rows in order, but some, (rows, columns), float32; the columns are COLUMNS."""
        rows = [(u, *self.rows[u]) for u in sorted(self.rows.keys() - without)]
        with np.errstate(over="ignore"):
            return np.array(rows, np.float32).reshape(-1, len(COLUMNS))


def marks(
    net: Network, theta: ndarray, material: Material, w: ndarray | None, penalty: Penalty
) -> Marks:
    """Return how θ does on the samples to learn from, and on those of the test."""
    train, test = material.train, material.test
    with np.errstate(all="ignore"):
        tape = forward(net, theta, material.x[train])
        y = material.y[train]
        losses = head(net.head).loss(tape.z[-1], tape.p, y).sum(axis=1)
        size = float(len(train) if w is None else w.sum())
        loss = float(losses.mean() if w is None else w @ losses / size)
        cost = penalties.cost(penalty, [W for W, _ in tape.layers]) / size
        g = backward(net, tape, y, w, penalty).dtheta
        held = forward(net, theta, material.x[test]) if len(test) else None
        nothing = float("nan")
        return Marks(
            *(loss, cost),
            nothing if held is None else _loss(net, held.z[-1], held.p, material.y[test]),
            score(material, tape.p, train),
            nothing if held is None else score(material, held.p, test),
            float(np.sqrt(g @ g)),
        )


def score(material: Material, p: ndarray, rows: ndarray) -> float:
    """The share of right answers; for numbers R², the share of the variance that is explained."""
    if material.classes:
        return float(np.mean(decisions(material, p) == material.labels[rows]))
    y = material.y[rows]
    return float(1 - np.square(p - y).sum() / max(np.square(y - y.mean()).sum(), 1e-300))


def decisions(material: Material, p: ndarray) -> ndarray:
    """The class of each answer."""
    return (p[:, 0] > 0.5).astype(int) if len(material.classes) == 2 else p.argmax(axis=1)


def _loss(net: Network, z: ndarray, p: ndarray, y: ndarray) -> float:
    return float(head(net.head).loss(z, p, y).sum(axis=1).mean())
