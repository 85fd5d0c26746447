"""When to stop, when to slow down, and which θ was the best."""

from collections.abc import Callable, Iterator, Sequence
from math import inf

from numpy import ndarray

from seethrough.engines.protocol import State, Task, answering
from seethrough.training.loop import Record

SLOWER, SLOWEST = 5, 1e-6  # scikit-learn's: the adaptive rate is divided by 5, down to 1e-6

Watched = Callable[[Record], Sequence[float]]


def training_loss(record: Record) -> list[float]:
    """The cost of each epoch."""
    costs: list[float] = record.losses.tolist()
    return costs


def validation_loss(record: Record) -> list[float]:
    """The loss on the validation set."""
    assert record.verdict is not None, "a validation set is watched"
    return [record.verdict.loss]


def validation_error(record: Record) -> list[float]:
    """The score on the validation set, with its sign turned so that lower is better."""
    assert record.verdict is not None, "a validation set is watched"
    return [-record.verdict.score]


# the curve of the history that each of them is, by its name, and its sign there
WATCHED = {
    "training_loss": ("loss", 1),
    "validation_loss": ("validation_loss", 1),
    "validation_error": ("validation_score", -1),
}


class Patience:
    """Scikit-learn's rule: enough when a number has not fallen by `tol` for more than `n` epochs.

    Parameters
    ----------
    tol, n : as told; n may be ∞
    watched : the numbers of a record's epochs; lower is better
    """

    def __init__(self, tol: float, n: float, watched: Watched = training_loss) -> None:
        self.tol, self.n, self.watched = tol, n, watched
        self.best, self.waited = inf, 0

    @property
    def least(self) -> float:
        """Epochs that are still to come, whatever they bring."""
        return max(1, self.n + 1 - self.waited)

    def exhausted(self, record: Record) -> bool:
        """Take in a record; return whether it is time to stop."""
        return any(map(self.judge, self.watched(record)))

    def judge(self, value: float) -> bool:
        """Take in the number of an epoch; return whether it is time to stop."""
        # what is no number is no improvement
        self.waited = 0 if value <= self.best - self.tol else self.waited + 1
        self.best = min(self.best, value)
        return self.waited > self.n


def looks(
    patience: Patience, epoch: int, epochs: int, apart: Callable[[int], int]
) -> Iterator[int]:
    """Yield the epochs at which to look at a run: every so many, and where patience may end.

    They are told one by one: the record of one is taken in before the next is asked for.

    Parameters
    ----------
    epoch, epochs : where the run begins and ends
    apart : how far apart they are from an epoch on
    """
    while epoch < epochs:
        every = apart(epoch)
        epoch += int(min(every - epoch % every, patience.least, epochs - epoch))
        yield epoch


def patiently(
    run: Callable[[State], Iterator[Record]], task: Task, state: State, patience: Patience
) -> Iterator[Record]:
    """Yield the records of a run until patience is exhausted.

    With the schedule "adaptive", the run then first goes on at a fifth of η, again and again,
    until η is 1e-6.
    """
    while True:
        for record in run(state):
            if not patience.exhausted(record):
                yield record
                continue
            if task.schedule.name != "adaptive" or task.eta * record.state.scale <= SLOWEST:
                yield record
                return
            patience.waited = 0
            state = record.state._replace(scale=record.state.scale / SLOWER)
            yield record._replace(state=state)
            break
        else:
            return


class Best:
    """A consumer of records that keeps the θ of the best of them.

    Parameters
    ----------
    task : what is learned
    state : where the run begins
    watched : the numbers to go by; the training loss is that of the θ before the epoch
    """

    def __init__(self, task: Task, state: State, watched: Watched) -> None:
        self.value: float = inf
        self.theta: ndarray | None = None
        self._task, self._watched, self._before = task, watched, answering(task, state)

    def append(self, record: Record) -> None:
        """Keep the θ of a record that is better than all before."""
        value, theta = self._watched(record)[-1], answering(self._task, record.state)
        if value < self.value:
            behind = record.behind and self._watched is training_loss
            self.value, self.theta = value, self._before if behind else theta
        self._before = theta
