"""The look that all pictures share: colours (Okabe and Ito, 2008), markers, frames, legends.

Every meaning is carried twice, by colour and by shape or dash, so the pictures read in grey.
"""

from collections.abc import Sequence
from math import ceil, sqrt
from textwrap import fill
from typing import Any, TypeAlias

import numpy as np
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.colors import LinearSegmentedColormap
from matplotlib.figure import Figure
from numpy.typing import NDArray

Floats: TypeAlias = NDArray[np.floating[Any]]
Ints: TypeAlias = NDArray[np.integer[Any]]
Bools: TypeAlias = NDArray[np.bool_]

BLUE, ORANGE = "#0072B2", "#D55E00"
COLOURS = (BLUE, ORANGE, "#009E73", "#CC79A7", "#F0E442", "#56B4E9")
MARKERS = ("o", "^", "s", "D", "v", "P", "X")  # seven, so that 42 pairs with the colours differ
DASHES = ("-", "--", "-.", ":")
# An odd number of colours, so that the middle one is white.
DIVERGING = LinearSegmentedColormap.from_list("blue_white_orange", [BLUE, "white", ORANGE], N=255)


def colour(k: int) -> str:
    """Colour of class or line k."""
    return COLOURS[k % len(COLOURS)]


def marker(k: int) -> str:
    """Marker of class k."""
    return MARKERS[k % len(MARKERS)]


def dash(k: int) -> str:
    """Dash pattern of line k."""
    return DASHES[k % len(DASHES)]


def number(value: float, spec: str = "z.2f") -> str:
    """The number as text, with a true minus sign."""
    return format(value, spec).replace("-", "\N{MINUS SIGN}")


def figure(width: float = 6.4, height: float = 4.8) -> Figure:
    """A new figure (inches) that no window shows and pyplot knows nothing of."""
    fig = Figure(figsize=(width, height), layout="constrained")
    FigureCanvasAgg(fig)
    return fig


def axes(ax: Axes | None, xlabel: str = "", ylabel: str = "") -> Axes:
    """The axes given, or those of a new figure, with labels and without top and right spines."""
    ax = figure().add_subplot() if ax is None else ax
    ax.spines[["top", "right"]].set_visible(False)
    ax.tick_params(labelsize="small")
    ax.set_xlabel(xlabel, parse_math=False)
    ax.set_ylabel(ylabel, parse_math=False)
    return ax


def panel_grid(
    fig: Figure | None, n: int, labels: Sequence[str], cols: int | None = None
) -> tuple[Figure, list[Axes]]:
    """A figure (new if None) with n panels near a square, or so many a row, labelled once."""
    cols = ceil(sqrt(n)) if cols is None else cols
    rows = ceil(n / cols)
    fig = figure(2.4 * cols + 0.8, 1.9 * rows + 0.8) if fig is None else fig
    places = fig.subplots(rows, cols, sharex=True, sharey=True, squeeze=False).ravel()
    for i, ax in enumerate(places[:n]):
        axes(ax).tick_params(labelsize=panel_font(ax), labelbottom=i + cols >= n)
    for ax in places[n:]:
        ax.remove()
    fig.supxlabel(labels[0], fontsize="small", parse_math=False)
    fig.supylabel(labels[1], fontsize="small", parse_math=False)
    return fig, list(places[:n])


def inches(ax: Axes) -> Floats:
    """Width and height (2,) of the axes before anything around them is laid out."""
    return np.array([ax.bbox.width, ax.bbox.height]) / ax.figure.dpi


def panel_font(ax: Axes) -> float:
    """Font size for what stands around a panel."""
    return min(8.0, 5.5 * float(inches(ax)[0]))


def panel_title(ax: Axes, title: str, *, math: bool = False) -> None:
    """Head a panel, in lines and letters that fit its width."""
    size = panel_font(ax)
    lines = title if math else fill(title, int(150 * inches(ax)[0] / size))
    ax.set_title(lines, fontsize=size, parse_math=math)


def figure_title(fig: Figure, title: str) -> None:
    """Head a figure, in lines that fit its width."""
    lines = fill(title, int(14 * fig.get_figwidth()))
    fig.suptitle(lines, fontsize="small", parse_math=False)


def legend(ax: Axes) -> None:
    """Put the legend beside the axes, where it hides nothing."""
    box = ax.legend(loc="upper left", bbox_to_anchor=(1, 1), frameon=False, fontsize="small")
    for text in box.get_texts():
        text.set_parse_math(False)
