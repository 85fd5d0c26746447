"""The history: every epoch's loss and gradient norm, 8 bytes a number."""

from array import array

import numpy as np
from numpy import ndarray

from seethrough.training.loop import Record


class History:
    """A consumer of records that keeps their curves."""

    def __init__(self) -> None:
        self._losses, self._norms = array("d"), array("d")

    def append(self, record: Record) -> None:
        """Keep the curves of a record."""
        self._losses.extend(record.losses)
        self._norms.extend(record.norms)

    @property
    def losses(self) -> ndarray:
        """The cost of each epoch, (epochs,)."""
        return np.array(self._losses)

    @property
    def norms(self) -> ndarray:
        """‖∂L/∂θ‖ of each epoch, (epochs,)."""
        return np.array(self._norms)
