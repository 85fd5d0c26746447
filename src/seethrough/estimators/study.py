"""A study of hidden sizes: the same table, learned by networks from no hidden unit to many."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np
from sklearn.base import clone, is_classifier
from sklearn.exceptions import ConvergenceWarning
from sklearn.model_selection import train_test_split
from sklearn.pipeline import Pipeline
from sklearn.utils import _safe_indexing

from seethrough.engines import Task, chosen
from seethrough.estimators import door, settings
from seethrough.training.many import side_by_side

if TYPE_CHECKING:
    from numpy import ndarray

TEST = 0.2  # share of the rows that the networks do not see
Job = tuple[Any, Any, Any, Any, Any]  # an estimator; X and y to learn from; X and y of the test
Track = Callable[[Iterable[Any], int], Iterable[Any]]


def study(
    estimator: Any,
    X: Any,
    y: Any,
    sizes: Sequence[int],
    seeds: int,
) -> tuple[ndarray, ndarray]:
    """The scores on rows that were learned and on others, each (seeds, sizes).

    Parameters
    ----------
    estimator : a network or a pipeline that ends in one; copies of it are fitted
    sizes : units of the one hidden layer; 0 for none
    seeds : how many times the table is parted and each size is fitted
    """
    check(sizes, seeds)
    largest, outputs = sized(estimator, max(sizes), 0), n_outputs(estimator, y)
    engine = engine_for_all(_last(largest), np.shape(X), outputs, seeds * len(sizes))

    def jobs() -> Iterator[Job]:
        for seed in range(seeds):
            rows = np.arange(len(y))
            strata = y if is_classifier(estimator) else None
            split = train_test_split(rows, test_size=TEST, random_state=seed, stratify=strata)
            train, test = ((_safe_indexing(X, some), _safe_indexing(y, some)) for some in split)
            for size in sizes:
                copy = sized(estimator, size, seed)
                _last(copy).set_params(engine=engine)
                yield (copy, *train, *test)

    return on_all_cores(jobs(), seeds, len(sizes))


def check(sizes: Sequence[int], seeds: int) -> None:
    """Refuse sizes and seeds that make no sense.

    Raises
    ------
    SettingError
    """
    door.whole("seeds", seeds, 1)
    for size in sizes:
        door.whole("hidden", size, 0)


def sized(estimator: Any, size: int, seed: int) -> Any:
    """A copy of an estimator with so many hidden units, and another seed."""
    copy = clone(estimator)
    _last(copy).set_params(hidden_layer_sizes=(size,) if size else (), random_state=seed)
    return copy


def _last(estimator: Any) -> Any:
    return estimator[-1] if isinstance(estimator, Pipeline) else estimator


def n_outputs(estimator: Any, y: Any) -> int:
    """About how many outputs a network for this target has."""
    y = np.asarray(y)
    return len(np.unique(y)) if is_classifier(estimator) else int(np.prod(y.shape[1:]))


def engine_for_all(
    net: Any, shape: tuple[int, ...], outputs: int, fits: int, dtype: str = "float64"
) -> str:
    """The engine for so many fits of a network on a table of this shape: for the work of all.

    One fit alone may be too short for the quick engine to get ready.
    """
    n, d = shape
    batch = min(200 if net.batch_size == "auto" else net.batch_size, n)
    nothing = np.empty((0, outputs), dtype)
    task = Task(settings.network(net, d, outputs, "multiclass"), nothing, nothing)
    return chosen(net.engine, task, fits * net.max_iter * -(-n // batch), batch).name


def on_all_cores(
    jobs: Iterable[Job], seeds: int, sizes: int, track: Track = lambda done, _: done
) -> tuple[ndarray, ndarray]:
    """Fit and score each job in threads; the scores in training and test, each (seeds, sizes).

    Parameters
    ----------
    jobs : seed by seed, size by size
    track : sees the scores come in, to show how far they are: track(scores, how many)
    """
    work = (partial(_scores, *job) for job in jobs)
    # a run of fixed length: that it ends before it has converged is meant. Filters are the
    # process's, not a thread's: they are set once, around all
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ConvergenceWarning)
        scores = list(track(side_by_side(work), seeds * sizes))
    train, test = np.array(scores).T.reshape(2, seeds, sizes)
    return train, test


def _scores(estimator: Any, X: Any, y: Any, X_test: Any, y_test: Any) -> tuple[float, float]:
    estimator.fit(X, y)
    return estimator.score(X, y), estimator.score(X_test, y_test)
