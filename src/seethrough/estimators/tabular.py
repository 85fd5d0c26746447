"""A table's pipeline: columns to numbers, gaps filled, then the network; and its plain rivals.

The settings were chosen by five-fold measurement, see benchmarks/tables.py.
"""

from __future__ import annotations

import warnings
from contextlib import contextmanager
from copy import copy
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from sklearn.base import BaseEstimator
from sklearn.compose import TransformedTargetRegressor
from sklearn.dummy import DummyClassifier, DummyRegressor
from sklearn.exceptions import ConvergenceWarning
from sklearn.impute import SimpleImputer
from sklearn.linear_model import LogisticRegression, Ridge
from sklearn.pipeline import Pipeline, make_pipeline
from sklearn.preprocessing import OneHotEncoder, StandardScaler
from skrub import DatetimeEncoder, TableVectorizer
from skrub.selectors import all as all_columns

from seethrough.data.target import missing
from seethrough.errors import DataError
from seethrough.estimators.classifier import MLPClassifier
from seethrough.estimators.regressor import MLPRegressor
from seethrough.estimators.scales import TwoScales
from seethrough.estimators.words import HashedWords

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from numpy import ndarray
    from pandas import DataFrame, Series

HIDDEN = (64, 32)
CATEGORIES = 130  # different words from which on a column is read as text
KINDS = {
    "numeric": "number",
    "datetime": "date",
    "low_cardinality": "category",
    "high_cardinality": "text",
}
REPEATED = (  # by skrub, in what it fits
    "_preprocessors",
    "_encoders",
    "_named_encoders",
    "_postprocessors",
    "_specific_transformers",
    "all_processing_steps_",
)
SAMPLES = 3_000_000  # to learn from in all: large tables are seen fewer times


class TableModel(NamedTuple):
    """A fitted pipeline and what it is for.

    Attributes
    ----------
    pipeline : the steps "columns", "gaps" and "network"
    task : "classification" or "regression"
    target : name of the column that is predicted
    columns : names of those that it is predicted from
    test : the share of the rows that it did not learn from; None in files of older versions
    """

    pipeline: Pipeline
    task: str
    target: str
    columns: tuple[str, ...]
    test: float | None = None

    def table(self, frame: DataFrame) -> DataFrame:
        """The columns of a frame that are needed, in order.

        Raises
        ------
        DataError
            Some are not there.
        """
        lost = [name for name in self.columns if name not in frame.columns]
        if lost:
            raise missing(lost, list(frame.columns))
        if not len(frame):
            raise DataError(
                "the table has no rows below its header. At least one is needed to answer for. "
                "Check that the file was written to its end."
            )
        return frame[list(self.columns)]

    def told(self, frame: DataFrame) -> tuple[DataFrame, int]:
        """The rows that have a target, and how many have none.

        Raises
        ------
        DataError
            The target is not there, or missing everywhere.
        """
        if self.target not in frame.columns:
            raise missing([self.target], list(frame.columns))
        rows = frame[frame[self.target].notna()]
        if not len(rows):
            raise DataError(
                f"no row of the table has a value of {self.target!r}. It takes the truth to "
                "measure answers. Give a table that has it, or use `seethrough predict`."
            )
        return rows, len(frame) - len(rows)

    def truth(self, y: Series) -> ndarray:
        """A target without gaps, as the kind of labels or numbers that was learned."""
        if self.task == "classification" and self.pipeline.classes_.dtype == object:
            return y.astype(str).to_numpy(dtype=object)
        try:
            return y.astype(float).to_numpy()
        except ValueError as error:
            raise DataError(
                f"{self.target!r} holds words ({error}). The model learned it as numbers. "
                "Give a table with numbers in that column."
            ) from error

    def answers(self, frame: DataFrame) -> DataFrame:
        """A prediction for each row and, for classes, the probability of each.

        Raises
        ------
        DataError
            A column is not there.
        """
        import pandas as pd

        X = self.table(frame)
        with calm():
            if self.task == "regression":
                return pd.DataFrame({"prediction": self.pipeline.predict(X)})
            p, classes = self.pipeline.predict_proba(X), self.pipeline.classes_
        chances = pd.DataFrame(p, columns=[f"probability_{label}" for label in classes])
        chances.insert(0, "prediction", classes[p.argmax(axis=1)])
        return chances

    def doubts(self, frame: DataFrame) -> list[str]:
        """Sentences on columns that were numbers and hold words now, which count as missing."""
        import pandas as pd

        told = []
        for name in self.pipeline[0].kind_to_columns_["numeric"]:
            words = pd.to_numeric(frame[name], errors="coerce").isna() & frame[name].notna()
            if words.any():
                told.append(
                    f"{name!r} was a column of numbers: {words.sum():,} values such as "
                    f"{frame[name][words].iloc[0]!r} count as missing."
                )
        return told

    def learned(self, y: ndarray) -> ndarray:
        """A target as the network itself learned it."""
        if self.task == "classification":
            return y
        scaled: ndarray = self.pipeline[-1].transformer_.transform(y[:, None])
        return scaled[:, 0]

    @property
    def network(self) -> Any:
        """The fitted network itself."""
        last = self.pipeline[-1]
        return last.regressor_ if self.task == "regression" else last


def preprocessing() -> Pipeline:
    """Columns to float32: numbers, categories, text and dates as numbers, without gaps.

    A number comes on two scales, see `TwoScales`.
    """
    columns = TableVectorizer(
        cardinality_threshold=CATEGORIES,
        numeric=TwoScales(),
        datetime=make_pipeline(
            DatetimeEncoder(add_weekday=True, periodic_encoding="circular"), StandardScaler()
        ),
        # no `drop`: a category that was not seen is then no category at all
        low_cardinality=OneHotEncoder(
            sparse_output=False, dtype=np.float32, handle_unknown="ignore"
        ),
        high_cardinality=HashedWords(),
    )
    gaps = SimpleImputer(add_indicator=True, keep_empty_features=True)
    return Pipeline([("columns", columns), ("gaps", gaps)])


def lean(columns: TableVectorizer) -> TableVectorizer:
    """Return a copy that turns tables into the same numbers, without what skrub keeps repeatedly.

    Its steps hold one another again and again: a file of 70 columns would take 100 MB of text.
    Their rules of which columns to take are resolved by then, and go.
    """
    slim = copy(columns)
    for name in REPEATED:
        vars(slim).pop(name, None)
    slim.transformers_ = {}  # it only has to be there
    slim._pipeline = copy(columns._pipeline)  # noqa: SLF001 - all that `transform` goes by
    slim._pipeline.steps = [(name, _lean_step(step)) for name, step in slim._pipeline.steps]  # noqa: SLF001
    return slim


def _lean_step(step: Any) -> Any:
    slim = copy(step)
    if hasattr(slim, "cols"):
        slim.cols = all_columns()
    return slim


def network(
    task: str,
    rows: int,
    hidden: Sequence[int] = HIDDEN,
    seed: int = 0,
    epochs: int | None = None,
    *,
    verbose: bool = False,
) -> BaseEstimator:
    """The network for a table of so many rows, unfitted."""
    shared: dict[str, Any] = {
        "hidden_layer_sizes": tuple(hidden),
        "learning_rate": "cosine",
        "learning_rate_init": 3e-3,
        "beta_2": 0.95,
        "batch_size": int(np.clip(rows // 100, 32, 256)),
        "max_iter": int(np.clip(SAMPLES // rows, 20, 100)) if epochs is None else epochs,
        "early_stopping": True,
        "validation_fraction": float(np.clip(20 / rows, 0.1, 0.3)),
        "monitor": "loss",
        "n_iter_no_change": 20,
        "tol": 0.0,
        "random_state": seed,
        "weight_averaging": 0.98,
        "checkpoints": 0,  # the file stays small; with the table any step can be made again
        "verbose": verbose,
    }
    if task == "regression":
        return TransformedTargetRegressor(MLPRegressor(**shared), transformer=StandardScaler())
    return MLPClassifier(**shared, alpha=0.1, dropout=0.1)


def rivals(task: str) -> dict[str, BaseEstimator]:
    """What the network has to beat: no columns at all, and a linear model of the same columns."""
    if task == "regression":
        return {"mean": DummyRegressor(), "linear regression": Ridge(1.0)}
    return {
        "majority": DummyClassifier(strategy="prior"),
        "logistic regression": LogisticRegression(max_iter=300),
    }


@contextmanager
def calm() -> Iterator[None]:
    """Keep quiet that a value is no date, where the column had dates: it counts as missing."""
    with warnings.catch_warnings():
        for kind in (UserWarning, FutureWarning, DeprecationWarning):
            warnings.simplefilter("ignore", kind)
        yield


def fit(estimator: Any, X: Any, y: Any) -> Any:
    """Return the estimator, fitted; that a schedule was gone through to its end is no news."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ConvergenceWarning)
        return estimator.fit(X, y)


def uses(columns: TableVectorizer, names: Iterable[str]) -> dict[str, str]:
    """What each column is read as: "number", "category", "text", "date", or "nothing"."""
    kinds = {name: word for kind, word in KINDS.items() for name in columns.kind_to_columns_[kind]}
    return {name: kinds.get(name, "nothing") for name in names}
