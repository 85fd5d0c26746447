"""What every data set here is: measurements, labels, and their names."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray


class Dataset(NamedTuple):
    """Measurements and labels with their names.

    Attributes
    ----------
    X : (n, d) float64, C order
        One sample per row.
    y : (n,) int or str
        The label of each sample.
    features : d names
        What each column measures, with its unit in words.
    classes : one name per label
        In the sorted order of ``np.unique(y)``.
    title : str
        What the data are.
    """

    X: NDArray[np.float64]
    y: NDArray[np.int64] | NDArray[np.str_]
    features: tuple[str, ...]
    classes: tuple[str, ...]
    title: str

    @property
    def codes(self) -> NDArray[np.int64]:
        """Each label's place among the classes, (n,)."""
        return np.unique(self.y, return_inverse=True)[1]
