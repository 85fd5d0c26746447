"""How a score depends on the size of the network, and on that of the table."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Self

import numpy as np
from sklearn.base import is_classifier
from sklearn.model_selection import learning_curve

from seethrough.estimators.displays.shown import OnAxes
from seethrough.estimators.study import study
from seethrough.plots.scores import learning_curve as drawn_curve
from seethrough.plots.scores import score_by_size

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matplotlib.axes import Axes
    from numpy import ndarray

SIZES = (0, 1, 2, 3, 5, 20, 50)


def _score_name(estimator: Any) -> str:
    return "accuracy" if is_classifier(estimator) else "R²"


class HiddenSizesDisplay(OnAxes):
    """Training and test score by hidden units, over several seeds; 0 units are a linear model.

    Parameters
    ----------
    sizes : (s,) hidden units
    train, test : (seeds, s) scores
    name : what they are called

    Attributes
    ----------
    ax_ : matplotlib.axes.Axes
    figure_ : matplotlib.figure.Figure
    """

    def __init__(self, sizes: Sequence[int], train: ndarray, test: ndarray, name: str) -> None:
        self.sizes, self.train, self.test, self.name = sizes, train, test, name

    @classmethod
    def from_estimator(
        cls,
        estimator: Any,
        X: Any,
        y: Any,
        *,
        sizes: Sequence[int] = SIZES,
        seeds: int = 5,
        ax: Axes | None = None,
    ) -> Self:
        """Fit copies of a network with other hidden sizes, on all cores, and draw their scores.

        Each seed parts the table anew, a fifth for the test, and draws other weights.

        Parameters
        ----------
        estimator : an MLPClassifier or MLPRegressor, fitted or not, or a pipeline that ends in one
        X, y : a table
        sizes : units of the one hidden layer; 0 for none
        seeds : how many times each is fitted
        ax : where to draw; default a new figure
        """
        train, test = study(estimator, X, y, sizes, seeds)
        return cls(sizes, train, test, _score_name(estimator)).plot(ax=ax)

    def plot(self, *, ax: Axes | None = None) -> Self:
        """Draw, and remember where in ax_ and figure_."""
        return self._on(score_by_size(self.sizes, self.train, self.test, self.name, ax))


class LearningCurveDisplay(OnAxes):
    """Training and test score by how many rows were learned from.

    Parameters
    ----------
    rows : (s,)
    train, test : (repeats, s) scores
    name : what they are called

    Attributes
    ----------
    ax_ : matplotlib.axes.Axes
    figure_ : matplotlib.figure.Figure
    """

    def __init__(self, rows: ndarray, train: ndarray, test: ndarray, name: str) -> None:
        self.rows, self.train, self.test, self.name = rows, train, test, name

    @classmethod
    def from_estimator(
        cls,
        estimator: Any,
        X: Any,
        y: Any,
        *,
        shares: Sequence[float] = (0.1, 0.2, 0.4, 0.7, 1.0),
        cv: Any = 5,
        ax: Axes | None = None,
    ) -> Self:
        """Fit copies of an estimator on parts of a table, on all cores, and draw their scores.

        Parameters
        ----------
        estimator : any estimator of scikit-learn's kind, fitted or not
        X, y : a table
        shares : of the rows that can be learned from, how many are
        cv : how the rest is parted off for the test, as in scikit-learn
        ax : where to draw; default a new figure
        """
        rows, train, test, *_ = learning_curve(
            *(estimator, X, y),
            train_sizes=np.asarray(shares),
            cv=cv,
            shuffle=True,
            random_state=0,
            n_jobs=-1,
        )
        return cls(rows, train.T, test.T, _score_name(estimator)).plot(ax=ax)

    def plot(self, *, ax: Axes | None = None) -> Self:
        """Draw, and remember where in ax_ and figure_."""
        return self._on(drawn_curve(self.rows, self.train, self.test, self.name, ax))
