"""The fused engine: the maths in compiled loops, many updates in one call."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import partial
from itertools import islice
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy import ndarray
from scipy.sparse import issparse

from seethrough.engines import kernel_cache, tables, teams
from seethrough.engines.cost import FUSED, FUSED_ANSWERS, seconds
from seethrough.engines.kernels import runs, steps
from seethrough.engines.kernels.blocks import TILES
from seethrough.engines.kernels.runs import Batches, How, Moving
from seethrough.engines.kernels.threads import new_gate
from seethrough.engines.protocol import Batch, Outcome, Slope, State, Task, Whole
from seethrough.maths.network import n_parameters
from seethrough.maths.optimisers import Rule

if TYPE_CHECKING:
    from seethrough.maths.network import Network

CHUNK = 4096  # batches taken in at once
ALL = np.empty(0, np.int64)  # no rows: the whole table
STILL = steps.NONE, np.array(Rule(), float)  # no optimiser


class Fused:
    """The reference's numbers, to rounding, from compiled loops over blocks of samples.

    Parameters
    ----------
    batch : samples of an update, where it is known: smaller ones at the end of an epoch are then
        added up in the same order, whatever came before them. Else the first batches tell
    """

    name = "fused"

    def __init__(self, batch: int = 0) -> None:
        self._batch = batch
        self._job: _Job | None = None
        self._slopes: _Job | None = None

    def run(self, task: Task, state: State, batches: Iterable[Batch]) -> Outcome:
        """Return the outcome of one update per batch: forward, cost, backward, step."""
        theta, own = state.theta.copy(), state.slots[:-1] if task.rule.average else state.slots
        slots = np.array(own, theta.dtype).reshape(len(own), len(theta))
        mean = state.slots[-1].copy() if task.rule.average else theta[:0]
        moving = Moving(theta, slots, mean)
        rule = steps.CODES[task.optimiser], np.array(task.rule, float)
        how = How(np.array(task.penalty, theta.dtype), *rule)
        outs, t = [np.empty((4, 0))], state.updates
        for some in _taken(task, batches):
            outs.append(self._on(task, some).make(moving, some, how, t))
            t += len(some.etas)
        kept = (*slots, mean) if task.rule.average else tuple(slots)
        return Outcome(state._replace(theta=theta, slots=kept, updates=t), *np.hstack(outs))

    def downhill(self, task: Task, theta: ndarray) -> Slope:
        """Return the cost of the whole table, and which way is up."""
        if self._slopes is None or self._slopes.task is not task:
            whole = _whole(task, np.zeros(1))
            self._slopes = _Job(task, whole, _largest(whole))
        return self._slopes.slope(theta)

    def answers(self, net: Network, theta: ndarray, x: Any) -> ndarray:
        """Return p, (n, K), of a table, without dropout."""
        n, dtype, as_numbers = x.shape[0], theta.dtype, tables.network(net, sparse=issparse(x))
        update = seconds(FUSED_ANSWERS, net, n, back=False)
        team = teams.Team(teams.size(update, n))
        block = tables.block(as_numbers, n, team.threads)
        out = np.empty((n, net.widths[-1]), dtype)
        table = tables.table(x, out[:0], None, block, cut=False)
        rooms = [tables.room(as_numbers, block, dtype) for _ in range(team.threads)]
        fixed = tables.open_(theta), as_numbers, table, ALL, np.empty((0, 0), dtype), block

        def kernel(me: int, gate: ndarray) -> None:
            runs.run_answers(me, team.threads, *fixed, rooms[me], gate, out)

        kernel_cache.load(
            "answers",
            dtype.name,
            lambda: runs.run_answers(0, 1, *fixed, rooms[0], new_gate(), out[:0]),
        )
        team.work(kernel, update)
        return out

    def _on(self, task: Task, batches: Batches) -> _Job:
        """The task as the kernels take it, made once while batches of this kind go on."""
        job = self._job
        if job is None or job.task is not task or not job.serves(batches):
            self._job = job = _Job(task, batches, max(self._batch, _largest(batches)))
        return job


class _Job:
    """A task as the kernels take it, and the rooms they work in.

    Parameters
    ----------
    batches : the first that it is to make
    batch : samples of an update at the most: what blocks and threads go by
    """

    def __init__(self, task: Task, batches: Batches, batch: int) -> None:
        net, dtype = task.net, task.y.dtype
        self.task, self._batch, self._all = task, batch, not len(batches.rows)
        self._net = tables.network(net, sparse=issparse(task.x))
        self._seconds = seconds(FUSED, net, self._batch)
        threads = teams.size(self._seconds, self._batch)
        self._team = teams.Team(threads)
        self._block = tables.block(self._net, self._batch, threads)
        cut = self._all and self._net.by[0] != TILES
        self._table = tables.table(task.x, task.y, task.w, self._block, cut=cut)
        self._once = _whole(task, np.zeros(1))
        self._still = How(np.array(task.penalty, dtype), *STILL)
        self._gs = np.zeros((threads, n_parameters(net.widths)), dtype)
        self._sums = np.zeros((4, threads), dtype)
        self._rooms = [tables.room(self._net, self._block, dtype) for _ in range(threads)]
        kernel_cache.load("run", dtype.name, partial(self._do_nothing, batches))

    def serves(self, batches: Batches) -> bool:
        """Whether these batches are of the kind that this was made for."""
        return self._all == (not len(batches.rows)) and _largest(batches) <= self._batch

    def make(self, moving: Moving, batches: Batches, how: How, t: int) -> ndarray:
        """Make one update per rate; return cost, norm, penalty and Σw of each, (4, updates)."""
        out = np.full((4, len(batches.etas)), np.nan)
        work = partial(self._one, moving, batches, how, t, out)
        self._team.work(work, self._seconds * len(batches.etas))
        return out

    def slope(self, theta: ndarray) -> Slope:
        """The cost of the whole table, and which way is up."""
        made = self.make(_alone(tables.open_(theta)), self._once, self._still, 0)
        cost, _, penalty, size = made[:, 0].tolist()
        return Slope(cost, penalty, self._gs[0].copy(), size)

    def _one(
        self,
        moving: Moving,
        batches: Batches,
        how: How,
        t: int,
        out: ndarray,
        me: int,
        gate: ndarray,
    ) -> None:
        """What one thread of the team does."""
        data = self._net, self._table, batches, self._block
        runs.run(moving, self._gs, self._sums, *data, how, t, self._rooms[me], gate, out)

    def _do_nothing(self, batches: Batches) -> None:
        """Call the kernel for no updates, so that it is compiled."""
        none, out = batches._replace(etas=batches.etas[:0]), np.empty((4, 0))
        self._one(_alone(self._gs[0]), none, self._still, 0, out, 0, new_gate())


def _alone(theta: ndarray) -> Moving:
    """θ, with nothing remembered."""
    return Moving(theta, theta[None, :0], theta[:0])


def _largest(batches: Batches) -> int:
    return int((batches.starts[1:] - batches.starts[:-1]).max())


def _whole(task: Task, etas: ndarray) -> Batches:
    return Batches(ALL, np.array([0, task.x.shape[0]]), np.empty((0, 0), task.y.dtype), etas)


def _taken(task: Task, batches: Iterable[Batch]) -> Iterator[Batches]:
    """The batches in pieces as the kernels take them; one by one where each has its masks."""
    if isinstance(batches, Whole):
        yield _whole(task, batches.etas)
        return
    remaining = iter(batches)
    while some := list(islice(remaining, CHUNK)):
        if any(batch.masks is not None for batch in some):
            for batch in some:
                one = _together(task, [batch])
                masks = tables.stacked_masks(batch.masks, task.net, _largest(one), task.y)
                yield one._replace(masks=masks)
        else:
            yield _together(task, some)


def _together(task: Task, batches: list[Batch]) -> Batches:
    """Batches one after the other; masks are left out."""
    made = _whole(task, np.array([batch.eta for batch in batches]))
    if all(batch.rows is None for batch in batches):
        return made
    rows = [np.arange(task.x.shape[0]) if b.rows is None else b.rows for b in batches]
    return made._replace(rows=np.concatenate(rows), starts=np.cumsum([0, *map(len, rows)]))
