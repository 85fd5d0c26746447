"""What of an estimator is looked at: the network in it, its names, and its answers on a plane."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from sklearn.pipeline import Pipeline
from sklearn.utils.validation import check_is_fitted

from seethrough.errors import DataError, SettingError
from seethrough.estimators import labels
from seethrough.estimators.inside import Inside
from seethrough.maths.network import Network, Tape, forward, layers

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy import ndarray

    from seethrough.estimators.displays.plane import Plane

BLOCK = 2**21  # numbers that are answered for in one go: a block stays in the cache


def network_of(estimator: Any) -> Any:
    """The fitted network: the estimator itself, the end of a pipeline, or what a wrapper fitted.

    Raises
    ------
    NotFittedError
        It is not fitted.
    DataError
        There is none.
    """
    check_is_fitted(estimator)
    inner = estimator[-1] if isinstance(estimator, Pipeline) else estimator
    inner = getattr(inner, "regressor_", inner)
    if not isinstance(inner, Inside):
        raise DataError(
            f"{type(inner).__name__} has no network to look into. An MLPClassifier or MLPRegressor "
            "of seethrough is needed, alone or at the end of a pipeline."
        )
    check_is_fitted(inner)
    return inner


def seen(estimator: Any, X: Any) -> ndarray:
    """A table as the network sees it: what the steps before it make of it."""
    inner = network_of(estimator)
    steps = isinstance(estimator, Pipeline) and len(estimator) > 1
    return inner._ready(estimator[:-1].transform(X) if steps else X)  # noqa: SLF001 - a part of us


def stages(estimator: Any) -> tuple[ndarray, ndarray]:
    """The epochs (t,) whose θ were kept, and those θ, (t, p).

    Raises
    ------
    SettingError
        None were kept.
    """
    kept = network_of(estimator)._staged_thetas()  # noqa: SLF001 - a part of us
    if not kept:
        raise SettingError(
            "no stages of the training were kept. They are when checkpoints, how many of them to "
            "keep, is above 0. Fit with checkpoints=100."
        )
    return np.fromiter(kept, int), np.array(list(kept.values()))


class Asked(NamedTuple):
    """What a classifier tells apart: the names of the classes, and the classes of rows (n,)."""

    names: list[str]
    codes: ndarray


def asked(estimator: Any, y: Any) -> Asked:
    """The names and codes of the classes of y.

    Raises
    ------
    DataError
        It is no classifier of one question, or y holds an unknown class.
    """
    classes = getattr(estimator, "classes_", None)
    if not isinstance(classes, np.ndarray) or np.ndim(y) != 1:
        raise DataError(
            f"{type(estimator).__name__} does not part rows into the classes of one question. This "
            "picture needs a classifier and a y of shape (n,). For numbers see LossCurveDisplay "
            "and NetworkDisplay."
        )
    return Asked([str(label) for label in classes], labels.places(classes, np.asarray(y)))


def inputs(estimator: Any) -> list[str]:
    """The names of the network's inputs: of columns, or x1, x2 and so on."""
    inner = network_of(estimator)
    columns = getattr(inner, "feature_names_in_", None)
    if columns is None and isinstance(estimator, Pipeline) and len(estimator) > 1:
        columns = _passed_on(estimator)
    return numbered(inner.n_features_in_) if columns is None else [str(name) for name in columns]


def _passed_on(pipeline: Pipeline) -> Any:
    """The names that the steps before the network give its inputs, where they give any."""
    before = pipeline[:-1]
    if not hasattr(before, "get_feature_names_out"):
        return None
    try:
        # scikit-learn counts from x0, symbols and our other pictures from x1
        known = hasattr(pipeline, "feature_names_in_")
        return before.get_feature_names_out(None if known else numbered(pipeline.n_features_in_))
    except (AttributeError, ValueError):  # a step in between has no names to pass on
        return None


def numbered(d: int) -> list[str]:
    """Names of columns that have none."""
    return [f"x{j + 1}" for j in range(d)]


def outputs(estimator: Any) -> list[str]:
    """What each output answers for: a class, the last of two, or a number."""
    inner = network_of(estimator)
    K, classes = inner.n_outputs_, getattr(inner, "classes_", None)
    if classes is None:
        return [f"p{k + 1}" for k in range(K)]
    names = np.concatenate(classes) if isinstance(classes, list) else classes
    return [str(name) for name in names[-K:]]


class Sight(NamedTuple):
    """A network and cells of a plane as it sees them.

    Where it sees the table itself, the other columns are a constant that the first biases take
    in: what is looked at then is a smaller network of two inputs.

    Attributes
    ----------
    net : Network
    x : (m, d) the cells
    lead : θ of the whole network to θ of this one
    probabilities : answers p of the network to probabilities of the classes
    """

    net: Network
    x: ndarray
    lead: Callable[[ndarray], ndarray]
    probabilities: Callable[[ndarray], ndarray]

    def tape(self, theta: ndarray) -> Tape:
        """All that the network sees of the cells."""
        return forward(self.net, self.lead(theta), self.x)

    def p(self, theta: ndarray) -> ndarray:
        """The probabilities (m, K) of the classes, in blocks that fit the cache."""
        led, step = self.lead(theta), block(max(self.net.widths))
        parts = [
            forward(self.net, led, self.x[first : first + step]).p
            for first in range(0, len(self.x), step)
        ]
        return self.probabilities(np.concatenate(parts))


def block(width: int) -> int:
    """How many rows so wide are a block."""
    return max(BLOCK // (8 * max(width, 1)), 64)


def sight(estimator: Any, plane: Plane, cells: ndarray) -> Sight:
    """The network of an estimator, looking at cells of a plane."""
    inner = network_of(estimator)
    net, dtype = inner.network_, inner.theta_.dtype

    def probabilities(p: ndarray) -> ndarray:
        kind = labels.Labels("single", inner.classes_)
        return np.asarray(labels.probabilities(kind, net.head, p))

    if estimator is not inner:
        return Sight(net, seen(estimator, plane.table(cells)), lambda theta: theta, probabilities)
    typical, places = np.array(plane.typical, dtype), list(plane.places)
    typical[places] = 0

    def lead(theta: ndarray) -> ndarray:
        W, b = layers(theta, net.widths)[0]
        return np.concatenate([W[places].ravel(), b + typical @ W, theta[W.size + b.size :]])

    small = net._replace(widths=(len(places), *net.widths[1:]))
    return Sight(small, cells.astype(dtype), lead, probabilities)


def readout(W: ndarray, b: ndarray, pair: Sequence[int]) -> tuple[ndarray, float]:
    """Weights (H,) and bias of the score of the second class of a pair minus that of the first."""
    if W.shape[1] == 1:
        return W[:, 0], float(b[0])
    first, second = pair
    return W[:, second] - W[:, first], float(b[second] - b[first])
