"""Input and output: model files that run nothing, and the types that skops may trust."""

from seethrough.io.archive import load, save
from seethrough.io.trust import TRUSTED_TYPES

__all__ = ["TRUSTED_TYPES", "load", "save"]
