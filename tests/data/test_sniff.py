import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from seethrough.data.sniff import encoding, guess_header, guess_separator, look

words = st.text("abcdefgh", min_size=1, max_size=6)


@pytest.mark.parametrize(
    ("text", "separator"),
    [
        ("a,b\n1,2\n", ","),
        ("a;b\n1,5;2,5\n3,5;4,5\n", ";"),
        ("a\tb c\n1\t2\n", "\t"),
        ("a|b\n1|2\n", "|"),
        ("A11 6 A34\nA12 48 A32\n", " "),
        ("39, State-gov, 77516\n50, Private, 83311\n", ","),
        ('a,b\n"x, y; z",2\n"u",3\n', ","),
        ("one\ntwo\n", ","),
    ],
)
def test_separator(text, separator):
    """The separator is the one that cuts every row alike."""
    assert guess_separator(text) == separator


@given(st.lists(st.lists(words, min_size=3, max_size=3), min_size=2, max_size=8))
def test_any_written_table_is_cut_as_it_was_written(rows):
    """What the csv module wrote with a separator is cut at that separator."""
    for separator in ",;\t|":
        text = io.StringIO()
        csv.writer(text, delimiter=separator).writerows(rows)
        assert guess_separator(text.getvalue()) == separator


@pytest.mark.parametrize(
    ("rows", "header"),
    [
        ([["a", "b"], ["1", "x"], ["2", "y"]], True),
        ([["1", "x"], ["2", "y"], ["3", "x"]], False),
        ([["id", "2019", "2020"], ["1", "5", "6"], ["2", "7", "8"]], True),
        ([["A11", "6"], ["A12", "48"], ["A11", "12"]], False),
        ([["sex", "species"], ["male", "Adelie"], ["female", "Gentoo"]], True),
        ([["male", "Adelie"], ["female", "Gentoo"], ["male", "Gentoo"]], False),
        ([["a", "b"], ["?", "1"], ["NA", ""]], True),
        ([["?", "1"], ["x", "2"]], False),
        ([["same", "same"], ["x", "y"]], False),
    ],
)
def test_header(rows, header):
    """A row of names is told from a row of values."""
    assert guess_header(rows) is header


def test_decimal_commas():
    """Numbers with a comma are seen between semicolons only, and only if none has a point."""
    assert look("a;b\n1,5;2\n").decimal == ","
    assert look("a;b\n1,5;2.5\n").decimal == "."
    assert look("a,b\n1,5\n").decimal == "."


def test_what_is_given_is_not_guessed():
    """A separator and a header that are given stand."""
    assert look("a,b\n1,2\n", ";", header=False)[:2] == (";", False)


def test_byte_order_marks():
    """A byte order mark tells the encoding."""
    assert encoding("a".encode("utf-16")) == "utf-16"
    assert encoding(b"a,b") == "utf-8-sig"
