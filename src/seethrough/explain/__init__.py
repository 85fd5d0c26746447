"""One training step from one sample, number by number: as data, text, HTML, LaTeX and JSON."""

from seethrough.explain.batch import Batch, Table, explain_batch
from seethrough.explain.explanation import Explanation
from seethrough.explain.pipeline import explain
from seethrough.explain.pushes import Path, Pushes, why_moved
from seethrough.explain.render import fragment, name
from seethrough.explain.sample import LBFGS, Line, Step
from seethrough.explain.step import explain_step

__all__ = [
    "LBFGS",
    "Batch",
    "Explanation",
    "Line",
    "Path",
    "Pushes",
    "Step",
    "Table",
    "explain",
    "explain_batch",
    "explain_step",
    "fragment",
    "name",
    "why_moved",
]
