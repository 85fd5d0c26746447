"""The network as a diagram: units in columns, weights as lines."""

from collections.abc import Sequence
from itertools import pairwise
from typing import Any

import numpy as np
from matplotlib.axes import Axes

from seethrough.errors import ShapeError
from seethrough.plots.edges import draw_edges
from seethrough.plots.style import Floats, axes, inches, number

SHOWN = 12  # units of a layer; the others are counted


def diagram(
    weights: Sequence[Floats],
    biases: Sequence[Floats],
    input_names: Sequence[str],
    output_names: Sequence[str],
    ax: Axes | None = None,
) -> Axes:
    """Axes with the network: a column of units per layer, each with its bias.

    A line is as thick as its weight is large; positive is orange, negative blue and dashed.
    Up to 20 lines carry their number. Of a layer, the first 12 units are drawn.

    Parameters
    ----------
    weights : list of (d_in, d_out)
        One matrix per layer.
    biases : list of (d_out,)
        One vector per layer.
    input_names, output_names : sequences of str
        A name for each input and output.

    Raises
    ------
    ShapeError
        Names, weights and biases do not fit together.
    """
    widths = [len(weights[0]), *(len(b) for b in biases)]
    _check(widths, weights, input_names, output_names)
    ax = axes(ax)
    ax.set_axis_off()
    ax.set(xlim=(-0.2, len(biases) + 0.2), ylim=(0, 1))
    columns = [_column(x, width) for x, width in enumerate(widths)]
    size = _font(ax, columns)
    units = [column[:SHOWN] for column in columns]
    draw_edges(ax, units, [W[:SHOWN, :SHOWN] for W in weights], size)
    texts = _texts(widths, biases, input_names, output_names)
    for column, column_texts in zip(columns, texts, strict=True):
        _units(ax, column, column_texts, size)
    return ax


def _check(
    widths: list[int], weights: Sequence[Floats], inputs: Sequence[str], outputs: Sequence[str]
) -> None:
    needed = list(pairwise(widths))
    shapes = [W.shape for W in weights]
    if shapes != needed or (len(inputs), len(outputs)) != (widths[0], widths[-1]):
        raise ShapeError(
            f"Weights {shapes}, {len(inputs)} input and {len(outputs)} output names came in; the "
            f"biases need {needed}. Give one name per input and output, one bias per unit.",
        )


def _column(x: int, width: int) -> Floats:
    """Places (rows, 2) of the units drawn, and of the count of the others if there are any."""
    rows = min(width, SHOWN + 1)
    return np.column_stack([np.full(rows, x), 1 - (np.arange(rows) + 0.5) / rows])


def _texts(
    widths: list[int], biases: Sequence[Floats], inputs: Sequence[str], outputs: Sequence[str]
) -> list[list[str]]:
    hidden = [[f"unit {j + 1}" for j in range(width)] for width in widths[1:-1]]
    named = [
        [f"{name}\nb {number(bias)}" for name, bias in zip(names, b, strict=True)]
        for names, b in zip([*hidden, outputs], biases, strict=True)
    ]
    return [list(inputs), *named]


def _font(ax: Axes, columns: list[Floats]) -> float:
    """Font size at which neither the boxes of a column nor two columns touch."""
    width, height = 72 * inches(ax)
    rows = max(len(column) for column in columns)
    return float(min(9, height / (3.2 * rows), width / (10 * len(columns))))


def _units(ax: Axes, column: Floats, texts: list[str], size: float) -> None:
    box = {"boxstyle": "round,pad=0.3", "facecolor": "white", "edgecolor": "0.3"}
    centred: dict[str, Any] = {
        "ha": "center",
        "va": "center",
        "fontsize": size,
        "zorder": 4,
        "parse_math": False,
    }
    for (x, y), text in zip(column[:SHOWN], texts, strict=False):
        ax.text(x, y, text, bbox=box, **centred)
    if len(texts) > SHOWN:
        ax.text(column[SHOWN, 0], column[SHOWN, 1], f"… {len(texts) - SHOWN} more", **centred)
