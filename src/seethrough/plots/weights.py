"""Weights and biases over the training."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator

from seethrough.errors import ShapeError
from seethrough.plots.style import Floats, Ints, axes, colour, dash, inches, legend, number
from seethrough.plots.words import listed, tell

NAMED = 4  # lines in colour, with their name; the others are grey


def weight_curves(
    epochs: Ints, thetas: Floats, names: Sequence[str], ax: Axes | None = None
) -> Axes:
    """Axes with every parameter over the epochs; those that moved most are named.

    Parameters
    ----------
    epochs : (t,)
    thetas : (t, p)
        The parameters at each of them.
    names : p names

    Raises
    ------
    ShapeError
        They do not fit together.
    """
    if thetas.shape != (len(epochs), len(names)):
        raise ShapeError(
            f"{len(epochs)} epochs, parameters of the shape {thetas.shape} and {len(names)} names "
            "came in. Give a row of parameters for each epoch and a column for each name."
        )
    ax = axes(ax, "epoch", "weights and biases")
    order = np.argsort(-np.ptp(thetas, axis=0), kind="stable")
    moved, rest = order[:NAMED], order[NAMED:]
    if len(rest):
        ax.plot(epochs, thetas[:, rest], color="0.7", linewidth=0.7, zorder=1)
    for k, j in enumerate(moved):
        style: dict[str, Any] = {"color": colour(k), "linestyle": dash(k), "zorder": 2}
        ax.plot(epochs, thetas[:, j], label=_clipped(names[j], ax), **style)
    ax.grid(alpha=0.3)
    ax.xaxis.set_major_locator(MaxNLocator(4, integer=True, steps=[1, 2, 5, 10]))
    legend(ax)
    ways = [f"{names[j]} from {number(thetas[0, j])} to {number(thetas[-1, j])}" for j in moved]
    tell(ax, f"{len(names):,} weights and biases over the training; most moved {listed(ways)}.")
    return ax


def _clipped(name: str, ax: Axes) -> str:
    """The ends of a name, as long as a legend beside the axes has room for."""
    half = int(2.8 * inches(ax)[0])
    return name if len(name) <= 2 * half + 1 else f"{name[:half]}…{name[-half:]}"
