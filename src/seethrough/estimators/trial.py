"""A trial: a table is split, the network and its rivals learn one part and answer for the other."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from sklearn.model_selection import train_test_split
from sklearn.pipeline import Pipeline

from seethrough.data.target import Parts, Question, prepared
from seethrough.errors import SettingError
from seethrough.estimators import scores, tabular
from seethrough.estimators.diagnosis import look_over, taken_apart
from seethrough.estimators.tabular import HIDDEN, TableModel
from seethrough.explain.doctor import Diagnosis

if TYPE_CHECKING:
    from numpy import ndarray
    from pandas import DataFrame, Series

NETWORK = "network"
FEWEST = 8  # rows to learn from, however large the share of the test
LEAST = 2  # rows of a class to learn from: one of them may be held out to know when to stop


class Plan(NamedTuple):
    """How to try: share of the rows for the test, widths, seed, epochs at the most."""

    test: float = 0.2
    hidden: Sequence[int] = HIDDEN
    seed: int = 0
    epochs: int | None = None


class Trial(NamedTuple):
    """What was learned, and how good it is.

    Attributes
    ----------
    model : the fitted pipeline with what it is for
    question : the task, and why it is that
    rows : how many were dropped for want of a target, learned from, and kept for the test
    uses : column name to what it is read as
    left_out : column name to why it is not used
    scores : model name to its scores on the test rows; empty without such rows
    truth, answers : (n,) of the test rows
    history : the network's curves by epoch
    diagnosis : what the doctor finds, on the rows that were learned from
    """

    model: TableModel
    question: Question
    rows: dict[str, int]
    uses: dict[str, str]
    left_out: dict[str, str]
    scores: dict[str, dict[str, float]]
    truth: ndarray
    answers: ndarray
    history: dict[str, ndarray]
    diagnosis: Diagnosis

    @property
    def classes(self) -> ndarray:
        """The labels, sorted; none for a regression."""
        return getattr(self.model.pipeline[-1], "classes_", np.array([]))


def run(
    parts: Parts,
    asked: Question,
    plan: Plan,
    tell: Callable[[str], object] = lambda _: None,
    *,
    verbose: bool = False,
) -> Trial:
    """Learn one part of a table and answer for the other.

    Parameters
    ----------
    tell : is given the name of each step as it begins
    verbose : whether to show a progress bar, in a terminal
    """
    check(plan)
    y = prepared(parts.y, asked.task)
    train, test = split(y, asked.task, plan.test, plan.seed)
    tell(f"reading {parts.X.shape[1]} columns as numbers")
    steps = tabular.preprocessing()
    X, y_train = steps.fit_transform(parts.X.iloc[train], y.iloc[train]), y.iloc[train].to_numpy()
    settings = (asked.task, len(train), plan.hidden, plan.seed, plan.epochs)
    models = tabular.rivals(asked.task) if len(test) else {}
    models |= {NETWORK: tabular.network(*settings, verbose=verbose)}
    for name in models:
        tell(name)
        models[name] = tabular.fit(models[name], X, y_train)
    truth, net, measured, answers = y.iloc[test].to_numpy(), models[NETWORK], {}, y_train[:0]
    if len(test):
        X_test = steps.transform(parts.X.iloc[test])
        answers = net.predict(X_test)
        for name, model in models.items():
            measured[name] = scores.scores(model, X_test, truth, asked.task)
    whole = [("columns", tabular.lean(steps[0])), ("gaps", steps[1]), ("network", net)]
    learned = TableModel(
        *(Pipeline(whole), asked.task, str(parts.y.name)),
        columns=tuple(parts.X.columns),
        test=plan.test,
    )
    return Trial(
        *(learned, asked, {"dropped": parts.untold, "learned": len(train), "test": len(test)}),
        uses=tabular.uses(steps[0], learned.columns),
        left_out=parts.left_out,
        scores=measured,
        truth=truth,
        answers=answers,
        history=learned.network.history_,
        diagnosis=_diagnosed(net, X, y_train, steps, parts),
    )


def _diagnosed(net: Any, X: ndarray, y: ndarray, steps: Pipeline, parts: Parts) -> Diagnosis:
    """What the doctor finds in a network of these columns."""
    raw = tuple(map(str, parts.X.columns))
    case = taken_apart(net, ((X, y),))
    names = tuple(map(str, steps.get_feature_names_out()))
    return look_over(case._replace(features=names, raw=raw))


def check(plan: Plan) -> None:
    """Refuse a plan that makes no sense.

    Raises
    ------
    SettingError
    """
    if not 0 <= plan.test < 1:
        raise SettingError(
            f"test is {plan.test}. It is the share of the rows that the network is measured on and "
            "does not see: 0 ≤ test < 1. Leave it out for 0.2."
        )
    if plan.epochs is not None and plan.epochs < 1:
        raise SettingError(
            f"epochs is {plan.epochs}. At least one pass over the table is needed to learn. "
            "Leave it out to have the number chosen."
        )


def split(y: Series, task: str, share: float, seed: int) -> tuple[ndarray, ndarray]:
    """Row numbers to learn from and to test on; every class of the test is among the learned."""
    rows = np.arange(len(y))
    if share == 0:
        return rows, rows[:0]
    counts = y.map(y.value_counts()).to_numpy() if task == "classification" else None
    # a class that is seen once can only be learned
    rest = rows if counts is None else rows[counts > 1]
    size = max(min(round(share * len(rest)), len(rest) - FEWEST), 1)
    fits = counts is not None and min(size, len(rest) - size) >= y.iloc[rest].nunique()
    strata = y.iloc[rest] if fits else None
    train, test = train_test_split(rest, test_size=size, random_state=seed, stratify=strata)
    if counts is not None:
        learned = y.iloc[train].value_counts()
        test = test[y.iloc[test].map(learned).fillna(0).to_numpy() >= LEAST]
    return np.setdiff1d(rows, test), np.sort(test)


class Exam(NamedTuple):
    """A model's scores on another table: rows without a target, scores, truth and answers."""

    untold: int
    scores: dict[str, float]
    truth: ndarray
    answers: ndarray


def examine(model: TableModel, frame: DataFrame) -> Exam:
    """Measure a model on a table that has the target.

    Raises
    ------
    DataError
        A column is not there, or the target holds what the model was not taught.
    """
    told, untold = model.told(frame)
    X, truth = model.table(told), model.truth(told[model.target])
    if model.task == "classification":
        scores.known(truth, model.pipeline.classes_, model.target)
    with tabular.calm():
        measured = scores.scores(model.pipeline, X, truth, model.task)
        return Exam(untold, measured, truth, model.pipeline.predict(X))
