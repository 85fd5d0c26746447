"""Again: a run that was made, from one of its states to any update, with the same bits."""

from collections.abc import Iterator, Mapping
from typing import NamedTuple
from warnings import catch_warnings, simplefilter

from sklearn.exceptions import ConvergenceWarning

from seethrough.engines.protocol import Engine, State, Task
from seethrough.training.lbfgs import lbfgs
from seethrough.training.loop import Record, train
from seethrough.training.plan import Plan
from seethrough.training.replay import Replay

CHUNK = 64  # epochs in one go


class Made(NamedTuple):
    """A run that was made.

    Attributes
    ----------
    engine, task, plan : who learned what, from which batches
    epochs : where the schedules ended
    slowed : the share of η that was left from an epoch on, where it changed
    """

    engine: Engine
    task: Task
    plan: Plan
    epochs: int
    slowed: Mapping[int, float]


def again(made: Made, state: State, until: int) -> Iterator[Record]:
    """Yield the records of a run from the end of an epoch to that of another.

    Raises
    ------
    DivergenceError
        A number is no longer finite.
    """
    engine, task, plan, epochs, slowed = made
    while state.epochs < until:
        due = (epoch for epoch in slowed if epoch > state.epochs)
        stop = min(state.epochs + CHUNK, until, *due)
        record = next(train(engine, task, plan, state, epochs=epochs, stops=[stop]))
        state = record.state._replace(scale=slowed.get(stop, record.state.scale))
        yield record._replace(state=state)


def within(made: Made, state: State, batches: int) -> State:
    """The state after so many batches of the epoch that a state is followed by."""
    one = Replay(made.engine, made.task, made.plan, made.epochs, first=state)
    return one.state(state.updates + batches)


def again_downhill(
    made: Made, state: State, iterations: int, *, tol: float, max_fun: int
) -> Record:
    """The record of some iterations of L-BFGS; SciPy keeps its memory to itself: from the start."""
    how = {"epochs": iterations, "tol": tol, "max_fun": max_fun, "listened": False}
    with catch_warnings():
        simplefilter("ignore", ConvergenceWarning)  # it is to stop there
        (record,) = lbfgs(made.engine, made.task, state, **how)  # type: ignore[arg-type]
    return record
