"""The studio: watch a network learn, stop it, take it apart."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from seethrough.studio.session import Session
    from seethrough.studio.widget import Studio

__all__ = ["Session", "Studio"]


def __getattr__(name: str) -> object:
    """Import on first use: the page is served first, and only a notebook has the widget."""
    if name == "Session":
        from seethrough.studio.session import Session

        return Session
    if name != "Studio":
        raise AttributeError(f"module 'seethrough.studio' has no attribute {name!r}")
    from seethrough.data import extras

    extras.need("notebook")
    from seethrough.studio.widget import Studio

    return Studio
