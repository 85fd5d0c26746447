"""The plan: all the randomness of a run, fixed by one seed and open at any epoch.

θ and the order of the samples come from NumPy's legacy generator in scikit-learn's order of
draws, so that the same seed means the same run there; dropout has a stream of its own.
"""

from collections.abc import Iterator

import numpy as np
from numpy import ndarray
from numpy.random import RandomState

from seethrough.maths import inits
from seethrough.maths.network import Network

Masks = list[ndarray | None] | None


class Plan:
    """What the seed decides: initial parameters, the batches of each epoch, dropout masks.

    Parameters
    ----------
    seed : a whole number from 0 to 2³² − 1
    net : the network whose θ is drawn
    n : number of samples
    batch_size : samples per update; all at once from n on
    shuffle : whether every epoch has an order of its own
    init : a name in `maths.inits.INITS`
    dropout : share of each hidden layer's units left out of an update, one number per layer
    dtype : of θ and the masks
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
    ) -> None:
        self.seed, self.net, self.n = seed, net, n
        self.batch_size, self.shuffle = batch_size, shuffle
        self.init, self.dropout, self.dtype = init, dropout, dtype
        self.batches_per_epoch = -(-n // batch_size)
        self._epoch = -1

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

    def _draw_theta(self, rng: RandomState) -> ndarray:
        activation = self.net.activations[0] if self.net.activations else "identity"
        return inits.draw(self.init, rng, self.net.widths, activation)

    def _order(self, epoch: int) -> ndarray:
        """The order of the samples in an epoch: every shuffle is made on the one before."""
        if epoch < self._epoch or self._epoch < 0:
            self._rng, self._epoch, self._rows = RandomState(self.seed), -1, np.arange(self.n)
            self._draw_theta(self._rng)
        while self._epoch < epoch:
            self._rows = self._rows[self._rng.permutation(self.n)]
            self._epoch += 1
        return self._rows

    def _masks(self, epoch: int, batch: int, n: int) -> Masks:
        if not any(self.dropout):
            return None
        rng = np.random.default_rng([self.seed, epoch, batch])
        widths = self.net.widths[1:-1]
        return [
            None,
            *(self._mask(rng, n, d, r) for d, r in zip(widths, self.dropout, strict=True)),
        ]

    def _mask(self, rng: np.random.Generator, n: int, width: int, rate: float) -> ndarray:
        return ((rng.random((n, width)) >= rate) / (1 - rate)).astype(self.dtype)
