"""How the hidden units' weighted sum becomes the boundary, term by term."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from seethrough.plots.maps import zero_line
from seethrough.plots.scatter import FEATURES, default_names, scatter
from seethrough.plots.style import Floats, Ints, number, panel_font, panel_grid, panel_title
from seethrough.plots.units import signed_map
from seethrough.plots.words import listed, short, tell

TERMS = 5  # drawn one by one, where there is room; the smaller ones of more are one term
WIDE = 1.0  # inches that a term needs


class Term(NamedTuple):
    """A part of the sum: its name, and its value on each cell, (ny, nx)."""

    name: str
    values: Floats


def terms(maps: Floats, weights: Floats, most: int = TERMS) -> list[Term]:
    """The terms w a of each unit; of more than `most`, the largest first and the rest as one.

    Parameters
    ----------
    maps : (H, ny, nx)
        Activation of each unit.
    weights : (H,)
    """
    values = weights[:, None, None] * maps
    named = [f"{number(w)} × unit {j}" for j, w in enumerate(weights, start=1)]
    if len(maps) <= most:
        return [Term(*pair) for pair in zip(named, values, strict=True)]
    order = np.argsort(-np.ptp(values, axis=(1, 2)), kind="stable")
    first, rest = order[: most - 1], order[most - 1 :]
    others = Term(f"{len(rest)} other units", values[rest].sum(axis=0))
    return [*(Term(named[j], values[j]) for j in first), others]


def term_maps(
    fig: Figure | None,
    xx: Floats,
    yy: Floats,
    maps: Floats,
    weights: Floats,
    bias: float,
    X: Floats,
    y: Ints,
    features: Sequence[str] = FEATURES,
) -> Figure:
    """Figure with each term above, and below it the sum so far, with its zero line.

    The sum begins with the bias and ends as the score difference: its last zero line is the
    decision boundary. All maps share one colour scale.

    Parameters
    ----------
    fig : Figure or None
        Where to draw; None makes one whose size fits the number of terms.
    xx, yy, maps, weights, bias, X, y, features
        As for `unit_maps`.
    """
    most = TERMS if fig is None else int(np.clip(fig.get_figwidth() / WIDE, 2, TERMS))
    parts = terms(maps, weights, most)
    sums = bias + np.cumsum([part.values for part in parts], axis=0)
    fig, places = panel_grid(fig, 2 * len(parts), features, cols=len(parts))
    limit = float(max(np.abs([part.values for part in parts]).max(), np.abs(sums).max())) or 1.0
    for k, (part, total) in enumerate(zip(parts, sums, strict=True)):
        above, below = places[k], places[len(parts) + k]
        image = signed_map(above, xx, yy, part.values, limit)
        panel_title(above, part.name)
        signed_map(below, xx, yy, total, limit)
        zero_line(below, xx, yy, total)
        panel_title(below, _so_far(k, len(parts), bias))
        for ax in (above, below):
            scatter(ax, X, y, default_names(y))
    _bar(fig, places, image)
    told = [
        f"{part.name} from {short(part.values.min())} to {short(part.values.max())}"
        for part in parts
    ]
    tell(fig, f"Terms of the score difference: {listed(told)}; bias {number(bias)}.")
    tell(fig, "Below each, the sum so far; the zero line of the last one is the boundary.")
    return fig


def _so_far(k: int, n: int, bias: float) -> str:
    if k == n - 1:
        return "the whole sum"
    return f"bias {number(bias)} + the first" if k == 0 else f"… + the first {k + 1}"


def _bar(fig: Figure, places: list[Axes], image: object) -> None:
    bar = fig.colorbar(image, ax=places, aspect=30, pad=0.02)  # type: ignore[arg-type]
    bar.set_label("score difference", fontsize=panel_font(places[0]))
    bar.ax.tick_params(labelsize=panel_font(places[0]))
