"""Scores on rows that were learned and on others, by the network's size and by the table's."""

import numpy as np
from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator
from numpy.typing import ArrayLike

from seethrough.plots.style import BLUE, ORANGE, Floats, Ints, axes
from seethrough.plots.words import counted, listed, short, tell


def score_by_size(
    sizes: ArrayLike,
    train: Floats,
    test: Floats,
    name: str = "accuracy",
    ax: Axes | None = None,
) -> Axes:
    """Axes with training and test score by hidden units: means as lines, the range as bands.

    Parameters
    ----------
    sizes : (s,)
        Hidden units, one tick each.
    train, test : (seeds, s)
        Scores.
    name : str
        What they are called.
    """
    ax = axes(ax, "hidden units", name)
    ticks = [str(size) for size in np.asarray(sizes)]
    ax.set_xticks(np.arange(len(ticks)), ticks)
    return _both(ax, np.arange(len(ticks)), train, test, ticks)


def learning_curve(
    rows: ArrayLike,
    train: Floats,
    test: Floats,
    name: str = "accuracy",
    ax: Axes | None = None,
) -> Axes:
    """Axes with training and test score by how many rows were learned from.

    Parameters
    ----------
    rows : (s,)
        Rows that were learned from.
    train, test : (repeats, s)
        Scores.
    """
    ax = axes(ax, "rows learned from", name)
    n = np.asarray(rows)
    ax.xaxis.set_major_locator(MaxNLocator(4, integer=True, steps=[1, 2, 5, 10]))
    return _both(ax, n, train, test, [f"{k:,}" for k in n])


def _both(ax: Axes, x: Floats | Ints, train: Floats, test: Floats, ticks: list[str]) -> Axes:
    ax.grid(alpha=0.3)
    _spread(ax, x, train, "training", "o-", BLUE)
    _spread(ax, x, test, "test", "^--", ORANGE)
    ax.legend(loc="best", fontsize="small")
    means = [
        f"{tick}: {short(a)} and {short(b)}"
        for tick, a, b in zip(ticks, train.mean(axis=0), test.mean(axis=0), strict=True)
    ]
    runs = counted(len(train), "run")
    told = f"{ax.get_ylabel()} in training and test by {ax.get_xlabel()}, mean of {runs}"
    tell(ax, f"{told}: {listed(means)}.")
    return ax


def _spread(ax: Axes, x: Floats | Ints, values: Floats, label: str, style: str, shade: str) -> None:
    ax.fill_between(x, values.min(axis=0), values.max(axis=0), color=shade, alpha=0.2, linewidth=0)
    ax.plot(x, values.mean(axis=0), style, color=shade, label=label)
