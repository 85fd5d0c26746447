"""The lines of a network diagram and the numbers on them."""

from collections.abc import Sequence
from itertools import pairwise

import numpy as np
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection

from seethrough.plots.style import BLUE, ORANGE, Floats, number

NUMBERED = 20  # lines, at most, that carry their number


def draw_edges(ax: Axes, columns: Sequence[Floats], weights: Sequence[Floats], size: float) -> None:
    """Draw a line per weight between columns of units, numbered (font `size`) where few.

    Parameters
    ----------
    columns : list of (d, 2)
        Places of the units of each layer.
    weights : list of (d_in, d_out)
        The matrices between them.
    """
    ends = pairwise(columns)
    segments = np.array([(start, end) for a, b in ends for start in a for end in b])
    values = np.concatenate([W.ravel() for W in weights])
    _lines(ax, segments, values)
    if len(values) <= NUMBERED:
        spots = _spots(segments, np.concatenate(columns), _box(ax, 0.9 * size))
        for spot, value in zip(spots, values, strict=True):
            _number(ax, spot, value, 0.9 * size)
    box = ax.legend(loc="upper center", bbox_to_anchor=(0.5, 0), ncols=2, frameon=False, fontsize=8)
    for line in box.get_lines():
        line.set_linewidth(2)


def _lines(ax: Axes, segments: Floats, values: Floats) -> None:
    widths = 3 * np.abs(values) / (np.abs(values).max() or 1)
    for rows, colour, dashes, label in (
        (values >= 0, ORANGE, "-", "positive weight"),
        (values < 0, BLUE, (0, (3, 1)), "negative weight"),
    ):
        if rows.any():
            lines = LineCollection(
                list(segments[rows]),
                linewidths=widths[rows],
                colors=colour,
                linestyles=[dashes],
                label=label,
            )
            ax.add_collection(lines, autolim=False)


def _box(ax: Axes, size: float) -> Floats:
    """Width and height (2,) of a number such as −1.23, in data units."""
    corners = ax.transData.inverted().transform([(0, 0), (1, 1)])
    per_pixel = corners[1] - corners[0]
    return np.asarray(per_pixel * np.array([3.2, 1.3]) * size * ax.figure.dpi / 72)


def _spots(segments: Floats, units: Floats, box: Floats) -> list[Floats]:
    """A place (2,) on each line for its number, as clear as can be of units and other numbers."""
    taken = list(units)
    for start, end in segments:
        options = start + np.linspace(0.3, 0.7, 21)[:, None] * (end - start)
        distance = np.abs(options[:, None] - np.array(taken)) / box
        taken.append(options[distance.max(axis=2).min(axis=1).argmax()])
    return taken[len(units) :]


def _number(ax: Axes, spot: Floats, value: float, size: float) -> None:
    ax.text(
        spot[0],
        spot[1],
        number(value),
        color=ORANGE if value >= 0 else BLUE,
        size=size,
        ha="center",
        va="center",
        bbox={"boxstyle": "round,pad=0.1", "facecolor": "white", "edgecolor": "none"},
        zorder=3,
    )
