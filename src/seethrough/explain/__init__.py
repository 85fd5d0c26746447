"""One training step from one sample, number by number: as data, as text, as HTML."""

from seethrough.explain.render import html, name, text
from seethrough.explain.sample import Line
from seethrough.explain.step import explain_step

__all__ = ["Line", "explain_step", "html", "name", "text"]
