"""The way of a run: parts that follow one another, each a replay, and each made of the one before.

Of a long way only some parts are held, evenly spread, with checkpoints that fit into a bound in
all; any other is made again from the nearest one before it, bit by bit.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable
from itertools import compress
from typing import NamedTuple

from seethrough.engines import State
from seethrough.errors import SettingError
from seethrough.studio.cut import Cut
from seethrough.studio.job import Job
from seethrough.studio.material import Material
from seethrough.studio.settings import Settings
from seethrough.training import Replay

BOUND = 16_000_000  # bytes for all parts' tables, and as many for their checkpoints
FEW, HELD = 6, 128  # parts that are held: so many at least, and at most
MOST = 100_000  # parts in all
ONE = 100  # updates that are made in about the time that a part is made in


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

    @property
    def first(self) -> int:
        """The update that it begins behind."""
        return self.replay.first.updates

    @property
    def bytes(self) -> int:
        """How many its tables take, and the two states that it has at least."""
        state, task = self.replay.first, self.job.task
        tables = (*self.material[:5], task.x, task.y)
        return sum(a.nbytes for a in (*tables, *2 * (state.theta, *state.slots)))

    def place(self, update: int) -> Place:
        """Where an update's next batch is, counted in this part's epochs."""
        if self.cut is None:
            return Place(*self.replay.place(update), 0)
        return Place(self.cut.epoch, self.cut.batch, self.cut.done + update - self.first)

    def epoch_end(self, update: int) -> int:
        """The update at which the epoch is done, if nothing changes on the way there."""
        ahead = self.job.plan.batches_per_epoch - self.place(update).batch
        return update + ahead if self.cut is None else self.replay.end + ahead - 1


Make = Callable[[Part, int], Part]  # of the part before, and the update that it is left at


class Way:
    """Parts in order.

    Parameters
    ----------
    first : the part that it begins with

    Attributes
    ----------
    starts : the update that each part begins behind
    told : whether each part is the beginning, or a change to tell of
    here : which part somebody looks at
    """

    def __init__(self, first: Part) -> None:
        self.starts = [first.first]
        self._makes: list[Make | None] = [None]
        self.told = [True]
        self._held = {0: first}
        self.here = 0

    def __len__(self) -> int:
        return len(self.starts)

    def copy(self) -> Way:
        """The same way again; what is done to one is not done to the other."""
        other = Way(self._held[0])
        for name in ("starts", "_makes", "told", "_held"):
            setattr(other, name, getattr(self, name).copy())
        other.here = self.here
        return other

    @property
    def changes(self) -> list[int]:
        """The updates at which a change was told."""
        return sorted(set(compress(self.starts[1:], self.told[1:])))

    def index(self, update: int) -> int:
        """Which part makes the update after this one."""
        return bisect_right(self.starts, update) - 1

    def part(self, index: int) -> Part:
        """A part: at hand, or made again from those before."""
        at = self._nearest(index)
        for k in range(at + 1, index + 1):
            make = self._makes[k]
            assert make is not None, "every part but the first is made"
            self._hold(k, make(self._held[k - 1], self.starts[k]))
        return self._held[index]

    def at_hand(self, update: int) -> State:
        """The latest state, not behind an update, that need not be made again."""
        index = self.index(update)
        at = self._nearest(index)
        end = update if at == index else self.starts[at + 1]
        replay = self._held[at].replay
        return replay.state(replay.at_hand(end))

    def append(self, update: int, make: Make, *, told: bool) -> None:
        """Go on otherwise behind an update; what came later is given up.

        told : whether it is a change to tell of

        Raises
        ------
        SettingError
            There are too many parts.
        """
        last = self.index(update)
        if last + 1 >= MOST:
            raise SettingError(
                f"the way has {MOST:,} pieces, and no more can be kept in mind. A run with fewer "
                "is needed. Reset it, or save its state as a file first."
            )
        part = make(self.part(last), update)
        self.give_up(last + 1)
        self.starts.append(update)
        self._makes.append(make)
        self.told.append(told)
        self._hold(last + 1, part)

    def give_up(self, index: int) -> None:
        """Give up a part and all behind it."""
        for parts in (self.starts, self._makes, self.told):
            del parts[index:]
        self._held = {k: part for k, part in self._held.items() if k < index}

    def see(self, look: Callable[[Part], Part]) -> None:
        """Look at all parts otherwise; those that are made again are made of these."""
        self._held = {k: look(part) for k, part in self._held.items()}

    def _nearest(self, index: int) -> int:
        """The last part that is held, up to this one."""
        while index not in self._held:
            index -= 1
        return index

    def _hold(self, index: int, part: Part) -> None:
        """Keep a part at hand, and let others go where it is too much."""
        self._held[index] = part
        most = max(FEW, min(HELD, BOUND // part.bytes))
        while len(self._held) > most:
            del self._held[self._least(index)]
        last = max(self._held)
        for k, held in self._held.items():
            if k != last:
                held.replay.confine(BOUND // 2 // len(self._held))
        self._held[last].replay.confine(BOUND // 2)

    def _least(self, index: int) -> int:
        """The held part that is made again the soonest, of those that are not needed right now."""
        held, needed = sorted(self._held), {index, index - 1, self.here, len(self) - 1}
        gaps = {
            k: self.starts[behind] - self.starts[before] + ONE * (behind - before)
            for before, k, behind in zip(held, held[1:], held[2:], strict=False)
            if k not in needed
        }
        return min(gaps, key=lambda k: gaps[k])
