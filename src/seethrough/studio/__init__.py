"""The studio: watch a network learn, stop it, take it apart."""

from seethrough.studio.session import Session

__all__ = ["Session"]
