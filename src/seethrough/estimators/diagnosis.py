"""Diagnose: a fitted estimator and a table, laid before the doctor."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from scipy.sparse import issparse
from sklearn.compose import TransformedTargetRegressor
from sklearn.pipeline import Pipeline
from sklearn.utils.validation import check_is_fitted

from seethrough.errors import DataError, SettingError
from seethrough.estimators.learner import Learner
from seethrough.estimators.settings import task as task_of
from seethrough.explain.doctor import (
    Answered,
    Diagnosis,
    Patient,
    Training,
    examine,
    examine_curves,
)
from seethrough.explain.doctor.patient import idle_loss, ignorance
from seethrough.maths.network import forward

if TYPE_CHECKING:
    from numpy import ndarray
    from numpy.typing import ArrayLike

    from seethrough.engines import Task

GAP = "missingindicator_"  # scikit-learn's: what tells where a column had gaps
ENTRIES, FEWEST = 2_000_000, 1000  # of the table that is looked at: of more, some rows


class Case(NamedTuple):
    """A network with its tables as it is given them, after whatever stands before it.

    Attributes
    ----------
    network : a fitted estimator
    tables : X and y of each
    features : names of the columns as they come to the network
    raw : names of the columns as they came in
    """

    network: Any
    tables: tuple[tuple[Any, Any], ...]
    features: tuple[str, ...]
    raw: tuple[str, ...]


def diagnose(
    model: Any,
    X: ArrayLike,
    y: ArrayLike,
    *,
    X_val: ArrayLike | None = None,
    y_val: ArrayLike | None = None,
) -> Diagnosis:
    """Return what is wrong with a trained network, with evidence and what to do about it.

    Parameters
    ----------
    model : a fitted MLPClassifier or MLPRegressor, or a pipeline that ends in one
    X, y : (n, d) and (n,) or (n, K); the table it learned from, or another of the same kind
    X_val, y_val : a table that it has not learned from, to see whether it learned by heart

    Returns
    -------
    Diagnosis : a tuple of findings, the gravest first, that prints as text; empty where nothing
        was found. Each has its evidence as numbers, a picture (`plot()`), and what to change.

    Raises
    ------
    NotFittedError
        The model has learned nothing yet.
    SettingError
        It is none of seethrough's.
    DataError, ShapeError
        The table is not one that the model can be asked about.

    Examples
    --------
    >>> from seethrough import MLPClassifier, data, diagnose
    >>> X, y, *_ = data.moons()
    >>> clf = MLPClassifier((8,), "tanh", learning_rate_init=1e-6, max_iter=100, random_state=0)
    >>> diagnose(clf.fit(X, y), X, y).names[0]
    'rate too small'
    """
    if (X_val is None) != (y_val is None):
        raise DataError(
            "a table that was held out came in half: X_val and y_val belong together. Give both, "
            "or neither."
        )
    given = ((X, y),) if X_val is None else ((X, y), (X_val, y_val))
    return look_over(taken_apart(model, given))


def look_over(case: Case) -> Diagnosis:
    """Return what is found in a network that was taken out of its model."""
    return examine(patient(case))


def look_at_curves(network: Any) -> Diagnosis:
    """Return what is found in a fitted network without any table: in the curves it keeps."""
    net = network.network_
    x, y = (np.empty((0, width)) for width in (net.widths[0], net.widths[-1]))
    task = task_of(network, net, x, y, None)
    return examine_curves(training(network, task, ignorance(net)))


def taken_apart(model: Any, tables: tuple[tuple[Any, Any], ...]) -> Case:
    """Return the network in a model, and tables as the steps before it hand them on."""
    if isinstance(model, Pipeline):
        check_is_fitted(model)
        before = model[:-1]
        inner = tuple((before.transform(X) if len(before) else X, y) for X, y in tables)
        case, raw = taken_apart(model[-1], inner), _names(tables[0][0])
        features = _handed_on(before, raw) or case.features
        return case._replace(features=features, raw=raw or features)
    if isinstance(model, TransformedTargetRegressor):
        check_is_fitted(model)
        scaled = tuple((X, _scaled(model, y)) for X, y in tables)
        return taken_apart(model.regressor_, scaled)
    if not isinstance(model, Learner):
        raise SettingError(
            f"diagnose was given a {type(model).__name__}. It knows MLPClassifier, MLPRegressor "
            "and pipelines that end in one. Give such a model; one of scikit-learn's goes through "
            "seethrough.MLPClassifier.from_sklearn first."
        )
    check_is_fitted(model)
    d = model.n_features_in_
    names = tuple(getattr(model, "feature_names_in_", [f"x{j + 1}" for j in range(d)]))
    return Case(model, tables, names, names)


def _names(X: Any) -> tuple[str, ...]:
    """The names of a table's columns; none where it has none."""
    return tuple(map(str, getattr(X, "columns", ())))


def _handed_on(before: Any, raw: tuple[str, ...]) -> tuple[str, ...]:
    """The names of the columns that a pipeline's first steps hand on; none if they do not tell."""
    if not raw or not len(before):
        return raw
    try:
        return tuple(map(str, before.get_feature_names_out(list(raw))))
    except (AttributeError, ValueError):  # a step that does not know names
        return ()


def sources(features: tuple[str, ...], raw: tuple[str, ...]) -> tuple[str, ...]:
    """The raw column that each column was made from: the longest name that its own begins with."""
    whole, known = set(raw), sorted(raw, key=len, reverse=True)

    def source(feature: str) -> str:
        if feature in whole:
            return feature
        bare = feature.removeprefix(GAP)
        return next((name for name in known if bare.startswith(name)), feature)

    return tuple(map(source, features))


def _scaled(model: Any, y: Any) -> ndarray:
    """A target as the inner regressor is given it."""
    y = np.asarray(y, dtype=float)
    scaled = model.transformer_.transform(y.reshape(len(y), -1))
    return scaled[:, 0] if y.ndim == 1 else scaled


def patient(case: Case) -> Patient:
    """Return all that the doctor looks at: the network's state, its training, and the tables."""
    net = case.network
    tasks = [net._task(X, y, None) for X, y in case.tables]  # noqa: SLF001 - of our own house
    (table, rows), *held = [_answered(net, task) for task in tasks]
    classes = getattr(net, "classes_", ())
    return Patient(
        *(net.network_, net.theta_, tasks[0].penalty, table),
        training=training(net, tasks[0], idle_loss(table, net.network_)),
        rows=rows,
        features=case.features,
        sources=sources(case.features, case.raw),
        classes=() if table.codes is None else tuple(map(str, classes)),
        held=held[0][0] if held else None,
    )


def _answered(net: Any, task: Task) -> tuple[Answered, ndarray]:
    """A table with the answers to it, and which of its rows that are: of a large one, some."""
    n, d = task.x.shape
    most = max(ENTRIES // d, FEWEST)
    rows = np.arange(n)
    if n > most:
        rows = np.sort(np.random.default_rng(0).choice(n, most, replace=False))
    some: Any = task.x[rows]
    x = some.toarray() if issparse(some) else some
    y, w = task.y[rows], None if task.w is None else task.w[rows]
    with np.errstate(over="ignore", invalid="ignore"):
        tape = forward(net.network_, net.theta_, x)
        seen = [np.square(x, dtype=np.float64).sum(), *(z.sum() for z in tape.z)]
    if not np.isfinite(seen).all():
        raise DataError(
            f"the table reaches {abs(x).max():.3g}, and the network's sums or their squares are "
            "not finite. The doctor needs numbers that a float can hold. Scale the columns to "
            "about ±1, or fit anew if the parameters themselves are not finite."
        )
    return Answered(x, y, w, _codes(task.net.head, y), tape), rows


def _codes(head: str, y: ndarray) -> ndarray | None:
    """Each row's class, where there is one question with classes."""
    if head == "binary":
        return (y[:, 0] > 0.5).astype(int)
    return np.asarray(y.argmax(axis=1)) if head == "multiclass" else None


def training(net: Any, task: Task, idle: float) -> Training:
    """Return how a network was trained, from what it kept of that; what knowing nothing costs."""
    kept, curves = net._memory, net.history_  # noqa: SLF001 - of our own house
    steered = kept["solver"] != "lbfgs"
    batch = 200 if net.batch_size == "auto" else net.batch_size
    overflow = net._overflow  # noqa: SLF001 - likewise
    restore = net.early_stopping if net.restore_best == "auto" else net.restore_best
    return Training(
        *(task.optimiser, task.rule, tuple(kept["slots"]), kept["updates"]),
        eta=task.eta if steered else np.nan,
        whole=not steered or batch * len(curves["loss"]) >= net.t_,
        curves=curves,
        idle=idle,
        dropout=bool(np.any(net.dropout)),
        restored=bool(restore) or bool(overflow),
        overflow=overflow,
    )
