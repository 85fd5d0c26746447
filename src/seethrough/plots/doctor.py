"""What the doctor found, as pictures."""

from collections.abc import Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.ticker import LogLocator, MaxNLocator, NullFormatter

from seethrough.plots.style import BLUE, ORANGE, Bools, Floats, Ints, axes, colour, dash, marker

MOST = 12  # bars, at most
LONGEST = 18  # letters of a name beside a bar


def curves_and_level(
    curves: Sequence[tuple[str, Floats]],
    level: float | None = None,
    words: str = "",
    *,
    log: bool = False,
    ax: Axes | None = None,
) -> Axes:
    """Axes with curves (name, values by epoch) and a dashed level that `words` tell of."""
    ax, height = axes(ax, "epoch", "mean loss"), _powers if log else np.asarray
    for k, (name, values) in enumerate(curves):
        ax.plot(np.arange(1, len(values) + 1), height(values), dash(k), color=colour(k), label=name)
    if level is not None:
        ax.axhline(float(height(level)), color="0.4", linestyle=":", label=words)
    if log:
        ax.yaxis.set_major_locator(MaxNLocator(5, integer=True))
        ax.yaxis.set_major_formatter("$10^{{{x:.0f}}}$")
    ax.xaxis.set_major_locator(MaxNLocator(4, integer=True, steps=[1, 2, 5, 10]))
    ax.legend(fontsize="small", frameon=False)
    ax.grid(alpha=0.3)
    return ax


def _powers(values: Floats | float) -> Floats:
    """The powers of ten: a logarithmic axis cannot bear what is close to the largest float."""
    return np.asarray(np.log10(np.maximum(values, 1e-300)))


def repeating(losses: Floats, period: int, ax: Axes | None = None) -> Axes:
    """Axes with the last losses, each phase of the cycle in a marker of its own."""
    tail = losses[-max(20, 4 * period) :]
    epochs = np.arange(len(losses) - len(tail), len(losses)) + 1
    ax = axes(ax, "epoch", "loss")
    ax.plot(epochs, tail, color="0.7", linewidth=1)
    for k in range(period):
        ax.plot(epochs[k::period], tail[k::period], marker(k), color=colour(k), markersize=5)
    ax.ticklabel_format(useOffset=False, style="plain")
    ax.xaxis.set_major_locator(MaxNLocator(4, integer=True, steps=[1, 2, 5, 10]))
    return ax


def along_step(factors: Floats, losses: Floats, best: float, ax: Axes | None = None) -> Axes:
    """Axes with the loss along the next step, the step as it is at 1 and the best one marked."""
    ax = axes(ax, "times as long as the next step", "loss")
    ax.set_xscale("log")
    ax.plot(factors, losses, color=BLUE)
    for place, mark, tint, name in ((1.0, "o", "0.3", "as it is"), (best, "^", ORANGE, "best")):
        at = float(np.interp(np.log(place), np.log(factors), losses))
        ax.plot(place, at, mark, color=tint, markersize=8, label=f"{name}: {place:.3g}")
    ax.legend(fontsize="small", frameon=False)
    ax.grid(alpha=0.3)
    return ax


def bars(
    names: Sequence[str],
    values: Floats,
    marked: Bools,
    xlabel: str,
    *,
    log: bool = False,
    ax: Axes | None = None,
) -> Axes:
    """Axes with a bar for each name, marked ones hatched; of many, the marked and the largest."""
    order = np.lexsort((-values, ~marked))[:MOST][::-1]
    ax = axes(ax, xlabel, "")
    tints = np.where(marked[order], ORANGE, BLUE)
    drawn = ax.barh(range(len(order)), values[order], color=tints, edgecolor="white")
    for bar, hatched in zip(drawn, marked[order], strict=True):
        bar.set_hatch("//" if hatched else "")
    ax.set_yticks(range(len(order)), [shortened(names[k]) for k in order])
    for label in ax.get_yticklabels():
        label.set_parse_math(False)
    if log:
        _sparse_log(ax, values)
    return ax


def _sparse_log(ax: Axes, values: Floats) -> None:
    """A logarithmic axis with few numbers: 1, 2 and 5 of a decade, of many decades only the 1."""
    ax.set_xscale("log")
    sizes = values[values > 0]
    few = len(sizes) > 0 and sizes.max() < 100 * sizes.min()
    ax.xaxis.set_major_locator(LogLocator(subs=(1, 2, 5) if few else (1,), numticks=5))
    ax.xaxis.set_minor_formatter(NullFormatter())
    ax.xaxis.set_major_formatter("{x:g}")


def flat_units(shares: Floats, marked: Bools, ax: Axes | None = None) -> Axes:
    """Axes with each unit's share of samples for which it is flat, marked units hatched."""
    ax = axes(ax, "hidden unit", "flat for this share")
    tints = np.where(marked, ORANGE, BLUE)
    drawn = ax.bar(
        np.arange(len(shares)) + 1, shares, color=tints, edgecolor="white", linewidth=0.5
    )
    for bar, hatched in zip(drawn, marked, strict=True):
        bar.set_hatch("//" if hatched else "")
    ax.set_ylim(0, 1.02)
    ax.xaxis.set_major_locator(MaxNLocator(8, integer=True))
    return ax


def shortened(name: str) -> str:
    """The name, cut so that it fits beside a bar."""
    return name if len(name) <= LONGEST else f"{name[: LONGEST - 1]}…"


def pair(first: Floats, second: Floats, names: tuple[str, str], ax: Axes | None = None) -> Axes:
    """Axes with two columns against each other."""
    ax = axes(ax, *names)
    ax.plot(first, second, "o", color=BLUE, markersize=3, alpha=0.6)
    return ax


def suspects(shares: Floats, losses: Floats, marked: Bools, ax: Axes | None = None) -> Axes:
    """Axes with samples by how many neighbours share their label and by their loss."""
    ax = axes(ax, "neighbours with its label", "loss of a sample")
    for rows, mark, tint, name in (
        (~marked, "o", BLUE, "others"),
        (marked, "^", ORANGE, "looks wrong"),
    ):
        ax.plot(shares[rows], losses[rows], mark, color=tint, markersize=5, alpha=0.6, label=name)
    ax.set_xlim(-0.05, 1.05)
    ax.legend(fontsize="small", frameon=False)
    ax.grid(alpha=0.3)
    return ax


def changed_by_removal(counts: Ints, changed: Floats, spare: int, ax: Axes | None = None) -> Axes:
    """Axes with the share of answers that change by how many units (counts) are left out."""
    ax = axes(ax, "units left out", "answers that change")
    ax.plot(counts, changed, "o-", color=BLUE, markersize=4)
    ax.axvline(spare, color=ORANGE, linestyle="--", label=f"none up to {spare}")
    ax.yaxis.set_major_formatter("{x:.0%}")
    ax.xaxis.set_major_locator(MaxNLocator(5, integer=True))
    ax.legend(fontsize="small", frameon=False)
    return ax
