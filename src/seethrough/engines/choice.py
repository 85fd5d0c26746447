"""The choice of an engine: by what the task is and by how long the reference would take.

It goes by the task alone, never by the machine or by what is compiled already: the same fit has
the same numbers tomorrow.
"""

from __future__ import annotations

from functools import cache
from importlib.util import find_spec
from itertools import pairwise

from seethrough.engines.protocol import Engine, Task
from seethrough.engines.reference import Reference
from seethrough.errors import SettingError, warn

ENGINES = ("auto", "fused", "reference")
COMPILE = 10.0  # seconds that Numba takes at the first fit ever: shorter jobs are not worth it
# seconds, rounded, as measured side by side (benchmarks/engines.py): of a call of NumPy's, of an
# activation and of a multiplication with its addition, forward and back
REFERENCE = {"update": 6e-5, "unit": 2.5e-8, "product": 6e-11}
FUSED = {"update": 1e-6, "unit": 4e-9, "product": 1e-10}


def chosen(name: str, task: Task, updates: int, batch: int) -> Engine:
    """Return the engine of this name for a task of so many updates of so many samples.

    Raises
    ------
    SettingError
        "fused" was asked for where it cannot serve.
    """
    if name == "reference":
        return Reference()
    obstacle = _obstacle(task)
    if name == "fused" and obstacle:
        raise SettingError(
            f"engine is 'fused', but {obstacle}. Needed are Numba and a dense table. Take "
            "engine='auto' or 'reference'."
        )
    if name == "auto" and (obstacle or not _worth_it(task, updates, batch)):
        if obstacle and _seconds(REFERENCE, task, updates, batch) > COMPILE:
            _tell_once(obstacle)
        return Reference()
    from seethrough.engines.fused import Fused

    return Fused()


def _obstacle(task: Task) -> str | None:
    """Why the fused engine cannot serve."""
    if hasattr(task.x, "tocsr"):
        return "the table is sparse"
    return None if find_spec("numba") else "Numba is not installed"


def _worth_it(task: Task, updates: int, batch: int) -> bool:
    slow, quick = (_seconds(costs, task, updates, batch) for costs in (REFERENCE, FUSED))
    return slow - quick > COMPILE


def _seconds(costs: dict[str, float], task: Task, updates: int, batch: int) -> float:
    """About how long an engine takes for all updates."""
    widths = task.net.widths
    products = 3 * sum(d_in * d_out for d_in, d_out in pairwise(widths))
    sample = costs["unit"] * sum(widths[1:]) + costs["product"] * products
    return updates * (costs["update"] * len(widths) / 2 + batch * sample)


@cache
def _tell_once(obstacle: str) -> None:
    warn(f"the reference engine is used: {obstacle}. engine='reference' says that it is meant.")
