"""What a text table looks like: its encoding, its separator, whether its first row is a header."""

import csv
import io
from collections import Counter
from typing import NamedTuple

MISSING = frozenset({"", "?", "NA", "N/A", "n/a", "NaN", "nan", "NULL", "null", "None", "none"})
# In this order: 1,5;2,5 is cut at the semicolon, and what follows a comma may be a space.
SEPARATORS = ("\t", ";", ",", "|", " ")
NAMES = {"\t": "tab", ";": "semicolon", ",": "comma", "|": "bar", " ": "spaces"}
STEADY = 0.9  # share of rows that must have the same number of cells
BOMS = {b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16"}

Rows = list[list[str]]


class Look(NamedTuple):
    """How to read a text table: separator (" " is any white space), header, decimal sign."""

    separator: str
    header: bool
    decimal: str


def encoding(start: bytes) -> str:
    """The encoding of a text by its first bytes: a byte order mark is obeyed, else UTF-8."""
    return BOMS.get(start[:2], "utf-8-sig")


def look(text: str, separator: str | None = None, *, header: bool | None = None) -> Look:
    """How to read the table that begins with this text; what is given is not guessed."""
    separator = guess_separator(text) if separator is None else separator
    rows = cells(text, separator)
    decimal = "," if separator == ";" and _decimal_commas(rows) else "."
    return Look(separator, guess_header(rows, decimal) if header is None else header, decimal)


def cells(text: str, separator: str) -> Rows:
    """The rows of a text, cut into cells without spaces around them; empty rows are left out."""
    if separator == " ":
        return [line.split() for line in text.splitlines() if line.strip()]
    reader = csv.reader(io.StringIO(text), delimiter=separator, skipinitialspace=True)
    return [[cell.strip() for cell in row] for row in reader if any(map(str.strip, row))]


def guess_separator(text: str) -> str:
    """The separator that cuts the rows into equally many cells; a comma if none does."""
    for separator in SEPARATORS:
        widths = Counter(map(len, cells(text, separator)))
        if not widths:
            break
        width, rows = widths.most_common(1)[0]
        if width > 1 and rows >= STEADY * widths.total():
            return separator
    return ","


def guess_header(rows: Rows, decimal: str = ".") -> bool:
    """Whether the first row names the columns.

    It does where a word stands above numbers. It does not where it holds a number, or a word that
    its column has again, and no word stands above numbers.
    """
    first, *rest = rows or [[]]
    columns = [[row[k] for row in rest if k < len(row)] for k in range(len(first))]
    pairs = list(zip(first, columns, strict=True))
    if any(_word(cell, decimal) and _numbers(column, decimal) for cell, column in pairs):
        return True
    if any(_number(cell, decimal) for cell in first):
        return False
    return len(set(first)) == len(first) and not any(cell in column for cell, column in pairs)


def _number(cell: str, decimal: str = ".") -> bool:
    try:
        float(cell.replace(decimal, "."))
    except ValueError:
        return False
    return cell not in MISSING


def _word(cell: str, decimal: str) -> bool:
    return cell not in MISSING and not _number(cell, decimal)


def _numbers(column: list[str], decimal: str) -> bool:
    """Whether a column holds numbers and nothing else, gaps apart."""
    known = [cell for cell in column if cell not in MISSING]
    return bool(known) and all(_number(cell, decimal) for cell in known)


def _decimal_commas(rows: Rows) -> bool:
    """Whether numbers are written 1,5 and none 1.5."""
    numbers = [cell for row in rows for cell in row if _number(cell, ",")]
    return any("," in cell for cell in numbers) and not any("." in cell for cell in numbers)
