"""Threads that work on one update together: each its share, then all wait for the last.

gate  (2,) whole numbers: how many arrivals there were, and whether somebody called it off
"""

import os

from numba import types
from numba.core.cgutils import pointer_add
from numba.extending import intrinsic

from seethrough.engines.kernels.compiling import vectorised

PATIENCE = 2000  # looks at the gate before a thread lets others have the processor
WORD = 8  # bytes of a whole number

_give_way = types.ExternalFunction(
    "SwitchToThread" if os.name == "nt" else "sched_yield", types.int32()
)


@intrinsic
def _arrive(_, gate):
    """Count one more arrival, in one piece: no other thread's count is lost."""

    def code(context, builder, _, arguments):
        place = context.make_array(gate)(context, builder, arguments[0]).data
        return builder.atomic_rmw("add", place, context.get_constant(types.int64, 1), "seq_cst")

    return types.int64(gate), code


@intrinsic
def _look(_, gate, i):
    """gate[i] as it is now, whatever was seen before."""

    def code(context, builder, _, arguments):
        start = context.make_array(gate)(context, builder, arguments[0]).data
        offset = builder.mul(arguments[1], context.get_constant(types.int64, WORD))
        place = pointer_add(builder, start, offset)
        return builder.load_atomic(place, "acquire", WORD)

    return types.int64(gate, i), code


@vectorised
def called_off(gate):
    """Whether to stop, wherever one is."""
    return _look(gate, 1) != 0


@vectorised
def meet(gate, threads, meeting):
    """Wait until every thread has come to this meeting, which are counted from 1."""
    if threads == 1:
        return
    _arrive(gate)
    looks = 0
    while _look(gate, 0) < meeting * threads and not called_off(gate):
        looks += 1
        if looks > PATIENCE:
            _give_way()
