"""The hidden layer: what each unit sees, how they add up, and the space they make."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple, Self

import numpy as np

from seethrough.errors import DataError
from seethrough.estimators.displays.boundary import weighing
from seethrough.estimators.displays.plane import Plane, plane
from seethrough.estimators.displays.shown import OnAxes, OnFigure
from seethrough.estimators.displays.sight import (
    Asked,
    asked,
    network_of,
    readout,
    seen,
    sight,
)
from seethrough.maths.heads import head
from seethrough.maths.network import forward, layers
from seethrough.plots.boundary import grid
from seethrough.plots.space import hidden_space, net
from seethrough.plots.style import figure_title
from seethrough.plots.terms import term_maps
from seethrough.plots.units import unit_maps
from seethrough.plots.view import View, view
from seethrough.plots.words import tell

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from matplotlib.axes import Axes
    from matplotlib.figure import Figure
    from numpy import ndarray

CELLS = 120  # of a map, each way


class Sum(NamedTuple):
    """What the last layer adds up: the units' weights (H,), and the bias."""

    weights: ndarray
    bias: float


class UnitsDisplay(OnFigure):
    """A map of each unit of the last hidden layer, and their weighted sum with the boundary.

    Parameters
    ----------
    plane : the two columns that are the axes, and what the others are held at
    maps : (H, ny, nx), the activation of each unit
    added : the weights and the bias of the score difference
    asked : names of the classes, and the class of each row

    Attributes
    ----------
    axes_ : list of matplotlib.axes.Axes
    figure_ : matplotlib.figure.Figure
    """

    def __init__(self, plane: Plane, maps: ndarray, added: Sum, asked: Asked) -> None:
        self.plane, self.maps, self.added, self.asked = plane, maps, added, asked

    @classmethod
    def from_estimator(
        cls,
        estimator: Any,
        X: Any,
        y: Any,
        *,
        terms: bool = False,
        pair: tuple[int, int] = (0, 1),
        axes: Sequence[int | str] | None = None,
        held: Mapping[int | str, Any] | None = None,
        fig: Figure | None = None,
    ) -> Self:
        """Draw the units of a fitted network.

        Parameters
        ----------
        estimator : a fitted MLPClassifier, or a pipeline that ends in one
        X, y : the table and its classes
        terms : whether to show how the sum comes about, term by term
        pair : numbers of the two classes whose score difference is shown, where there are more
        axes, held : as for `BoundaryDisplay`
        fig : where to draw; default a new figure
        """
        inner = network_of(estimator)
        question, through = asked(estimator, y), plane(X, axes, held, weighing(estimator, X))
        refuse_no_map(inner, through)
        xx, _, cells = grid(_known(through.points), CELLS)
        tape = sight(estimator, through, cells).tape(inner.theta_)
        maps = tape.a[-2].T.reshape(-1, *xx.shape)
        added = Sum(*readout(*layers(inner.theta_, inner.network_.widths)[-1], pair))
        return cls(through, maps, added, question).plot(terms=terms, fig=fig)

    def plot(self, *, terms: bool = False, fig: Figure | None = None) -> Self:
        """Draw, and remember where in axes_ and figure_."""
        xx, yy, _ = grid(_known(self.plane.points), CELLS)
        draw = term_maps if terms else unit_maps
        drawn = draw(
            *(fig, xx, yy, self.maps, *self.added),
            *(self.plane.points, self.asked.codes, self.plane.names),
        )
        if self.plane.told:
            figure_title(drawn, self.plane.told)
            tell(drawn, f"The plane {self.plane.told}.")
        return self._on(drawn)


def _known(points: ndarray) -> ndarray:
    """The points without gaps."""
    return points[np.isfinite(points).all(axis=1)]


def refuse_no_map(inner: Any, through: Plane) -> None:
    """Refuse a network without hidden units, and a table of one column."""
    if len(inner.network_.widths) < 3:
        raise DataError(
            "the network has no hidden layer, so there are no units to look at. At least one is "
            "needed. Fit with hidden_layer_sizes=(3,), or see BoundaryDisplay."
        )
    if len(through.names) < 2:
        raise DataError(
            "X has one column. A map of units needs two. Give a table with two columns, or see "
            "BoundaryDisplay, which draws curves over one."
        )


class HiddenSpaceDisplay(OnAxes):
    """The points where the last hidden layer has moved them, and the lines that part them there.

    With two inputs, a grid over them is moved along. Two units are seen as they are; of more, the
    plane that the answers differ on.

    Parameters
    ----------
    view : the plane in the space of the units
    places : (n, 2), where the points are seen on it
    lines : (2, L, m, 2), where the grid's lines are seen; or None
    predict : takes places, returns probabilities; None where lines between the classes are no
        lines on the plane
    asked : names of the classes, and the class of each row
    wrong : (n,) of bool, rows that are answered wrong

    Attributes
    ----------
    ax_ : matplotlib.axes.Axes
    figure_ : matplotlib.figure.Figure
    """

    def __init__(
        self,
        view: View,
        places: ndarray,
        lines: ndarray | None,
        predict: Callable[[ndarray], ndarray] | None,
        asked: Asked,
        wrong: ndarray,
    ) -> None:
        self.view, self.places, self.lines = view, places, lines
        self.predict, self.asked, self.wrong = predict, asked, wrong

    @classmethod
    def from_estimator(cls, estimator: Any, X: Any, y: Any, *, ax: Axes | None = None) -> Self:
        """Draw the hidden space of a fitted network.

        Parameters
        ----------
        estimator : a fitted MLPClassifier, or a pipeline that ends in one
        X, y : the table and its classes
        ax : where to draw; default a new figure
        """
        inner, question = network_of(estimator), asked(estimator, y)
        space = Space(estimator, X)
        looked = space.look(inner.theta_)
        wrong = np.asarray(estimator.predict(X) != np.asarray(y))
        return cls(*looked, question, wrong).plot(ax=ax)

    def plot(self, *, ax: Axes | None = None) -> Self:
        """Draw, and remember where in ax_ and figure_."""
        drawn = hidden_space(
            *(self.places, self.asked.codes, self.lines, self.predict),
            *(self.asked.names, self.view.names, self.wrong, ax),
        )
        return self._on(drawn)


class Looked(NamedTuple):
    """What is seen of a hidden space: see `HiddenSpaceDisplay`."""

    view: View
    places: ndarray
    lines: ndarray | None
    predict: Callable[[ndarray], ndarray] | None


class Space:
    """The last hidden layer of a network and a table in front of it, to look at with any θ."""

    def __init__(self, estimator: Any, X: Any) -> None:
        self.inner = network_of(estimator)
        through = plane(X, None, None, weighing(estimator, X))
        if len(self.inner.network_.widths) < 3:
            refuse_no_map(self.inner, through)
        self.x = seen(estimator, X)
        self.lines = self.grid = None
        if len(through.typical) == 2 and len(through.names) == 2:
            self.lines = net(_known(through.points))
            self.grid = sight(estimator, through, self.lines.reshape(-1, 2))

    def look(self, theta: ndarray, like: View | None = None) -> Looked:
        """What is seen with this θ, from where one looked before."""
        network = self.inner.network_
        a = forward(network, theta, self.x).a[-2]
        W, b = layers(theta, network.widths)[-1]
        seen_from = view(a, W, like)
        lines = None
        if self.grid is not None and self.lines is not None:
            lines = seen_from.see(self.grid.tape(theta).a[-2]).reshape(self.lines.shape)
        answer, turn = head(network.head).f, self._probabilities

        def predict(places: ndarray) -> ndarray:
            return turn(answer(seen_from.back(places) @ W + b))

        return Looked(seen_from, seen_from.see(a), lines, predict if seen_from.exact else None)

    def _probabilities(self, p: ndarray) -> ndarray:
        return np.column_stack([1 - p, p]) if p.shape[1] == 1 else p
