"""What every data set here is: measurements, labels, and their names."""

from typing import NamedTuple, Self

import numpy as np
from numpy.typing import NDArray

from seethrough.errors import SettingError

LEFT = 2  # samples that are never held out


class Dataset(NamedTuple):
    """Measurements and labels with their names.

    Attributes
    ----------
    X : (n, d) float64, C order
        One sample per row.
    y : (n,) int, str or float
        The label of each sample, or the number that is to be learned.
    features : d names
        What each column measures, with its unit in words.
    classes : one name per label
        In the sorted order of ``np.unique(y)``; none where numbers are learned.
    title : str
        What the data are.
    """

    X: NDArray[np.float64]
    y: NDArray[np.int64] | NDArray[np.str_] | NDArray[np.float64]
    features: tuple[str, ...]
    classes: tuple[str, ...]
    title: str

    @property
    def codes(self) -> NDArray[np.int64]:
        """Each label's place among the classes, (n,)."""
        return np.unique(self.y, return_inverse=True)[1]

    def scaled(self) -> Self:
        """Return the set with every column on the scale of all its samples: mean 0, deviation 1."""
        return self._replace(X=scaled(self.X, self.X))

    def split(self, test: float = 0.2, seed: int = 0) -> tuple[Self, Self]:
        """Return the samples to learn from, and those to measure on, each in their old order.

        test : the share to measure on; two samples at least are left to learn from

        Raises
        ------
        SettingError
            test is no share.
        """
        if not 0 <= test < 1:
            raise SettingError(f"test is {test!r}, but must be from 0 to below 1. Try test=0.2.")
        held = held_out(len(self.X), test, seed)
        return self._of(~held), self._of(held)

    def _of(self, rows: NDArray[np.bool_]) -> Self:
        return self._replace(X=self.X[rows], y=self.y[rows])


def scaled(X: NDArray[np.float64], like: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return X (m, d) on the scale on which the columns of `like` have mean 0 and deviation 1."""
    return (X - like.mean(axis=0)) / like.std(axis=0)


def held_out(n: int, share: float, seed: int) -> NDArray[np.bool_]:
    """Return which of n samples are held out, (n,)."""
    held = np.zeros(n, bool)
    order = np.random.default_rng([seed, n]).permutation(n)
    held[order[: max(min(round(share * n), n - LEFT), 0)]] = True
    return held
