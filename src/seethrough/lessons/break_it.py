"""Break it: a network whose gradient is made of pieces, and bugs that each take the place of one.

    from seethrough.lessons.break_it import break_it
    print(break_it("tanh_slope_forgotten"))

The network is that of `one_page`; the bugs are those of `seethrough.bugs`. What is checked is the
step: (θ − θ′) / η has to be the slope of the loss. So a bug is seen as well that has every formula
right and does something too early.

x (n, 2), y (n, 2) one-hot; θ holds W¹, b¹, W², b²
"""

from __future__ import annotations

from textwrap import fill
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from seethrough.bugs import BUGS, Broken, Bug, Pieces
from seethrough.data import moons
from seethrough.engines import Batch, State, Task
from seethrough.errors import UnknownNameError
from seethrough.explain.gradients import WIDTH, CheckedGradients, columns, compared
from seethrough.lessons.one_page import build_model
from seethrough.maths.gradcheck import central_difference
from seethrough.maths.network import Network, cost, forward
from seethrough.maths.penalties import Penalty
from seethrough.plots.curves import loss_curve

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from numpy import ndarray

WIDTHS = (2, 3, 2)
LAM, ETA, PASSES = 0.01, 2.0, 500


def task_of(x: ndarray, y: ndarray, activation: str = "tanh") -> Task:
    """Return what is learned: the network of the one page, with this activation."""
    return Task(Network(WIDTHS, (activation,), "multiclass"), x, y, penalty=Penalty(LAM))


def step(pieces: Pieces, theta: ndarray, task: Task, eta: float = ETA) -> ndarray:
    """Return θ after one step of gradient descent, as these pieces make it."""
    return Broken(pieces).run(task, State(theta, ()), [Batch(None, None, eta)]).state.theta


def loss(theta: ndarray, task: Task) -> float:
    """Return the cost; no bug touches it."""
    return cost(task.net, forward(task.net, theta, task.x), task.y, None, task.penalty)


def check(pieces: Pieces, theta: ndarray, task: Task, eta: float = ETA) -> CheckedGradients:
    """Return the check of a step: what it took for the gradient, beside the slope of the loss."""
    taken = (theta - step(pieces, theta, task, eta)) / eta
    slopes = central_difference(lambda at: loss(at, task), theta)
    return compared(WIDTHS, taken, slopes)


class Lesson(NamedTuple):
    """What the gradient check says of a bug, and what training does with it and without.

    Attributes
    ----------
    bug : the bug
    check : of its first step
    losses : (PASSES,) with the bug, and without
    accuracies : after them, likewise
    """

    bug: Bug
    check: CheckedGradients
    losses: tuple[ndarray, ndarray]
    accuracies: tuple[float, float]

    @property
    def rows(self) -> list[tuple[str, ...]]:
        """What training did: a head, and a row for the broken and for the right network."""
        return [
            (f"after {PASSES} passes", "loss", "accuracy"),
            *(
                (name, f"{losses[-1]:.4f}", f"{accuracy:.3f}")
                for name, losses, accuracy in zip(
                    ("with the bug", "without"), self.losses, self.accuracies, strict=True
                )
            ),
        ]

    def plot(self, ax: Axes | None = None) -> Axes:
        """Draw the loss pass by pass, with the bug and without."""
        passes = np.arange(PASSES)
        ax = loss_curve(passes, self.losses[0], "with the bug", log=True, ax=ax)
        ax = loss_curve(passes, self.losses[1], "without", log=True, ax=ax)
        ax.legend(loc="best", fontsize="small")
        return ax

    def __str__(self) -> str:
        """The lines, the check and the end of training, as plain text."""
        bug = self.bug
        lines = [("right", bug.right_line), ("wrong", bug.wrong_line)]
        head = f"{bug.name} breaks {bug.number}\n{columns(lines)}\n{fill(bug.changes, WIDTH)}"
        return f"{head}\n\n{self.check}\n\n{columns(self.rows)}"


def break_it(name: str, seed: int = 0) -> Lesson:
    """Return what a bug does to the check and to the training of 200 moons.

    Parameters
    ----------
    name : one of BUGS
    seed : of the moons and of the first weights

    Raises
    ------
    UnknownNameError
        There is no such bug.
    """
    if name not in BUGS:
        raise UnknownNameError("bug", name, BUGS)
    bug, (theta, x, y) = BUGS[name], problem(seed)
    task = task_of(x, y, bug.activation)
    runs = [train(pieces, theta, task) for pieces in (bug.broken, Pieces())]
    losses, accuracies = zip(*runs, strict=True)
    return Lesson(bug, check(bug.broken, theta, task), losses, accuracies)


def problem(seed: int = 0) -> tuple[ndarray, ndarray, ndarray]:
    """Return first weights θ, the moons x and their classes y, one-hot."""
    x, y, *_ = moons(seed=seed)
    start = build_model(x, y, hidden=WIDTHS[1], passes=0, seed=seed)  # type: ignore[no-untyped-call]
    return np.concatenate([start[name].ravel() for name in start]), x, np.eye(2)[y]


def train(pieces: Pieces, theta: ndarray, task: Task) -> tuple[ndarray, float]:
    """Return the loss before each pass, and the accuracy after all of them."""
    outcome = Broken(pieces).run(task, State(theta, ()), [Batch(None, None, ETA)] * PASSES)
    p = forward(task.net, outcome.state.theta, task.x).p
    return outcome.losses, float((p.argmax(axis=1) == task.y.argmax(axis=1)).mean())
