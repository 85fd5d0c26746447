import numpy as np
import pytest
from scipy.sparse import csr_array

from seethrough.errors import DataError, SettingError, UnknownNameError
from seethrough.estimators.displays.plane import plane

X = np.array([[1.0, 10, 100], [2, 20, 200], [9, 30, 300]])


def test_the_others_are_held_at_their_median():
    """Cells become rows of the table, with the columns that are no axes at their median."""
    through = plane(X, (0, 2))
    assert through.points.tolist() == X[:, [0, 2]].tolist()
    assert through.table(np.array([[5.0, 6.0]])).tolist() == [[5, 20, 6]]
    assert through.names == ("x1", "x3")
    assert through.told == "with x2 = 20"
    assert plane(X[:, :2]).told == ""


def test_frames_keep_their_columns(words):
    """A frame's rows have its columns and their kinds; words are held at the commonest."""
    through = plane(words, ("height", "weight"), held={"count": 7})
    rows = through.table(np.array([[0.5, 1.5], [0.6, 1.6]]))
    assert rows.columns.tolist() == words.columns.tolist()
    assert rows["island"].tolist() == ["b", "b"]
    assert rows["count"].tolist() == [7, 7]
    assert rows["count"].dtype == words["count"].dtype
    assert rows["height"].tolist() == [0.5, 0.6]
    assert through.told == "with island = b, count = 7"


def test_frames_of_polars(words):
    """A frame of polars is taken as one of pandas."""
    polars = pytest.importorskip("polars", reason="polars comes with the extra 'test'")
    through = plane(polars.from_pandas(words), ("height", "weight"))
    assert through.table(np.array([[0.5, 1.5]]))["island"].tolist() == ["b"]


def test_many_columns_are_counted():
    """Three columns are named with their value, the rest is counted."""
    told = plane(np.tile(np.arange(9.0), (3, 1))).told
    assert told == "with x3 = 2, x4 = 3, x5 = 4 and 4 more at their usual"


def test_the_axes_that_weigh_most():
    """Where sizes are known the two largest are the axes, in the table's order."""
    assert plane(X, sizes=np.array([5.0, 1, 7])).names == ("x1", "x3")
    assert plane(X, sizes=np.array([1.0, 5, 7])).names == ("x2", "x3")


def test_by_default_the_first_numbers(words):
    """Words are no axes."""
    assert plane(words).names == ("weight", "count")


def test_sparse_and_single_columns():
    """A sparse table has its plane, and a table of one column one axis."""
    assert plane(csr_array(X)).points.tolist() == X[:, :2].tolist()
    assert plane(X[:, :1]).names == ("x1",)


@pytest.mark.parametrize(
    ("axes", "error", "told"),
    [
        ((0, 0), SettingError, "Two different columns are needed"),
        ((0, 1, 2), SettingError, "Two different columns are needed"),
        ((0, 7), UnknownNameError, "column 7 is not known. Known are: x1, x2, x3"),
        (("x1", "x11"), UnknownNameError, "Did you mean 'x1'"),
    ],
)
def test_axes_that_are_not_there(axes, error, told):
    """Columns that are not there, or not two, are refused with those that are."""
    with pytest.raises(error, match=told.replace(".", r"\.")):
        plane(X, axes)


def test_axes_without_numbers(words):
    """A column of words, or of gaps only, is no axis."""
    with pytest.raises(DataError, match="column 'island' is to be an axis and holds 'a'"):
        plane(words, ("island", "weight"))
    with pytest.raises(DataError, match="holds nan"):
        plane(np.full((3, 2), np.nan))
    with pytest.raises(DataError, match="1 of 2 columns hold numbers"):
        plane(words[["weight", "island"]])
    with pytest.raises(DataError, match=r"X has the shape \(3,\)"):
        plane(X[:, 0])
