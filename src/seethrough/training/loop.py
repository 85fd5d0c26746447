"""The loop: a generator of records. Whoever wants to watch, keep or stop just consumes it."""

from collections.abc import Generator, Iterable
from functools import partial
from itertools import chain, count, islice
from typing import NamedTuple

import numpy as np
from numpy import ndarray

from seethrough.engines.protocol import Batch, Engine, State, Task, Whole
from seethrough.errors import ShapeError
from seethrough.maths.optimisers import blank_slots
from seethrough.maths.schedules import SCHEDULES
from seethrough.training.divergence import refuse_divergence
from seethrough.training.plan import Plan


class Verdict(NamedTuple):
    """How a state does on the validation set: its loss, and its score (higher is better)."""

    loss: float
    score: float


class Record(NamedTuple):
    """What happened since the record before.

    Attributes
    ----------
    state : where training stands now
    losses : the cost of each epoch since: the mean over its batches, each before its update
    penalties : the part of it that is the penalty
    norms : ‖∂L/∂θ‖ of each epoch since, likewise
    etas : η of each epoch's last update
    verdict : how the state does on the validation set, where there is one
    behind : whether the losses are those of the θ before, not after: not so with L-BFGS
    """

    state: State
    losses: ndarray
    penalties: ndarray
    norms: ndarray
    etas: ndarray
    verdict: Verdict | None = None
    behind: bool = True


def start(task: Task, plan: Plan) -> State:
    """Return the state before the first update.

    Raises
    ------
    ShapeError
        The data do not fit the network.
    """
    refuse_misfits(task)
    theta = plan.theta()
    return State(theta, blank_slots(task.optimiser, theta, task.rule))


def train(
    engine: Engine,
    task: Task,
    plan: Plan,
    state: State,
    *,
    epochs: int,
    stops: Iterable[int] | None = None,
) -> Generator[Record]:
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
    per_epoch = plan.batches_per_epoch
    for stop in chain(range(1, epochs) if stops is None else stops, [epochs]):
        if stop <= state.epochs:
            continue
        updates = range(state.epochs * per_epoch, stop * per_epoch)
        made = partial(batches, task, plan, state, updates, epochs)
        outcome = engine.run(task, state, made())
        curves = [_by_epoch(v, outcome.sizes, plan) for v in outcome[1:4]]
        losses, norms, penalties = curves
        refuse_divergence(task, state, outcome.state.theta, losses, made())
        etas = rates(task, plan, state, updates, epochs)[per_epoch - 1 :: per_epoch]
        seen = state.seen + (stop - state.epochs) * plan.n
        state = outcome.state._replace(epochs=stop, seen=seen)
        yield Record(state, losses, penalties, norms, etas)


def batches(task: Task, plan: Plan, since: State, updates: range, epochs: int) -> Iterable[Batch]:
    """The batches of some updates.

    Parameters
    ----------
    since : the state that the run went on from
    updates : which, counted from the first of epoch 0
    epochs : where the run ends
    """
    etas = rates(task, plan, since, updates, epochs)
    if plan.whole:
        return Whole(etas)
    epoch, skipped = divmod(updates.start, plan.batches_per_epoch)
    drawn = chain.from_iterable(map(plan.batches, count(epoch)))
    these = islice(drawn, skipped, skipped + len(updates))
    return (Batch(*batch, eta) for batch, eta in zip(these, etas.tolist(), strict=True))


def rates(task: Task, plan: Plan, since: State, updates: range, epochs: int) -> ndarray:
    """η of some updates, given as for `batches`."""
    made = np.arange(updates.start, updates.stop)
    seen = since.seen + (made // plan.batches_per_epoch - since.epochs) * plan.n
    done = (made + 0.5) / (epochs * plan.batches_per_epoch)
    factor = SCHEDULES[task.schedule.name](done, seen, task.schedule)
    return np.broadcast_to(task.eta * since.scale * factor, made.shape).astype(float)


def _by_epoch(values: ndarray, sizes: ndarray, plan: Plan) -> ndarray:
    """Means over the batches of each epoch, every batch counting by its Σw."""
    if plan.batches_per_epoch == 1:
        return values
    shape = (-1, plan.batches_per_epoch)
    return np.average(values.reshape(shape), axis=1, weights=sizes.reshape(shape))


def refuse_misfits(task: Task) -> None:
    """Raise if x, y or w do not fit the network or each other."""
    n, d, K = task.x.shape[0], task.net.widths[0], task.net.widths[-1]
    shapes = {"x": (task.x, (n, d)), "y": (task.y, (n, K)), "w": (task.w, (n,))}
    for name, (array, needed) in shapes.items():
        if array is not None and array.shape != needed:
            raise ShapeError(
                f"{name} has the shape {array.shape}, but {n} samples of a network of widths "
                f"{task.net.widths} need {needed}. Change the network's widths, or give {name} "
                "a row for each sample and a column for each unit."
            )
