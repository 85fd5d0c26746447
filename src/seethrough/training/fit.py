"""A whole run: the records of a source, watched, kept and ended by whoever has a say in it."""

from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from contextlib import closing
from typing import NamedTuple

from numpy import ndarray

from seethrough.engines.protocol import State, Task, answering
from seethrough.errors import DivergenceError, warn
from seethrough.training.history import History
from seethrough.training.loop import Record, Verdict
from seethrough.training.stages import Stages
from seethrough.training.stopping import Best, Patience, patiently

Source = Callable[[State], Generator[Record]]
Exam = Callable[[ndarray], Verdict]


class Terms(NamedTuple):
    """Who watches a run, what ends it, and which θ it answers with.

    Attributes
    ----------
    patience : ends the run
    exam : tells how a θ does on the validation set
    callbacks : are given each record; "stop" from one of them ends the run
    restore : whether to answer with the best θ in place of the last
    lenient : whether divergence warns and falls back to the best θ, in place of raising
    stages : how many states of the way to keep
    watch : wraps the records, for example in a progress bar
    """

    patience: Patience
    exam: Exam | None = None
    callbacks: Sequence[Callable[[Record], object]] = ()
    restore: bool = False
    lenient: bool = False
    stages: int = 0
    watch: Callable[[Iterable[Record]], Iterable[Record]] = iter


class Fitted(NamedTuple):
    """Where a run ended, θ to answer with, the stages of the way, and the reason of the end.

    The reasons: "epochs" (all done), "patience", "callback", "divergence", "interrupt". With
    "divergence", overflow is the first operation that left what a float can hold.
    """

    state: State
    theta: ndarray
    stages: Stages
    end: str
    overflow: str = ""


def fit(source: Source, task: Task, state: State, history: History, terms: Terms) -> Fitted:
    """Consume a run to its end; the history is given every record.

    Parameters
    ----------
    source : the records of a run that starts at a state: `train` or `lbfgs`
    task : what is learned
    state : where to begin

    Raises
    ------
    DivergenceError
        A number is no longer finite, and the terms are not lenient or nothing was learned yet.
    KeyboardInterrupt
        Nothing was learned yet; later, Ctrl-C ends the run with a warning.
    """
    best, stages = Best(task, state, terms.patience.watched), Stages(state, terms.stages)
    end, overflow, record = "epochs", "", None

    def examined(state: State) -> Iterator[Record]:
        with closing(source(state)) as records:
            for record in records:
                yield _examine(record, task, terms.exam)

    try:
        for record in terms.watch(patiently(examined, task, state, terms.patience)):
            for consumer in (history, best, stages):
                consumer.append(record)
            answers = [callback(record) for callback in terms.callbacks]
            if any(isinstance(answer, str) and answer == "stop" for answer in answers):
                end = "callback"
                break
    except (DivergenceError, KeyboardInterrupt) as cut:
        if record is None or (isinstance(cut, DivergenceError) and not terms.lenient):
            raise
        end, overflow = _cut_short(cut, record), getattr(cut, "place", "")
    assert record is not None, "a run has at least one record"
    if end == "epochs" and terms.patience.waited > terms.patience.n:
        end = "patience"
    restored = terms.restore or end == "divergence"
    theta = best.theta if restored and best.theta is not None else answering(task, record.state)
    return Fitted(record.state, theta, stages, end, overflow)


def _examine(record: Record, task: Task, exam: Exam | None) -> Record:
    if exam is None:
        return record
    return record._replace(verdict=exam(answering(task, record.state)))


def _cut_short(cut: BaseException, record: Record) -> str:
    """Warn of an early end, and name it."""
    if isinstance(cut, DivergenceError):
        warn(f"{cut} The best parameters so far are kept.", RuntimeWarning)
        return "divergence"
    warn(f"Training interrupted by user: epoch {record.state.epochs} is kept.")
    return "interrupt"
