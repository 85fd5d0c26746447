"""Pictures inside a page: SVG whose ink is the page's, so that they fit a dark one as well."""

import io
import re
from collections import Counter
from collections.abc import Callable
from html import escape
from itertools import count

from matplotlib import rc_context
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from seethrough.plots.files import SVG
from seethrough.plots.style import figure
from seethrough.plots.words import describe, tell

_shown = count()
PANEL = (4.6, 3.1)  # inches
WIDEST = 130  # pixels an inch is shown on at the most
INK = "#010203"  # a colour that nothing else has; the page's own takes its place
INKED = dict.fromkeys(("text.color", "axes.edgecolor", "axes.labelcolor"), INK)
INKED |= dict.fromkeys(("xtick.color", "ytick.color", "xtick.labelcolor", "ytick.labelcolor"), INK)
INKED |= {"axes.facecolor": "none", "figure.facecolor": "none", "savefig.facecolor": "none"}
INKED |= {"legend.facecolor": "none", "legend.edgecolor": "none", "legend.framealpha": "1"}


def apart(name: str) -> str:
    """The name with a number that no other has: all outputs of a notebook are one page."""
    return f"{name}{next(_shown)}"


def svg(draw: Callable[[Figure], object], name: str, size: tuple[float, float]) -> str:
    """The SVG of a drawing, as wide as its place, with what it tells in words as its label.

    Parameters
    ----------
    draw : is given a figure to draw on
    name : of letters; it keeps the drawing's parts apart from those of others on the page
    size : in inches
    """
    file = io.StringIO()
    with rc_context(SVG | INKED):
        fig = figure(*size)
        draw(fig)
        fig.savefig(file, format="svg", dpi=150, metadata={"Date": None, "Creator": None})
    text = file.getvalue().partition("<svg")[2].replace(INK, "currentColor")
    text = re.sub(r'(\bid="|href="#|url\(#)', rf"\g<1>{name}-", text)
    text = re.sub(r' height="[^"]*pt"', "", _numbered(text), count=1)
    text = re.sub(r'^([^>]*?) width="[^"]*"', r"\1", text)
    wide = f'style="width: 100%; max-width: {WIDEST * size[0]:.0f}px"'
    return f'<svg role="img" aria-label="{escape(describe(fig))}" {wide}{text}'


def panel(draw: Callable[[Axes], object], words: str, name: str) -> str:
    """The SVG of a drawing on one pair of axes, which tell these words; named as for `svg`."""

    def on(fig: Figure) -> None:
        ax = fig.add_subplot()
        draw(ax)
        tell(ax, words)

    return svg(on, name, PANEL)


def _numbered(text: str) -> str:
    """Number the ids that come again: of two equal images, Matplotlib gives both the same."""
    times: Counter[str] = Counter()

    def own(found: re.Match[str]) -> str:
        times[found[1]] += 1
        again = times[found[1]] - 1
        return f'id="{found[1]}{f"-{again}" if again else ""}"'

    return re.sub(r'\bid="([^"]+)"', own, text)
