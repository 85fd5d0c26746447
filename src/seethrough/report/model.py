"""The page of a fitted estimator: how good it is, how it learned, and what is inside."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from sklearn.base import is_classifier

from seethrough.errors import DataError
from seethrough.estimators import scores
from seethrough.estimators.diagnosis import diagnose
from seethrough.estimators.displays import (
    BoundaryDisplay,
    ConfusionDisplay,
    CurvesDisplay,
    HiddenSpaceDisplay,
    LossSurfaceDisplay,
    NetworkDisplay,
    ReliabilityDisplay,
    UnitsDisplay,
    WeightsDisplay,
)
from seethrough.estimators.displays.sight import network_of
from seethrough.files import can_write, writing
from seethrough.plots.agreement import agreement
from seethrough.report.doctor import findings
from seethrough.report.drawing import drawing, panels
from seethrough.report.fit import scored
from seethrough.report.page import render

if TYPE_CHECKING:
    from markupsafe import Markup


class Told(NamedTuple):
    """What a page tells of: a fitted estimator and its tables; without a test, those are None."""

    estimator: Any
    X: Any
    y: Any
    X_test: Any
    y_test: Any

    @property
    def network(self) -> Any:
        """The network in the estimator."""
        return network_of(self.estimator)

    @property
    def one_question(self) -> bool:
        """Whether each row has one answer."""
        return np.ndim(self.y) == 1

    @property
    def parts_classes(self) -> bool:
        """Whether rows are parted into the classes of one question."""
        return is_classifier(self.estimator) and self.one_question

    @property
    def measured(self) -> tuple[Any, Any, str]:
        """The table to measure on, and which it is."""
        if self.X_test is None:
            return self.X, self.y, "the rows that were learned from"
        return self.X_test, self.y_test, "rows of the test"


class Chapter(NamedTuple):
    """A part of the page: its title, what it draws, and when it is there."""

    title: str
    draw: Callable[[Told], list[Markup]]
    applies: Callable[[Told], bool]


def report(
    estimator: Any,
    path: str | Path,
    X: Any,
    y: Any,
    X_test: Any = None,
    y_test: Any = None,
) -> Path:
    """Write a page about a fitted estimator, whole or not at all, and return its path.

    The page holds all its pictures, works offline, and suits light and dark, wide and narrow.

    Parameters
    ----------
    estimator : a fitted MLPClassifier or MLPRegressor, or a pipeline that ends in one
    path : the .html file
    X, y : the table that was learned from
    X_test, y_test : a table that was not; scores are better measured there

    Raises
    ------
    NotFittedError
        The estimator is not fitted.
    DataError
        There is no network in it, or only half a test.
    OutputError
        The page cannot be written there.
    """
    if (X_test is None) != (y_test is None):
        raise DataError(
            "half a test came in: X_test and y_test belong together. Give both, or neither."
        )
    can_write(path)
    told = Told(estimator, X, np.asarray(y), X_test, None if y_test is None else np.asarray(y_test))
    network, measured = told.network, _scores(told)
    chapters = [(c.title, c.draw(told)) for c in CHAPTERS if c.applies(told)]
    page = render(
        "model.html",
        title=type(network).__name__,
        rows=len(told.y),
        test_rows=0 if X_test is None else len(told.y_test),
        network=network,
        scores=measured,
        chapters=chapters,
    )
    with writing(path) as part:
        part.write_text(page, encoding="utf-8")
    return Path(path)


def _scores(told: Told) -> list[tuple[str, ...]]:
    """A head and a row for each table."""
    tables = {"rows learned from": (told.X, told.y)}
    if told.X_test is not None:
        tables["rows of the test"] = (told.X_test, told.y_test)
    task = "classification" if is_classifier(told.estimator) else "regression"

    def measured(X: Any, y: Any) -> dict[str, float]:
        if told.one_question:
            return scores.scores(told.estimator, X, y, task)
        return {"score": float(told.estimator.score(X, y))}

    return scored({name: measured(*table) for name, table in tables.items()})


def _answers(told: Told) -> list[Markup]:
    X, y, which = told.measured
    if not told.parts_classes:
        answers = told.estimator.predict(X)
        caption = f"Each point is one of {which}. On the line the answer would be right."
        return [drawing(lambda ax: agreement(y, answers, ax=ax), "agreement", caption)]
    K = len(told.estimator.classes_)
    side = float(np.clip(2.2 + 0.45 * K, 3.2, 8))
    return [
        drawing(
            lambda ax: ConfusionDisplay.from_estimator(told.estimator, X, y, ax=ax),
            "confusion",
            f"How many of {which} got each answer; right ones are on the diagonal.",
            (side + 0.6, side),
        ),
        drawing(
            lambda ax: ReliabilityDisplay.from_estimator(told.estimator, X, y, ax=ax),
            "reliability",
            "Whether probabilities can be taken at their word: on the line they can.",
        ),
    ]


def _doctor(told: Told) -> list[Markup]:
    """What is found by the table that was learned from and, where there is one, the test."""
    test = {} if told.X_test is None else {"X_val": told.X_test, "y_val": told.y_test}
    return [findings(diagnose(told.estimator, told.X, told.y, **test))]


def _learning(told: Told) -> list[Markup]:
    def curves(fig: Any) -> None:
        CurvesDisplay.from_estimator(told.estimator, fig=fig)

    return [panels(curves, "curves", "What was recorded in each epoch.", (6.4, 4.4))]


def _stages(told: Told) -> list[Markup]:
    return [
        drawing(
            lambda ax: WeightsDisplay.from_estimator(told.estimator, ax=ax),
            "weights",
            "Every weight and bias; those that moved most are named.",
            (6.4, 3.6),
        ),
        drawing(
            lambda ax: LossSurfaceDisplay.from_estimator(told.estimator, told.X, told.y, ax=ax),
            "surface",
            "The loss around the end, on the plane that the way there lies in most.",
            (5.6, 3.8),
        ),
    ]


def _inside(told: Told) -> list[Markup]:
    return [
        drawing(
            lambda ax: NetworkDisplay.from_estimator(told.estimator, ax=ax),
            "network",
            "Units with their biases; a line is as thick as its weight is large.",
            (6.4, 4.4),
        )
    ]


def _boundary(told: Told) -> list[Markup]:
    table = (told.estimator, told.X, told.y)
    return [
        drawing(
            lambda ax: BoundaryDisplay.from_estimator(*table, ax=ax),
            "boundary",
            "The likeliest class, paler where it is less sure. Ringed rows are answered wrong.",
            (5.6, 4.0),
        )
    ]


def _hidden(told: Told) -> list[Markup]:
    table = (told.estimator, told.X, told.y)
    return [
        panels(
            lambda fig: UnitsDisplay.from_estimator(*table, fig=fig),
            "units",
            "What each unit sees, and the weighted sum of them all.",
        ),
        panels(
            lambda fig: UnitsDisplay.from_estimator(*table, terms=True, fig=fig),
            "terms",
            "Term by term: above what a unit adds, below the sum so far and where it is zero.",
        ),
        drawing(
            lambda ax: HiddenSpaceDisplay.from_estimator(*table, ax=ax),
            "space",
            "Where the last hidden layer moves the rows to: there, straight lines part them.",
            (5.6, 4.0),
        ),
    ]


def _has_stages(told: Told) -> bool:
    return len(told.network._stages) > 2 and told.one_question  # noqa: SLF001 - a part of us


def _has_plane(told: Told) -> bool:
    return told.parts_classes and np.shape(told.X)[1] > 1


CHAPTERS = (
    Chapter("Its answers", _answers, lambda told: told.one_question),
    Chapter("What the doctor finds", _doctor, lambda _: True),
    Chapter("How it learned", _learning, lambda _: True),
    Chapter("The way through the weights", _stages, _has_stages),
    Chapter("The network", _inside, lambda _: True),
    Chapter("The boundary", _boundary, lambda told: told.parts_classes),
    Chapter(
        "The hidden layer",
        _hidden,
        lambda told: _has_plane(told) and len(told.network.network_.widths) > 2,
    ),
)
