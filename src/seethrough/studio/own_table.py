"""A table of one's own: two columns on the axes, all as inputs, the others at their middle."""

from __future__ import annotations

import tempfile
import zlib
from base64 import b64decode, b64encode
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy import ndarray

from seethrough.data import extras
from seethrough.errors import DataError
from seethrough.studio.limits import BYTES, ROWS
from seethrough.studio.material import CLASSES, Material, held_out, reach_of, targets

if TYPE_CHECKING:
    from pandas import DataFrame, Series

LEARNED = 4000  # rows that the studio learns from
COLUMNS = 24  # inputs that the diagram has room for


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
        frame = read_table(path).frame
    if len(frame) > ROWS:
        raise DataError(
            f"the table has {len(frame):,} rows. At most {ROWS:,} are taken. Leave out some rows."
        )
    return frame


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
    frame = frame.dropna(subset=[target])
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
    x, names, lift = _inputs(inputs, across, up)
    labels, classes = _labels(frame[target], question(frame[target]).task)
    y = targets(labels, len(classes)) if classes else labels[:, None]
    spots = inputs[[across, up]].fillna(inputs[[across, up]].median()).to_numpy(float)
    return Material(
        *(x, y, labels, spots, held_out(len(x), data["test"], data["seed"]), names),
        *((across, up), classes, f"Your table, to learn {target}", lift),
        reach_of(spots, square=False),
    )


def numbers(frame: DataFrame) -> list[str]:
    """The columns that can be an axis: numbers, not all the same."""
    return [
        str(name)
        for name in frame.select_dtypes("number").columns
        if frame[name].min() < frame[name].max()
    ]


def _inputs(frame: DataFrame, across: str, up: str) -> tuple[ndarray, tuple[str, ...], Any]:
    """Inputs (n, d) on a common scale, their names, and how spots become inputs."""
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import StandardScaler

    from seethrough.estimators.tabular import preprocessing

    columns = make_pipeline(preprocessing(), StandardScaler()).set_output(transform="pandas")
    others = [name for name in frame if name not in {across, up}]
    table = columns.fit_transform(frame[[across, up, *others]])
    keep = list(table.columns[:COLUMNS])
    middle = [
        frame[name].median() if str(name) in numbers(frame) else frame[name].mode().get(0)
        for name in others
    ]
    dtypes = frame.dtypes[[across, up, *others]].to_dict()

    def lift(spots: ndarray) -> ndarray:
        rows = frame.iloc[[0] * len(spots)][[across, up, *others]].reset_index(drop=True)
        rows[across], rows[up] = spots[:, 0], spots[:, 1]
        for name, value in zip(others, middle, strict=True):
            rows[name] = value
        same = {n: t for n, t in dtypes.items() if n not in {across, up}}
        return columns.transform(rows.astype(same))[keep].to_numpy(float)

    return table[keep].to_numpy(float), tuple(map(str, keep)), lift


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
    return codes, tuple(names.tolist())
