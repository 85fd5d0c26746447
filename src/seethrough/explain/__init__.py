"""One training step from one sample, number by number: as data, text, HTML, LaTeX and JSON."""

from seethrough.explain.explanation import Explanation
from seethrough.explain.render import fragment, name
from seethrough.explain.sample import Line, Step
from seethrough.explain.step import explain_step

__all__ = ["Explanation", "Line", "Step", "explain_step", "fragment", "name"]
