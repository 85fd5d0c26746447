"""Training: a plan that draws, a loop that yields, and consumers that watch."""

from seethrough.training.fit import Fitted, Terms, fit
from seethrough.training.history import History
from seethrough.training.loop import Record, Verdict, start, train
from seethrough.training.plan import Plan
from seethrough.training.replay import Replay
from seethrough.training.stopping import Patience

__all__ = [
    "Fitted",
    "History",
    "Patience",
    "Plan",
    "Record",
    "Replay",
    "Terms",
    "Verdict",
    "fit",
    "start",
    "train",
]
