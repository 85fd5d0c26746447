import gzip
from importlib import resources

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from seethrough.data import extras
from seethrough.data.tables import read_table
from seethrough.errors import DataError, ExtraError, SettingError

PENGUINS = resources.files("seethrough.data") / "files" / "penguins.csv"
HEADERLESS = "1,2.5,x\n2,3.5,y\n3,4.5,x\n"


def written(folder, text, name="t.csv"):
    """The path of a file that holds the text."""
    path = folder / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def test_a_table_with_names():
    """The penguins have 344 rows, 8 named columns, and gaps where nothing was measured."""
    frame, notes = read_table(PENGUINS)
    assert frame.shape == (344, 8)
    assert frame["sex"].isna().sum() == 11
    assert notes == ()


def test_a_table_without_names(tmp_path):
    """Columns without names are called by their number, and the reader is told."""
    frame, notes = read_table(written(tmp_path, HEADERLESS))
    assert list(frame.columns) == ["column_1", "column_2", "column_3"]
    assert len(frame) == 3
    assert "column_1 … column_3" in notes[0]


@pytest.mark.parametrize("separator", [",", ";", "\t", "|", " "])
def test_separators(separator, tmp_path):
    """Every usual separator gives the same table, guessed or told, packed or not."""
    text = PENGUINS.read_text()[:2000].rpartition("\n")[0].replace(" ", "_")
    text = text.replace(",,", ",NA,").replace(",,", ",NA,").replace(",", separator)
    frame = read_table(written(tmp_path, text)).frame
    packed = written(tmp_path, gzip.compress(text.encode()), "t.data.gz")
    assert frame.shape[1] == 8
    pd.testing.assert_frame_equal(frame, read_table(packed).frame)
    pd.testing.assert_frame_equal(frame, read_table(packed, separator).frame)


def test_spellings_of_missing(tmp_path):
    """The usual spellings of a gap are gaps, with spaces around them or not."""
    frame = read_table(written(tmp_path, "a,b\nx, ?\nNA,1\n ,2\n? ,3\nnan,inf\nu,-inf\n")).frame
    assert frame["a"].isna().tolist() == [False, True, True, True, True, False]
    assert frame["b"].isna().tolist() == [True, False, False, False, True, True]


def test_decimal_commas(tmp_path):
    """1,5 is a number where semicolons separate."""
    assert read_table(written(tmp_path, "a;b\n1,5;x\n2,5;y\n")).frame["a"].tolist() == [1.5, 2.5]


@pytest.mark.parametrize("code", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_encodings(code, tmp_path):
    """Names and words survive, whatever program wrote the file."""
    frame = read_table(written(tmp_path, "größe,b\nhöher,1\nmüde,2\n".encode(code))).frame
    assert list(frame.columns) == ["größe", "b"]
    assert frame["größe"].tolist() == ["höher", "müde"]


def test_row_numbers_are_left_out(tmp_path):
    """A column without a name that only counts the rows is no column."""
    frame, notes = read_table(written(tmp_path, ",a,b\n0,x,1\n1,y,2\n2,x,5\n"))
    assert list(frame.columns) == ["a", "b"]
    assert "counts the rows" in notes[0]


def test_parquet(tmp_path):
    """Parquet keeps numbers and words; time zones become UTC, durations seconds."""
    moments = pd.date_range("2020-01-01", periods=3, tz="Europe/Berlin")
    whole = pd.DataFrame({"a": [1.5, np.nan, np.inf], "b": ["x", "?", " y"], "t": moments})
    whole["d"] = pd.to_timedelta([1, 2, 3], unit="h")
    whole.to_parquet(tmp_path / "t.parquet")
    frame = read_table(tmp_path / "t.parquet").frame
    assert frame["a"].isna().tolist() == [False, True, True]
    assert frame["b"].isna().tolist() == [False, True, False]
    assert frame["t"].iloc[0] == pd.Timestamp("2019-12-31 23:00")
    assert frame["d"].tolist() == [3600, 7200, 10800]


def test_moments_with_a_time_zone(tmp_path):
    """Moments written with their zone become moments of UTC."""
    frame = read_table(written(tmp_path, "t,a\n2020-01-01T01:00+01:00,1\n2020-06-01T00:00Z,2\n"))[0]
    assert frame["t"].iloc[0] == pd.Timestamp("2020-01-01 00:00")


@given(
    st.lists(
        st.tuples(st.floats(-1e6, 1e6), st.text("abc def", min_size=1).filter(str.strip)),
        min_size=2,
        max_size=20,
    )
)
def test_what_pandas_wrote_comes_back(tmp_path_factory, rows):
    """Numbers and words that were written are read again, spaces around words apart."""
    path = tmp_path_factory.mktemp("t") / "t.csv"
    frame = pd.DataFrame(rows, columns=["number", "word"])
    frame.to_csv(path, index=False)
    back = read_table(path).frame
    np.testing.assert_allclose(back["number"], frame["number"])
    assert back["word"].tolist() == frame["word"].str.strip().tolist()


@pytest.mark.parametrize(
    ("text", "name", "told"),
    [
        ("", "t.csv", "is empty"),
        (" \n\n", "t.csv", "is empty"),
        ("a\n1\n2\n", "t.csv", "a single column"),
        (b"\x00\x01\x02abc", "t.csv", "is no text"),
        (b"PAR1 broken", "t.parquet", "as Parquet"),
        (gzip.compress(b"a,b\n" + b"1,2\n" * 9999, mtime=0)[:60], "t.csv.gz", "not be unpacked"),
        ("a,b\n" + "1,2\n" * 30 + "1,2,3,4\n", "t.csv", "as many cells"),
        ("a,b\n" + "1,2\n" * 30 + '1,"2\n', "t.csv", "could not be read"),
    ],
    ids=["nothing", "blanks", "one column", "bytes", "parquet", "cut gzip", "long row", "quote"],
)
def test_what_is_no_table(text, name, told, tmp_path):
    """A file that holds no table is refused, with what is wrong with it."""
    with pytest.raises(DataError, match=told):
        read_table(written(tmp_path, text, name))


def test_a_wrong_separator_names_the_right_one(tmp_path):
    """A table cut at the wrong sign is refused, and the right one named."""
    with pytest.raises(DataError, match=r"cut at ','.* Try --sep ';'"):
        read_table(written(tmp_path, "a;b\n1;2\n3;4\n"), ",")
    with pytest.raises(SettingError, match="a single character"):
        read_table(written(tmp_path, "a;b\n1;2\n"), ";;")


def test_no_such_file(tmp_path):
    """A file that is not there is told."""
    with pytest.raises(DataError, match="there is no file"):
        read_table(tmp_path / "nothing.csv")


def test_without_the_extra(monkeypatch):
    """Where the packages are not installed, the error says how to get them."""
    monkeypatch.setattr(extras, "find_spec", lambda name: None if name == "skrub" else 1)
    with pytest.raises(ExtraError, match=r"skrub cannot.*pip install 'seethrough\[tables\]'"):
        read_table(PENGUINS)
