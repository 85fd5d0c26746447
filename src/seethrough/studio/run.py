"""A run of the studio: parts that follow one another, each a replay, and a place in them.

Whatever changes on the way (a rate, a weight, a point) begins a new part at the update where it
was changed; the parts before it stay, so that the whole way can be gone back. A batch whose
samples are made one by one is a part of its own as well.
"""

from __future__ import annotations

from itertools import pairwise
from typing import Any, NamedTuple

from numpy import ndarray

from seethrough.engines import Batch, State, Task
from seethrough.errors import DivergenceError
from seethrough.maths.optimisers import blank_slots
from seethrough.maths.schedules import Schedule
from seethrough.studio import settings
from seethrough.studio.curves import Curves, Marks, marks
from seethrough.studio.cut import Cut
from seethrough.studio.fitted import Start
from seethrough.studio.job import Job, job
from seethrough.studio.material import Material
from seethrough.studio.settings import Settings
from seethrough.training import Plan, Replay

BOUND = 32_000_000  # bytes for the checkpoints of all parts
PARTS = 64


class Place(NamedTuple):
    """Epochs done, batches of the next one, and samples of its next batch."""

    epoch: int
    batch: int
    sample: int


class Part(NamedTuple):
    """A stretch of a run with the same material and settings.

    Attributes
    ----------
    replay : its updates
    job : what the settings ask for
    before : epochs that were done before its first epoch
    cut : the batch that it makes in pieces; None if it makes whole ones
    """

    replay: Replay
    material: Material
    settings: Settings
    job: Job
    before: int
    cut: Cut | None = None

    def place(self, update: int) -> Place:
        """Where an update's next batch is, counted in this part's epochs."""
        if self.cut is None:
            return Place(*self.replay.place(update), 0)
        made = update - self.replay.first.updates
        return Place(self.cut.epoch, self.cut.batch, self.cut.done + made)

    def epoch_end(self, update: int) -> int:
        """The update at which the epoch is done, if nothing changes on the way there."""
        ahead = self.job.plan.batches_per_epoch - self.place(update).batch
        return update + ahead if self.cut is None else self.replay.end + ahead - 1


class Run:
    """Where training is, and the way there.

    Parameters
    ----------
    material, settings : what is learned, and how
    begin : the fitted network that it begins with; default weights drawn from the seed

    Attributes
    ----------
    now : updates made up to the state that is shown
    begun : the settings that it began with
    curves : how the states did that were shown
    """

    def __init__(self, material: Material, settings: Settings, begin: Start | None = None) -> None:
        made = job(material, settings["network"], settings["training"])
        first, batch = begin.at(made) if begin else (None, 0)
        replay = Replay(*made, first=first, batch=batch, bound=BOUND)
        self.parts = [Part(replay, material, settings, made, 0)]
        self.now, self.begun, self.curves = self.first, settings, Curves()

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
    def end(self) -> int:
        """The run's last update."""
        part = self.parts[-1]
        if part.cut is None:
            return part.replay.end
        made = part.cut.epoch * part.job.plan.batches_per_epoch + part.cut.batch + 1
        return part.replay.end + part.job.epochs * part.job.plan.batches_per_epoch - made

    @property
    def changes(self) -> list[int]:
        """The updates at which something was changed, or was made sample by sample."""
        return [
            part.replay.first.updates
            for before, part in pairwise(self.parts)
            if part.cut is not None or before.cut is None or part.settings != before.settings
        ]

    @property
    def state(self) -> State:
        """The state that is shown."""
        return self.part.replay.state(self.now)

    @property
    def batch(self) -> Batch | None:
        """The batch of the next update; None at the end of the run."""
        return self.part.replay.batch(self.now) if self.now < self.part.replay.end else None

    @property
    def place(self) -> Place:
        """Where the next batch is, counted from the run's first epoch."""
        place = self.part.place(self.now)
        return place._replace(epoch=self.part.before + place.epoch)

    @property
    def epoch_end(self) -> int:
        """The update at which the next epoch is done, along the way that was gone before."""
        update, at = self.now, self.parts.index(self.part)
        for part, behind in pairwise(self.parts[at:]):
            end, update = part.epoch_end(update), behind.replay.first.updates
            if end <= update:
                return end
        return self.parts[-1].epoch_end(update)

    def go(self, update: int) -> None:
        """Go to an update: back, or as far ahead as the run goes.

        Raises
        ------
        DivergenceError
            A number is no longer finite before that; the run then stands where all still are.
        """
        self.now, update = max(self.first, min(update, self.last)), min(update, self.end)
        while self.now < update:
            replay = self.part.replay
            try:
                self.now = replay.state(min(update, replay.end)).updates
            except DivergenceError:
                self.now = replay.last
                raise
            self._go_on_behind_a_cut()

    def single(self, n: int = 1) -> None:
        """Make n updates on one sample each, the next ones in the plan's order.

        Raises
        ------
        DivergenceError
            A number is no longer finite before that; the run then stands where it was.
        """
        now, parts, target = self.now, self.parts, min(self.now + n, self.end)
        try:
            while self.now < target:
                cut = self._cut(target - self.now)
                self.go(min(target, self.part.replay.first.updates + cut.singles))
        except DivergenceError:
            self.now, self.parts = now, parts
            raise

    def stand(self, values: dict[str, Any]) -> None:
        """Let columns that are on no axis stand elsewhere: the same run, and another view of it.

        Raises
        ------
        SettingError, UnknownNameError
            A column cannot have its value.
        """
        standing = self.part.material.standing(values).others
        self.begun = settings.changed(self.begun, "data", {"fixed": values})
        self.parts = [
            part._replace(
                material=part.material._replace(others=standing),
                settings=settings.changed(part.settings, "data", {"fixed": values}),
            )
            for part in self.parts
        ]

    def change(self, material: Material, settings: Settings, theta: ndarray | None = None) -> None:
        """Go on from here with other points, settings or θ; what came later is given up."""
        state, part = self.state, self.part
        made = job(material, settings["network"], settings["training"])
        place, before = part.place(self.now), part.before
        if _batching(made.plan) != _batching(part.job.plan):
            place, before = Place(0, 0, 0), before + place.epoch
        if theta is not None:
            state = state._replace(theta=theta)
        if _memory(made.task) != _memory(part.job.task):
            slots = blank_slots(made.task.optimiser, state.theta, made.task.rule)
            state = state._replace(slots=slots)
        self._append(material, settings, made, before, state, place)
        self.curves.cut(self.now)

    def mark(self) -> Marks:
        """Tell how the state that is shown does, and keep it for the curves."""
        task = self.part.replay.task
        found = marks(task.net, self.state.theta, self.part.material, task.w, task.penalty)
        self.curves.put(self.now, found)
        return found

    def _cut(self, singles: int) -> Cut:
        """Make the shown batch a part of its own, in which so many samples more come singly."""
        part, begun = self.part, self.now
        if part.cut is not None:
            begun = part.replay.first.updates
            singles += self.now - begun
        if part.cut is None or part.cut.singles < min(singles, part.cut.size - part.cut.done):
            state, place = part.replay.state(begun), part.place(begun)
            self._append(*part[1:5], state, place, singles=singles)
            self.curves.cut(self.now)
        cut = self.part.cut
        assert cut is not None, "it was cut just now, or before"
        return cut

    def _go_on_behind_a_cut(self) -> None:
        """At the end of a batch that was cut, go on with whole ones."""
        part = self.parts[-1]
        if part.cut is None or self.now < part.replay.end or self.now == self.end:
            return
        plan, first = part.job.plan, part.replay.first
        done, batch = divmod(part.cut.batch + 1, plan.batches_per_epoch)
        state = part.replay.state(self.now)._replace(seen=first.seen + done * plan.n)
        self._append(*part[1:5], state, Place(part.cut.epoch + done, batch, 0))

    def _append(
        self,
        material: Material,
        settings: Settings,
        made: Job,
        before: int,
        state: State,
        place: Place,
        singles: int = 0,
    ) -> None:
        """Add a part that begins with a state; parts that begin there or later are given up."""
        kept = [p for p in self.parts if p.replay.first.updates < state.updates][-PARTS + 1 :]
        bound, first = BOUND // (len(kept) + 1), state._replace(epochs=place.epoch)
        replay = Replay(*made, first=first, batch=place.batch, bound=bound)
        cut = None
        if place.sample or singles:
            cut = Cut(made.plan, *place, singles)
            task = made.task._replace(eta=replay.batch(state.updates).eta, schedule=Schedule())
            first = state._replace(epochs=0)
            replay = Replay(made.engine, task, cut, 1, first=first, bound=bound)
        self.parts = [*kept, Part(replay, material, settings, made, before, cut)]


def _memory(task: Task) -> tuple[object, ...]:
    """What the optimiser's memory goes by: if it differs, it begins blank."""
    return task.optimiser, bool(task.rule.momentum)


def _batching(plan: Plan) -> tuple[object, ...]:
    """What the batches go by: if it differs, they begin anew."""
    return plan.seed, plan.n, plan.batch_size, plan.dropout
