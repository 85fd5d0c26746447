"""What each hidden unit sees, and how the units add up to the boundary."""

from collections.abc import Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.image import AxesImage

from seethrough.plots.maps import extent, zero_line
from seethrough.plots.scatter import FEATURES, default_names, scatter
from seethrough.plots.style import (
    DIVERGING,
    Floats,
    Ints,
    number,
    panel_font,
    panel_grid,
    panel_title,
)
from seethrough.plots.words import counted, listed, tell

MOST = 11


def signed_map(ax: Axes, xx: Floats, yy: Floats, values: Floats, limit: float) -> AxesImage:
    """The image of values (ny, nx): blue below zero, white at zero, orange above."""
    ax.set(xlim=(xx.min(), xx.max()), ylim=(yy.min(), yy.max()))
    return ax.imshow(
        values,
        extent=extent(xx, yy),
        origin="lower",
        aspect="auto",
        cmap=DIVERGING,
        vmin=-limit,
        vmax=limit,
    )


def unit_maps(
    fig: Figure | None,
    xx: Floats,
    yy: Floats,
    maps: Floats,
    weights: Floats,
    bias: float,
    X: Floats,
    y: Ints,
    features: Sequence[str] = FEATURES,
    most: int = MOST,
) -> Figure:
    """Figure with a map of each hidden unit's activation and, last, their weighted sum.

    The sum's zero line is the decision boundary. All units share one colour scale.

    Parameters
    ----------
    fig : Figure or None
        Where to draw; None makes one whose size fits the number of units.
    xx, yy : (ny, nx)
        The grid.
    maps : (H, ny, nx)
        Activation of each unit.
    weights, bias : (H,), float
        From the units to the score of class 1 minus the score of class 0.
    X, y : (n, 2), (n,)
        Points and their classes.
    features : sequence of str
        Two names for the axes.
    most : int
        Units that have a panel: those that add most; the sum is that of all.
    """
    total = np.tensordot(weights, maps, axes=1) + bias
    shown = _largest(maps, weights, most)
    fig, places = panel_grid(fig, len(shown) + 1, features)
    limit = float(np.abs(maps).max()) or 1.0
    for ax, j in zip(places, shown, strict=False):
        image = signed_map(ax, xx, yy, maps[j], limit)
        scatter(ax, X, y, default_names(y))
        panel_title(ax, f"unit {j + 1}, × {number(weights[j])}")
    last = signed_map(places[-1], xx, yy, total, float(np.abs(total).max()) or 1.0)
    zero_line(places[-1], xx, yy, total)
    scatter(places[-1], X, y, default_names(y))
    more = f" of all {len(maps)}" if len(shown) < len(maps) else ""
    panel_title(places[-1], f"sum{more}, bias {number(bias)}")
    _bar(fig, places, image, "activation")
    _bar(fig, places, last, "score difference")
    tell(fig, _spoken(weights, bias))
    return fig


def _spoken(weights: Floats, bias: float) -> str:
    taken = [f"unit {j} times {number(w)}" for j, w in enumerate(weights, start=1)]
    told = f"Maps of {counted(len(taken), 'hidden unit')}: {listed(taken)}, bias {number(bias)}. "
    return f"{told}Their sum is the last map; where it is zero, a black line, the answer changes."


def _largest(maps: Floats, weights: Floats, most: int) -> Ints:
    """The units to show, in their order: of many those whose part in the sum varies most."""
    part = np.abs(weights) * np.ptp(maps, axis=(1, 2))
    return np.sort(np.argsort(-part, kind="stable")[:most])


def _bar(fig: Figure, places: list[Axes], image: AxesImage, label: str) -> None:
    bar = fig.colorbar(image, ax=places, aspect=30, pad=0.02)
    bar.set_label(label, fontsize=panel_font(places[0]))
    bar.ax.tick_params(labelsize=panel_font(places[0]))
