"""Replay: any state of a run, again, bit by bit, from checkpoints that fit into a bound."""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

import numpy as np
from numpy import ndarray

from seethrough.engines.protocol import Batch, Engine, State, Task
from seethrough.errors import DivergenceError, SettingError
from seethrough.training.divergence import explained, first_overflow
from seethrough.training.loop import batches, start
from seethrough.training.plan import Plan
from seethrough.training.thinned import Thinned

EVERY = 64  # updates between two checkpoints, as long as all fit
FRAME = 600  # bytes that a state takes besides its numbers


class Steps(NamedTuple):
    """Some updates in a row: the state behind them; of each its cost before, ‖∂L/∂θ‖, penalty."""

    state: State
    losses: ndarray
    norms: ndarray
    penalties: ndarray


class Replay:
    """A run that can be gone through forwards and backwards, update by update.

    Parameters
    ----------
    engine, task, plan : who learns what, from which batches, as for `training.train`
    epochs : where the run ends; schedules stretch over it
    first : the state it begins with; default the plan's own
    batch : how many batches of the first state's epoch are made already
    bound : bytes that the checkpoints may take; beyond it every second one is given up

    Attributes
    ----------
    first : the state before the first update
    last : the latest update that was reached

    Raises
    ------
    ShapeError
        The data do not fit the network.
    """

    def __init__(
        self,
        engine: Engine,
        task: Task,
        plan: Plan,
        epochs: int,
        *,
        first: State | None = None,
        batch: int = 0,
        bound: int = 64_000_000,
    ) -> None:
        self.engine, self.task, self.plan, self.epochs = engine, task, plan, epochs
        self.first = start(task, plan) if first is None else first
        self.last = self.first.updates
        self._made = self.first.epochs * plan.batches_per_epoch + batch
        self._bound = bound
        self._kept: Thinned[State] = Thinned(self.first.updates, every=EVERY)
        self._keep(self.first)
        self._now = self.first

    @property
    def end(self) -> int:
        """The run's last update."""
        return self.first.updates + self.epochs * self.plan.batches_per_epoch - self._made

    def place(self, update: int) -> tuple[int, int]:
        """The epoch that an update is followed by, and how many of its batches are made by then."""
        return divmod(self._made + update - self.first.updates, self.plan.batches_per_epoch)

    def at_hand(self, update: int) -> int:
        """The latest update, not behind this one, whose state needs no replaying."""
        return self._nearest(update).updates

    def state(self, update: int) -> State:
        """Return the state behind an update, bitwise as it was, or as it will be.

        Parameters
        ----------
        update : counted as in `State.updates`, from `first.updates` to `end`

        Raises
        ------
        SettingError
            The run has no such update.
        DivergenceError
            A number is no longer finite before that; `last` is then the last update that is.
        """
        self._refuse_outside(update)
        state = self._nearest(update)
        while state.updates < update:
            state = self._on(state, self._stop(state.updates, update)).state
        self._now = state
        return state

    def steps(self, first: int, update: int) -> Iterator[Steps]:
        """Yield all updates from one to another, some at a time, with their costs.

        Raises
        ------
        SettingError, DivergenceError
            As for `state`.
        """
        self._refuse_outside(update)
        state = self.state(first)
        while state.updates < update:
            steps = self._on(state, self._stop(state.updates, update))
            self._now = state = steps.state
            yield steps

    def confine(self, bound: int) -> None:
        """Give up checkpoints, and marks in the plan's shuffles, until they fit into a bound."""
        self._bound = bound
        self._kept.thin(self._most)
        self.plan.confine(bound // 4)

    def batch(self, update: int) -> Batch:
        """The batch that an update is followed by."""
        return next(iter(self._batches(update, update + 1)))

    def _nearest(self, update: int) -> State:
        """The latest state at hand that is not behind an update."""
        latest = max(self._kept) if update >= self.last else update
        after = (min(latest, update) - self.first.updates) % self._kept.every
        kept = self._kept[min(latest, update) - after]
        return self._now if kept.updates < self._now.updates <= update else kept

    def _stop(self, made: int, update: int) -> int:
        """Where to stop next on the way to an update: a checkpoint may be due."""
        every = self._kept.every
        due = made + every - (made - self.first.updates) % every
        return min(due, update)

    def _on(self, state: State, update: int) -> Steps:
        """Go on from a state to an update."""
        outcome = self.engine.run(self.task, state, self._batches(state.updates, update))
        lost = ~np.isfinite(outcome.losses)
        if lost.any() or not np.isfinite(outcome.state.theta).all():
            first = int(lost.argmax()) if lost.any() else len(lost)
            self._refuse_divergence(state, first)
        reached = self._counted(outcome.state)
        self.last = max(self.last, update)
        if self._kept.due(update):
            self._keep(reached)
        return Steps(reached, outcome.losses, outcome.norms, outcome.penalties)

    def _counted(self, state: State) -> State:
        """A state as the loop would have counted its epochs and samples."""
        epochs, _ = self.place(state.updates)
        seen = self.first.seen + (epochs - self.first.epochs) * self.plan.n
        return state._replace(epochs=epochs, seen=seen)

    def _batches(self, first: int, stop: int) -> Iterable[Batch]:
        since = self._made - self.first.updates
        updates = range(since + first, since + stop)
        return batches(self.task, self.plan, self.first, updates, self.epochs)

    def _keep(self, state: State) -> None:
        """Keep a checkpoint."""
        if state.updates not in self._kept:
            self._kept.keep(state.updates, _still(state), self._most)

    @property
    def _most(self) -> int:
        """How many checkpoints fit into the bound."""
        return max(2, self._bound // _size(self.first))

    def _refuse_divergence(self, state: State, lost: int) -> None:
        """Raise with the place; the run ends one update before the cost that is not finite."""
        made = state.updates
        self.last = max(self.first.updates, made + lost - 1)
        for update in [update for update in self._kept if update > self.last]:
            del self._kept[update]
        again = self._batches(made, min(made + lost + 1, self.end))
        place = first_overflow(self.task, state, again)
        epoch, _ = self.place(max(made + lost - 1, self.first.updates))
        raise DivergenceError(explained(self.task, epoch + 1, place))

    def _refuse_outside(self, update: int) -> None:
        if not self.first.updates <= update <= self.end:
            raise SettingError(
                f"update is {update}, but this run goes from {self.first.updates} to {self.end}. "
                "An update of the run is needed. Choose one between them, or give more epochs."
            )


def _still(state: State) -> State:
    """A state whose arrays nobody can write to."""
    for array in (state.theta, *state.slots):
        array.setflags(write=False)
    return state


def _size(state: State) -> int:
    return FRAME + state.theta.nbytes * (1 + len(state.slots))
