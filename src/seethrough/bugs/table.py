"""The table of bugs: functions that each take the place of a piece, and what one sees of them."""

from __future__ import annotations

from inspect import getsource
from typing import TYPE_CHECKING, Any, NamedTuple

from seethrough.bugs.pieces import Piece, Pieces

if TYPE_CHECKING:
    from numpy import ndarray


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
    def broken(self) -> Pieces:
        """The pieces with the bug among them."""
        change: dict[str, Any] = {self.piece: self.wrong}
        return Pieces()._replace(**change)


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
