"""Settings: everything that can be set in the studio, its limits, and what it is at first."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from seethrough.bugs import BUGS
from seethrough.errors import SettingError, UnknownNameError
from seethrough.maths.activations import ACTIVATIONS
from seethrough.maths.inits import INITS
from seethrough.maths.optimisers import OPTIMISERS
from seethrough.maths.schedules import SCHEDULES

DEPTH, WIDTH = 6, 32  # hidden layers at most, and units of each
OWN = ("table", "given")  # data of one's own: a file's, and a notebook's
SETS = ("moons", "circles", "xor", "spirals", "blobs", "curve", "penguins", "nhanes", *OWN)

Check = Callable[[str, Any], Any]
Settings = dict[str, dict[str, Any]]


def number(least: float, most: float, name: str, value: Any) -> float:
    """A number between two."""
    fits = isinstance(value, int | float) and not isinstance(value, bool)
    if not (fits and least <= value <= most):
        raise SettingError(
            f"{name} is {_short(value)}, but must be a number from {least:g} to {most:g}. "
            f"Try {least:g}."
        )
    return float(value)


def whole(least: int, most: int, name: str, value: Any) -> int:
    """A whole number between two."""
    fits = isinstance(value, int) and not isinstance(value, bool)
    if not (fits and least <= value <= most):
        raise SettingError(
            f"{name} is {_short(value)}, but must be a whole number from {least:,} to {most:,}. "
            f"Try {least}."
        )
    return int(value)


def one_of(names: tuple[str, ...], name: str, value: Any) -> str:
    """One of these names."""
    if value not in names:
        raise UnknownNameError(name, str(value)[:40], names)
    return str(value)


def switch(name: str, value: Any) -> bool:
    """True or false."""
    if not isinstance(value, bool):
        raise SettingError(f"{name} is {_short(value)}, but must be true or false. Try true.")
    return value


def several(one: Check, name: str, value: Any) -> tuple[Any, ...]:
    """A list with an entry for each hidden layer."""
    if not isinstance(value, list | tuple) or len(value) > DEPTH:
        raise SettingError(
            f"{name} is {_short(value)}, but must be a list of {DEPTH} entries at most, one for "
            "each hidden layer. Try []."
        )
    return tuple(one(name, entry) for entry in value)


def text(name: str, value: Any) -> str:
    """A short text."""
    if not isinstance(value, str) or len(value) > 200:
        raise SettingError(
            f"{name} is {_short(value)}, but must be a text of 200 letters at most. Try ''."
        )
    return value


def places(name: str, value: Any) -> dict[str, Any]:
    """Values of columns: numbers or texts."""
    if not isinstance(value, Mapping) or len(value) > 100:
        raise SettingError(
            f"{name} is {_short(value)}, but must map names of columns to values. Try {{}}."
        )
    return {
        text("a column", key): text(key, v) if isinstance(v, str) else number(-1e300, 1e300, key, v)
        for key, v in value.items()
    }


def _short(value: Any) -> str:
    """A value as an error quotes it."""
    text = repr(value)
    return text if len(text) < 40 else text[:37] + "…"


_SEED = partial(whole, 0, 2**32 - 1)
CHECKS: dict[str, dict[str, tuple[Any, Check]]] = {
    "data": {
        "name": ("moons", partial(one_of, SETS)),
        "n": (300, partial(whole, 10, 2000)),
        "noise": (0.2, partial(number, 0, 1)),
        "classes": (3, partial(whole, 2, 6)),
        "test": (0.2, partial(number, 0, 0.9)),
        "seed": (0, _SEED),
        "target": ("", text),
        "across": ("", text),
        "up": ("", text),
        "fixed": ({}, places),
    },
    "network": {
        "hidden": ((8, 8), partial(several, partial(whole, 1, WIDTH))),
        "activations": (
            ("tanh", "tanh"),
            partial(several, partial(one_of, tuple(ACTIVATIONS))),
        ),
        "init": ("sklearn", partial(one_of, tuple(INITS))),
        "seed": (0, _SEED),
    },
    "training": {
        "solver": ("sgd", partial(one_of, tuple(OPTIMISERS))),
        "eta": (0.1, partial(number, 0, 100)),
        "schedule": ("constant", partial(one_of, tuple(SCHEDULES))),
        "momentum": (0.0, partial(number, 0, 0.999)),
        "batch": (32, partial(whole, 1, 200_000)),
        "lam": (0.0, partial(number, 0, 1000)),
        "lam1": (0.0, partial(number, 0, 1000)),
        "dropout": (0.0, partial(number, 0, 0.9)),
        "balanced": (False, switch),
        "epochs": (1000, partial(whole, 1, 1_000_000)),
        "engine": ("fused", partial(one_of, ("fused", "reference"))),
        "bug": ("none", partial(one_of, ("none", *BUGS))),
    },
}


def defaults() -> Settings:
    """Everything as it is at first."""
    return {
        section: {name: first for name, (first, _) in rows.items()}
        for section, rows in CHECKS.items()
    }


def choices() -> dict[str, Any]:
    """What a page offers to choose from."""
    return {
        "sets": SETS,
        "activations": tuple(ACTIVATIONS),
        "inits": tuple(INITS),
        "solvers": tuple(OPTIMISERS),
        "schedules": tuple(SCHEDULES),
        "bugs": ("none", *BUGS),
        "depth": DEPTH,
        "width": WIDTH,
    }


def changed(settings: Settings, section: Any, values: Any) -> Settings:
    """Return settings with some values of a section changed; the given ones stay as they are.

    Raises
    ------
    SettingError
        There is no such setting, or it cannot have this value.
    """
    rows = CHECKS[one_of(tuple(CHECKS), "section", section)]
    if not isinstance(values, Mapping):
        raise SettingError(f"values is {_short(values)}, but must map names to values. Try {{}}.")
    new = dict(settings[section])
    for name, value in values.items():
        new[name] = rows[one_of(tuple(rows), "setting", name)][1](str(name), value)
    if section == "network":
        new["activations"] = _matched(new["hidden"], new["activations"])
    return settings | {section: new}


def kept(values: Any) -> Settings:
    """Return the settings that a recipe tells of, by section; the others are as they are at first.

    Raises
    ------
    SettingError
        There is no such setting, or it cannot have its value.
    """
    new = defaults()
    for section in values if isinstance(values, Mapping) else ():
        new = changed(new, section, values[section])
    return new


def _matched(hidden: tuple[int, ...], activations: tuple[str, ...]) -> tuple[str, ...]:
    """An activation for each hidden layer: what is missing is as the last one."""
    last = activations[-1:] or ("tanh",)
    return (*activations, *last * len(hidden))[: len(hidden)]
