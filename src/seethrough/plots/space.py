"""The hidden space: where a layer moves the points to, and what it does to a grid."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection

from seethrough.plots.boundary import boundary_map, grid, points
from seethrough.plots.maps import Predict, class_probabilities
from seethrough.plots.style import Bools, Floats, Ints, axes
from seethrough.plots.words import tell

LINES = 21  # of the grid, each way
ALONG: tuple[dict[str, Any], ...] = ({"linestyles": "-"}, {"linestyles": (0, (2, 1))})


def net(X: Floats, n: int = 60) -> Floats:
    """Lines of a grid over the data, (2, 21, n, 2): first those along x₁, then along x₂.

    Parameters
    ----------
    X : (samples, 2)
    n : points on a line
    """
    xx, yy, _ = grid(X, n, pad=0.05)
    some = np.linspace(0, n - 1, LINES).round().astype(int)
    return np.stack(
        [
            np.stack([xx[some], yy[some]], axis=-1),
            np.stack([xx[:, some].T, yy[:, some].T], axis=-1),
        ]
    )


def threads(ax: Axes, lines: Floats) -> list[LineCollection]:
    """Draw lines (2, L, m, 2), solid and dashed; the drawn ones."""
    drawn = [
        LineCollection(list(some), colors="0.35", linewidths=0.6, alpha=0.7, zorder=1, **style)
        for some, style in zip(lines, ALONG, strict=True)
    ]
    for collection in drawn:
        ax.add_collection(collection, autolim=False)
    return drawn


def hidden_space(
    places: Floats,
    y: Ints,
    lines: Floats | None = None,
    predict: Predict | None = None,
    class_names: Sequence[str] | None = None,
    features: Sequence[str] = ("unit 1", "unit 2"),
    wrong: Bools | None = None,
    ax: Axes | None = None,
) -> Axes:
    """Axes with the points where a layer has moved them, a grid moved along, and the regions.

    Parameters
    ----------
    places : (n, 2)
        Where the points are seen, see `view`.
    y : (n,)
        Their classes.
    lines : (2, L, m, 2) or None
        The lines of a grid over the inputs, where they are seen, see `net`.
    predict : function or None
        Answers for places, as for `boundary`; None draws no regions.
    class_names, features, wrong, ax
        As for `points`.
    """
    ax = axes(ax)
    seen = places if lines is None else np.vstack([places, lines.reshape(-1, 2)])
    xx, yy, cells = grid(seen)
    ax.set(xlim=(xx.min(), xx.max()), ylim=(yy.min(), yy.max()))
    if predict is not None:
        p = class_probabilities(predict, cells, int(y.max()) + 1)
        boundary_map(ax, xx, yy, p.reshape(*xx.shape, -1))
    if lines is not None:
        threads(ax, lines)
    points(places, y, class_names, features, wrong, ax=ax)
    tell(ax, "The points as the hidden layer sees them" + _more(lines, predict))
    return ax


def _more(lines: Floats | None, predict: Predict | None) -> str:
    grid_too = "" if lines is None else ", with the input's grid, bent and folded"
    parted = "" if predict is None else "; the answers are parted by straight lines here"
    return f"{grid_too}{parted}."
