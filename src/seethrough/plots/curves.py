"""Training and model size as curves."""

import numpy as np
from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator
from numpy.typing import ArrayLike

from seethrough.plots.style import BLUE, ORANGE, Floats, axes, colour, dash, number


def _curve(ax: Axes, x: ArrayLike, values: ArrayLike, label: str | None) -> Axes:
    k = len(ax.lines)
    ax.plot(x, values, color=colour(k), linestyle=dash(k), label=label)
    ax.grid(alpha=0.3)
    ax.xaxis.set_major_locator(MaxNLocator(4, integer=True, steps=[1, 2, 5, 10]))
    if label is not None:
        ax.legend(loc="upper right", fontsize="small")
    return ax


def _log(ax: Axes) -> None:
    """Make the vertical axis logarithmic, with labels at 1, 2 and 5 where there is room."""

    def between(value: float, _: float) -> str:
        low, high = ax.get_ylim()
        return f"{value:g}" if f"{value:e}"[0] in "25" and high < 100 * low else ""

    ax.set_yscale("log")
    ax.yaxis.set_major_formatter("{x:g}")
    ax.yaxis.set_minor_formatter(between)
    ax.tick_params(which="minor", labelsize="small")


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
        _log(ax)
    return _curve(ax, passes, losses, label)


def gradient_norm_curve(
    passes: ArrayLike,
    norms: ArrayLike,
    label: str | None = None,
    ax: Axes | None = None,
) -> Axes:
    """Axes with the gradient's norms (n,) over the passes (n,), logarithmic."""
    ax = axes(ax, "pass over the data", "gradient norm")
    _log(ax)
    return _curve(ax, passes, norms, label)


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
    return ax


def _spread(ax: Axes, values: Floats, label: str, style: str, shade: str) -> None:
    x = np.arange(values.shape[1])
    ax.fill_between(x, values.min(axis=0), values.max(axis=0), color=shade, alpha=0.2, linewidth=0)
    ax.plot(x, values.mean(axis=0), style, color=shade, label=label)


def accuracy_by_size(
    sizes: ArrayLike,
    train: Floats,
    test: Floats,
    loss: Floats | None = None,
    ax: Axes | None = None,
) -> Axes:
    """Axes with training and test accuracy by model size: means as lines, the range as bands.

    Parameters
    ----------
    sizes : (s,)
        Hidden units, one tick each.
    train, test : (seeds, s)
        Accuracies.
    loss : (seeds, s)
        Training losses, drawn against an axis of their own on the right.
    """
    ax = axes(ax, "hidden units", "accuracy")
    ax.set_xticks(np.arange(train.shape[1]), [str(size) for size in np.asarray(sizes)])
    ax.grid(alpha=0.3)
    _spread(ax, train, "training", "o-", BLUE)
    _spread(ax, test, "test", "^--", ORANGE)
    if loss is None:
        ax.legend(loc="lower right", fontsize="small")
    else:
        _loss_below(ax, loss)
    return ax


def _loss_below(ax: Axes, loss: Floats) -> None:
    """Add the loss on an axis of its own, in the lower half, which the accuracies leave."""
    low, high = ax.get_ylim()
    ax.set_ylim(2 * low - high, high)
    right = ax.twinx()
    axes(right, ylabel="training loss").spines["right"].set_visible(True)
    _spread(right, loss, "loss (right)", "s:", "0.4")
    right.set_ylim(0, 2 * loss.max())
    right.legend(handles=[*ax.lines, *right.lines], loc="center right", fontsize="small")
