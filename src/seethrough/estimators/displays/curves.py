"""The training as curves: the loss, all that was recorded, and the weights."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Any, Self

from seethrough.estimators.displays.shown import OnAxes, OnFigure
from seethrough.estimators.displays.sight import inputs, network_of, outputs, stages
from seethrough.plots.curves import loss_curve
from seethrough.plots.training import training_curves
from seethrough.plots.weights import weight_curves

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matplotlib.axes import Axes
    from matplotlib.figure import Figure
    from numpy import ndarray


class LossCurveDisplay(OnAxes):
    """The loss over the epochs, and the validation loss where there is one.

    Parameters
    ----------
    history : the `history_` of a fitted network

    Attributes
    ----------
    ax_ : matplotlib.axes.Axes
    figure_ : matplotlib.figure.Figure
    """

    def __init__(self, history: dict[str, ndarray]) -> None:
        self.history = history

    @classmethod
    def from_estimator(cls, estimator: Any, *, log: bool = False, ax: Axes | None = None) -> Self:
        """Draw the curves of a fitted network.

        Parameters
        ----------
        estimator : a fitted MLPClassifier or MLPRegressor, or a pipeline that ends in one
        log : whether the loss axis is logarithmic
        ax : where to draw; default a new figure
        """
        return cls(network_of(estimator).history_).plot(log=log, ax=ax)

    def plot(self, *, log: bool = False, ax: Axes | None = None) -> Self:
        """Draw, and remember where in ax_ and figure_."""
        epochs, validated = self.history["epoch"], "validation_loss" in self.history
        name = "training, with penalty" if validated else None
        drawn = loss_curve(epochs, self.history["loss"], name, log=log, ax=ax)
        if validated:
            loss_curve(epochs, self.history["validation_loss"], "validation", log=log, ax=drawn)
        drawn.set_xlabel("epoch")
        return self._on(drawn)


class CurvesDisplay(OnFigure):
    """Losses, penalty, gradient norm, learning rate and validation score over the epochs.

    Parameters
    ----------
    history : the `history_` of a fitted network

    Attributes
    ----------
    axes_ : list of matplotlib.axes.Axes
    figure_ : matplotlib.figure.Figure
    """

    def __init__(self, history: dict[str, ndarray]) -> None:
        self.history = history

    @classmethod
    def from_estimator(cls, estimator: Any, *, fig: Figure | None = None) -> Self:
        """Draw the curves of a fitted network.

        Parameters
        ----------
        estimator : a fitted MLPClassifier or MLPRegressor, or a pipeline that ends in one
        fig : where to draw; default a new figure
        """
        return cls(network_of(estimator).history_).plot(fig=fig)

    def plot(self, *, fig: Figure | None = None) -> Self:
        """Draw, and remember where in axes_ and figure_."""
        return self._on(training_curves(self.history, fig))


class WeightsDisplay(OnAxes):
    """Every weight and bias over the training; those that moved most are named.

    Parameters
    ----------
    epochs : (t,)
    thetas : (t, p), the parameters at each of them
    names : p names

    Attributes
    ----------
    ax_ : matplotlib.axes.Axes
    figure_ : matplotlib.figure.Figure
    """

    def __init__(self, epochs: ndarray, thetas: ndarray, names: Sequence[str]) -> None:
        self.epochs, self.thetas, self.names = epochs, thetas, names

    @classmethod
    def from_estimator(cls, estimator: Any, *, ax: Axes | None = None) -> Self:
        """Draw the weights of a network that kept stages of its training.

        Parameters
        ----------
        estimator : a network that kept stages (`checkpoints`), or a pipeline that ends in one
        ax : where to draw; default a new figure
        """
        epochs, thetas = stages(estimator)
        return cls(epochs, thetas, parameter_names(estimator)).plot(ax=ax)

    def plot(self, *, ax: Axes | None = None) -> Self:
        """Draw, and remember where in ax_ and figure_."""
        return self._on(weight_curves(self.epochs, self.thetas, self.names, ax))


def parameter_names(estimator: Any) -> list[str]:
    """A name for each parameter, in θ's order: "x1 → unit 2", "bias of unit 2"."""
    widths = network_of(estimator).network_.widths
    hidden = [[_unit(l, j, len(widths)) for j in range(w)] for l, w in enumerate(widths[1:-1])]
    layers = [inputs(estimator), *hidden, outputs(estimator)]
    names = []
    for before, after in pairwise(layers):
        names += [f"{source} → {unit}" for source in before for unit in after]
        names += [f"bias of {unit}" for unit in after]
    return names


def _unit(l: int, j: int, depth: int) -> str:
    return f"unit {j + 1}" if depth == 3 else f"unit {l + 1}.{j + 1}"
