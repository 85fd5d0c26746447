"""The fused engine: the maths in compiled loops, many updates in one call."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import islice
from typing import NamedTuple

import numpy as np
from numpy import ndarray

from seethrough.engines.kernels import answers, bends, small, steps
from seethrough.engines.protocol import Batch, Outcome, State, Task
from seethrough.engines.reference import Reference
from seethrough.maths.heads import questions
from seethrough.maths.network import Network, Tape

CHUNK = 4096  # batches taken in at once
ROOM = 4_000_000  # numbers of a table up to which it is packed in one go


class Fused(NamedTuple):
    """The reference's numbers, to rounding, from compiled loops over blocks of samples."""

    name: str = "fused"

    def run(self, task: Task, state: State, batches: Iterable[Batch]) -> Outcome:
        """Return the outcome of one update per batch: forward, cost, backward, step."""
        job, outs, t, batches = _Job(task, state), [np.empty((4, 0))], state.updates, iter(batches)
        while taken := list(islice(batches, CHUNK)):
            outs.append(job.make(taken, t))
            t += len(taken)
        slots = (*job.slots, job.mean) if task.rule.average else tuple(job.slots)
        return Outcome(state._replace(theta=job.theta, slots=slots, updates=t), *np.hstack(outs))

    def forward(self, net: Network, theta: ndarray, x: ndarray) -> Tape:
        """Return the tape of one forward pass without dropout."""
        return Reference().forward(net, theta, x)


class _Job:
    """A task as the kernels take it, with θ and what the optimiser remembers, which they change."""

    def __init__(self, task: Task, state: State) -> None:
        self.theta = state.theta.copy()
        own = state.slots[:-1] if task.rule.average else state.slots
        self.slots = np.array(own, self.theta.dtype).reshape(len(own), len(self.theta))
        self.mean = state.slots[-1].copy() if task.rule.average else self.theta[:0]
        self._net = _numbers(task.net)
        w = np.ones(len(task.y), task.y.dtype) if task.w is None else task.w
        # one layout for the kernels, or each would be compiled anew
        self._tables = tuple(map(np.ascontiguousarray, (task.x, task.y, w[:, None])))
        self._fixed = (tuple(task.penalty), steps.CODES[task.optimiser], np.array(task.rule, float))
        self._packed: list[ndarray] | None = None

    def make(self, batches: list[Batch], t: int) -> ndarray:
        """Make one update per batch; return cost, norm, penalty and Σw of each, (4, updates)."""
        if any(batch.masks is not None for batch in batches):
            return np.hstack([self._make([batch], t + i) for i, batch in enumerate(batches)])
        return self._make(batches, t)

    def _make(self, batches: list[Batch], t: int) -> ndarray:
        rows, starts = self._rows(batches)
        blocks = self._whole() if not len(rows) else [_blocks(v, 1) for v in self._tables]
        data = tuple(zip(blocks, self._tables, strict=True))
        etas = np.array([batch.eta for batch in batches])
        out = np.full((4, len(batches)), np.nan)
        masks = _side_by_side(batches[0].masks, self.theta)
        penalty, optimiser, rule = self._fixed
        small.run(
            *(self.theta, self.slots, self.mean, self._net, data, rows, starts, masks),
            *(etas, penalty, optimiser, rule, t, out),
        )
        return out

    def _rows(self, batches: list[Batch]) -> tuple[ndarray, ndarray]:
        """The samples of all batches one after the other, and where each batch starts.

        Whole tables have no rows, unless they are so large that a packed copy would cost too much.
        """
        n = len(self._tables[0])
        rows = [batch.rows for batch in batches]
        if all(r is None for r in rows) and sum(table.size for table in self._tables) < ROOM:
            return np.empty(0, np.int64), np.array([0, n])
        full = [np.arange(n) if r is None else r for r in rows]
        return np.concatenate(full), np.cumsum([0, *map(len, full)])

    def _whole(self) -> list[ndarray]:
        """The whole table, packed once."""
        if self._packed is None:
            self._packed = [_packed(table) for table in self._tables]
        return self._packed


def _blocks(table: ndarray, count: int) -> ndarray:
    """Room for so many blocks of a table, (count, columns, block)."""
    return np.zeros((count, table.shape[1], small.BLOCK), table.dtype)


def _packed(table: ndarray) -> ndarray:
    """A table in blocks, the samples of a column side by side."""
    blocks = _blocks(table, -(-len(table) // small.BLOCK))
    for b, block in enumerate(blocks):
        part = table[b * small.BLOCK : (b + 1) * small.BLOCK]
        block[:, : len(part)] = part.T
    return blocks


def _numbers(net: Network) -> tuple[ndarray, ndarray, int, float, ndarray]:
    """A network as the kernels take it: widths, codes, and what the head is set by."""
    family, *numbers = net.head.split()
    asked = questions(net.head) if family == "multiclass" else []
    ends = [net.widths[-1] if columns.stop is None else columns.stop for columns in asked]
    return (
        np.array(net.widths),
        np.array([bends.CODES[name] for name in net.activations], np.int64),
        answers.CODES[family],
        float(numbers[0]) if family == "quantile" else 0.0,
        np.array(ends, np.int64),
    )


def _side_by_side(masks: Sequence[ndarray | None] | None, like: ndarray) -> ndarray:
    """All hidden layers' masks as (units, samples); empty where nothing is dropped."""
    if masks is None:
        return np.empty((0, 0), like.dtype)
    kept = [mask for mask in masks if mask is not None]
    return np.ascontiguousarray(np.hstack(kept).T)
