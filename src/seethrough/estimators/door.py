"""The door: what cannot be learned from is refused here, with its place and a way out."""

from collections.abc import Iterable, Sequence
from math import isfinite
from numbers import Integral
from typing import Any

import numpy as np
from numpy import ndarray
from scipy.sparse import issparse

from seethrough.errors import DataError, SettingError, ShapeError, UnknownNameError


def finite(X: Any, features: Iterable[str] | None = None) -> None:
    """Refuse NaN and ∞, naming the first row and column."""
    entries = X.data if issparse(X) else X
    # a sum is finite unless an entry is not, or it overflows: then look at all of them
    with np.errstate(over="ignore", invalid="ignore"):
        if isfinite(np.add.reduce(entries, axis=None)) or np.isfinite(entries).all():
            return
    if issparse(X):
        places = X.tocoo()
        first = np.flatnonzero(~np.isfinite(places.data))[0]
        row, column = places.row[first], places.col[first]
    else:
        row, column = np.argwhere(~np.isfinite(X))[0]
    names = None if features is None else list(features)
    name = f"column {column}" if names is None else f"column {names[column]!r}"
    value = "NaN" if np.isnan(X[row, column]) else "infinity (inf)"
    raise DataError(
        f"Input X contains {value} in row {row}, {name} (both counted from 0). "
        "Every number must exist and be finite. Drop such rows, or fill the gaps first, "
        "for example with sklearn.impute.SimpleImputer."
    )


def same_length(X: object, y: object) -> None:
    """Refuse a table and targets of different lengths."""
    rows, labels = map(_length, (X, y))
    if rows is not None and labels is not None and rows != labels:
        raise ShapeError(
            f"X has {rows} rows and y has {labels} labels (inconsistent numbers of samples). "
            "Each row needs exactly one. Check that both come from the same table."
        )


def _length(table: Any) -> int | None:
    """Rows of an array, frame or list; None where scikit-learn has to find out."""
    shape = getattr(table, "shape", None)
    if shape:
        return int(shape[0])
    return len(table) if isinstance(table, Sequence) else None


def same_width(y: ndarray, outputs: int) -> None:
    """Refuse a y of more or fewer columns than the network answers."""
    if y.shape[1] != outputs:
        raise ShapeError(
            f"y has {y.shape[1]} columns, but the network learns {outputs}. A validation set and "
            "what gradients are asked for need as many. Give the columns of the training table."
        )


def whole_validation_set(X: object, y: object, w: object) -> None:
    """Refuse half a validation set."""
    if (X is None) != (y is None) or (X is None and w is not None):
        raise DataError(
            "a validation set came in half: X_val and y_val belong together, and "
            "sample_weight_val to both. Give both, or neither."
        )


def weights(w: ndarray | None) -> None:
    """Refuse sample weights below 0, and weights that leave no sample."""
    if w is not None and (w.min() < 0 or not w.any()):
        raise DataError(
            f"sample_weight runs from {w.min():g} to {w.max():g}, class_weight counted in. A "
            "sample counts 0 times or more, and at least one has to count. Give such weights."
        )


def numbers(y: ndarray, loss: str) -> None:
    """Refuse targets that do not exist, and counts below 0."""
    flat = y.reshape(len(y), -1)
    wrong = ~np.isfinite(flat) | (flat < 0 if loss == "poisson" else False)
    if wrong.any():
        row = int(wrong.any(axis=1).argmax())
        least = " and ≥ 0 for loss='poisson'" if loss == "poisson" else ""
        raise DataError(
            f"Input y contains {flat[row][wrong[row]][0]} in row {row}, counted from 0 (NaN, inf "
            f"or too small). Every target must be finite{least}. Drop such rows, or fill the gaps."
        )


def known(kind: str, name: object, names: Iterable[str]) -> None:
    """Refuse a name that stands in no table, with the nearest that does."""
    names = list(names)
    if name not in names:
        raise UnknownNameError(kind, name, names)


def whole(name: str, value: object, least: int) -> None:
    """Refuse what is no whole number from `least` on."""
    if isinstance(value, bool) or not isinstance(value, Integral) or value < least:
        raise SettingError(
            f"{name} is {value!r}. It must be a whole number ≥ {least}. Try {name}={max(least, 1)}."
        )


def hidden_sizes(sizes: object) -> tuple[int, ...]:
    """Return the hidden widths as a tuple; a single number is one layer."""
    widths = tuple(sizes) if np.iterable(sizes) else (sizes,)
    for i, width in enumerate(widths):
        if isinstance(width, bool) or not isinstance(width, Integral) or width < 1:
            raise SettingError(
                f"hidden_layer_sizes must be > 0, but layer {i + 1} has {width!r} units: "
                f"{sizes!r}. Each layer needs a whole number of units from 1 on. "
                "For no hidden layer give ()."
            )
    return tuple(int(width) for width in widths)
