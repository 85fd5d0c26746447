"""The history: the curves of a run, epoch by epoch, 8 bytes a number."""

from array import array
from math import nan
from time import perf_counter

import numpy as np
from numpy import ndarray

from seethrough.training.loop import Record

CURVES = ("loss", "penalty", "gradient_norm", "learning_rate", "seconds")
VERDICTS = ("validation_loss", "validation_score")


class History:
    """A consumer of records that keeps their curves; the clock starts when it is made.

    Parameters
    ----------
    curves : those of an earlier run that this one goes on from
    """

    def __init__(self, curves: dict[str, ndarray] | None = None) -> None:
        before = curves or {}
        self._curves = {
            name: array("d", before.get(name, np.empty(0)).tolist())
            for name in (*CURVES, *VERDICTS)
        }
        self._since = perf_counter()

    def append(self, record: Record) -> None:
        """Keep the curves of a record."""
        now, seconds = perf_counter(), self._curves["seconds"]
        start, epochs = (seconds[-1] if seconds else 0.0), len(record.losses)
        # within one record only the sum is known: its epochs share it evenly
        shares = start + (now - self._since) * np.arange(1, epochs + 1) / epochs
        self._since = now
        arrays = (record.losses, record.penalties, record.norms, record.etas, shares)
        for name, values in zip(CURVES, arrays, strict=True):
            self._curves[name].frombytes(np.asarray(values, np.float64).tobytes())
        if record.verdict is not None:
            for name, value in zip(VERDICTS, record.verdict, strict=True):
                curve = self._curves[name]
                # epochs that nobody judged, before this one
                curve.extend([nan] * (len(self._curves["loss"]) - 1 - len(curve)))
                curve.append(value)

    @property
    def losses(self) -> ndarray:
        """The cost of each epoch, (epochs,)."""
        return np.array(self._curves["loss"])

    @property
    def norms(self) -> ndarray:
        """‖∂L/∂θ‖ of each epoch, (epochs,)."""
        return np.array(self._curves["gradient_norm"])

    def curves(self) -> dict[str, ndarray]:
        """All curves by name, each (epochs,); those of validation where there was any.

        epoch, from 1; loss, the cost; penalty, its share in that; gradient_norm, ‖∂L/∂θ‖;
        learning_rate, η; seconds since the start; validation_loss and validation_score, nan in
        epochs without a validation set.
        """
        epochs = len(self._curves["loss"])
        found = {name: np.array(values) for name, values in self._curves.items() if values}
        for name in VERDICTS:
            if name in found:
                found[name] = np.append(found[name], [nan] * (epochs - len(found[name])))
        return {"epoch": np.arange(1, epochs + 1), **found}
