"""The gradient check as a picture."""

from collections.abc import Sequence

import numpy as np
from matplotlib.axes import Axes

from seethrough.plots.style import BLUE, ORANGE, Floats, axes, panel_title

FLOOR = 1e-17  # an error of 0 is drawn here


def layer_errors(
    symbols: Sequence[str],
    errors: Sequence[Floats],
    worst: Sequence[str],
    bound: float,
    ax: Axes | None = None,
) -> Axes:
    """Axes with every parameter's relative error, a column for each layer's weights and biases.

    Parameters
    ----------
    symbols : names of the columns
    errors : the errors (p,) of each; what is above `bound` is a triangle, the rest are dots
    worst : the name of the largest of each, written above it
    """
    ax = axes(ax, "", "relative error")
    ax.set_yscale("log")
    for k, (values, name) in enumerate(zip(errors, worst, strict=True)):
        heights = np.maximum(np.nan_to_num(values, nan=np.inf, posinf=1.0), FLOOR)
        x = k + np.linspace(-0.3, 0.3, len(values) + 2)[1:-1]
        for rows, colour, marker in ((heights <= bound, BLUE, "o"), (heights > bound, ORANGE, "^")):
            ax.plot(x[rows], heights[rows], marker, color=colour, markersize=4, alpha=0.7)
        top = (x[heights.argmax()], 1.6 * heights.max())
        ax.annotate(name, top, fontsize=7, ha="center", parse_math=False)
    ax.axhline(bound, color="0.4", linestyle="--", linewidth=1)
    panel_title(ax, "wrong above the dashed line")
    ax.set_xticks(range(len(symbols)), list(symbols))
    ax.set_ylim(FLOOR / 3, 10)
    ax.set_yticks([1e-16, 1e-12, 1e-8, 1e-4, 1])
    ax.grid(axis="y", alpha=0.3)
    return ax
