"""The rival: logistic regression on the same samples, for the line beside the network's."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy import ndarray

from seethrough.errors import DataError
from seethrough.studio.maps import SWIFT, Grid
from seethrough.studio.material import Material


class Rival(NamedTuple):
    """Accuracies, and for two classes p all over the plot, as 0 … 255."""

    accuracy: float
    test_accuracy: float | None
    plane: ndarray


def logistic(material: Material, grid: Grid) -> Rival:
    """Return logistic regression (scikit-learn's, as it comes) learned from the samples.

    Raises
    ------
    DataError
        A number is learned, or the samples are all of one class.
    """
    from sklearn.linear_model import LogisticRegression

    train, test, labels = material.train, material.test, material.labels
    if not material.classes or len(np.unique(labels[train])) < 2:
        raise DataError(
            "logistic regression tells classes apart. Samples of two classes at least are needed. "
            "Choose other data."
        )
    line = LogisticRegression(max_iter=1000).fit(material.x[train], labels[train])
    right = [
        float(line.score(material.x[rows], labels[rows])) for rows in (train, test) if len(rows)
    ]
    plane = np.empty((0, 0), np.uint8)
    if len(material.classes) == 2:
        p = line.predict_proba(grid.inputs(SWIFT))[:, 1]
        plane = np.rint(255 * p).astype(np.uint8).reshape(grid.shape(SWIFT))
    return Rival(right[0], right[1] if len(test) else None, plane)
