"""Classes of points, each with a colour and a marker, in a size that suits the axes."""

from collections.abc import Sequence
from math import sqrt

from matplotlib.axes import Axes

from seethrough.plots.style import Floats, Ints, colour, inches, marker

FEATURES = ("x₁", "x₂")
MANY = 2_000  # points from which on an SVG holds them as pixels
NAMED = 14  # classes that a legend has room for; the others are drawn without a name


def default_names(y: Ints) -> list[str]:
    """Names "class 0", "class 1", … for the indices y (n,)."""
    return [f"class {k}" for k in range(y.max() + 1)]


def marker_area(ax: Axes, n: int) -> float:
    """Marker area, in square points, for so many points on axes of this width."""
    return min(26.0, 3 * float(inches(ax)[0]) ** 2) * min(1.0, sqrt(400 / n))


def scatter(ax: Axes, X: Floats, y: Ints, names: Sequence[str]) -> None:
    """Draw X (n, 2), each class y (n,) of `names` in its own colour and marker."""
    area = marker_area(ax, len(X))
    for k, name in enumerate(names):
        ax.scatter(
            X[y == k, 0],
            X[y == k, 1],
            s=area,
            c=colour(k),
            marker=marker(k),
            edgecolors="white",
            linewidths=area / 40,
            label=name if k < NAMED else "_nolegend_",
            zorder=3,
            rasterized=len(X) > MANY,
        )
