"""Two columns of a table as the axes of a picture; the others are held where they usually are."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from scipy.sparse import issparse

from seethrough.errors import DataError, SettingError, UnknownNameError
from seethrough.estimators.displays.sight import numbered

if TYPE_CHECKING:
    from numpy import ndarray

TOLD = 3  # columns that are named with the value they are held at


class Plane(NamedTuple):
    """A plane through a table.

    Attributes
    ----------
    names : of the columns that are the axes: two, or the only one
    places : which columns they are
    points : (n, 2) or (n, 1), every row on them
    typical : what each column is held at: the median of numbers, the commonest of words
    frame : the first row of a data frame, whose kinds of columns are kept; None for arrays
    told : what is held fixed, in words; empty where nothing is
    """

    names: tuple[str, ...]
    places: tuple[int, ...]
    points: ndarray
    typical: list[Any]
    frame: Any
    told: str

    def table(self, cells: ndarray) -> Any:
        """The cells (m, 2) of the plane as rows of a table like the one it was made from."""
        m = len(cells)
        if self.frame is None:
            rows = np.repeat(np.array(self.typical, float)[None], m, axis=0)
            rows[:, list(self.places)] = cells
            return rows
        columns = {name: np.repeat([value], m) for name, value in self._held_columns()}
        columns |= {self.frame.columns[j]: cells[:, k] for k, j in enumerate(self.places)}
        rows = type(self.frame)(columns)[list(self.frame.columns)]
        same = [n for n in rows.columns if n not in {self.frame.columns[j] for j in self.places}]
        return rows.astype({name: self.frame[name].dtype for name in same})

    def _held_columns(self) -> list[tuple[Any, Any]]:
        return list(zip(self.frame.columns, self.typical, strict=True))


def plane(
    X: Any,
    axes: Sequence[int | str] | None = None,
    held: Mapping[int | str, Any] | None = None,
    sizes: ndarray | None = None,
) -> Plane:
    """The plane along two columns of a table.

    Parameters
    ----------
    X : (n, d) array, sparse matrix or data frame
    axes : names or numbers (from 0) of two columns. By default those that weigh most where
        `sizes` tell, else the first two of numbers
    held : what to hold other columns at, by name or number, in place of what is usual
    sizes : (d,), how much each column weighs

    Raises
    ------
    SettingError
        The columns that are wanted are not there, or not two.
    DataError
        An axis holds words, or no numbers at all.
    """
    X = _table(X)
    frame = X.iloc[:1] if hasattr(X, "iloc") else None
    names = [str(name) for name in X.columns] if frame is not None else numbered(X.shape[1])
    columns = [X.iloc[:, j].to_numpy() if frame is not None else X[:, j] for j in range(X.shape[1])]
    places = _chosen(columns, names, axes, sizes)
    points = np.column_stack([_numbers(columns[j], names[j]) for j in places])
    typical = [_usual(column) for column in columns]
    for name, value in (held or {}).items():
        typical[_place(name, names)] = value
    fixed = [j for j in range(len(names)) if j not in places]
    return Plane(
        *(tuple(names[j] for j in places), places, points, typical, frame),
        told=_told(fixed, names, typical),
    )


def _table(X: Any) -> Any:
    """A data frame of pandas, everything else as an array of two dimensions."""
    X = X.to_pandas() if hasattr(X, "to_pandas") else X
    if hasattr(X, "iloc"):
        return X
    X = X.toarray() if issparse(X) else np.asarray(X)
    if X.ndim != 2 or not X.size:
        raise DataError(
            f"X has the shape {X.shape}. A picture needs a table of rows and columns, (n, d). "
            "Give the table that was learned from."
        )
    return X


def _place(name: int | str, names: list[str]) -> int:
    """Which column is meant."""
    if isinstance(name, int | np.integer) and -len(names) <= name < len(names):
        return int(name) % len(names)
    if str(name) in names:
        return names.index(str(name))
    raise UnknownNameError("column", name, names[:20])


def _chosen(
    columns: list[ndarray], names: list[str], axes: Any, sizes: ndarray | None
) -> tuple[int, ...]:
    if axes is not None:
        places = tuple(_place(name, names) for name in axes)
        if len(set(places)) != min(2, len(names)):
            raise SettingError(
                f"axes is {tuple(axes)!r}. Two different columns are needed, by name or by number "
                f"from 0. There are {len(names)}: {', '.join(names[:20])}."
            )
        return places
    usable = [j for j, column in enumerate(columns) if _is_number(column)]
    if sizes is not None:
        usable = sorted(sorted(usable, key=lambda j: -sizes[j])[:2])
    if len(usable) < min(2, len(columns)):
        raise DataError(
            f"{len(usable)} of {len(columns)} columns hold numbers, and two are needed for the "
            "axes of a map. Give a table with two columns of numbers."
        )
    return tuple(usable[:2])


def _is_number(column: ndarray) -> bool:
    return column.dtype.kind in "biuf"


def _numbers(column: ndarray, name: str) -> ndarray:
    """A column as floats that has at least one."""
    if not _is_number(column) or not np.isfinite(column.astype(float)).any():
        raise DataError(
            f"column {name!r} is to be an axis and holds {column.tolist()[0]!r}. An axis needs "
            "numbers. Choose another column with axes=(…, …)."
        )
    return column.astype(float)


def _usual(column: ndarray) -> Any:
    """The median of numbers, the commonest of words; of equally common ones, the first."""
    if _is_number(column):
        known = column[np.isfinite(column.astype(float))]
        return float(np.median(known)) if len(known) else np.nan
    times = Counter(value for value in column.tolist() if value is not None and value == value)  # noqa: PLR0124 - NaN is not
    return times.most_common(1)[0][0] if times else None


def _told(fixed: list[int], names: list[str], typical: list[Any]) -> str:
    """What is held fixed, in words."""
    if not fixed:
        return ""
    some = [f"{names[j]} = {_short(typical[j])}" for j in fixed[:TOLD]]
    more = f" and {len(fixed) - TOLD:,} more at their usual" if len(fixed) > TOLD else ""
    return f"with {', '.join(some)}{more}"


def _short(value: Any) -> str:
    return f"{value:.4g}" if isinstance(value, float) else str(value)
