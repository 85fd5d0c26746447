"""Training as curves."""

from functools import partial

import numpy as np
from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator
from numpy.typing import ArrayLike

from seethrough.plots.style import BLUE, Floats, axes, colour, dash, number
from seethrough.plots.words import short, tell


def plain_curve(ax: Axes, x: ArrayLike, values: ArrayLike, label: str | None = None) -> Axes:
    """Axes with one curve more, in a colour and a dash of its own."""
    k = len(ax.lines)
    ax.plot(x, values, color=colour(k), linestyle=dash(k), label=label)
    ax.grid(alpha=0.3)
    ax.xaxis.set_major_locator(MaxNLocator(4, integer=True, steps=[1, 2, 5, 10]))
    if label is not None:
        ax.legend(loc="upper right", fontsize="small")
    tell(ax, _told(np.asarray(x), np.asarray(values, float), label or ax.get_ylabel()))
    return ax


def _told(x: Floats, values: Floats, name: str) -> str:
    """Where a curve begins, ends and is lowest."""
    known = np.flatnonzero(np.isfinite(values))
    if not len(known):
        return f"{name}: no values."
    first, last, low = known[0], known[-1], known[np.argmin(values[known])]
    return (
        f"{name}: {short(values[first])} at {x[first]:,}, {short(values[last])} at {x[last]:,}; "
        f"lowest {short(values[low])} at {x[low]:,}."
    )


def log_axis(ax: Axes) -> None:
    """Make the vertical axis logarithmic, with labels at 1, 2 and 5 where there is room."""
    ax.set_yscale("log")
    ax.yaxis.set_major_formatter("{x:g}")
    ax.yaxis.set_minor_formatter(partial(_between, ax))
    ax.tick_params(which="minor", labelsize="small")


def _between(ax: Axes, value: float, _: float) -> str:
    low, high = ax.get_ylim()
    return f"{value:g}" if f"{value:e}"[0] in "25" and high < 100 * low else ""


def loss_curve(
    passes: ArrayLike,
    losses: ArrayLike,
    label: str | None = None,
    *,
    log: bool = False,
    ax: Axes | None = None,
) -> Axes:
    """Axes with the mean losses (n,) over the passes (n,); call again to add a curve.

    `label` names the curve in a legend; `log` makes the loss axis logarithmic.
    """
    ax = axes(ax, "pass over the data", "mean loss")
    if log:
        log_axis(ax)
    return plain_curve(ax, passes, losses, label)


def gradient_norm_curve(
    passes: ArrayLike,
    norms: ArrayLike,
    label: str | None = None,
    ax: Axes | None = None,
) -> Axes:
    """Axes with the gradient's norms (n,) over the passes (n,), logarithmic."""
    ax = axes(ax, "pass over the data", "gradient norm")
    log_axis(ax)
    return plain_curve(ax, passes, norms, label)


def cycle(passes: ArrayLike, losses: ArrayLike, ax: Axes | None = None) -> Axes:
    """Axes with the last 20 losses so close up that a two-step cycle shows.

    The last two losses are written on the loss axis, to six digits.
    """
    last, tail = np.asarray(passes)[-20:], np.asarray(losses)[-20:]
    ax = axes(ax, "pass over the data", "mean loss")
    levels = sorted({round(float(loss), 6) for loss in tail[-2:]})
    for level in levels:
        ax.axhline(level, color="0.8", linewidth=0.8)
    ax.plot(last, tail, "o-", color=BLUE, markersize=4, linewidth=1)
    ax.set_yticks(levels, [number(level, ".6f") for level in levels])
    ax.xaxis.set_major_locator(MaxNLocator(4, integer=True, steps=[1, 2, 5, 10]))
    ax.ticklabel_format(axis="x", useOffset=False, style="plain")
    tell(ax, f"The last {len(tail)} losses, close up, from {tail.min():.6f} to {tail.max():.6f}.")
    return ax
