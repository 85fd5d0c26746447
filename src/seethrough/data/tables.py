"""Reading tables: text with any usual separator, packed or not, and Parquet."""

from __future__ import annotations

import gzip
import re
import zlib
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from seethrough.data import extras, sniff
from seethrough.errors import DataError, SettingError

if TYPE_CHECKING:
    from pandas import DataFrame, Series

PARQUET = (".parquet", ".pq")
MOMENT = re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d.*(Z|[+-]\d\d(:?\d\d)?)$")
SAMPLE = 2**16  # characters that are looked at
SHOWN = 60  # characters of a line that an error quotes


class Table(NamedTuple):
    """A table, and in words what was guessed about it.

    Attributes
    ----------
    frame : (n, columns) data frame with names of text; gaps are NaN, and so is ±∞
    notes : sentences for the reader
    """

    frame: DataFrame
    notes: tuple[str, ...]


def read_table(
    path: str | Path, separator: str | None = None, *, header: bool | None = None
) -> Table:
    """Read a table from a file.

    Parameters
    ----------
    path : a text table, also packed by gzip, or a Parquet file
    separator : what stands between cells, " " for any white space; guessed if None
    header : whether the first row names the columns; guessed if None

    Raises
    ------
    DataError
        There is no such file, or no table in it.
    """
    extras.need("tables")
    path = Path(path)
    if not path.is_file():
        raise DataError(
            f"there is no file {path}. A table is needed: text such as CSV, or Parquet. "
            "Check the spelling and the folder."
        )
    if path.suffix.lower() in PARQUET:
        return _tidy(_parquet(path), [])
    return _text(path, separator, header=header)


def _parquet(path: Path) -> DataFrame:
    import pandas as pd

    try:
        return pd.read_parquet(path).reset_index(drop=True)
    except Exception as error:  # pyarrow's errors have no ancestor of their own
        raise DataError(
            f"{path} could not be read as Parquet ({_first_line(error)}). A whole Parquet file is "
            "needed for this ending. Write the file again, or rename it if it is text."
        ) from error


def _text(path: Path, separator: str | None, *, header: bool | None) -> Table:
    import pandas as pd

    separator = {"\\t": "\t", "tab": "\t", r"\s+": " "}.get(separator or "", separator)
    if separator is not None and len(separator) != 1:
        raise SettingError(
            f"the separator is {separator!r}. It must be a single character, ' ' for any white "
            "space, or 'tab'. Leave it out to have it guessed."
        )
    start, code = _start(path)
    if not start.strip():
        raise DataError(
            f"{path} is empty. A table needs a row of names and rows of values. "
            "Check that the file was written to its end."
        )
    look = sniff.look(start, separator, header=header)
    try:
        frame = pd.read_csv(
            path,
            sep=r"\s+" if look.separator == " " else look.separator,
            header=0 if look.header else None,
            decimal=look.decimal,
            na_values=sorted(sniff.MISSING),
            skipinitialspace=True,
            low_memory=False,
            encoding=code,
            compression="gzip" if _packed(path) else None,
        )
    except (ValueError, OSError, EOFError, zlib.error, OverflowError) as error:
        raise _unreadable(path, look, error) from error
    if frame.shape[1] < 2:
        raise _one_column(path, look, start)
    if not look.header:
        frame.columns = [f"column_{k}" for k in range(1, frame.shape[1] + 1)]
    return _tidy(frame, _notes(look, separator, frame.shape[1], header=header))


def _packed(path: Path) -> bool:
    with path.open("rb") as file:
        return file.read(2) == b"\x1f\x8b"


def _start(path: Path) -> tuple[str, str]:
    """The first whole lines of a text file, and its encoding."""
    try:
        with gzip.open(path) if _packed(path) else path.open("rb") as file:
            raw = file.read(SAMPLE)
            more = bool(file.read(1))
    except (OSError, EOFError, zlib.error) as error:
        raise DataError(
            f"{path} could not be unpacked ({_first_line(error)}). A whole file is needed. "
            "Fetch or write it again."
        ) from error
    code = sniff.encoding(raw)
    if b"\0" in raw and code != "utf-16":
        raise DataError(
            f"{path} is no text: it holds zero bytes. A table as text or Parquet is needed. "
            "Save it as CSV, or give a Parquet file the ending .parquet."
        )
    if code != "utf-16" and not _is_utf8(path):
        code = "cp1252"
    text = raw.decode(code, errors="replace")
    return (text.rpartition("\n")[0] or text) if more else text, code


def _is_utf8(path: Path) -> bool:
    """Whether the whole file is UTF-8; what is not comes from older Windows programs."""
    try:
        with (
            gzip.open(path, "rt", encoding="utf-8")
            if _packed(path)
            else path.open(encoding="utf-8") as file
        ):
            while file.read(SAMPLE):
                pass
    except (OSError, EOFError, zlib.error):
        return True  # told later, where the table is read
    except UnicodeDecodeError:
        return False
    return True


def _tidy(frame: DataFrame, notes: list[str]) -> Table:
    """Names without spaces around them, gaps for ±∞, and no column that only counts the rows."""
    import numpy as np

    frame.columns = [str(name).strip() for name in frame.columns]
    for name in frame.select_dtypes(["object", "string"]).columns:
        frame[name] = _utc(_stripped(frame[name]))
    for name in frame.select_dtypes("datetimetz").columns:
        frame[name] = frame[name].dt.tz_convert(None)
    for name in frame.select_dtypes("timedelta").columns:
        frame[name] = frame[name].dt.total_seconds()
    numbers = frame.select_dtypes("floating").columns
    if np.isinf(frame[numbers].to_numpy(dtype=float)).any():
        frame[numbers] = frame[numbers].replace([np.inf, -np.inf], np.nan)
        notes = [*notes, "Infinite numbers count as missing."]
    first = frame.columns[0]
    if first.startswith("Unnamed: ") and frame[first].equals(frame.index.to_series()):
        frame = frame.drop(columns=first)
        notes = [*notes, "The first column only counts the rows: it is left out."]
    return Table(frame, tuple(notes))


def _utc(column: Series) -> Series:
    """Moments that are written with a time zone, as moments of UTC; other words as they are."""
    import pandas as pd

    known = column.dropna()
    if known.empty or not known.map(lambda cell: bool(MOMENT.match(str(cell)))).all():
        return column
    moments = pd.to_datetime(column, utc=True, errors="coerce", format="ISO8601")
    return moments.dt.tz_convert(None)


def _stripped(column: Series) -> Series:
    """Words without spaces around them; the usual spellings of a gap become one."""
    words = column.map(lambda cell: cell.strip() if isinstance(cell, str) else cell)
    return words.mask(words.isin(sniff.MISSING))


def _notes(
    look: sniff.Look, separator: str | None, columns: int, *, header: bool | None
) -> list[str]:
    """What was guessed, where it is not what everybody expects."""
    notes = []
    if separator is None and look.separator != ",":
        notes.append(f"Cells are separated by {sniff.NAMES[look.separator]}; --sep says otherwise.")
    if look.decimal == ",":
        notes.append("Numbers are written with a decimal comma.")
    if header is None and not look.header:
        notes.append(
            f"The first row names nothing: columns are called column_1 … column_{columns}; "
            "--header says otherwise."
        )
    return notes


def _unreadable(path: Path, look: sniff.Look, error: BaseException) -> DataError:
    return DataError(
        f"{path} could not be read as a table cut at {look.separator!r} ({_first_line(error)}). "
        "Every row needs as many cells as the first. Mend the row, or give the separator by --sep."
    )


def _one_column(path: Path, look: sniff.Look, start: str) -> DataError:
    line = start.splitlines()[0][:SHOWN]
    other = sniff.guess_separator(start)
    hint = f"Try --sep {other!r}." if other != look.separator else "Give the right one by --sep."
    return DataError(
        f"{path} has a single column when cut at {look.separator!r}: its first line is {line!r}. "
        f"A target and at least one other column are needed. {hint}"
    )


def _first_line(error: BaseException) -> str:
    return (str(error).strip().splitlines() or [type(error).__name__])[0]
