"""The decision boundary of any classifier."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Self

import numpy as np
from scipy.sparse import issparse
from sklearn.utils.validation import check_is_fitted

from seethrough.errors import DataError
from seethrough.estimators.displays.plane import Plane, plane
from seethrough.estimators.displays.shown import OnAxes
from seethrough.estimators.displays.sight import Asked, asked, block, network_of, seen, sight
from seethrough.plots.boundary import boundary
from seethrough.plots.chances import chances
from seethrough.plots.style import panel_title
from seethrough.plots.words import tell

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from matplotlib.axes import Axes
    from numpy import ndarray


class BoundaryDisplay(OnAxes):
    """The probabilities over two columns, the lines between classes, and the points.

    Points that are answered wrong are ringed. With one column, the probabilities are curves.

    Parameters
    ----------
    plane : the two columns that are the axes, and what the others are held at
    predict_proba : takes cells (m, 2) of the plane, returns probabilities (m, K)
    asked : names of the classes, and the class of each row
    wrong : (n,) of bool, rows that are answered wrong

    Attributes
    ----------
    ax_ : matplotlib.axes.Axes
    figure_ : matplotlib.figure.Figure
    """

    def __init__(
        self,
        plane: Plane,
        predict_proba: Callable[[ndarray], ndarray],
        asked: Asked,
        wrong: ndarray,
    ) -> None:
        self.plane, self.predict_proba = plane, predict_proba
        self.asked, self.wrong = asked, wrong

    @classmethod
    def from_estimator(
        cls,
        estimator: Any,
        X: Any,
        y: Any,
        *,
        axes: Sequence[int | str] | None = None,
        held: Mapping[int | str, Any] | None = None,
        ax: Axes | None = None,
    ) -> Self:
        """Draw the boundary of a fitted classifier.

        Parameters
        ----------
        estimator : a fitted classifier with predict_proba, ours or another, or a pipeline
        X, y : the table and its classes
        axes : names or numbers (from 0) of the two columns; by default those that weigh most
        held : what to hold other columns at; by default their median, or commonest word.
            It is written in the title
        ax : where to draw; default a new figure
        """
        check_is_fitted(estimator)
        question = asked(estimator, y)
        wrong = np.asarray(estimator.predict(X) != np.asarray(y))
        through = plane(X, axes, held, weighing(estimator, X))
        return cls(through, _answers(estimator, through), question, wrong).plot(ax=ax)

    def plot(self, *, ax: Axes | None = None) -> Self:
        """Draw, and remember where in ax_ and figure_."""
        points, names = self.plane.points, self.plane.names
        rows = np.isfinite(points).all(axis=1)  # a pipeline may bear gaps, a place cannot have one
        y, wrong = self.asked.codes[rows], self.wrong[rows]
        if len(names) == 1:
            x = points[rows, 0]
            drawn = chances(self.predict_proba, x, y, self.asked.names, names[0], wrong, ax)
        else:
            shown = (points[rows], y, self.asked.names, names, wrong, ax)
            drawn = boundary(self.predict_proba, *shown)
        hold(drawn, self.plane)
        return self._on(drawn)


def hold(ax: Axes, plane: Plane) -> None:
    """Write in the title what a plane holds fixed."""
    if plane.told:
        panel_title(ax, plane.told)
        tell(ax, f"The plane {plane.told}.")


def weighing(estimator: Any, X: Any) -> ndarray | None:
    """How much each column of a table weighs in the first layer, where it sees them one by one."""
    try:
        inner, x = network_of(estimator), seen(estimator, X)
    except DataError:  # no network of ours: nothing is known of the columns
        return None
    if x.shape[1] != np.shape(X)[1]:
        return None
    dense = x.toarray() if issparse(x) else x  # type: ignore[attr-defined]
    return np.asarray(dense.std(axis=0) * np.linalg.norm(inner.coefs_[0], axis=1))


def _answers(estimator: Any, through: Plane) -> Callable[[ndarray], ndarray]:
    """A function of cells: by our network if it is one, else by predict_proba, block by block."""
    try:
        inner = network_of(estimator)
    except DataError:
        return _blockwise(estimator, through)
    return lambda cells: sight(estimator, through, cells).p(inner.theta_)


def _blockwise(estimator: Any, through: Plane) -> Callable[[ndarray], ndarray]:
    if not hasattr(estimator, "predict_proba"):
        raise DataError(
            f"{type(estimator).__name__} gives no probabilities, which the map shows. It needs "
            "predict_proba. Take a classifier that has it."
        )

    def answers(cells: ndarray) -> ndarray:
        step = block(len(through.typical))
        parts = range(0, len(cells), step)
        return np.concatenate(
            [estimator.predict_proba(through.table(cells[k : k + step])) for k in parts]
        )

    return answers
