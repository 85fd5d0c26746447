import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from seethrough.data.target import find, prepared, question, take_apart
from seethrough.errors import DataError, SettingError, UnknownNameError

COLUMNS = ["Age", "height", "sex", "7"]


@pytest.mark.parametrize(
    ("name", "column"),
    [("sex", "sex"), ("last", "7"), ("first", "Age"), ("2", "height"), ("-2", "sex"), ("7", "7")],
)
def test_columns_are_found(name, column):
    """A column is found by its name, its place from either end, or a word for it."""
    assert find(name, COLUMNS) == column


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("heights", "did you mean 'height'"),
        ("AGE", "did you mean 'Age'"),
        ("0", "number 0"),
        ("9", "9"),
    ],
)
def test_columns_that_are_not_there(name, told):
    """A column that is not there is refused, with the nearest name or the range of numbers."""
    with pytest.raises(DataError, match=told):
        find(name, COLUMNS)


@pytest.mark.parametrize(
    ("values", "task"),
    [
        (["a", "b"] * 20, "classification"),
        ([True, False] * 20, "classification"),
        ([0, 1] * 20, "classification"),
        ([1.5, 2.5] * 20, "classification"),
        ([1, 2, 3, 4] * 20, "classification"),
        ([1.0, 2.0, 3.0, np.nan] * 20, "classification"),
        ([1, 2, 3, 4], "regression"),
        (range(40), "regression"),
        ([1.5, 2.0, 3.0] * 20, "regression"),
    ],
)
def test_the_task_is_guessed(values, task):
    """Words and few whole numbers are classes; other numbers are measured."""
    asked = question(pd.Series(values, name="y").dropna())
    assert asked.task == task
    assert asked.why


@pytest.mark.parametrize(
    ("values", "task", "error", "told"),
    [
        (["a", "b"] * 20, "guess", UnknownNameError, "task 'guess'"),
        (["a", "b"] * 20, "regression", DataError, "Regression needs numbers"),
        (["a"] * 20, "auto", DataError, "nothing to learn"),
        ([3.0] * 20, "regression", DataError, "nothing to learn"),
        ([f"name {k}" for k in range(20)], "auto", DataError, "20 different values in 20 rows"),
        (range(20), "classification", DataError, "--task regression"),
        (["a"] * 20 + ["b"], "auto", DataError, "seen 1 time only"),
    ],
)
def test_what_cannot_be_asked(values, task, error, told):
    """A target that does not go with the task is refused."""
    with pytest.raises(error, match=told):
        question(pd.Series(values, name="y"), task)


def frame(**columns):
    """A frame of 20 rows with a target."""
    return pd.DataFrame({"y": ["a", "b"] * 10, "x": range(20)} | columns)


def test_useless_columns_are_left_out():
    """Constant and empty columns are left out with the reason; a constant with gaps is not."""
    table = frame(c="same", e=np.nan, g=[1.0, np.nan] * 10, o=[[1]] * 20)
    parts = take_apart(table, "y", ["x"])
    assert list(parts.X.columns) == ["g"]
    assert parts.left_out == {
        "c": "always same",
        "e": "all missing",
        "o": "neither numbers, words nor dates",
        "x": "as you wished",
    }


def test_rows_without_target_are_dropped():
    """Rows that do not tell the target are dropped and counted."""
    parts = take_apart(frame(y=["a", "b", None, "a"] * 5), "y")
    assert parts.untold == 5
    assert len(parts.X) == len(parts.y) == 15


@pytest.mark.parametrize(
    ("table", "drop", "error", "told"),
    [
        (frame(), ["x"], DataError, "no column is left"),
        (frame(), ["y"], SettingError, "is to be dropped as well"),
        (frame(), ["xx"], DataError, "did you mean 'x'"),
        (frame().head(9), [], DataError, "At least 10"),
        (frame(y=None), [], DataError, "0 of 20 rows"),
    ],
)
def test_too_little_is_left(table, drop, error, told):
    """A table that leaves nothing to learn from is refused."""
    with pytest.raises(error, match=told):
        take_apart(table, "y", drop)


@given(st.lists(st.integers(-5, 5), min_size=2))
def test_whole_numbers_stay_the_labels_they_are(values):
    """Whole numbers are the same labels whether gaps made them floats or not."""
    whole, floats = pd.Series(values), pd.Series(values, dtype=float)
    assert prepared(whole, "classification").tolist() == values
    assert prepared(floats, "classification").tolist() == values
    assert prepared(floats, "classification").dtype == np.int64


def test_labels_that_are_words():
    """Words, yes and no, and broken numbers become labels of text."""
    for values in (["a", "b"], [True, False], [1.5, 2.5], pd.Categorical(["u", "v"])):
        labels = prepared(pd.Series(values), "classification")
        assert labels.dtype == object
        assert all(isinstance(label, str) for label in labels)
