"""Networks of many sizes on many drawings of the moons, on all cores."""

import warnings
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from math import inf
from typing import Any, NamedTuple

from sklearn.exceptions import ConvergenceWarning

from seethrough.data import moons
from seethrough.estimators import MLPClassifier
from seethrough.training.many import side_by_side

LAM, ETA, MOMENTUM, PASSES = 0.01, 1.0, 0.9, 2_000
TEST = 2000


Track = Callable[[Iterable[Any], int, str], Iterable[Any]]


class Fit(NamedTuple):
    """A trained network, with its loss and its accuracies on old and on new points."""

    model: MLPClassifier
    loss: float
    train: float
    test: float


@contextmanager
def to_the_end() -> Iterator[None]:
    """Runs of a fixed length: that they end before they have converged is meant."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ConvergenceWarning)
        yield


def fit(size: int, seed: int, activation: str, engine: str) -> Fit:
    """Train on 200 moons drawn from the seed, test on fresh ones."""
    X, y, *_ = moons(200, 0.20, seed)
    fresh = moons(TEST, 0.20, seed + 1000)
    model = MLPClassifier(
        *((size,) if size else (), activation),
        solver="sgd",
        alpha=LAM,
        learning_rate_init=ETA,
        momentum=MOMENTUM,
        nesterovs_momentum=False,
        max_iter=PASSES,
        n_iter_no_change=inf,
        random_state=seed,
        output="softmax",
        init="lecun_normal",
        engine=engine,
    ).fit(X, y)
    return Fit(model, model.loss_, model.score(X, y), model.score(fresh.X, fresh.y))


def fit_all(
    sizes: Sequence[int], seeds: Sequence[int], activation: str, engine: str, track: Track
) -> list[list[Fit]]:
    """Return a row of fits per seed, one for each size; `track` sees them come in."""
    # the widest take longest: they go first, so that no core waits for them at the end
    jobs = [(size, seed) for size in sorted(sizes, reverse=True) for seed in seeds]
    work = (partial(fit, *job, activation, engine) for job in jobs)
    with to_the_end():
        done = dict(zip(jobs, track(side_by_side(work), len(jobs), "networks"), strict=True))
    return [[done[size, seed] for size in sizes] for seed in seeds]
