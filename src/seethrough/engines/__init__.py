"""Engines: who carries out the updates. All give the reference's numbers."""

from seethrough.engines.protocol import Batch, Engine, Outcome, State, Task, answering
from seethrough.engines.reference import Reference

__all__ = ["Batch", "Engine", "Outcome", "Reference", "State", "Task", "answering"]
