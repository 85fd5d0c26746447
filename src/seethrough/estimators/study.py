"""A study of hidden sizes: the same table, learned by networks from no hidden unit to many."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from joblib import Parallel, delayed
from sklearn.base import clone, is_classifier
from sklearn.exceptions import ConvergenceWarning
from sklearn.model_selection import train_test_split
from sklearn.pipeline import Pipeline
from sklearn.utils import _safe_indexing

from seethrough.estimators import door

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

    def jobs() -> Iterator[Job]:
        for seed in range(seeds):
            rows = np.arange(len(y))
            strata = y if is_classifier(estimator) else None
            split = train_test_split(rows, test_size=TEST, random_state=seed, stratify=strata)
            train, test = ((_safe_indexing(X, some), _safe_indexing(y, some)) for some in split)
            for size in sizes:
                yield (sized(estimator, size, seed), *train, *test)

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
    last = copy[-1] if isinstance(copy, Pipeline) else copy
    last.set_params(hidden_layer_sizes=(size,) if size else (), random_state=seed)
    return copy


def on_all_cores(
    jobs: Iterable[Job], seeds: int, sizes: int, track: Track = lambda done, _: done
) -> tuple[ndarray, ndarray]:
    """Fit and score each job; the scores in training and test, each (seeds, sizes).

    Parameters
    ----------
    jobs : seed by seed, size by size
    track : sees the scores come in, to show how far they are: track(scores, how many)
    """
    work = (delayed(_scores)(*job) for job in jobs)
    scores = track(Parallel(n_jobs=-1, return_as="generator")(work), seeds * sizes)
    train, test = np.array(list(scores)).T.reshape(2, seeds, sizes)
    return train, test


def _scores(estimator: Any, X: Any, y: Any, X_test: Any, y_test: Any) -> tuple[float, float]:
    with warnings.catch_warnings():
        # a run of fixed length: that it ends before it has converged is meant
        warnings.simplefilter("ignore", ConvergenceWarning)
        estimator.fit(X, y)
    return estimator.score(X, y), estimator.score(X_test, y_test)
