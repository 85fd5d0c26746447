"""The plan: all the randomness of a run, fixed by one seed and open at any epoch.

θ and the order of the samples come from NumPy's legacy generator in scikit-learn's order of
draws, so that the same seed means the same run there; dropout has a stream of its own.
"""

from collections.abc import Container, Iterator, Mapping
from typing import Any

import numpy as np
from numpy import ndarray
from numpy.random import RandomState

from seethrough.errors import DataError
from seethrough.maths import inits
from seethrough.maths.network import Network
from seethrough.training.thinned import Thinned

Masks = list[ndarray | None] | None
Mark = tuple[Any, ndarray]  # a generator's state behind a shuffle, and the order it led to
MARKS = 4_000_000  # bytes that marks in the shuffles may take


class Plan:
    """What the seed decides: initial parameters, the batches of each epoch, dropout masks.

    Parameters
    ----------
    seed : a whole number from 0 to 2³² − 1
    net : the network whose θ is drawn
    n : number of samples
    batch_size : samples per update; all at once from the number of training samples on
    shuffle : whether every epoch has an order of its own
    init : a name in `maths.inits.INITS`
    dropout : share of each hidden layer's units left out of an update, one number per layer
    dtype : of θ and the masks
    fresh : whether θ is drawn first; else the seed's first draws go to what follows, as in
        scikit-learn's warm starts
    holdout : share of the samples that is set aside for validation; None for none
    strata : what the held-out part has the same shares of, one entry a sample, or None
    seen : samples seen in earlier runs of the same network: dropout goes on drawing anew

    Attributes
    ----------
    n : number of training samples, the held-out ones left out
    split : rows to train on and rows held out; None where all are trained on

    Raises
    ------
    DataError
        The samples cannot be split like that.
    """

    def __init__(
        self,
        seed: int,
        net: Network,
        n: int,
        *,
        batch_size: int,
        shuffle: bool = True,
        init: str = "sklearn",
        dropout: tuple[float, ...] = (),
        dtype: str = "float64",
        fresh: bool = True,
        holdout: float | None = None,
        strata: ndarray | None = None,
        seen: int = 0,
    ) -> None:
        self.seed, self.net, self.n = seed, net, n
        self.batch_size, self.shuffle = batch_size, shuffle
        self.init, self.dropout, self.dtype = init, dropout, dtype
        self.fresh, self._holdout, self._strata = fresh, holdout, strata
        self._all, self._seen = n, seen
        self._rng: RandomState | None = None
        self._room = MARKS
        self.split = None if holdout is None else self._rewind()
        self.batches_per_epoch = -(-self.n // batch_size)

    @property
    def whole(self) -> bool:
        """Whether every batch is all samples in their order, and nothing is dropped."""
        return self.batch_size >= self.n and not any(self.dropout)

    def theta(self) -> ndarray:
        """Return the initial θ."""
        return self._draw_theta(RandomState(self.seed)).astype(self.dtype)

    def batches(self, epoch: int) -> Iterator[tuple[ndarray | None, Masks]]:
        """Yield the rows (None: all, in order) and dropout masks of each batch of an epoch."""
        if self.batch_size >= self.n:
            yield None, self._masks(epoch, 0, self.n)
            return
        order = self._order(epoch) if self.shuffle else np.arange(self.n)
        for b, first in enumerate(range(0, self.n, self.batch_size)):
            rows = order[first : first + self.batch_size]
            yield rows, self._masks(epoch, b, len(rows))

    def marks(self, epochs: Container[int]) -> dict[int, Mark]:
        """The marks in the shuffles at the beginning of these epochs, as far as there are any."""
        known = {} if self._rng is None else self._marks
        return {epoch: mark for epoch, mark in known.items() if epoch + 1 in epochs}

    def recall(self, marks: Mapping[int, Mark]) -> None:
        """Take over the marks of a plan that is alike: what was drawn there is not drawn again."""
        if self._rng is None:
            self._rewind()
        self._marks.update(marks)

    def confine(self, room: int) -> None:
        """Give up marks in the shuffles until they fit into so many bytes."""
        self._room = room
        if self._rng is not None:
            self._marks.thin(self._most_marks)

    @property
    def _most_marks(self) -> int:
        return max(1, self._room // (self.n * 8 + 4000))

    def _draw_theta(self, rng: RandomState) -> ndarray:
        return inits.draw(self.init, rng, self.net.widths, self.net.activations)

    def _rewind(self) -> tuple[ndarray, ndarray] | None:
        """Make the draws that come before the first epoch: θ, then the split."""
        self._rng, self._epoch, split = RandomState(self.seed), -1, None
        if self.fresh:
            self._draw_theta(self._rng)
        if self._holdout is not None:
            split = _split(self._all, self._holdout, self._strata, self._rng)
            self.n = len(split[0])
        self._rows = np.arange(self.n)
        self._marks: Thinned[Mark] = Thinned(-1, every=32)
        self._mark()
        return split

    def _order(self, epoch: int) -> ndarray:
        """The order of the samples in an epoch: every shuffle is made on the one before."""
        if self._rng is None:
            self._rewind()
        assert self._rng is not None, "wound back"
        mark = max(e for e in self._marks if e <= epoch)
        if not mark <= self._epoch <= epoch:
            state, self._rows = self._marks[mark]
            self._rng.set_state(state)
            self._epoch = mark
        while self._epoch < epoch:
            self._rows = self._rows[self._rng.permutation(self.n)]
            self._epoch += 1
            if self._marks.due(self._epoch) and self._epoch not in self._marks:
                self._mark()
        return self._rows

    def _mark(self) -> None:
        """Remember this order, to return to."""
        assert self._rng is not None, "wound back"
        mark = self._rng.get_state(legacy=False), self._rows
        self._marks.keep(self._epoch, mark, self._most_marks)

    def _masks(self, epoch: int, batch: int, n: int) -> Masks:
        if not any(self.dropout):
            return None
        before = [self._seen] if self._seen else []
        rng = np.random.default_rng([self.seed, *before, epoch, batch])
        widths = self.net.widths[1:-1]
        return [
            None,
            *(self._mask(rng, n, d, r) for d, r in zip(widths, self.dropout, strict=True)),
        ]

    def _mask(self, rng: np.random.Generator, n: int, width: int, rate: float) -> ndarray:
        return ((rng.random((n, width)) >= rate) / (1 - rate)).astype(self.dtype)


def _split(
    n: int, share: float, strata: ndarray | None, rng: RandomState
) -> tuple[ndarray, ndarray]:
    """Rows to train on and rows held out, drawn as scikit-learn draws them."""
    from sklearn.model_selection import train_test_split

    try:
        kept, held = train_test_split(
            np.arange(n), test_size=share, stratify=strata, random_state=rng
        )
    except ValueError as error:
        raise DataError(
            f"{n} samples could not be split into a training and a validation part of {share:g}: "
            f"{error} Both parts need samples, of every class. Give more samples, change "
            "validation_fraction, or give a validation set of your own (X_val, y_val)."
        ) from error
    if len(held) < 2:
        raise DataError(
            f"{share:g} of {n} samples are {len(held)} to validate on. The validation set is too "
            "small. Increase 'validation_fraction' or the size of your dataset."
        )
    return kept, held
