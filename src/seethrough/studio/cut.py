"""A cut: one batch of a plan in pieces, some samples one by one and then the rest at once."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice, pairwise

import numpy as np
from numpy import ndarray

from seethrough.training import Plan
from seethrough.training.plan import Masks


class Cut(Plan):
    """A plan whose epoch is what is left of one batch of another plan.

    Parameters
    ----------
    plan : the other plan
    epoch, batch : which of its batches
    done : how many of its samples are made already
    singles : how many of the others come one by one, before the rest
    """

    def __init__(self, plan: Plan, epoch: int, batch: int, done: int, singles: int) -> None:
        super().__init__(
            *(plan.seed, plan.net, plan.n),
            batch_size=plan.batch_size,
            init=plan.init,
            dropout=plan.dropout,
        )
        rows, self._all_masks = next(islice(plan.batches(epoch), batch, None))
        self._rows = np.arange(plan.n) if rows is None else rows
        self.epoch, self.batch, self.done = epoch, batch, done
        self.singles = min(singles, len(self._rows) - done)
        edges = sorted({*range(done, done + self.singles + 1), len(self._rows)})
        self._pieces = [slice(*edge) for edge in pairwise(edges)]
        self.batches_per_epoch = len(self._pieces)

    @property
    def size(self) -> int:
        """How many samples the batch has, pieces and all."""
        return len(self._rows)

    @property
    def whole(self) -> bool:
        """No piece is all there is."""
        return False

    def batches(self, epoch: int) -> Iterator[tuple[ndarray | None, Masks]]:
        """Yield the rows and dropout masks of each piece."""
        assert epoch == 0, "a cut is done once"
        for piece in self._pieces:
            masks = self._all_masks
            cut = masks and [None if mask is None else mask[piece] for mask in masks]
            yield self._rows[piece], cut
