"""One neuron with one input."""

from collections.abc import Callable, Sequence

import numpy as np
from matplotlib.axes import Axes

from seethrough.errors import SettingError
from seethrough.plots.style import Floats, axes, colour, dash, legend, number
from seethrough.plots.words import listed, tell


def bias_shift(
    w: float,
    biases: Sequence[float],
    f: Callable[[Floats], Floats],
    ax: Axes | None = None,
) -> Axes:
    """Axes with f(w x + b) for each bias b: the bias moves the curve along x.

    A dot marks x = -b / w, where the weighted sum is zero.

    Raises
    ------
    SettingError
        w is zero, so there is nothing to move.
    """
    if w == 0:
        raise SettingError("w = 0 makes every curve flat. Give a weight other than zero.")
    ax = axes(ax, "x", "σ(w x + b)")
    ax.grid(alpha=0.3)
    middles = -np.asarray(biases) / w
    x = np.linspace(middles.min() - 5 / abs(w), middles.max() + 5 / abs(w), 401)
    for k, (b, middle) in enumerate(zip(biases, middles, strict=True)):
        label = f"b = {number(b, 'g')}"
        ax.plot(x, f(w * x + b), color=colour(k), linestyle=dash(k), label=label)
        ax.plot(middle, f(np.zeros(1)), "o", color=colour(k), markersize=5)
    legend(ax)
    moved = [
        f"b = {number(b, 'g')} at x = {number(m + 0.0, 'g')}"
        for b, m in zip(biases, middles, strict=True)
    ]
    tell(ax, f"The same curve, moved by its bias, with its middle for {listed(moved)}.")
    return ax
