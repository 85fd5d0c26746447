"""The loop: a generator of records. Whoever wants to watch, keep or stop just consumes it."""

from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple

import numpy as np
from numpy import ndarray

from seethrough.engines.protocol import Batch, Engine, State, Task
from seethrough.errors import DivergenceError, ShapeError
from seethrough.maths.optimisers import blank_slots
from seethrough.maths.schedules import SCHEDULES
from seethrough.training.plan import Plan


class Record(NamedTuple):
    """What happened since the record before.

    Attributes
    ----------
    state : where training stands now
    losses : the cost of each epoch since: the mean over its batches, each before its update
    norms : ‖∂L/∂θ‖ of each epoch since, likewise
    eta : η of the last update
    """

    state: State
    losses: ndarray
    norms: ndarray
    eta: float


def start(task: Task, plan: Plan) -> State:
    """Return the state before the first update.

    Raises
    ------
    ShapeError
        The data do not fit the network.
    """
    refuse_misfits(task)
    theta = plan.theta()
    return State(theta, blank_slots(task.optimiser, theta))


def train(
    engine: Engine,
    task: Task,
    plan: Plan,
    state: State,
    *,
    epochs: int,
    stops: Iterable[int] | None = None,
) -> Iterator[Record]:
    """Yield a record at each stop, until `epochs` epochs are done in all.

    Parameters
    ----------
    engine : who carries out the updates
    task : what is learned
    plan : the batches
    state : where to begin: `start(task, plan)`, or the state of any record, to go on from there
    epochs : where the run ends; schedules stretch over it
    stops : increasing epochs at which somebody listens; default every one.
        In between the engine runs through, with the same numbers.

    Raises
    ------
    DivergenceError
        A loss or a parameter is no longer finite.
    """
    last = plan.batches_per_epoch - 1
    for stop in [*(stops if stops is not None else range(1, epochs)), epochs]:
        if stop <= state.epochs:
            continue
        outcome = engine.run(task, state, _batches(task, plan, state.epochs, stop, epochs))
        losses, norms = (_by_epoch(v, outcome.sizes, plan) for v in outcome[1:3])
        refuse_divergence(task, losses, outcome.state.theta, state.epochs)
        state = outcome.state._replace(epochs=stop)
        yield Record(state, losses, norms, _rates(task, plan, epochs)(stop - 1, last))


def _batches(task: Task, plan: Plan, first: int, stop: int, epochs: int) -> Iterator[Batch]:
    etas = _rates(task, plan, epochs)
    for epoch in range(first, stop):
        for b, (rows, masks) in enumerate(plan.batches(epoch)):
            yield Batch(rows, masks, etas(epoch, b))


def _rates(task: Task, plan: Plan, epochs: int) -> Callable[[int, int], float]:
    """η of a batch of an epoch, both counted from 0."""
    factor, per_epoch = SCHEDULES[task.schedule.name], plan.batches_per_epoch
    total = epochs * per_epoch
    return lambda epoch, b: (
        task.eta * factor((epoch * per_epoch + b + 0.5) / total, epoch * plan.n, task.schedule)
    )


def _by_epoch(values: ndarray, sizes: ndarray, plan: Plan) -> ndarray:
    """Means over the batches of each epoch, every batch counting by its Σw."""
    if plan.batches_per_epoch == 1:
        return values
    shape = (-1, plan.batches_per_epoch)
    return np.average(values.reshape(shape), axis=1, weights=sizes.reshape(shape))


def refuse_misfits(task: Task) -> None:
    """Raise if x, y or w do not fit the network or each other."""
    n, d, K = len(task.x), task.net.widths[0], task.net.widths[-1]
    shapes = {"x": (task.x, (n, d)), "y": (task.y, (n, K)), "w": (task.w, (n,))}
    for name, (array, needed) in shapes.items():
        if array is not None and array.shape != needed:
            raise ShapeError(
                f"{name} has the shape {array.shape}, but {n} samples of a network of widths "
                f"{task.net.widths} need {needed}. Change the network's widths, or give {name} "
                "a row for each sample and a column for each unit."
            )


def refuse_divergence(task: Task, losses: ndarray, theta: ndarray, epoch: int) -> None:
    """Raise if a loss or a parameter is no longer finite; the losses start at this epoch."""
    if np.isfinite(losses).all() and np.isfinite(theta).all():
        return
    wrong = [*np.flatnonzero(~np.isfinite(losses)), len(losses) - 1][0]
    reach = np.abs(task.x).max(axis=0)
    raise DivergenceError(
        f"training diverged in epoch {epoch + wrong + 1}, at a loss of {losses[wrong]:.3g}: the "
        f"learning rate is {task.eta:g}, and column {reach.argmax()} of x reaches "
        f"{reach.max():.3g}. Losses and parameters must stay finite. Take a smaller learning "
        "rate, or scale the columns to about ±1."
    )
