"""Every exception of seethrough: each tells what came in, what was needed and what to do."""

from difflib import get_close_matches
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable


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
    """Training left the numbers a float can hold."""


class OutputError(SeethroughError, OSError):
    """A result could not be written."""
