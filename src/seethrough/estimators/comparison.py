"""Hidden sizes compared on a table as it comes: words, dates, gaps and all."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from seethrough.data.target import Parts, Question, prepared
from seethrough.errors import SettingError
from seethrough.estimators import tabular
from seethrough.estimators.study import Job, Track, check, engine_for_all, on_all_cores
from seethrough.estimators.trial import Plan, split
from seethrough.estimators.trial import check as check_plan

if TYPE_CHECKING:
    from numpy import ndarray
    from pandas import DataFrame, Series

# Small networks need a larger rate, more time, and units that cannot die: a layer of one ReLU that
# is never active learns nothing. With these, one unit does as well as the line, as it should.
SETTINGS = {"activation": "tanh", "learning_rate_init": 0.03, "n_iter_no_change": 50}
LONGER = 2  # times the epochs of a network that is trained alone
MEASURES = {"classification": "accuracy", "regression": "R²"}


class Comparison(NamedTuple):
    """How networks of several sizes do on one table.

    Attributes
    ----------
    sizes : (s,), units of the one hidden layer; 0 is the linear model
    train, test : (seeds, s), scores on rows that were learned and on others
    measure : name of the score
    linear : name of the linear model
    rows : how many were learned from, and how many kept for the test
    """

    sizes: tuple[int, ...]
    train: ndarray
    test: ndarray
    measure: str
    linear: str
    rows: tuple[int, int]


def compare(
    parts: Parts,
    asked: Question,
    sizes: Sequence[int],
    seeds: int,
    plan: Plan,
    track: Track = lambda done, _: done,
) -> Comparison:
    """Fit a network of each size, and the linear model as size 0, on all cores.

    Parameters
    ----------
    sizes : units of the one hidden layer; 0 is put before them
    seeds : how many times the table is parted anew and each size is fitted
    plan : the share of the test, and the epochs; its seed is the first one
    track : sees the scores come in: track(scores, how many)

    Raises
    ------
    SettingError
    """
    check(sizes, seeds)
    check_plan(plan)
    if plan.test == 0:
        raise SettingError(
            "test is 0, so there are no rows to compare on. A share above 0 is needed. Leave it "
            "out for 0.2."
        )
    y, task = prepared(parts.y, asked.task), asked.task
    all_sizes = tuple(dict.fromkeys((0, *sizes)))
    splits = [split(y, task, plan.test, plan.seed + k) for k in range(seeds)]
    name = list(tabular.rivals(task))[-1]
    rows = (len(splits[0][0]), len(splits[0][1]))
    largest = network(task, rows[0], max(all_sizes), plan.seed, plan.epochs)
    shape, outputs = (rows[0], parts.X.shape[1]), y.nunique() if task == "classification" else 1
    # the columns come as float32, see `tabular.preprocessing`
    engine = engine_for_all(_inner(largest), shape, outputs, seeds * len(all_sizes), "float32")

    def jobs() -> Iterator[Job]:
        for seed, (train, test) in enumerate(splits, start=plan.seed):
            tables = _tables(parts.X, y, train, test)
            yield (tabular.rivals(task)[name], *tables)
            for size in all_sizes[1:]:
                yield (network(task, len(train), size, seed, plan.epochs, engine), *tables)

    with tabular.calm():
        scores = on_all_cores(jobs(), seeds, len(all_sizes), track)
    return Comparison(all_sizes, *scores, MEASURES[task], name, rows)


def _tables(X: DataFrame, y: Series, train: ndarray, test: ndarray) -> tuple[Any, Any, Any, Any]:
    """X and y of the rows to learn from, and of those of the test, as numbers."""
    steps, seen, unseen = tabular.preprocessing(), y.iloc[train], y.iloc[test]
    learned = steps.fit_transform(X.iloc[train], seen)
    return learned, seen.to_numpy(), steps.transform(X.iloc[test]), unseen.to_numpy()


def network(
    task: str, rows: int, size: int, seed: int, epochs: int | None, engine: str = "auto"
) -> Any:
    """A network of one hidden layer for a table of so many rows, unfitted."""
    net = tabular.network(task, rows, (size,), seed, epochs)
    inner = _inner(net)
    inner.set_params(**SETTINGS, engine=engine)
    if task == "classification":
        inner.set_params(dropout=0.0)
    if epochs is None:
        inner.set_params(max_iter=LONGER * inner.max_iter)
    return net


def _inner(net: Any) -> Any:
    """The network itself, where a wrapper scales its target."""
    return getattr(net, "regressor", net)
