"""Threads that do one thing after the other together: shares of work, each taken by who is free.

What is done, and in which shares, does not depend on who does it: a thread that the system lets
wait is not waited for, unless it is in the middle of a share.

gate   (3,) whole numbers: phase and next share, as phase · SPAN + share; whether somebody called
       it off; how many shares of the phase are done
"""

import os

import numpy as np
from numba import types
from numba.core.cgutils import pointer_add
from numba.extending import intrinsic

from seethrough.engines.kernels.compiling import vectorised

NEXT, OFF, DONE = range(3)
SPAN = 1 << 20  # more shares than a batch could have
PATIENCE = 2000  # looks at the gate before a thread lets others have the processor
WORD = 8  # bytes of a whole number

_give_way = types.ExternalFunction(
    "SwitchToThread" if os.name == "nt" else "sched_yield", types.int32()
)


def new_gate() -> np.ndarray:
    """A gate before the first share of the first phase."""
    return np.zeros(3, np.int64)


def _place(context, builder, gate, arguments):
    """The address of gate[i]."""
    start = context.make_array(gate)(context, builder, arguments[0]).data
    offset = builder.mul(arguments[1], context.get_constant(types.int64, WORD))
    return pointer_add(builder, start, offset)


@intrinsic
def _look(_, gate, i):
    """gate[i] as it is now, whatever was seen before."""

    def code(context, builder, _, arguments):
        return builder.load_atomic(_place(context, builder, gate, arguments), "acquire", WORD)

    return types.int64(gate, i), code


@intrinsic
def _count(_, gate, i):
    """Add 1 to gate[i] in one piece, so that no other thread's count is lost; what it was."""

    def code(context, builder, _, arguments):
        place = _place(context, builder, gate, arguments)
        return builder.atomic_rmw("add", place, context.get_constant(types.int64, 1), "seq_cst")

    return types.int64(gate, i), code


@intrinsic
def _change(_, gate, i, old, new):
    """Set gate[i] to a new value if it is the old one; whether it was."""

    def code(context, builder, _, arguments):
        place = _place(context, builder, gate, arguments)
        found = builder.cmpxchg(place, arguments[2], arguments[3], "seq_cst", "seq_cst")
        return builder.extract_value(found, 1)

    return types.boolean(gate, i, old, new), code


@vectorised
def called_off(gate):
    """Whether to stop, wherever one is."""
    return _look(gate, OFF) != 0


@vectorised
def take(gate, phase, shares, before):
    """A share of the phase that nobody has yet, or −1; `before` is what was just done, or −1."""
    if shares == 1:
        return 0 if before < 0 else -1
    if before >= 0 and _count(gate, DONE) == shares - 1:
        gate[DONE] = 0
        _change(gate, NEXT, phase * SPAN + shares, (phase + 1) * SPAN)
    while True:
        at = _look(gate, NEXT)
        if at >= phase * SPAN + shares:
            return -1
        if _change(gate, NEXT, at, at + 1):
            return at - phase * SPAN


@vectorised
def wait(gate, phase, shares):
    """Wait until the last share of the phase is done."""
    looks = 0
    while shares > 1 and _look(gate, NEXT) < (phase + 1) * SPAN and not called_off(gate):
        looks += 1
        if looks > PATIENCE:
            _give_way()
