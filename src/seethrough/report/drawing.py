"""Drawings inside a page, with what they show in words, and a caption."""

from collections.abc import Callable

from markupsafe import Markup, escape
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from seethrough.plots.inline import svg


def drawing(
    draw: Callable[[Axes], object],
    name: str,
    caption: str = "",
    size: tuple[float, float] = (4.6, 3.1),
) -> Markup:
    """A figure of one axes for a page.

    Parameters
    ----------
    draw : is given axes to draw on
    name : of letters; it keeps the drawing's parts apart from those of others on the page
    caption : what to see in it
    size : in inches
    """
    return panels(lambda fig: draw(fig.add_subplot()), name, caption, size)


def panels(
    draw: Callable[[Figure], object],
    name: str,
    caption: str = "",
    size: tuple[float, float] = (6.4, 4.8),
) -> Markup:
    """A figure of several axes for a page; `draw` is given the figure."""
    drawn = Markup(svg(draw, name, size))  # noqa: S704 - words are escaped, there and by Matplotlib
    foot = Markup("<figcaption>{}</figcaption>").format(escape(caption)) if caption else ""
    return Markup('<figure class="drawing">{}{}</figure>').format(drawn, foot)
