"""The target of a table: which column it is, what kind of question it asks, and what is left."""

from __future__ import annotations

from datetime import date
from difflib import get_close_matches
from numbers import Number
from typing import TYPE_CHECKING, NamedTuple

from seethrough.errors import DataError, SettingError, UnknownNameError

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from pandas import DataFrame, Series

SIMPLE = (str, Number, date)
TASKS = ("auto", "classification", "regression")
FEW = 20  # whole numbers up to so many different ones may be classes ...
REPEATED = 10  # ... if each stands for that many rows on average
ROWS = 10  # fewer cannot be learned from and measured
LISTED = 12  # column names that an error lists


class Question(NamedTuple):
    """What is asked: "classification" or "regression", and why it is taken for that."""

    task: str
    why: str


class Parts(NamedTuple):
    """A table taken apart.

    Attributes
    ----------
    X : the columns to learn from
    y : the target, without gaps
    left_out : column name to the reason why it is not used
    untold : rows that were dropped because their target is missing
    """

    X: DataFrame
    y: Series
    left_out: dict[str, str]
    untold: int


def find(name: str, columns: Sequence[str]) -> str:
    """The column that is meant: by its name, "first", "last", or its number from 1 or from -1 back.

    Raises
    ------
    DataError
        There is none; the error names the nearest.
    """
    if name in columns:
        return name
    places = {"first": 1, "last": -1}
    try:
        place = places.get(name) or int(name)
    except ValueError:
        raise missing([name], columns) from None
    if place == 0 or not -len(columns) <= place <= len(columns):
        raise DataError(
            f"the table has no column number {place}: it has {len(columns)}. Columns are counted "
            "from 1, or from -1 backwards. Give a number in that range, or a name."
        )
    return columns[place - 1 if place > 0 else place]


def missing(names: Iterable[str], columns: Sequence[str]) -> DataError:
    """The error about columns that are not there, with the nearest names that are."""
    known = {column.lower(): column for column in columns}
    told = []
    for name in names:
        near = get_close_matches(name.lower(), known, n=1)
        told.append(f"{name!r}" + (f" (did you mean {known[near[0]]!r}?)" if near else ""))
    more = f" and {len(columns) - LISTED} more" if len(columns) > LISTED else ""
    return DataError(
        f"the table has no column {', '.join(told)}. "
        f"Its columns are: {', '.join(columns[:LISTED])}{more}. "
        "Name columns as the table does, with capitals; or see whether --sep and --header fit it."
    )


def take_apart(frame: DataFrame, target: str, drop: Sequence[str] = ()) -> Parts:
    """Part the target from the columns to learn from; what cannot help is left out.

    Raises
    ------
    DataError
        A column is not there, or too little is left to learn from.
    """
    columns = list(frame.columns)
    dropped = [find(name, columns) for name in drop]
    if target in dropped:
        raise SettingError(
            f"{target!r} is the target and is to be dropped as well. It can only be one of both. "
            "Leave out one of the options."
        )
    told = frame[target].notna()
    untold = int((~told).sum())
    rows = frame[told].reset_index(drop=True)
    if len(rows) < ROWS:
        raise DataError(
            f"{len(rows)} of {len(frame)} rows have a value of {target!r}. At least {ROWS} are "
            "needed to learn and to measure. Give a longer table, or another target."
        )
    X = rows.drop(columns=target)
    left_out = {name: reason for name in X.columns if (reason := _useless(X[name]))}
    left_out |= dict.fromkeys(dropped, "as you wished")
    X = X.drop(columns=list(left_out))
    if X.shape[1] == 0:
        raise DataError(
            f"no column is left to learn {target!r} from: {_told(left_out)}. At least one with two "
            "different values is needed. Give a table with more columns, or drop fewer."
        )
    return Parts(X, rows[target], left_out, untold)


def _useless(column: Series) -> str:
    """Why a column cannot help; nothing if it may."""
    known = column.dropna()
    if known.empty:
        return "all missing"
    if column.dtype == object and not known.map(lambda cell: isinstance(cell, SIMPLE)).all():
        return "neither numbers, words nor dates"
    if len(known) == len(column) and (column == column.iloc[0]).all():
        return f"always {column.iloc[0]!s:.30}"
    return ""


def _told(left_out: dict[str, str]) -> str:
    return "; ".join(f"{name}: {reason}" for name, reason in list(left_out.items())[:LISTED])


def question(y: Series, task: str = "auto") -> Question:
    """What a target without gaps asks for; a task that is given is checked against it.

    Raises
    ------
    SettingError, DataError
        The task does not exist, or does not go with the target.
    """
    if task not in TASKS:
        raise UnknownNameError("task", task, TASKS)
    asked = _guess(y) if task == "auto" else Question(task, "as you wished")
    different = y.nunique()
    if different < 2:
        raise DataError(
            f"{y.name!r} is {y.iloc[0]} in all {len(y)} rows that tell it. There is nothing to "
            "learn unless it has two values at least. Choose another target, or other rows."
        )
    if asked.task == "regression" and not _numeric(y):
        raise DataError(
            f"{y.name!r} holds values such as {y.iloc[0]}. Regression needs numbers. "
            "Use --task classification, or choose a target that is measured."
        )
    if asked.task == "classification" and different > len(y) / 2:
        raise DataError(
            f"{y.name!r} has {different} different values in {len(y)} rows. A class has to be "
            "seen again to be learned. Choose another target"
            + (", or use --task regression." if _numeric(y) else ".")
        )
    least = y.value_counts().min()
    if asked.task == "classification" and different == 2 and least < 2:
        raise DataError(
            f"of the two values of {y.name!r} one is seen {least} time only. Each has to be seen "
            "twice, better many times, to be learned. Give more rows of it."
        )
    return asked


def _numeric(y: Series) -> bool:
    from pandas.api.types import is_bool_dtype, is_numeric_dtype

    return is_numeric_dtype(y) and not is_bool_dtype(y)


def _guess(y: Series) -> Question:
    different = y.nunique()
    if not _numeric(y):
        return Question("classification", f"it holds {different} different words")
    if different <= 2:
        return Question("classification", f"it has {different} different values")
    if (y % 1 != 0).any():
        return Question("regression", "it holds numbers with decimals")
    if different <= FEW and len(y) >= REPEATED * different:
        return Question("classification", f"it has {different} different whole numbers only")
    return Question("regression", f"it holds {different:,} different numbers")


def prepared(y: Series, task: str) -> Series:
    """The target as an estimator takes it: floats, or labels that are words or whole numbers."""
    from pandas.api.types import is_integer_dtype

    if task == "regression":
        return y.astype("float64")
    if _numeric(y) and (is_integer_dtype(y) or (y % 1 == 0).all()):
        return y.astype("int64")
    return y.astype(str).astype(object)
