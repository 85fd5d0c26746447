"""Displays: pictures of a fitted network in scikit-learn's manner.

For boundaries and learning curves over the table's size, scikit-learn's own
DecisionBoundaryDisplay and LearningCurveDisplay serve.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Self

import numpy as np
from sklearn.utils.validation import check_is_fitted

from seethrough.plots.curves import loss_curve
from seethrough.plots.network import diagram

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure
    from numpy import ndarray


class LossCurveDisplay:
    """The loss over the epochs, and the validation loss where there is one.

    Parameters
    ----------
    history : the `history_` of a fitted network

    Attributes
    ----------
    ax_ : matplotlib.axes.Axes
    figure_ : matplotlib.figure.Figure
    """

    ax_: Axes
    figure_: Figure

    def __init__(self, history: dict[str, ndarray]) -> None:
        self.history = history

    @classmethod
    def from_estimator(cls, estimator: Any, *, log: bool = False, ax: Axes | None = None) -> Self:
        """Draw the curves of a fitted network.

        Parameters
        ----------
        estimator : a fitted MLPClassifier or MLPRegressor
        log : whether the loss axis is logarithmic
        ax : where to draw; default a new figure
        """
        check_is_fitted(estimator)
        return cls(estimator.history_).plot(log=log, ax=ax)

    def plot(self, *, log: bool = False, ax: Axes | None = None) -> Self:
        """Draw, and remember where in ax_ and figure_."""
        epochs, validated = self.history["epoch"], "validation_loss" in self.history
        name = "training, with penalty" if validated else None
        self.ax_ = loss_curve(epochs, self.history["loss"], name, log=log, ax=ax)
        if validated:
            loss_curve(epochs, self.history["validation_loss"], "validation", log=log, ax=self.ax_)
        self.ax_.set_xlabel("epoch")
        self.figure_ = self.ax_.figure  # type: ignore[assignment]
        return self


class NetworkDisplay:
    """The network as a diagram: every unit with its bias, every weight by its size and sign.

    Parameters
    ----------
    weights, biases : those of each layer
    inputs, outputs : names of the columns and of the outputs

    Attributes
    ----------
    ax_ : matplotlib.axes.Axes
    figure_ : matplotlib.figure.Figure
    """

    ax_: Axes
    figure_: Figure

    def __init__(
        self,
        weights: Sequence[ndarray],
        biases: Sequence[ndarray],
        inputs: Sequence[str],
        outputs: Sequence[str],
    ) -> None:
        self.weights, self.biases = weights, biases
        self.inputs, self.outputs = inputs, outputs

    @classmethod
    def from_estimator(cls, estimator: Any, *, ax: Axes | None = None) -> Self:
        """Draw a fitted network.

        Parameters
        ----------
        estimator : a fitted MLPClassifier or MLPRegressor
        ax : where to draw; default a new figure
        """
        check_is_fitted(estimator)
        columns = [f"x{j + 1}" for j in range(estimator.n_features_in_)]
        inputs = getattr(estimator, "feature_names_in_", columns)
        outputs = _outputs(estimator)
        return cls(estimator.coefs_, estimator.intercepts_, [*map(str, inputs)], outputs).plot(
            ax=ax
        )

    def plot(self, *, ax: Axes | None = None) -> Self:
        """Draw, and remember where in ax_ and figure_."""
        self.ax_ = diagram(self.weights, self.biases, self.inputs, self.outputs, ax=ax)
        self.figure_ = self.ax_.figure  # type: ignore[assignment]
        return self


def _outputs(estimator: Any) -> list[str]:
    """What each output answers for: a class, the last of two, or a number."""
    K, classes = estimator.n_outputs_, getattr(estimator, "classes_", None)
    if classes is None:
        return [f"p{k + 1}" for k in range(K)]
    names = np.concatenate(classes) if isinstance(classes, list) else classes
    return [str(name) for name in names[-K:]]
