"""A run of the studio: a way of parts, each a replay, and a place on it.

Whatever changes on the way (a rate, a weight, a point) begins a new part at the update where it
was changed; the parts before it stay, so that the whole way can be gone back. A batch whose
samples are made one by one is a part of its own as well.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any, TypeAlias

from numpy import ndarray

from seethrough.engines import Batch, State, Task
from seethrough.errors import DivergenceError, SeethroughError
from seethrough.maths.optimisers import blank_slots
from seethrough.maths.schedules import Schedule
from seethrough.studio import settings
from seethrough.studio.curves import Curves, Marks, marks
from seethrough.studio.cut import Cut
from seethrough.studio.fitted import Start
from seethrough.studio.job import job
from seethrough.studio.material import Material
from seethrough.studio.settings import Settings
from seethrough.studio.way import Part, Place, Way
from seethrough.training import Plan, Replay

AGAIN = 32  # single samples that are made again for one more, so that they are one part

Changed: TypeAlias = tuple[Material, Settings, ndarray]
Change = Callable[[Part, ndarray], Changed]  # of a part and its θ, what is to hold from there on


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
        replay = Replay(*made, first=first, batch=batch)
        self._way = Way(Part(replay, material, settings, made, 0))
        self.now, self.begun, self.curves = self.first, settings, Curves()

    @property
    def part(self) -> Part:
        """The part that makes the next update."""
        self._way.here = self._way.index(self.now)
        return self._way.part(self._way.here)

    @property
    def is_straight(self) -> bool:
        """Whether nothing was changed on the way."""
        return len(self._way) == 1

    @property
    def first(self) -> int:
        """The first update that can be gone back to."""
        return self._way.starts[0]

    @property
    def last(self) -> int:
        """The latest update that was reached."""
        return self._latest.replay.last

    @property
    def end(self) -> int:
        """The run's last update."""
        part = self._latest
        if part.cut is None:
            return part.replay.end
        made = part.cut.epoch * part.job.plan.batches_per_epoch + part.cut.batch + 1
        return part.replay.end + part.job.epochs * part.job.plan.batches_per_epoch - made

    @property
    def changes(self) -> list[int]:
        """The updates at which something was changed, or from which on samples came singly."""
        return self._way.changes

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
        update, starts = self.now, self._way.starts
        for index in range(self._way.index(update), len(starts) - 1):
            end, update = self._way.part(index).epoch_end(update), starts[index + 1]
            if end <= update:
                return end
        return self._latest.epoch_end(update)

    def state_at(self, update: int) -> State:
        """The state behind any update that was reached."""
        return self._way.part(self._way.index(update)).replay.state(update)

    def at_hand(self, update: int) -> State:
        """The latest state, not behind an update, that need not be made again."""
        return self._way.at_hand(update)

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
        DivergenceError, SettingError
            A number is no longer finite before that, or there are too many batches in pieces; the
            run then stands where it was.
        """
        now, way, target = self.now, self._way.copy(), min(self.now + n, self.end)
        try:
            while self.now < target:
                cut = self._cut(target - self.now)
                self.go(min(target, self.part.first + cut.singles))
        except SeethroughError:
            self.now, self._way = now, way
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
        self._way.see(
            lambda part: part._replace(
                material=part.material._replace(others=standing),
                settings=settings.changed(part.settings, "data", {"fixed": values}),
            )
        )

    def change(self, change: Change) -> None:
        """Go on from here with other points, settings or θ; what came later is given up."""
        self._way.append(self.now, partial(_changed, change=change), told=True)
        self.curves.cut(self.now)

    def mark(self) -> Marks:
        """Tell how the state that is shown does, and keep it for the curves."""
        task = self.part.replay.task
        found = marks(task.net, self.state.theta, self.part.material, task.w, task.penalty)
        self.curves.put(self.now, found)
        return found

    @property
    def _latest(self) -> Part:
        """The part behind all others."""
        return self._way.part(len(self._way) - 1)

    def _cut(self, singles: int) -> Cut:
        """Make the shown batch a part of its own, in which so many samples more come singly."""
        part, here, begun = self.part, self._way.here, self.now
        cut, told, made = part.cut, self._way.told[self._way.here], self.now - part.first
        if cut is None or cut.singles < min(made + singles, cut.size - cut.done):
            if cut is None:
                told |= made > 0  # what follows a cut and is cut itself is no change
            elif cut.singles and made < AGAIN:
                begun, singles = part.first, made + singles
                self._way.give_up(here)
            else:
                told = False
            self._way.append(begun, partial(_in_pieces, singles=singles), told=told)
            self.curves.cut(self.now)
        cut = self.part.cut
        assert cut is not None, "it was cut just now, or before"
        return cut

    def _go_on_behind_a_cut(self) -> None:
        """At the end of a batch that was cut, go on with whole ones."""
        part = self._latest
        if part.cut is not None and self.now == part.replay.end < self.end:
            self._way.append(self.now, _behind, told=False)


def _changed(part: Part, update: int, change: Change) -> Part:
    """What follows a part that is changed behind an update."""
    state, place, before = part.replay.state(update), part.place(update), part.before
    material, settings, theta = change(part, state.theta)
    made = job(material, settings["network"], settings["training"])
    if _batching(made.plan) == _batching(part.job.plan):
        made = made._replace(plan=part.job.plan)  # it knows what was drawn
    else:
        place, before = Place(0, 0, 0), before + place.epoch
    slots = state.slots
    if _memory(made.task) != _memory(part.job.task):
        slots = blank_slots(made.task.optimiser, theta, made.task.rule)
    new = part._replace(material=material, settings=settings, job=made, before=before)
    return _part(new, state._replace(theta=theta, slots=slots), place)


def _in_pieces(part: Part, update: int, singles: int) -> Part:
    """What follows a part whose next batch is cut behind an update."""
    return _part(part, part.replay.state(update), part.place(update), singles)


def _behind(part: Part, update: int) -> Part:
    """What follows a batch that was cut."""
    cut, plan = part.cut, part.job.plan
    assert cut is not None, "it was cut before"
    done, batch = divmod(cut.batch + 1, plan.batches_per_epoch)
    state = part.replay.state(update)
    state = state._replace(seen=part.replay.first.seen + done * plan.n)
    return _part(part, state, Place(cut.epoch + done, batch, 0))


def _part(like: Part, state: State, place: Place, singles: int = 0) -> Part:
    """A part with the material, settings and job of another, that begins with a state."""
    made, first = like.job, state._replace(epochs=place.epoch)
    replay, cut = Replay(*made, first=first, batch=place.batch), None
    if place.sample or singles:
        cut = Cut(made.plan, *place, singles)
        task = made.task._replace(eta=replay.batch(state.updates).eta, schedule=Schedule())
        replay = Replay(made.engine, task, cut, 1, first=state._replace(epochs=0))
    return like._replace(replay=replay, cut=cut)


def _memory(task: Task) -> tuple[object, ...]:
    """What the optimiser's memory goes by: if it differs, it begins blank."""
    return task.optimiser, bool(task.rule.momentum)


def _batching(plan: Plan) -> tuple[object, ...]:
    """What the batches go by: if it differs, they begin anew."""
    return plan.seed, plan.n, plan.batch_size, plan.dropout
