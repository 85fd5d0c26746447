"""A table of one's own: two columns on the axes, all as inputs, the others at their middle."""

from __future__ import annotations

import tempfile
import zlib
from base64 import b64decode, b64encode
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy import ndarray

from seethrough.data import extras
from seethrough.data.dataset import held_out
from seethrough.errors import DataError, SeethroughError
from seethrough.studio.limits import BYTES, GREATEST, LETTERS, ROWS
from seethrough.studio.material import CLASSES, Material, Other, reach_of, targets

if TYPE_CHECKING:
    from numpy.typing import ArrayLike
    from pandas import DataFrame, Series

LEARNED = 4000  # rows that the studio learns from
COLUMNS = 24  # inputs that the diagram has room for
OPTIONS = 50  # categories that a column can be set to


def read(content: bytes, name: str) -> DataFrame:
    """Return the table in an uploaded file.

    Raises
    ------
    DataError
        It is too large, or no table.
    """
    from seethrough.data.tables import read_table

    if len(content) > BYTES:
        raise DataError(
            f"the file has {len(content):,} bytes. At most {BYTES:,} are taken. "
            "Leave out some rows or columns."
        )
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"table{Path(name).suffix[:10]}"
        path.write_bytes(content)
        try:
            frame = read_table(path).frame
        except SeethroughError as error:  # whose file it is tells more than where it lay
            raise DataError(str(error).replace(str(path), name)) from None
    if len(frame) > ROWS:
        raise DataError(
            f"the table has {len(frame):,} rows. At most {ROWS:,} are taken. Leave out some rows."
        )
    _refuse_what_nobody_can_see(frame)
    return frame


def _refuse_what_nobody_can_see(frame: DataFrame) -> None:
    for name in frame:
        if len(str(name)) > LETTERS:
            raise DataError(
                f"a column's name has {len(str(name)):,} letters: {str(name)[:30]!r}…. At most "
                f"{LETTERS} are taken. Give it a shorter one."
            )
    for name, column in frame.select_dtypes("number").items():
        if (largest := column.abs().max()) > GREATEST:
            raise DataError(
                f"{name} holds {largest:g}. Numbers up to {GREATEST:g} are taken. Give it another "
                "unit, or leave the row out."
            )


def packed(content: bytes) -> str:
    """A file as text, to be kept in a recipe."""
    return b64encode(zlib.compress(content)).decode()


def unpacked(text: Any) -> bytes:
    """The file in a recipe.

    Raises
    ------
    DataError
        There is none, or a larger one than is taken.
    """
    try:
        return zlib.decompressobj().decompress(b64decode(text, validate=True), BYTES + 1)
    except (TypeError, ValueError, zlib.error) as error:
        raise DataError(
            f"the state's table could not be read ({error}). A file that the studio "
            "saved is needed. Save it again."
        ) from error


def material(frame: DataFrame | None, data: dict[str, Any]) -> Material:
    """Return what can be learned from a table: its target, and the two columns of the axes.

    Raises
    ------
    DataError
        There is no table, or its target or its axes cannot be used.
    """
    if frame is None:
        raise DataError("there is no table yet. A CSV file is needed. Choose one, or drop it here.")
    extras.need("tables")
    from seethrough.data.target import question

    target = data["target"] or str(frame.columns[-1])
    if target not in frame:
        raise DataError(f"there is no column {target!r}. Choose one of the table's columns.")
    known = frame = frame.dropna(subset=[target])
    if len(frame) > LEARNED:
        frame = frame.sample(LEARNED, random_state=data["seed"])
    inputs, numeric = frame.drop(columns=target), numbers(frame.drop(columns=target))
    if len(numeric) < 2:
        raise DataError(
            f"{len(numeric)} of the columns are numbers. Two are needed for the axes. "
            "Choose another target, or another table."
        )
    across = data["across"] if data["across"] in numeric else numeric[0]
    up = data["up"] if data["up"] in numeric and data["up"] != across else None
    up = up or next(name for name in numeric if name != across)
    axes = _Reader(inputs[[across, up]])
    others = _others(inputs.drop(columns=[across, up]), known, COLUMNS - len(axes.names))
    x = np.hstack([axes.x, *(reader.x for reader, _ in others)])
    names = [name for reader in (axes, *(r for r, _ in others)) for name in reader.names]
    labels, classes = _labels(frame[target], question(frame[target]).task)
    y = targets(labels, len(classes)) if classes else labels[:, None]
    spots = inputs[[across, up]].fillna(inputs[[across, up]].median()).to_numpy(float)
    return Material(
        *(x, y, labels, spots, held_out(len(x), data["test"], data["seed"]), tuple(names)),
        *((across, up), classes, f"Your table, to learn {target}", axes.read),
        *(reach_of(spots, square=False), tuple(other for _, other in others)),
    )


def numbers(frame: DataFrame) -> list[str]:
    """The columns that can be an axis: numbers, not all the same."""
    return [
        str(name)
        for name in frame.select_dtypes("number").columns
        if frame[name].min() < frame[name].max()
    ]


class _Reader:
    """Columns as inputs on a common scale, fitted to a table.

    Attributes
    ----------
    x : (n, k) inputs of the table, k at most as many as there is room for
    names : of the inputs
    """

    def __init__(self, frame: DataFrame, room: int = COLUMNS) -> None:
        from sklearn.pipeline import make_pipeline
        from sklearn.preprocessing import StandardScaler

        from seethrough.estimators.tabular import preprocessing

        self._columns, self._room = list(frame), room
        pipeline = make_pipeline(preprocessing(), StandardScaler())
        self._pipeline = pipeline.set_output(transform="pandas")
        table = self._pipeline.fit_transform(frame)
        self.names = [str(name)[:LETTERS] for name in table.columns[:room]]
        self.x = table.to_numpy(float)[:, :room]

    def read(self, values: ArrayLike) -> ndarray:
        """Numbers (m, columns) as inputs (m, k)."""
        import pandas as pd

        return self.read_rows(pd.DataFrame(values, columns=self._columns, dtype=float))

    def read_rows(self, frame: DataFrame) -> ndarray:
        """Rows of a table (m, columns) as inputs (m, k)."""
        return self._pipeline.transform(frame).to_numpy(float)[:, : self._room]


def _others(frame: DataFrame, known: DataFrame, room: int) -> list[tuple[_Reader, Other]]:
    """The other columns that tell something, as long as there is room for their inputs.

    known : the whole table, whose values a column can stand at
    """
    found: list[tuple[_Reader, Other]] = []
    for name in frame:
        if room > 0 and len(frame[name].dropna().unique()) > 1:
            reader = _Reader(frame[[name]], room)
            if other := _other(known[[name]], reader):
                room -= len(reader.names)
                found.append((reader, other))
    return found


def _other(column: DataFrame, reader: _Reader) -> Other | None:
    """A column at its median, or at its most frequent category; None if all are too long."""
    name, values = str(column.columns[0]), column.iloc[:, 0]
    if numbers(column):
        middle, least, most = (float(v) for v in values.quantile([0.5, 0, 1]))
        encode = lru_cache(lambda value: reader.read([[value]])[0])
        return Other(name, middle, least, most, (), encode)
    words = values.dropna().astype(str)
    options = tuple(w for w in words.value_counts().index if len(w) <= LETTERS)[:OPTIONS]
    if not options:
        return None

    def read(option: str) -> ndarray:
        return reader.read_rows(column.loc[words.index[words == option][:1]])[0]

    return Other(name, options[0], None, None, options, lru_cache(read))


def _labels(y: Series, task: str) -> tuple[ndarray, tuple[str, ...]]:
    """The classes of the rows with their names; or numbers on a common scale, and no names."""
    if task == "regression":
        numbers = y.to_numpy(float)
        return (numbers - numbers.mean()) / (numbers.std() or 1.0), ()
    names, codes = np.unique(y.astype(str).to_numpy(), return_inverse=True)
    if not 2 <= len(names) <= CLASSES:
        raise DataError(
            f"{y.name} has {len(names)} classes. From 2 to {CLASSES} can be shown. "
            "Choose another target."
        )
    return codes, tuple(name[:LETTERS] for name in names.tolist())
