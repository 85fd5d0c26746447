"""The loss around the end of the training."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Self

import numpy as np

from seethrough.estimators.displays.shown import OnAxes
from seethrough.estimators.displays.sight import network_of, seen, stages
from seethrough.maths.network import cost, forward
from seethrough.plots.boundary import grid
from seethrough.plots.surface import loss_surface, main_plane

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from numpy import ndarray

CELLS = 41  # of the map, each way
ROWS = 1_000  # of the table, evenly taken, that the loss is computed on


class LossSurfaceDisplay(OnAxes):
    """The loss on the plane that the training's path lies in most, with the path.

    Parameters
    ----------
    xx, yy : (ny, nx), places on the plane; the last θ is at 0, 0
    losses : (ny, nx)
    path : (t, 2)
    shares : (2,), how much of the path's squared length each direction has

    Attributes
    ----------
    ax_ : matplotlib.axes.Axes
    figure_ : matplotlib.figure.Figure
    """

    def __init__(
        self, xx: ndarray, yy: ndarray, losses: ndarray, path: ndarray, shares: ndarray
    ) -> None:
        self.xx, self.yy, self.losses = xx, yy, losses
        self.path, self.shares = path, shares

    @classmethod
    def from_estimator(cls, estimator: Any, X: Any, y: Any, *, ax: Axes | None = None) -> Self:
        """Draw the loss around the end of the training of a network that kept its stages.

        Of a table of more than 1,000 rows, as many are taken, evenly along it.

        Parameters
        ----------
        estimator : a network that kept stages (`checkpoints`), or a pipeline that ends in one
        X, y : the table that was learned from
        ax : where to draw; default a new figure
        """
        inner, (_, thetas) = network_of(estimator), stages(estimator)
        x, y = seen(estimator, X), np.asarray(y)
        rows = np.linspace(0, len(y) - 1, min(len(y), ROWS)).astype(int)
        task = inner._task(x[rows], y[rows], None)  # noqa: SLF001 - a part of us
        plane = main_plane(thetas)
        xx, yy, cells = grid(plane.path, CELLS, pad=0.25)

        def loss(theta: ndarray) -> float:
            tape = forward(task.net, theta.astype(thetas.dtype), task.x)
            return cost(task.net, tape, task.y, task.w, task.penalty)

        losses = np.array([loss(theta) for theta in plane.theta(cells)]).reshape(xx.shape)
        return cls(xx, yy, losses, plane.path, plane.shares).plot(ax=ax)

    def plot(self, *, ax: Axes | None = None) -> Self:
        """Draw, and remember where in ax_ and figure_."""
        return self._on(loss_surface(self.xx, self.yy, self.losses, self.path, self.shares, ax))
