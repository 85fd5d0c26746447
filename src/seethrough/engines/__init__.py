"""Engines: who carries out the updates. All give the reference's numbers."""

from seethrough.engines.choice import ENGINES, chosen
from seethrough.engines.protocol import Batch, Engine, Outcome, Slope, State, Task, Whole, answering
from seethrough.engines.reference import Reference

__all__ = [
    "ENGINES",
    "Batch",
    "Engine",
    "Outcome",
    "Reference",
    "Slope",
    "State",
    "Task",
    "Whole",
    "answering",
    "chosen",
]
