"""The network as a diagram."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Self

from seethrough.errors import DataError
from seethrough.estimators.displays.shown import OnAxes
from seethrough.estimators.displays.sight import inputs, network_of, outputs, seen
from seethrough.plots.network import diagram

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matplotlib.axes import Axes
    from numpy import ndarray


class NetworkDisplay(OnAxes):
    """The network as a diagram: every unit with its bias, every weight by its size and sign.

    Parameters
    ----------
    weights, biases : those of each layer
    inputs, outputs : names of the columns and of the outputs
    activations : what a sample makes of each layer, the inputs first; or None

    Attributes
    ----------
    ax_ : matplotlib.axes.Axes
    figure_ : matplotlib.figure.Figure
    """

    def __init__(
        self,
        weights: Sequence[ndarray],
        biases: Sequence[ndarray],
        inputs: Sequence[str],
        outputs: Sequence[str],
        activations: Sequence[ndarray] | None = None,
    ) -> None:
        self.weights, self.biases = weights, biases
        self.inputs, self.outputs = inputs, outputs
        self.activations = activations

    @classmethod
    def from_estimator(
        cls, estimator: Any, X: Any = None, *, sample: int = 0, ax: Axes | None = None
    ) -> Self:
        """Draw a fitted network and, where a table is given, what a sample makes of each unit.

        Parameters
        ----------
        estimator : a fitted MLPClassifier or MLPRegressor, or a pipeline that ends in one
        X : a table, or None to draw the network alone
        sample : the row of it, from 0, whose activations are shown
        ax : where to draw; default a new figure
        """
        inner = network_of(estimator)
        names = (inputs(estimator), outputs(estimator))
        activations = None if X is None else _activations(estimator, X, sample)
        return cls(inner.coefs_, inner.intercepts_, *names, activations).plot(ax=ax)

    def plot(self, *, ax: Axes | None = None) -> Self:
        """Draw, and remember where in ax_ and figure_."""
        shown = (self.weights, self.biases, self.inputs, self.outputs, self.activations)
        return self._on(diagram(*shown, ax=ax))


def _activations(estimator: Any, X: Any, sample: int) -> list[ndarray]:
    x = seen(estimator, X)
    if not 0 <= sample < x.shape[0]:
        raise DataError(
            f"sample is {sample}, and X has {x.shape[0]} rows. Rows are counted from 0 to "
            f"{x.shape[0] - 1}. Choose one of them."
        )
    row = x[sample : sample + 1]
    row = row.toarray() if hasattr(row, "toarray") else row
    return [a[0] for a in network_of(estimator).activations(row).a]
