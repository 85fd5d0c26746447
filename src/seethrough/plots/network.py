"""The network as a diagram: units in columns, weights as lines."""

from collections.abc import Sequence
from itertools import pairwise
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import to_hex

from seethrough.errors import ShapeError
from seethrough.plots.edges import draw_edges
from seethrough.plots.style import DIVERGING, Floats, axes, inches, number
from seethrough.plots.words import counted, tell

SHOWN = 12  # units of a layer; the others are counted
STRONG = 0.65  # share of the layer's largest activation from which on letters are white


def diagram(
    weights: Sequence[Floats],
    biases: Sequence[Floats],
    input_names: Sequence[str],
    output_names: Sequence[str],
    activations: Sequence[Floats] | None = None,
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
    activations : list of (d,)
        What a sample makes of each layer, the inputs first: units are filled by it, orange
        above zero and blue below, and it is written in them.

    Raises
    ------
    ShapeError
        Names, weights, biases and activations do not fit together.
    """
    widths = [len(weights[0]), *(len(b) for b in biases)]
    _check(widths, weights, input_names, output_names, activations)
    ax = axes(ax)
    ax.set_axis_off()
    ax.set(xlim=(-0.2, len(biases) + 0.2), ylim=(0, 1))
    columns = [_column(x, width) for x, width in enumerate(widths)]
    size = _font(ax, columns)
    units = [column[:SHOWN] for column in columns]
    draw_edges(ax, units, [W[:SHOWN, :SHOWN] for W in weights], size)
    texts = _texts(widths, biases, input_names, output_names)
    for l, (column, column_texts) in enumerate(zip(columns, texts, strict=True)):
        _units(ax, column, column_texts, size, None if activations is None else activations[l])
    tell(ax, _spoken(widths, weights, texts, activations))
    return ax


def _check(
    widths: list[int],
    weights: Sequence[Floats],
    inputs: Sequence[str],
    outputs: Sequence[str],
    activations: Sequence[Floats] | None,
) -> None:
    needed = list(pairwise(widths))
    shapes = [W.shape for W in weights]
    if shapes != needed or (len(inputs), len(outputs)) != (widths[0], widths[-1]):
        raise ShapeError(
            f"Weights {shapes}, {len(inputs)} input and {len(outputs)} output names came in; the "
            f"biases need {needed}. Give one name per input and output, one bias per unit.",
        )
    if activations is not None and [len(a) for a in activations] != widths:
        raise ShapeError(
            f"Activations of {[len(a) for a in activations]} units came in for layers of {widths}. "
            "Each unit needs one, the inputs too. Give a row of each array of a tape's a.",
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
    return [[str(name) for name in inputs], *named]


def _font(ax: Axes, columns: list[Floats]) -> float:
    """Font size at which neither the boxes of a column nor two columns touch."""
    width, height = 72 * inches(ax)
    rows = max(len(column) for column in columns)
    return float(min(9, height / (3.2 * rows), width / (10 * len(columns))))


def _units(ax: Axes, column: Floats, texts: list[str], size: float, a: Floats | None) -> None:
    centred: dict[str, Any] = {"ha": "center", "va": "center", "fontsize": size}
    centred |= {"zorder": 4, "parse_math": False}
    strongest = 1.0 if a is None else float(np.abs(a).max()) or 1.0
    for j, ((x, y), text) in enumerate(zip(column[:SHOWN], texts, strict=False)):
        share = 0.0 if a is None else a[j] / strongest
        box = {"boxstyle": "round,pad=0.3", "edgecolor": "0.3"}
        box["facecolor"] = to_hex(DIVERGING((1 + share) / 2))
        words = text if a is None else _with_activation(text, a[j])
        drawn = ax.text(x, y, words, bbox=box, **centred)
        drawn.set_color("white" if abs(share) > STRONG else "black")
    if len(texts) > SHOWN:
        ax.text(column[SHOWN, 0], column[SHOWN, 1], f"… {len(texts) - SHOWN} more", **centred)


def _with_activation(text: str, a: float) -> str:
    """The text of a unit with its activation, on two lines."""
    name, _, bias = text.partition("\n")
    return f"{name}\na {number(a)}" + (f", {bias}" if bias else "")


def _spoken(
    widths: list[int],
    weights: Sequence[Floats],
    texts: list[list[str]],
    activations: Sequence[Floats] | None,
) -> str:
    hidden = "".join(f"{counted(width, 'hidden unit')}, " for width in widths[1:-1])
    told = f"Network of {counted(widths[0], 'input')}, {hidden}{counted(widths[-1], 'output')}. "
    names = [[text.partition("\n")[0] for text in column] for column in texts]
    l = int(np.argmax([np.abs(W).max() for W in weights]))
    i, j = np.unravel_index(np.abs(weights[l]).argmax(), weights[l].shape)
    told += f"Its largest weight, {number(weights[l][i, j])}, leads from {names[l][i]} to "
    told += f"{names[l + 1][j]}."
    if activations is None:
        return told
    answers = zip(names[-1][:SHOWN], activations[-1], strict=False)
    return f"{told} Of this sample: {', '.join(f'{n} {number(a)}' for n, a in answers)}."
