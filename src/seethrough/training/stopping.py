"""When to stop, when to slow down, and which θ was the best."""

from collections.abc import Callable, Iterator
from math import inf

from numpy import ndarray

from seethrough.engines.protocol import State, Task, answering
from seethrough.training.loop import Record

SLOWER, SLOWEST = 5, 1e-6  # scikit-learn's: the adaptive rate is divided by 5, down to 1e-6

Watched = Callable[[Record], float]


def training_loss(record: Record) -> float:
    """The last epoch's cost."""
    return float(record.losses[-1])


def validation_loss(record: Record) -> float:
    """The loss on the validation set."""
    assert record.verdict is not None, "a validation set is watched"
    return record.verdict.loss


def validation_error(record: Record) -> float:
    """The score on the validation set, with its sign turned so that lower is better."""
    assert record.verdict is not None, "a validation set is watched"
    return -record.verdict.score


class Patience:
    """Scikit-learn's rule: enough when a number has not fallen by `tol` for more than `n` epochs.

    Parameters
    ----------
    tol, n : as told; n may be ∞
    watched : the number of a record; lower is better
    """

    def __init__(self, tol: float, n: float, watched: Watched = training_loss) -> None:
        self.tol, self.n, self.watched = tol, n, watched
        self.best, self.waited = inf, 0

    def exhausted(self, record: Record) -> bool:
        """Take in a record of one epoch; return whether it is time to stop."""
        value = self.watched(record)
        self.waited = self.waited + 1 if value > self.best - self.tol else 0
        self.best = min(self.best, value)
        return self.waited > self.n


def patiently(
    run: Callable[[State], Iterator[Record]], task: Task, state: State, patience: Patience
) -> Iterator[Record]:
    """Yield the records of a run until patience is exhausted.

    With the schedule "adaptive", the run then first goes on at a fifth of η, again and again,
    until η is 1e-6.
    """
    while True:
        for record in run(state):
            yield record
            if patience.exhausted(record):
                break
        else:
            return
        if task.schedule.name != "adaptive" or task.eta * record.state.scale <= SLOWEST:
            return
        state = record.state._replace(scale=record.state.scale / SLOWER)
        patience.waited = 0


class Best:
    """A consumer of records that keeps the θ of the best of them."""

    def __init__(self, task: Task, watched: Watched) -> None:
        self.value: float = inf
        self.theta: ndarray | None = None
        self._task, self._watched = task, watched

    def append(self, record: Record) -> None:
        """Keep the θ of a record that is better than all before."""
        value = self._watched(record)
        if value < self.value:
            self.value, self.theta = value, answering(self._task, record.state)
