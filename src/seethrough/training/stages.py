"""Stages: θ as it was at some epochs, evenly spread over the run, never more than so many."""

from numpy import ndarray

from seethrough.engines.protocol import Task, answering
from seethrough.training.loop import Record


class Stages:
    """A consumer of records that keeps θ of every epoch, then of every second, fourth, ...

    Parameters
    ----------
    most : how many θ to keep at most; 0 keeps none
    """

    def __init__(self, task: Task, most: int) -> None:
        self._task, self._most, self._every = task, most, 1
        self.thetas: dict[int, ndarray] = {}

    def append(self, record: Record) -> None:
        """Keep the θ of a record, unless its epoch falls between the stages."""
        epoch = record.state.epochs
        if self._most and epoch % self._every == 0:
            self.thetas[epoch] = answering(self._task, record.state)
            if len(self.thetas) > self._most:
                self._every *= 2
                self.thetas = {e: theta for e, theta in self.thetas.items() if e % self._every == 0}
