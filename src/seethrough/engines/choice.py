"""The choice of an engine: whichever is through first, with what it takes to get it ready.

Compiled kernels cost seconds once, some tenths of a second in a later process, and nothing from
then on; so the same short fit may be the reference's today and the fused engine's tomorrow, and
its numbers may differ in the last digits. Who needs them equal names an engine. A few rows are
answered by the reference whatever the name: the fused engine would take two to five times as long.
"""

from __future__ import annotations

import sys
from functools import cache
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

from seethrough.engines import kernel_cache
from seethrough.engines.cost import FUSED, FUSED_ANSWERS, REFERENCE, REFERENCE_ANSWERS, seconds
from seethrough.engines.protocol import Engine, Task
from seethrough.engines.reference import Reference
from seethrough.errors import SettingError, warn

if TYPE_CHECKING:
    from seethrough.maths.network import Network

ENGINES = ("auto", "fused", "reference")
COMPILE, IMPORT, LOAD = 12.0, 0.5, 0.3  # seconds, likewise, from benchmarks/compile.py
AT_ONCE = 5000  # numbers of an answer that is not worth to be taken elsewhere
LONG = 10.0  # seconds of a job from which it is told why it is not quicker


def chosen(name: str, task: Task, updates: int, batch: int) -> Engine:
    """Return the engine of this name for a task of so many updates of so many samples.

    Raises
    ------
    SettingError
        "fused" was asked for where it cannot serve.
    """
    slow, quick = (updates * seconds(costs, task.net, batch) for costs in (REFERENCE, FUSED))
    return _engine(name, "run", task.y.dtype.name, slow, quick, batch)


def chosen_for_answers(name: str, net: Network, x: Any, dtype: str) -> Engine:
    """Return the engine of this name for the answers to a table.

    To a few rows it is always the reference, which is quicker: in the last digits their answers
    may differ from those to the same rows in a large table.
    """
    if x.shape[0] * sum(net.widths) < AT_ONCE:
        return Reference()
    both = (REFERENCE_ANSWERS, FUSED_ANSWERS)
    slow, quick = (seconds(costs, net, x.shape[0], back=False) for costs in both)
    return _engine(name, "answers", dtype, slow, quick, x.shape[0])


def pace(engine: Engine, net: Network, batch: int) -> float:
    """Return about how many seconds an engine takes for an update of so many samples."""
    return seconds(REFERENCE if engine.name == "reference" else FUSED, net, batch)


def _engine(name: str, kernel: str, dtype: str, slow: float, quick: float, batch: int) -> Engine:
    if name == "reference":
        return Reference()
    missing = None if find_spec("numba") else "Numba is not installed"
    if name == "fused" and missing:
        raise SettingError(
            f"engine is 'fused', but {missing}. It compiles the kernels. Install it (pip install "
            "numba), or take engine='auto' or 'reference'."
        )
    if name == "auto" and (missing or slow < quick + _readying(kernel, dtype)):
        if missing and slow > LONG:
            _tell_once(missing)
        return Reference()
    with kernel_cache.interrupts(at_once=False):  # while Numba is imported
        from seethrough.engines.fused import Fused

    return Fused(batch)


def _readying(kernel: str, dtype: str) -> float:
    """Seconds until a kernel is ready to run."""
    if kernel_cache.is_loaded(kernel, dtype):
        return 0.0
    numba = 0.0 if "numba" in sys.modules else IMPORT
    return numba + (LOAD if kernel_cache.is_kept(kernel, dtype) else COMPILE)


@cache
def _tell_once(missing: str) -> None:
    warn(f"the reference engine is used: {missing}. engine='reference' says that it is meant.")
