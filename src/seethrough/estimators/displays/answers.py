"""How good answers are: which classes are mistaken for which, and whether probabilities hold."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Self

import numpy as np
from sklearn.metrics import confusion_matrix
from sklearn.utils.validation import check_is_fitted

from seethrough.errors import UnknownNameError
from seethrough.estimators.displays.shown import OnAxes
from seethrough.estimators.displays.sight import asked
from seethrough.plots.confusion import confusion_matrix as drawn_matrix
from seethrough.plots.reliability import reliability

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matplotlib.axes import Axes
    from numpy import ndarray


class ConfusionDisplay(OnAxes):
    """How often each class (row) is taken for each (column).

    Parameters
    ----------
    counts : (K, K)
    names : K names

    Attributes
    ----------
    ax_ : matplotlib.axes.Axes
    figure_ : matplotlib.figure.Figure
    """

    def __init__(self, counts: ndarray, names: Sequence[str]) -> None:
        self.counts, self.names = counts, names

    @classmethod
    def from_estimator(cls, estimator: Any, X: Any, y: Any, *, ax: Axes | None = None) -> Self:
        """Draw the confusion matrix of a fitted classifier, ours or another.

        Parameters
        ----------
        estimator : a fitted classifier
        X, y : a table, best one that was not learned from, and its classes
        ax : where to draw; default a new figure
        """
        check_is_fitted(estimator)
        names = asked(estimator, y).names
        counts = confusion_matrix(y, estimator.predict(X), labels=estimator.classes_)
        return cls(counts, names).plot(ax=ax)

    def plot(self, *, ax: Axes | None = None) -> Self:
        """Draw, and remember where in ax_ and figure_."""
        return self._on(drawn_matrix(self.counts, self.names, ax))


class ReliabilityDisplay(OnAxes):
    """How often something happened, over the probability that it was given.

    Parameters
    ----------
    claimed : (n,) probabilities
    happened : (n,) of bool
    name : what they are the probability of

    Attributes
    ----------
    ax_ : matplotlib.axes.Axes
    figure_ : matplotlib.figure.Figure
    """

    def __init__(self, claimed: ndarray, happened: ndarray, name: str) -> None:
        self.claimed, self.happened, self.name = claimed, happened, name

    @classmethod
    def from_estimator(
        cls, estimator: Any, X: Any, y: Any, *, of: Any = None, ax: Axes | None = None
    ) -> Self:
        """Draw the reliability diagram of a fitted classifier, ours or another.

        Parameters
        ----------
        estimator : a fitted classifier with predict_proba
        X, y : a table, best one that was not learned from, and its classes
        of : the class whose probability is looked at. By default the second of two; of more, each
            row's likeliest
        ax : where to draw; default a new figure
        """
        check_is_fitted(estimator)
        names, codes = asked(estimator, y)
        p = estimator.predict_proba(X)
        if of is None and len(names) != 2:
            return cls(p.max(axis=1), p.argmax(axis=1) == codes, "the answer").plot(ax=ax)
        known = estimator.classes_.tolist()
        k = known.index(of) if of in known else 1
        if of is not None and of not in known:
            raise UnknownNameError("class", of, names)
        return cls(p[:, k], codes == k, names[k]).plot(ax=ax)

    def plot(self, *, ax: Axes | None = None) -> Self:
        """Draw, and remember where in ax_ and figure_."""
        return self._on(reliability(self.claimed, np.asarray(self.happened), self.name, ax))
