"""The studio: watch a network learn, stop it, take it apart."""

from typing import TYPE_CHECKING

from seethrough.studio.session import Session

if TYPE_CHECKING:
    from seethrough.studio.widget import Studio

__all__ = ["Session", "Studio"]


def __getattr__(name: str) -> object:
    """Import the widget on first use: only a notebook has what it needs."""
    if name != "Studio":
        raise AttributeError(f"module 'seethrough.studio' has no attribute {name!r}")
    from seethrough.data import extras

    extras.need("notebook")
    from seethrough.studio.widget import Studio

    return Studio
