"""Training: a plan that draws, a loop that yields, and consumers that watch."""

from seethrough.training.history import History
from seethrough.training.loop import Record, start, train
from seethrough.training.plan import Plan
from seethrough.training.stopping import Patience

__all__ = ["History", "Patience", "Plan", "Record", "start", "train"]
