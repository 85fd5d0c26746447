"""What each hidden unit sees, and how the units add up to the boundary."""

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


def _signed_map(ax: Axes, xx: Floats, yy: Floats, values: Floats, limit: float) -> AxesImage:
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
    """
    fig, places = panel_grid(fig, len(maps) + 1, *FEATURES)
    limit = float(np.abs(maps).max()) or 1.0
    for j, (ax, values, w) in enumerate(zip(places, maps, weights, strict=False), start=1):
        image = _signed_map(ax, xx, yy, values, limit)
        scatter(ax, X, y, default_names(y))
        panel_title(ax, f"unit {j}, × {number(w)}")
    total = np.tensordot(weights, maps, axes=1) + bias
    last = _signed_map(places[-1], xx, yy, total, float(np.abs(total).max()) or 1.0)
    zero_line(places[-1], xx, yy, total)
    scatter(places[-1], X, y, default_names(y))
    panel_title(places[-1], f"sum, bias {number(bias)}")
    _bar(fig, places, image, "activation")
    _bar(fig, places, last, "score difference")
    return fig


def _bar(fig: Figure, places: list[Axes], image: AxesImage, label: str) -> None:
    bar = fig.colorbar(image, ax=places, aspect=30, pad=0.02)
    bar.set_label(label, fontsize=panel_font(places[0]))
    bar.ax.tick_params(labelsize=panel_font(places[0]))
