"""Drawings inside a page: SVG whose ink is the page's, so that they fit a dark one as well."""

import io
import re
from collections.abc import Callable

from markupsafe import Markup, escape
from matplotlib import rc_context
from matplotlib.axes import Axes

from seethrough.plots.files import SVG
from seethrough.plots.style import figure

WIDEST = 130  # pixels an inch is shown on at the most
INK = "#010203"  # a colour that nothing else has; the page's own takes its place
INKED = dict.fromkeys(("text.color", "axes.edgecolor", "axes.labelcolor"), INK)
INKED |= dict.fromkeys(("xtick.color", "ytick.color", "xtick.labelcolor", "ytick.labelcolor"), INK)
INKED |= {"axes.facecolor": "none", "figure.facecolor": "none", "savefig.facecolor": "none"}
INKED |= {"legend.facecolor": "none", "legend.edgecolor": "none", "legend.framealpha": "1"}


def drawing(
    draw: Callable[[Axes], object],
    name: str,
    alt: str,
    caption: str = "",
    size: tuple[float, float] = (4.6, 3.1),
) -> Markup:
    """A figure for a page: the drawing, what it shows in words, and a caption.

    Parameters
    ----------
    draw : is given axes to draw on
    name : of letters; it keeps the drawing's parts apart from those of others on the page
    size : in inches
    """
    file = io.StringIO()
    with rc_context(SVG | INKED):
        fig = figure(*size)
        draw(fig.add_subplot())
        fig.savefig(file, format="svg", metadata={"Date": None, "Creator": None})
    svg = file.getvalue().partition("<svg")[2].replace(INK, "currentColor")
    svg = re.sub(r'(\bid="|href="#|url\(#)', rf"\g<1>{name}-", svg)
    svg = re.sub(r'^([^>]*?) width="[^"]*"', r"\1", re.sub(r' height="[^"]*pt"', "", svg, count=1))
    wide = f'style="max-width: {WIDEST * size[0]:.0f}px"'
    head = f'<figure class="drawing"><svg role="img" aria-label="{escape(alt)}" {wide}'
    foot = f"<figcaption>{escape(caption)}</figcaption></figure>"
    return Markup(head + svg + foot)  # noqa: S704 - words are escaped, here and by Matplotlib
