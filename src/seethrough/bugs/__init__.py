"""Bugs: what backpropagation is made of, the known ways to get it wrong, and an engine for them."""

from seethrough.bugs.engine import Broken
from seethrough.bugs.pieces import Pieces
from seethrough.bugs.table import BUGS, Bug

__all__ = ["BUGS", "Broken", "Bug", "Pieces"]
