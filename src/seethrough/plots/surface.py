"""The loss around the end of the training, on the plane that its path lies in most."""

from typing import Any, NamedTuple

import numpy as np
from matplotlib.axes import Axes

from seethrough.errors import DataError
from seethrough.plots.style import ORANGE, Floats, axes, legend
from seethrough.plots.words import short, tell


class Plane(NamedTuple):
    """The plane through the last θ along the two main directions of the path.

    Attributes
    ----------
    centre : (p,)
        The last θ.
    basis : (2, p)
        The directions.
    path : (t, 2)
        Each θ of the path, as seen on the plane.
    shares : (2,)
        How much of the path's squared length each direction has.
    """

    centre: Floats
    basis: Floats
    path: Floats
    shares: Floats

    def theta(self, places: Floats) -> Floats:
        """The parameters (m, p) at places (m, 2) of the plane."""
        return np.asarray(self.centre + places @ self.basis)


def main_plane(thetas: Floats) -> Plane:
    """The plane of a path (t, p), by the principal components of its way to the end.

    Raises
    ------
    DataError
        The path has fewer than three places.
    """
    away = thetas - thetas[-1]
    if len(np.unique(thetas, axis=0)) < 3:
        raise DataError(
            f"a path of {len(np.unique(thetas, axis=0))} different places came in, which spans no "
            "plane. Three are needed. Fit with checkpoints=100 and more epochs."
        )
    _, sizes, basis = np.linalg.svd(away, full_matrices=False)
    basis = np.vstack([basis, np.zeros_like(basis)])[:2]
    return Plane(thetas[-1], basis, away @ basis.T, (sizes**2 / (sizes**2).sum())[:2])


def loss_surface(
    xx: Floats, yy: Floats, losses: Floats, path: Floats, shares: Floats, ax: Axes | None = None
) -> Axes:
    """Axes with the loss as contours, and the path of the training on it.

    Parameters
    ----------
    xx, yy : (ny, nx)
        Places on the plane.
    losses : (ny, nx)
        The loss there; where it is not finite, nothing is drawn.
    path : (t, 2)
        The way there.
    shares : (2,)
        How much of the way goes along each direction.
    """
    names = [
        f"{place} direction ({share:.0%})"
        for place, share in zip(("1st", "2nd"), shares, strict=True)
    ]
    ax = axes(ax, *names)
    known = losses[np.isfinite(losses)]
    low, high = float(known.min()), float(known.max())
    high = max(high, low + 1e-3 * abs(low) + 1e-12)  # a flat floor has levels too
    levels = (np.geomspace if low > 0 else np.linspace)(low, high, 25)
    ax.contourf(xx, yy, losses, levels=levels, cmap="cividis", norm="log" if low > 0 else None)
    lines = ax.contour(xx, yy, losses, levels=levels[2::5], colors="white", linewidths=0.5)
    ax.clabel(lines, fmt=short, fontsize=6)
    ax.plot(*path.T, color=ORANGE, linewidth=1.2)
    marks: dict[str, Any] = {"linestyle": "none", "markeredgecolor": "white", "color": ORANGE}
    ax.plot(*path[0], "o", markersize=6, label="start", **marks)
    ax.plot(*path[-1], "*", markersize=11, label="end", **marks)
    legend(ax)
    tell(
        ax,
        f"The loss around where the training ended, from {short(low)} to {short(high)}, on the "
        f"plane that holds {shares.sum():.0%} of its way; the way ends in the middle.",
    )
    return ax
