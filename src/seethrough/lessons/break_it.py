"""Break it: a network in small pieces, and bugs that each take the place of one of them.

    from seethrough.lessons.break_it import break_it
    print(break_it("tanh_slope_forgotten"))

The network is that of `one_page`, cut so that each piece can be wrong by itself. What is checked
is the step: (θ − θ′) / η has to be the slope of the loss. So a bug is seen as well that has every
formula right and does something too early.

x (n, 2), y (n, 2) one-hot, z, a, delta (n, width); θ holds W¹, b¹, W², b²
"""

from __future__ import annotations

from collections.abc import Callable
from inspect import getsource
from textwrap import fill
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from seethrough.data import moons
from seethrough.errors import UnknownNameError
from seethrough.explain.gradients import WIDTH, CheckedGradients, columns, compared
from seethrough.lessons.one_page import build_model
from seethrough.maths.activations import ACTIVATIONS
from seethrough.maths.gradcheck import central_difference
from seethrough.maths.heads import cross_entropy, softmax
from seethrough.maths.network import layers
from seethrough.plots.curves import loss_curve

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from numpy import ndarray

WIDTHS = (2, 3, 2)
LAM, ETA, PASSES = 0.01, 2.0, 500

Piece = Callable[..., Any]


def output_error(p: ndarray, y: ndarray) -> ndarray:
    """The error at the output, of softmax with its own loss, the cross-entropy."""
    # (E5)  δᴸ = w ⊙ ∂ℓ/∂zᴸ
    return p - y


def pass_back(
    delta: ndarray, W: ndarray, W_new: ndarray, z: ndarray, a: ndarray, df: Piece
) -> ndarray:
    """The error of the hidden layer; W_new, the weights after their update, are not for it."""
    # (E6)  δˡ⁻¹ = (δˡ Wˡᵀ) ⊙ f′(zˡ⁻¹)
    return (delta @ W.T) * df(z, a)


def mean(total: ndarray, n: int) -> ndarray:
    """What the samples ask for in the mean."""
    return total / n


def bias_total(delta: ndarray) -> ndarray:
    """What all samples together ask of the biases, of which E8 takes the mean."""
    return delta.sum(axis=0)


def tanh_slope_forgotten(
    delta: ndarray, W: ndarray, W_new: ndarray, z: ndarray, a: ndarray, df: Piece
) -> ndarray:
    """As if tanh were a straight line."""
    return delta @ W.T


def relu_slope_of_the_error(
    delta: ndarray, W: ndarray, W_new: ndarray, z: ndarray, a: ndarray, df: Piece
) -> ndarray:
    """The kink is asked about the error that comes back, not about the sum that went forward."""
    return (delta @ W.T) * df(z, delta @ W.T)


def updated_too_early(
    delta: ndarray, W: ndarray, W_new: ndarray, z: ndarray, a: ndarray, df: Piece
) -> ndarray:
    """The error comes back through weights that it never went forward through."""
    return (delta @ W_new.T) * df(z, a)


def sum_for_mean(total: ndarray, n: int) -> ndarray:
    """Nobody divides by n."""
    return total


def another_loss(p: ndarray, y: ndarray) -> ndarray:
    """The squared error's slope through a sigmoid, below a softmax with its cross-entropy."""
    return (p - y) * p * (1 - p)


def bias_gradient_missing(delta: ndarray) -> ndarray:
    """The biases stay where they began."""
    return 0 * delta.sum(axis=0)


class Pieces(NamedTuple):
    """The functions that a network is made of, and what bends its hidden sums."""

    output_error: Piece = output_error
    pass_back: Piece = pass_back
    mean: Piece = mean
    bias_total: Piece = bias_total
    activation: str = "tanh"


def step(pieces: Pieces, theta: ndarray, x: ndarray, y: ndarray, eta: float = ETA) -> ndarray:
    """Return θ after one step of gradient descent, as these pieces make it."""
    (W1, b1), (W2, b2) = layers(theta, WIDTHS)
    f, df = ACTIVATIONS[pieces.activation][1:3]
    z = x @ W1 + b1
    a = f(z)
    delta2 = pieces.output_error(softmax(a @ W2 + b2), y)
    W2_new = W2 - eta * pieces.mean(a.T @ delta2 + LAM * W2, len(x))
    delta1 = pieces.pass_back(delta2, W2, W2_new, z, a, df)
    W1_new = W1 - eta * pieces.mean(x.T @ delta1 + LAM * W1, len(x))
    b1_new = b1 - eta * pieces.mean(pieces.bias_total(delta1), len(x))
    b2_new = b2 - eta * pieces.mean(pieces.bias_total(delta2), len(x))
    return np.concatenate([W1_new.ravel(), b1_new, W2_new.ravel(), b2_new])


def loss(pieces: Pieces, theta: ndarray, x: ndarray, y: ndarray) -> float:
    """Return the cost; no bug touches it."""
    (W1, b1), (W2, b2) = layers(theta, WIDTHS)
    z = ACTIVATIONS[pieces.activation].f(x @ W1 + b1) @ W2 + b2
    penalty = LAM / 2 * (np.square(W1).sum() + np.square(W2).sum())
    return float((cross_entropy(z, softmax(z), y).sum() + penalty) / len(x))


def check(
    pieces: Pieces, theta: ndarray, x: ndarray, y: ndarray, eta: float = ETA
) -> CheckedGradients:
    """Return the check of a step: what it took for the gradient, beside the slope of the loss."""
    taken = (theta - step(pieces, theta, x, y, eta)) / eta
    slopes = central_difference(lambda at: loss(pieces, at, x, y), theta)
    return compared(WIDTHS, taken, slopes)


class Bug(NamedTuple):
    """A bug: a function that takes the place of a piece.

    Attributes
    ----------
    name : what it is called
    number : the equation that it breaks
    piece : the piece whose place it takes
    wrong : the function
    changes : what one sees of it
    activation : what bends the hidden sums where it shows
    """

    name: str
    number: str
    piece: str
    wrong: Piece
    changes: str
    activation: str = "tanh"

    @property
    def right_line(self) -> str:
        """The line of code as it should be."""
        return _line(getattr(Pieces(), self.piece))

    @property
    def wrong_line(self) -> str:
        """The line of code as it is."""
        return _line(self.wrong)

    @property
    def right(self) -> Pieces:
        """The network without the bug."""
        return Pieces(activation=self.activation)

    @property
    def broken(self) -> Pieces:
        """The network with the bug."""
        change: dict[str, Any] = {self.piece: self.wrong}
        return self.right._replace(**change)


def _line(function: Piece) -> str:
    """The last line of a function, which is all that it does."""
    return getsource(function).strip().splitlines()[-1].strip().removeprefix("return ")


_ROWS = (
    Bug(
        *("tanh_slope_forgotten", "E6", "pass_back", tanh_slope_forgotten),
        "The last layer is right, all before it is wrong. It still learns, by longer steps than "
        "the loss asks for.",
    ),
    Bug(
        *("sum_for_mean", "E7", "mean", sum_for_mean),
        "Every gradient is n times too long, by the same factor everywhere. A rate that suited "
        "the mean throws the weights about.",
    ),
    Bug(
        *("relu_slope_of_the_error", "E6", "pass_back", relu_slope_of_the_error),
        "The last layer is right, all before it is wrong. Units are only ever asked to give less, "
        "and those that gave nothing are asked as well: it unlearns.",
        activation="relu",
    ),
    Bug(
        *("another_loss", "E5", "output_error", another_loss),
        "Everything is wrong, each weight by a factor of its own: where the network is sure and "
        "wrong, it hardly learns.",
    ),
    Bug(
        *("bias_gradient_missing", "E8", "bias_total", bias_gradient_missing),
        "The gradients of the biases are 0, all weights are right. The boundary can turn but "
        "not move away from the origin.",
    ),
    Bug(
        *("updated_too_early", "E9", "pass_back", updated_too_early),
        "The last layer is right, all before it is wrong by as much as the rate is large. "
        "Training hardly shows it; the check does.",
    ),
)
BUGS = {row.name: row for row in _ROWS}


class Broken(NamedTuple):
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


def break_it(name: str, seed: int = 0) -> Broken:
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
    runs = [train(pieces, theta, x, y) for pieces in (bug.broken, bug.right)]
    losses, accuracies = zip(*runs, strict=True)
    return Broken(bug, check(bug.broken, theta, x, y), losses, accuracies)


def problem(seed: int = 0) -> tuple[ndarray, ndarray, ndarray]:
    """Return first weights θ, the moons x and their classes y, one-hot."""
    x, y, *_ = moons(seed=seed)
    start = build_model(x, y, hidden=WIDTHS[1], passes=0, seed=seed)  # type: ignore[no-untyped-call]
    return np.concatenate([start[name].ravel() for name in start]), x, np.eye(2)[y]


def train(pieces: Pieces, theta: ndarray, x: ndarray, y: ndarray) -> tuple[ndarray, float]:
    """Return the loss before each pass, and the accuracy after all of them."""
    losses = np.empty(PASSES)
    for i in range(PASSES):
        losses[i] = loss(pieces, theta, x, y)
        theta = step(pieces, theta, x, y)
    (W1, b1), (W2, b2) = layers(theta, WIDTHS)
    z = ACTIVATIONS[pieces.activation].f(x @ W1 + b1) @ W2 + b2
    return losses, float((z.argmax(axis=1) == y.argmax(axis=1)).mean())
