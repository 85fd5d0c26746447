"""A number on two scales."""

from __future__ import annotations

from typing import Any

from sklearn.preprocessing import StandardScaler
from skrub import SquashingScaler
from skrub.core import SingleColumnTransformer


class TwoScales(SingleColumnTransformer):
    """A column of numbers, squashed and plain.

    Squashed, outliers do not push the other values together; plain, with mean 0 and standard
    deviation 1, what is linear in the number stays so, however far out it is. Gaps stay gaps.
    """

    def fit_transform(self, column: Any, y: Any = None) -> Any:  # noqa: ARG002 - skrub gives it
        """Learn both scales, and return the (n, 2) frame of the column on them."""
        values = self._values(column)
        self.squashing_ = SquashingScaler().fit(values)
        self.standard_ = StandardScaler().fit(values)
        return self.transform(column)

    def transform(self, column: Any) -> Any:
        """Return the (n, 2) frame of a column on the scales that were learned."""
        from pandas import DataFrame

        values = self._values(column)
        both = {
            f"{column.name} (squashed)": self.squashing_.transform(values)[:, 0],
            f"{column.name} (plain)": self.standard_.transform(values)[:, 0],
        }
        return DataFrame(both, column.index, dtype="float32")

    def _values(self, column: Any) -> Any:
        return column.to_numpy(dtype="float64", na_value=float("nan"))[:, None]
