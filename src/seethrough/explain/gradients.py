"""The gradient check of a whole network as a table: how far off each layer is, and which weight."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from textwrap import fill
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from seethrough.explain.digits import rounded, write
from seethrough.explain.expression import Symbol
from seethrough.explain.render import name
from seethrough.maths.gradcheck import GradientCheck
from seethrough.maths.network import layers
from seethrough.plots.gradcheck import layer_errors
from seethrough.plots.words import tell

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from numpy import ndarray

# For slopes in float64. A kink (relu at 0) within the step of a difference costs about a
# thousandth; a wrong equation seldom less than a hundredth.
RIGHT, DOUBTFUL = 1e-6, 1e-3
WIDTH = 76  # letters in a line of text
VERDICTS = ("right", "doubtful", "wrong")
HEAD = ("", "weights", "largest error", "at", "by formula", "by difference", "verdict")


class Block(NamedTuple):
    """The weights or the biases of a layer: how many, and the one that is furthest off.

    Attributes
    ----------
    symbol : W or b with its layer, like W¹
    errors : every parameter's error, flat
    worst : the parameter with the largest, like W¹₂₃, counted from 1
    formula, difference : its two gradients
    """

    symbol: str
    errors: ndarray
    worst: str
    formula: float
    difference: float

    @property
    def error(self) -> float:
        """The largest relative error."""
        return float(self.errors.max())

    @property
    def verdict(self) -> str:
        """One of right, doubtful and wrong."""
        return verdict(self.error)


class CheckedGradients(NamedTuple):
    """Every gradient by formula and by central difference, and how far they are apart.

    Printed it is a table, in a notebook a table and a picture.

    Attributes
    ----------
    widths : of the network's layers, input first
    formula, difference, error : (p,), an entry a parameter, in θ's order
    """

    widths: tuple[int, ...]
    formula: ndarray
    difference: ndarray
    error: ndarray

    @property
    def worst(self) -> int:
        """The parameter with the largest error, as its place in θ."""
        return int(self.error.argmax())

    @property
    def blocks(self) -> list[Block]:
        """A row for the weights and one for the biases of each layer."""
        arrays = [layers(array, self.widths) for array in self[1:]]
        return [
            _block(letter, l, *(getattr(of[l - 1], letter) for of in arrays))
            for l in range(1, len(self.widths))
            for letter in ("W", "b")
        ]

    @property
    def rows(self) -> list[tuple[str, ...]]:
        """The table as text: a head, and a row a block."""
        return [HEAD, *map(_row, self.blocks)]

    @property
    def verdict(self) -> str:
        """One sentence on all of it."""
        worst = max(self.blocks, key=lambda block: block.error)
        told = f"largest relative error {_number(worst.error)}, at {worst.worst}"
        return f"The gradients are {worst.verdict}: {told}.{MORE[worst.verdict]}"

    def plot(self, ax: Axes | None = None) -> Axes:
        """Draw every parameter's error, layer by layer."""
        blocks = self.blocks
        symbols, errors, worst = zip(*((b.symbol, b.errors, b.worst) for b in blocks), strict=True)
        ax = layer_errors(symbols, errors, worst, DOUBTFUL, ax)
        tell(ax, self.verdict)
        return ax

    def __str__(self) -> str:
        """The table and its verdict, as plain text."""
        return f"{columns(self.rows)}\n{fill(self.verdict, WIDTH)}"

    def _repr_html_(self) -> str:
        """The table, its verdict and the picture."""
        from seethrough.plots.inline import apart, panel

        picture = panel(self.plot, self.verdict, apart("gradients"))
        return f"{table(self.rows)}<p>{escape(self.verdict)}</p>{picture}"


MORE = {
    "right": "",
    "doubtful": " A kink near a sample (relu at 0) does that; another sample or seed tells.",
    "wrong": " An equation is not what the cost says.",
}


def checked(widths: tuple[int, ...], check: GradientCheck) -> CheckedGradients:
    """Return a check with the layers that it belongs to."""
    return CheckedGradients(widths, *check)


def compared(widths: tuple[int, ...], formula: ndarray, difference: ndarray) -> CheckedGradients:
    """Return a check of a gradient that came from elsewhere, beside the differences (p,).

    The error is |formula − difference| over the largest of both and the mean of all.
    """
    size = np.maximum(np.abs(formula), np.abs(difference))
    scale = np.maximum(size, max(float(size.mean()), np.finfo(float).tiny))
    return CheckedGradients(widths, formula, difference, np.abs(formula - difference) / scale)


def verdict(error: float) -> str:
    """What a relative error says of a gradient: right, doubtful or wrong; no number is wrong."""
    return VERDICTS[(not error <= RIGHT) + (not error <= DOUBTFUL)]


def _block(letter: str, layer: int, formula: ndarray, difference: ndarray, error: ndarray) -> Block:
    place = np.unravel_index(error.argmax(), error.shape)
    indices = tuple(str(int(i) + 1) for i in place)
    return Block(
        name(Symbol(letter, str(layer), ())),
        error.ravel(),
        name(Symbol(letter, str(layer), indices)),
        float(formula[place]),
        float(difference[place]),
    )


def _row(block: Block) -> tuple[str, ...]:
    numbers = map(_number, (block.formula, block.difference))
    size, error = f"{len(block.errors):,}", _number(block.error)
    return (block.symbol, size, error, block.worst, *numbers, block.verdict)


def _number(value: float) -> str:
    return write(rounded(value, 3)) if np.isfinite(value) else "–"


def columns(rows: Sequence[Sequence[str]]) -> str:
    """Rows as plain text, in columns with two spaces between them."""
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    lines = (zip(row, widths, strict=True) for row in rows)
    return "\n".join("  ".join(cell.ljust(w) for cell, w in line).rstrip() for line in lines)


def table(rows: Sequence[Sequence[str]]) -> str:
    """Rows as an HTML table; the first is its head."""
    head, *body = (["".join(f"<td>{escape(cell)}</td>" for cell in row)] for row in rows)
    lines = "".join(f"<tr>{''.join(row)}</tr>" for row in body)
    top = "".join(head).replace("td>", "th>")
    return f"<table><thead><tr>{top}</tr></thead><tbody>{lines}</tbody></table>"
