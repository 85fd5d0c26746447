"""Many different words as few numbers, at a size that does not grow with the words."""

from __future__ import annotations

from typing import Any

import numpy as np
from sklearn.decomposition import TruncatedSVD
from sklearn.feature_extraction.text import HashingVectorizer, TfidfTransformer
from skrub.core import SingleColumnTransformer

TYPICAL = 1e-12  # below that a spread is none


class HashedWords(SingleColumnTransformer):
    """The letters' neighbourhoods of a column of words, by their main directions.

    Runs of 3 and 4 letters are counted in a fixed number of buckets, rare ones count more, and the
    counts are turned into their strongest directions (latent semantic analysis). skrub's
    StringEncoder does the same with a vocabulary, which for 10⁵ words is far larger than the
    network.

    Parameters
    ----------
    width : columns that come out, at the most
    buckets : that runs of letters are counted in
    random_state : for the search of the directions
    """

    def __init__(self, width: int = 30, buckets: int = 4096, random_state: int = 0) -> None:
        self.width = width
        self.buckets = buckets
        self.random_state = random_state

    def fit_transform(self, column: Any, y: Any = None) -> Any:  # noqa: ARG002 - skrub gives it
        """Learn the directions, and return the (n, width) frame of the column along them."""
        counts = self._counts(column)
        self.rarity_ = TfidfTransformer().fit(counts)
        weighed = self.rarity_.transform(counts)
        width = max(min(self.width, weighed.shape[0] - 1), 1)
        self.directions_ = TruncatedSVD(width, random_state=self.random_state).fit(weighed)
        along = self.directions_.transform(weighed)
        self.scale_ = max(float(along.std()), TYPICAL)
        return self._frame(column, along)

    def transform(self, column: Any) -> Any:
        """Return the (n, width) frame of a column along the directions that were learned."""
        weighed = self.rarity_.transform(self._counts(column))
        return self._frame(column, self.directions_.transform(weighed))

    def _counts(self, column: Any) -> Any:
        words = column.astype(object).where(column.notna(), "").astype(str)
        return HashingVectorizer(
            analyzer="char_wb", ngram_range=(3, 4), n_features=self.buckets, dtype=np.float32
        ).transform(words)

    def _frame(self, column: Any, along: Any) -> Any:
        from pandas import DataFrame

        names = [f"{column.name}_{k}" for k in range(along.shape[1])]
        return DataFrame((along / self.scale_).astype("float32"), column.index, names)
