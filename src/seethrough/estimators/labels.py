"""Labels: what y means, as columns for the network, and what its answers mean, as labels.

A single question has an array of classes; several questions at once ("multioutput") have a list
of arrays, as scikit-learn's classifiers have it. Yes-or-no tables ("multilabel") have the numbers
of their columns.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from sklearn.utils.multiclass import type_of_target

from seethrough.errors import DataError
from seethrough.maths.heads import questions

if TYPE_CHECKING:
    from numpy import ndarray

KINDS = {
    "binary": "single",
    "multiclass": "single",
    "multilabel-indicator": "multilabel",
    "multiclass-multioutput": "multioutput",
}


class Labels(NamedTuple):
    """What kind of y it is ("single", "multilabel" or "multioutput"), and its classes."""

    kind: str
    classes: Any

    @property
    def each(self) -> list[ndarray]:
        """The classes of each question."""
        return self.classes if self.kind == "multioutput" else [self.classes]


def read(y: ndarray, classes: Sequence[Any] | None = None, kind: str | None = None) -> Labels:
    """Return what y holds; `classes`, where given, are all there will ever be.

    Several questions of which a bit of a table holds only 0 and 1 look like a table of yes and
    no: then a nested `classes`, or the kind of an earlier bit, tells.

    Raises
    ------
    DataError
        y holds measurements.
    """
    found = _kind(y)
    nested = classes is not None and np.ndim(classes[0]) == 1
    if found == "multilabel" and (nested or kind == "multioutput"):
        found = "multioutput"
    if found is None:
        raise DataError(
            f"Unknown label type: y is {type_of_target(y)}, with values like "
            f"{y[:1].tolist()[0]!r}. A class is a whole number or a word. Cut "
            "measurements into classes first, for example with numpy.digitize, or use MLPRegressor."
        )
    if found == "multilabel":
        return Labels(found, np.arange(y.shape[1]))
    if found == "multioutput":
        named = classes if classes is not None else y.T
        return Labels(found, [np.unique(column) for column in named])
    return Labels(found, np.unique(y if classes is None else np.asarray(classes)))


def _kind(y: ndarray) -> str | None:
    """What kind of labels y holds; None if it holds measurements."""
    if y.ndim == 2 and y.dtype == object:  # columns of words beside columns of numbers
        each = {KINDS.get(type_of_target(column.tolist())) for column in y.T}
        return "multioutput" if each == {"single"} else None
    return KINDS.get(type_of_target(y, input_name="y"))


def head(labels: Labels, output: str) -> str:
    """The head that answers such labels; output "softmax" gives two classes two outputs."""
    if labels.kind == "multilabel":
        return "multilabel"
    if labels.kind == "multioutput":
        return f"multiclass {' '.join(str(len(classes)) for classes in labels.classes)}"
    return "binary" if len(labels.classes) <= 2 and output == "auto" else "multiclass"


def targets(labels: Labels, y: ndarray, head: str, smoothing: float, dtype: Any) -> ndarray:
    """Return y as (n, K) columns for the head, with so much of each certainty spread evenly.

    Raises
    ------
    DataError
        y holds a class that is not known.
    """
    if labels.kind == "multilabel":
        rows = np.asarray(y, dtype)
        return rows * (1 - smoothing) + smoothing / 2 if smoothing else rows
    columns = y.T if labels.kind == "multioutput" else [y]
    codes = [_codes(c, column) for c, column in zip(labels.each, columns, strict=True)]
    if head == "binary":
        rows = codes[0][:, None].astype(dtype)
        return rows * (1 - smoothing) + smoothing / 2 if smoothing else rows
    ones = [np.eye(len(c), dtype=dtype)[:, i].T for c, i in zip(labels.each, codes, strict=True)]
    if smoothing:
        ones = [rows * (1 - smoothing) + smoothing / rows.shape[1] for rows in ones]
    return np.hstack(ones)


def _codes(classes: ndarray, y: ndarray) -> ndarray:
    """The place of each label among the classes."""
    codes = np.searchsorted(classes, y).clip(max=len(classes) - 1)
    strange = classes[codes] != y
    if np.any(strange):
        raise DataError(
            f"y holds the class {np.asarray(y)[strange].tolist()[0]!r}, which is not among "
            f"{_some(classes)}. Only classes that were there at the first fit can be learned or "
            "judged. Name them all at the start: with fit, or with partial_fit(classes=[…])."
        )
    return codes


def _some(classes: ndarray) -> str:
    told = ", ".join(map(repr, classes[:8].tolist()))
    return f"[{told}, …]" if len(classes) > 8 else f"[{told}]"


def probabilities(labels: Labels, head: str, p: ndarray) -> Any:
    """Return what the network answers as scikit-learn gives it: (n, classes), or a list of such."""
    if labels.kind == "multioutput":
        return [p[:, columns] for columns in questions(head)]
    if head == "binary":
        return np.hstack([1 - p, p]) if len(labels.classes) == 2 else np.ones_like(p)
    return p


def decisions(labels: Labels, head: str, p: ndarray) -> ndarray:
    """Return the likeliest label of each row and question."""
    if labels.kind == "multilabel":
        return (p > 0.5).astype(int)
    chances = probabilities(labels, head, p)
    if labels.kind == "single":
        return labels.classes[chances.argmax(axis=1)]
    pairs = zip(labels.classes, chances, strict=True)
    return np.column_stack([classes[rows.argmax(axis=1)] for classes, rows in pairs])
