"""Whether probabilities can be taken at their word."""

import numpy as np
from matplotlib.axes import Axes

from seethrough.plots.style import BLUE, Bools, Floats, axes
from seethrough.plots.words import listed, short, tell

BINS = 10


def reliability(
    claimed: Floats, happened: Bools, name: str = "class 1", ax: Axes | None = None
) -> Axes:
    """Axes with how often something happened, over the probability it was given.

    The rows are parted by their probability into ten steps of 0.1; a dot is as large as it has
    rows, its bar is one standard error up and down. On the grey line the probabilities are true.

    Parameters
    ----------
    claimed : (n,)
        Probabilities.
    happened : (n,) of bool
    name : str
        What they are the probability of.
    """
    ax = axes(ax, f"probability of {name}", "share that it was")
    bins = np.clip((claimed * BINS).astype(int), 0, BINS - 1)
    counts = np.bincount(bins, minlength=BINS)
    some = counts > 0
    n = counts[some]
    said = np.bincount(bins, claimed, BINS)[some] / n
    was = np.bincount(bins, happened, BINS)[some] / n
    error = np.sqrt(np.maximum(was * (1 - was), 0.25 / n) / n)
    ax.plot([0, 1], [0, 1], color="0.5", linewidth=1, zorder=1)
    bars = [was - np.maximum(was - error, 0), np.minimum(was + error, 1) - was]
    ax.errorbar(said, was, yerr=bars, color=BLUE, linewidth=1, zorder=2)
    ax.scatter(said, was, s=10 + 90 * n / n.max(), color=BLUE, zorder=3)
    ax.set(xlim=(-0.03, 1.03), ylim=(-0.03, 1.03))
    ax.grid(alpha=0.3)
    off = float(n @ np.abs(said - was) / n.sum())
    pairs = [f"{s:.2f} was {w:.2f}" for s, w in zip(said, was, strict=True)]
    tell(ax, f"Of {name}, probability and share of {n.sum():,} rows: {listed(pairs)}.")
    tell(ax, f"On average they are {short(off)} apart.")
    return ax
