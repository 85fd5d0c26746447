"""Activation functions, their slopes, and the sigmoid close up."""

from collections.abc import Callable, Sequence
from typing import TypeAlias

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from seethrough.plots.style import BLUE, ORANGE, Floats, axes, number, panel_grid, panel_title
from seethrough.plots.words import listed, tell

Function: TypeAlias = Callable[[Floats], Floats]


def activation_curves(
    fig: Figure | None, rows: Sequence[tuple[str, str, Function, Function]]
) -> Figure:
    """Figure with a panel per activation: the function solid, its slope dashed.

    Parameters
    ----------
    fig : Figure or None
        Where to draw; None makes one whose size fits the number of rows.
    rows : sequence of (name, formula, f, df)
        The formula in matplotlib's mathtext without dollar signs; f and df take and return (n,).
    """
    fig, places = panel_grid(fig, len(rows), ("z", "f(z) and its slope"))
    z = np.linspace(-4, 4, 401)
    for ax, (name, formula, f, df) in zip(places, rows, strict=True):
        ax.axhline(0, color="0.8", linewidth=0.8)
        (value,) = ax.plot(z, f(z), color=BLUE, label="f(z)")
        (slope,) = ax.plot(z, df(z), "--", color=ORANGE, label="slope f′(z)")
        ax.set_ylim(-2, 2.5)
        panel_title(ax, f"{name}\n${formula}$", math=True)
    fig.legend(handles=[value, slope], loc="outside upper center", ncols=2, fontsize="small")
    tell(fig, f"Activations, each with its slope: {listed([name for name, *_ in rows])}.")
    return fig


def sigmoid_curve(
    f: Function, marks: Sequence[float] = (-0.5, 0.0, 0.5), ax: Axes | None = None
) -> Axes:
    """Axes with the sigmoid f and its values at the marks."""
    ax = axes(ax, "z", "σ(z)")
    z = np.linspace(-6, 6, 401)
    at = np.asarray(marks)
    ax.grid(alpha=0.3)
    ax.plot(z, f(z), color=BLUE)
    ax.plot(at, f(at), "o", color=ORANGE, markersize=4)
    for x, value in zip(at, f(at), strict=True):
        text = f"σ({number(x, 'g')}) = {value:.3g}"
        ax.annotate(
            text, (x, value), (10, -2), textcoords="offset points", va="center", fontsize="small"
        )
    values = [f"{number(x, 'g')} gives {v:.3g}" for x, v in zip(at, f(at), strict=True)]
    tell(ax, f"A curve that climbs from 0 to 1: {listed(values)}.")
    return ax
