"""What a picture shows, in words: for pages that are listened to, and for whoever does not see it.

A plot tells its sentences as it draws; they are kept as the label of the axes, or of the figure
where all panels are one picture.
"""

from collections.abc import Sequence

from matplotlib.axes import Axes
from matplotlib.figure import FigureBase

from seethrough.plots.style import number

LISTED = 12  # things that a sentence lists one by one


def tell(drawn: Axes | FigureBase, sentence: str) -> None:
    """Add a sentence to what a picture tells, unless it has told that before."""
    before = _told(drawn)
    if sentence not in before:
        drawn.set_label(f"{before} {sentence}".strip())


def describe(drawn: Axes | FigureBase) -> str:
    """What axes, or a figure with all its axes, show, in sentences: the picture's alt text."""
    parts = [drawn, *getattr(drawn, "axes", [])] if isinstance(drawn, FigureBase) else [drawn]
    return " ".join(filter(None, map(_told, parts)))


def _told(drawn: Axes | FigureBase) -> str:
    """What was told, without the labels that matplotlib gives, such as <colorbar>."""
    label = str(drawn.get_label() or "")
    return "" if label.startswith("<") or label == "inset_axes" else label


def listed(things: Sequence[object]) -> str:
    """The things with commas between, the last ones of many counted only."""
    more = f" and {len(things) - LISTED:,} more" if len(things) > LISTED else ""
    return ", ".join(map(str, things[:LISTED])) + more


def short(value: float) -> str:
    """A number to three digits, with a true minus sign."""
    return number(value, ".3g")


def counted(n: int, thing: str) -> str:
    """Return "1 unit", "2 units"."""
    return f"{n:,} {thing}{'' if n == 1 else 's'}"
