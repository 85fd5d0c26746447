"""Every exception of seethrough: each tells what came in, what was needed and what to do."""

import sys
import warnings
from difflib import get_close_matches
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

INSIDE = {"seethrough", "sklearn", "contextlib", "functools"}  # not who a warning is for


class SeethroughError(Exception):
    """What all errors of seethrough have in common."""


class ShapeError(SeethroughError, ValueError):
    """Arrays do not fit together."""


class DataError(SeethroughError, ValueError):
    """The data cannot be learned from as they are."""


class ArchiveError(SeethroughError, ValueError):
    """A file holds no model that can be opened, or a model cannot be held by a file."""


class ExchangeError(SeethroughError, ValueError):
    """Another library has no such model, or gave one that is not known here."""


class ExtraError(SeethroughError, ImportError):
    """A package is needed that an extra of seethrough installs."""


class SettingError(SeethroughError, ValueError):
    """A setting has a value that makes no sense."""


class UnknownNameError(SettingError):
    """A name that stands in no table."""

    def __init__(self, kind: str, name: object, known: "Iterable[str]") -> None:
        names = list(known)
        near = get_close_matches(str(name).lower(), names, n=1)
        hint = f"Did you mean {near[0]!r}?" if near else "Choose one of them."
        super().__init__(f"{kind} {name!r} is not known. Known are: {', '.join(names)}. {hint}")


class DivergenceError(SeethroughError, ArithmeticError, ValueError):
    """Training left the numbers a float can hold; the first operation that did is its place."""

    def __init__(self, message: str, place: str = "") -> None:
        super().__init__(message)
        self.place = place


class OutputError(SeethroughError, OSError):
    """A result could not be written."""


def warn(message: str, category: type[Warning] = UserWarning) -> None:
    """Warn at the line outside seethrough and scikit-learn that led here."""
    level, frame = 1, sys._getframe()  # noqa: SLF001 - the way to know who called
    while frame.f_back and frame.f_globals.get("__name__", "").split(".")[0] in INSIDE:
        level, frame = level + 1, frame.f_back
    warnings.warn(message, category, stacklevel=level)
