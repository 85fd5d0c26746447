"""Labels: what y means, as columns for the network, and what its answers mean, as labels.

A single question has an array of classes; several questions at once ("multioutput") have a list
of arrays, as scikit-learn's classifiers have it. Yes-or-no tables ("multilabel") have the numbers
of their columns.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from sklearn.utils.class_weight import compute_class_weight
from sklearn.utils.multiclass import type_of_target

from seethrough.errors import DataError, SettingError
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
    if y.dtype == object and any(label is None for label in y.ravel()):
        row = next(i for i, label in enumerate(y.ravel()) if label is None) // y[0:1].size
        raise DataError(
            f"y holds no label in row {row}, counted from 0: None. Every row needs one. Drop such "
            "rows first."
        )
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
    codes = [places(c, column) for c, column in zip(labels.each, columns, strict=True)]
    if head == "binary":
        rows = codes[0][:, None].astype(dtype)
        return rows * (1 - smoothing) + smoothing / 2 if smoothing else rows
    rows, first = np.zeros((len(y), sum(map(len, labels.each))), dtype), 0
    for classes, right in zip(labels.each, codes, strict=True):
        rows[:, first : first + len(classes)] = smoothing / len(classes)
        rows[np.arange(len(y)), first + right] += 1 - smoothing
        first += len(classes)
    return rows


def places(classes: ndarray, y: ndarray) -> ndarray:
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


def class_weights(labels: Labels, given: Any, y: ndarray) -> list[ndarray] | None:
    """Return what each class of each question counts; a class that is not named counts once.

    Parameters
    ----------
    given : None, "balanced", a dict of weights, or for several questions a list of dicts
    y : the training table's labels

    Raises
    ------
    SettingError
        A label that is weighed is none of the classes, or the dicts are not one a question.
    """
    if given is None:
        return None
    each, columns = _questions(labels, y)
    wanted = [given] * len(each) if isinstance(given, str) else [given] if len(each) == 1 else given
    if not isinstance(wanted, list) or len(wanted) != len(each):
        raise SettingError(
            f"class_weight is {given!r} for {len(each)} questions. Needed is a dict for each, in a "
            "list, or 'balanced'. Give a list of dicts."
        )
    return [_class_weights(*three) for three in zip(each, wanted, columns, strict=True)]


def _class_weights(classes: ndarray, given: Any, column: ndarray) -> ndarray:
    if isinstance(given, str):
        present = np.unique(column)
        given = dict(
            zip(
                present.tolist(),
                compute_class_weight(given, classes=present, y=column),
                strict=True,
            )
        )
    strange = [label for label in given if label not in classes.tolist()]
    if strange:
        raise SettingError(
            f"class_weight weighs {strange[0]!r}, which is none of the classes {_some(classes)}. "
            "Name labels as y does."
        )
    return np.array([given.get(label, 1.0) for label in classes.tolist()], float)


def row_weights(labels: Labels, weights: list[ndarray], y: ndarray) -> ndarray:
    """Return how often each row counts: the product of what its classes count."""
    each, columns = _questions(labels, y)
    shares = [w[places(c, column)] for c, w, column in zip(each, weights, columns, strict=True)]
    return np.prod(shares, axis=0)


def _questions(labels: Labels, y: ndarray) -> tuple[list[ndarray], list[ndarray]]:
    """The classes and the column of each question; yes or no is a question too."""
    if labels.kind == "single":
        return [labels.classes], [y]
    yes_or_no = [np.array([0, 1])] * y.shape[1]
    return labels.classes if labels.kind == "multioutput" else yes_or_no, list(y.T)


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
    if head == "binary" and len(labels.classes) == 2:
        return labels.classes[(p[:, 0] > 0.5).view(np.int8)]
    chances = probabilities(labels, head, p)
    if labels.kind == "single":
        two = chances.shape[1] == 2  # argmax, which is slow along a short axis
        places = (chances[:, 1] > chances[:, 0]).view(np.int8) if two else chances.argmax(axis=1)
        return labels.classes[places]
    pairs = zip(labels.classes, chances, strict=True)
    return np.column_stack([classes[rows.argmax(axis=1)] for classes, rows in pairs])
