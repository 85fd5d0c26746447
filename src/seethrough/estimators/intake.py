"""Intake: tables as they come, checked, and turned into arrays of one kind."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, NamedTuple

import numpy as np
from scipy.sparse import issparse
from sklearn.exceptions import NotFittedError
from sklearn.utils.validation import (
    _check_sample_weight,
    check_array,
    check_consistent_length,
    column_or_1d,
    validate_data,
)

from seethrough.estimators import door
from seethrough.estimators.validation import Held

if TYPE_CHECKING:
    from numpy import ndarray
    from numpy.typing import ArrayLike

FLOATS = (np.float64, np.float32)
TABLE: dict[str, Any] = {"accept_sparse": "csr", "ensure_all_finite": False}


class Table(NamedTuple):
    """What came in: x, the labels or numbers, and how often each row counts (None: once)."""

    x: Any
    labels: Any
    w: ndarray | None


class Way(NamedTuple):
    """How a table is learned.

    Attributes
    ----------
    fresh : from a new θ, or on from the one there is
    epochs : how many
    bit : whether the table is only a bit of all there is (`partial_fit`)
    """

    fresh: bool
    epochs: int
    bit: bool = False


class Intake:
    """What checks tables for a network.

    The class that inherits says what y means: `_answers`, how scikit-learn's check_array is to look
    at it; `_note(labels, way, classes)`, which refuses labels or sets what they are;
    `_judge(labels)`, which refuses labels of another kind than those that were learned;
    `_columns(labels, dtype)`, y as (n, K); `_weigh(labels, way)`, which sets what each class
    counts; and `_counts(labels)`, what the rows count for it.
    """

    theta_: ndarray
    n_features_in_: int
    _answers: ClassVar[dict[str, Any]]

    def _training_table(self, X: Any, y: Any, w: Any, way: Way, classes: Any = None) -> Table:
        """The table to learn from, without rows that count 0 times."""
        door.same_length(X, y)
        dtypes = FLOATS if way.fresh else (self.theta_.dtype.type,)
        x, labels = validate_data(
            *(self, X, y),
            reset=way.fresh,
            validate_separately=(TABLE | {"dtype": dtypes, "order": "C"}, self._answers),
        )
        check_consistent_length(x, labels)
        door.finite(x, getattr(self, "feature_names_in_", None))
        labels = _plain(labels)
        self._note(labels, way, classes)  # type: ignore[attr-defined]
        table = _without_zeros(Table(x, labels, _weights(w, x)))
        self._weigh(table.labels, way)  # type: ignore[attr-defined]
        return _without_zeros(self._counted(table))

    def _same_table(self, X: Any, y: Any, w: Any) -> Table:
        """The table that was learned from, as `_training_table` made it."""
        held = self._question(X, y, w)
        x = held.x if issparse(held.x) else np.ascontiguousarray(held.x)
        return _without_zeros(Table(x, held.labels, held.w))

    def _validation_table(self, X: Any, y: Any, w: Any, like: Table) -> Held:
        """A table of the same kind as the one that is learned from."""
        return self._table_like(X, y, w, like.x.dtype, self._columns(like.labels[:1], float))  # type: ignore[attr-defined]

    def _question(self, X: Any, y: Any, w: Any) -> Held:
        """A table and its y, for the fitted network."""
        self._ready(X)
        outputs = np.empty((1, self.network_.widths[-1]))  # type: ignore[attr-defined]
        return self._table_like(X, y, w, self.theta_.dtype, outputs)

    def _table_like(self, X: Any, y: Any, w: Any, dtype: Any, outputs: ndarray) -> Held:
        door.same_length(X, y)
        x = self._floats(X, dtype)
        labels = _plain(check_array(y, input_name="y", **self._answers))
        check_consistent_length(x, labels)
        self._judge(labels)  # type: ignore[attr-defined]
        columns = self._columns(labels, x.dtype)  # type: ignore[attr-defined]
        door.same_width(columns, outputs.shape[1])
        table = self._counted(Table(x, labels, _weights(w, x)))
        return Held(x, labels, columns, table.w)

    def _counted(self, table: Table) -> Table:
        """The table, its rows weighed by their classes too."""
        counts = self._counts(table.labels)  # type: ignore[attr-defined]
        if counts is None:
            return table
        w = counts.astype(table.x.dtype) if table.w is None else counts * table.w
        door.weights(w)
        return table._replace(w=w.astype(table.x.dtype, copy=False))

    def _ready(self, X: ArrayLike) -> Any:
        """A table to answer for, as floats of θ's kind."""
        theta = self.__dict__.get("theta_")
        if theta is None:
            raise NotFittedError(
                f"This {type(self).__name__} instance is not fitted yet: it has no parameters. "
                "Call fit with a table and its labels first."
            )
        return self._floats(X, theta.dtype)

    def _floats(self, X: Any, dtype: Any) -> Any:
        """A table of the columns that were learned, as floats of this kind."""
        if not (
            # an array that is already right is not looked at by scikit-learn's slower checks
            type(X) is np.ndarray
            and X.ndim == 2
            and X.dtype == dtype
            and X.shape[1] == self.n_features_in_
            and len(X)
            and "feature_names_in_" not in self.__dict__
        ):
            X = validate_data(self, X, reset=False, dtype=dtype, **TABLE)
        door.finite(X, self.__dict__.get("feature_names_in_"))
        return X


def _plain(labels: Any) -> ndarray:
    """Labels as an array of one or two dimensions; a single column is a vector."""
    labels = labels.toarray() if issparse(labels) else labels
    return column_or_1d(labels, warn=True) if labels.ndim == 2 and labels.shape[1] == 1 else labels


def _weights(w: Any, x: Any) -> ndarray | None:
    weights = None if w is None else _check_sample_weight(w, x, dtype=x.dtype)
    door.weights(weights)
    return weights


def _without_zeros(table: Table) -> Table:
    if table.w is None or table.w.all():
        return table
    return some(table, np.flatnonzero(table.w))


def some(table: Table, rows: ndarray) -> Table:
    """Some rows of a table."""
    return Table(table.x[rows], table.labels[rows], None if table.w is None else table.w[rows])
