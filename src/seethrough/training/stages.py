"""Stages: the states of a run at some epochs, evenly spread over it, never more than so many."""

from typing import Any

import numpy as np
from numpy import ndarray

from seethrough.engines.protocol import State
from seethrough.training.loop import Record
from seethrough.training.thinned import Thinned

BOUND = 64_000_000  # bytes that the stages may take, however many were asked for


class Stages:
    """A consumer of records that keeps the state of every epoch, then of every second, fourth, ...

    Parameters
    ----------
    state : where the run begins
    most : how many states to keep at most; 0 keeps none
    bound : bytes that they may take

    Attributes
    ----------
    states : by epoch, `packed`
    slowed : the share of η that was left from an epoch on, where it changed
    """

    def __init__(self, state: State, most: int, bound: int = BOUND) -> None:
        self._most, self._bound, self._scale = most, bound, state.scale
        self.states: Thinned[ndarray] = Thinned()
        self.slowed: dict[int, float] = {}

    def append(self, record: Record) -> None:
        """Keep the state of a record, unless its epoch falls between the stages."""
        epoch, scale = record.state.epochs, record.state.scale
        if scale != self._scale:
            self.slowed[epoch] = self._scale = scale
        if self._most and self.states.due(epoch):
            rows = packed(record.state)
            self.states.keep(epoch, rows, min(self._most, self._bound // rows.nbytes))


def packed(state: State) -> ndarray:
    """θ and below it what the optimiser remembers, (1 + slots, p); nobody can write to it."""
    rows = np.array([state.theta, *state.slots])
    rows.setflags(write=False)
    return rows


def unpacked(rows: ndarray, **counts: Any) -> State:
    """A state that was packed, with its counts."""
    return State(rows[0], tuple(rows[1:]), **counts)


def size(state: State) -> int:
    """The bytes of a state that is packed."""
    return int(state.theta.nbytes * (1 + len(state.slots)))


def spacing(epochs: int, most: int) -> int:
    """How far apart the stages of a run of so many epochs are in the end, a power of 2."""
    return 1 << max(epochs // (most + 1), 0).bit_length()
