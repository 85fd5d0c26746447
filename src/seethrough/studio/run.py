"""A run of the studio: parts that follow one another, each a replay, and a place in them.

Whatever changes on the way (a rate, a weight, a point) begins a new part at the update where it
was changed; the parts before it stay, so that the whole way can be gone back.
"""

from __future__ import annotations

from typing import NamedTuple

from numpy import ndarray

from seethrough.engines import Batch, State, Task
from seethrough.errors import DivergenceError
from seethrough.maths.optimisers import blank_slots
from seethrough.studio.curves import Curves, Marks, marks
from seethrough.studio.fitted import Start
from seethrough.studio.job import job
from seethrough.studio.material import Material
from seethrough.studio.settings import Settings
from seethrough.training import Plan, Replay

BOUND = 32_000_000  # bytes for the checkpoints of all parts
PARTS = 64


class Part(NamedTuple):
    """A stretch of a run with the same material and settings; epochs were done before it."""

    replay: Replay
    material: Material
    settings: Settings
    epochs: int


class Run:
    """Where training is, and the way there.

    Parameters
    ----------
    material, settings : what is learned, and how
    begin : the fitted network that it begins with; default weights drawn from the seed

    Attributes
    ----------
    now : updates made up to the state that is shown
    curves : how the states did that were shown
    """

    def __init__(self, material: Material, settings: Settings, begin: Start | None = None) -> None:
        made = job(material, settings["network"], settings["training"])
        first, batch = begin.at(made) if begin else (None, 0)
        replay = Replay(*made, first=first, batch=batch, bound=BOUND)
        self.parts = [Part(replay, material, settings, 0)]
        self.now, self.curves = self.first, Curves()

    @property
    def part(self) -> Part:
        """The part that makes the next update."""
        return self.part_of(self.now)

    def part_of(self, update: int) -> Part:
        """The part that makes the update after this one."""
        return next(p for p in reversed(self.parts) if p.replay.first.updates <= update)

    @property
    def first(self) -> int:
        """The first update that can be gone back to."""
        return self.parts[0].replay.first.updates

    @property
    def last(self) -> int:
        """The latest update that was reached."""
        return self.parts[-1].replay.last

    @property
    def state(self) -> State:
        """The state that is shown."""
        return self.part.replay.state(self.now)

    @property
    def batch(self) -> Batch | None:
        """The batch of the next update; None at the end of the run."""
        return self.part.replay.batch(self.now) if self.now < self.part.replay.end else None

    @property
    def place(self) -> tuple[int, int]:
        """Epochs done, and batches of the next one."""
        epochs, batches = self.part.replay.place(self.now)
        return self.part.epochs + epochs, batches

    def go(self, update: int) -> None:
        """Go to an update: back, or as far ahead as the run goes.

        Raises
        ------
        DivergenceError
            A number is no longer finite before that; the run then stands where all still are.
        """
        self.now = max(self.first, min(update, self.last))
        replay = self.part.replay
        if update > self.now:
            try:
                self.now = replay.state(min(update, replay.end)).updates
            except DivergenceError:
                self.now = replay.last
                raise

    def change(self, material: Material, settings: Settings, theta: ndarray | None = None) -> None:
        """Go on from here with other points, settings or θ; what came later is given up."""
        state, part = self.state, self.part
        made = job(material, settings["network"], settings["training"])
        anew = _batching(made.plan) != _batching(part.replay.plan)
        epochs, batch = part.replay.place(self.now)
        before = part.epochs + (epochs if anew else 0)
        state = state._replace(epochs=0 if anew else epochs)
        if theta is not None:
            state = state._replace(theta=theta)
        if _memory(made.task) != _memory(part.replay.task):
            slots = blank_slots(made.task.optimiser, state.theta, made.task.rule)
            state = state._replace(slots=slots)
        self.parts = [p for p in self.parts if p.replay.first.updates < self.now][-PARTS + 1 :]
        bound = BOUND // (len(self.parts) + 1)
        replay = Replay(*made, first=state, batch=0 if anew else batch, bound=bound)
        self.parts.append(Part(replay, material, settings, before))
        self.curves.cut(self.now)

    def mark(self) -> Marks:
        """Tell how the state that is shown does, and keep it for the curves."""
        task = self.part.replay.task
        found = marks(task.net, self.state.theta, self.part.material, task.w, task.penalty)
        self.curves.put(self.now, found)
        return found


def _memory(task: Task) -> tuple[object, ...]:
    """What the optimiser's memory goes by: if it differs, it begins blank."""
    return task.optimiser, bool(task.rule.momentum)


def _batching(plan: Plan) -> tuple[object, ...]:
    """What the batches go by: if it differs, they begin anew."""
    return plan.seed, plan.n, plan.batch_size, plan.dropout
