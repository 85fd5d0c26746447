"""The run that a model file tells of: what each entry of it has to be.

Its settings are checked as any others when the run is made again.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy import ndarray

from seethrough.estimators.runs import RULES


def is_run(run: Any, state: dict[str, Any]) -> bool:
    """Whether a run is whole, and can have led to this state; None where nothing is known."""
    return run is None or (
        set(run) == {*ENTRIES, "first", "settings", "engine", "slowed"}
        and all(fits(run[name]) for name, fits in ENTRIES.items())
        and run["made"] <= run["epochs"] * run["batches"]
        and run["engine"] in {"fused", "reference"}
        and set(run["settings"]) <= set(RULES)
        and set(RULES) - {"label_smoothing"} <= set(run["settings"])
        and all(count(e) and number(scale) for e, scale in run["slowed"].items())
        and _is_first(run["first"], state["theta_"], 1 + len(state["_memory"]["slots"]))
    )


def count(value: Any, least: int = 0) -> bool:
    """Whether a value is a whole number."""
    return type(value) is int and value >= least


def number(value: Any) -> bool:
    """Whether a value is a number of Python's own."""
    return type(value) in {int, float}


def _flag(value: Any) -> bool:
    return type(value) is bool


def _some(value: Any) -> bool:
    return count(value, 1)


def _seed(value: Any) -> bool:
    return count(value) and value < 2**32


ENTRIES = {"seed": _seed, "epochs": _some, "batches": _some, "rows": _some, "made": count}
ENTRIES |= {"fresh": _flag, "apart": _flag, "restored": _flag}


def _is_first(first: Any, theta: ndarray, rows: int) -> bool:
    begun = first["state"]
    return (
        set(first) == {"state", "updates", "seen", "scale", "best", "waited"}
        and all(count(first[name]) for name in ("updates", "seen", "waited"))
        and all(number(first[name]) for name in ("scale", "best"))
        and (begun is None or _is_packed(begun, theta, rows))
    )


def _is_packed(value: Any, theta: ndarray, rows: int) -> bool:
    return (
        isinstance(value, ndarray)
        and (value.shape, value.dtype) == ((rows, theta.size), theta.dtype)
        and bool(np.isfinite(value).all())
    )
