"""Maps: what the network and each of its units answer all over the plot, as bytes to draw."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy import ndarray

from seethrough.maths.network import Network, Tape, forward
from seethrough.studio.material import Material

FINE, SWIFT = 160, 100  # cells across and up, at rest and while playing
SMALL = 25  # cells of a unit's own map


class Maps(NamedTuple):
    """Bytes to draw, and what they mean.

    Attributes
    ----------
    answer : (planes, cells, cells); p or the number as 0 … 255; with more classes a plane of the
        likeliest class and one of its lead
    units : (units, small, small), hidden ones layer by layer; 128 is 0
    scales : of each unit, the number that 1 and 255 stand for
    low, high : the numbers that 0 and 255 of the answer stand for
    """

    answer: ndarray
    units: ndarray
    scales: ndarray
    low: float
    high: float


class Grid:
    """The plot's cells as inputs of the network."""

    def __init__(self, material: Material) -> None:
        self.material = material
        self._inputs: dict[int, ndarray] = {}

    def shape(self, cells: int) -> tuple[int, int]:
        """Rows and columns of a map; a curve has one row."""
        return (1 if self.material.is_curve else cells), cells

    def inputs(self, cells: int) -> ndarray:
        """Inputs (rows · columns, d) of the cells' middles, row by row from the top."""
        if cells not in self._inputs:
            left, right, bottom, top = self.material.reach
            rows, columns = self.shape(cells)
            across, up = _middles(left, right, columns), _middles(top, bottom, rows)
            spots = np.stack(np.meshgrid(across, up), axis=-1).reshape(-1, 2)
            self._inputs[cells] = self.material.lift(spots).astype(np.float32)
        return self._inputs[cells]

    def few(self, cells: int) -> ndarray:
        """The cells that a unit's small map takes of a large one."""
        rows, columns = self.shape(cells)
        picked = _every(rows)[:, None] * columns + _every(columns)
        return picked.ravel()

    def features(self) -> ndarray:
        """Each input's own small map, (d, rows, columns), as bytes."""
        rows, columns = self.shape(SMALL)
        drawn = [_around_zero(v)[0] for v in self.inputs(SMALL).T]
        return np.stack(drawn).reshape(-1, rows, columns)


def draw(
    net: Network, theta: ndarray, grid: Grid, cells: int, show: tuple[int, int] | None = None
) -> Maps:
    """Return the maps of the answer and of all units; cells is FINE or SWIFT.

    show : layer and unit of a hidden unit whose map is wanted in the place of the answer's
    """
    with np.errstate(over="ignore", invalid="ignore"):
        tape = forward(net, theta.astype(np.float32), grid.inputs(cells))
    planes, low, high = _answer(tape.p, grid.material)
    if show:
        planes, high = _around_zero(tape.a[show[0] + 1][:, show[1]])
        low = -high
    few = grid.few(cells)
    units = [_around_zero(v) for a in tape.a[1:-1] for v in a[few].T]
    small = np.array([plane for plane, _ in units], np.uint8)
    return Maps(
        *(planes.reshape(-1, *grid.shape(cells)), small.reshape(-1, *grid.shape(SMALL))),
        *(np.array([scale for _, scale in units]), low, high),
    )


def _answer(p: ndarray, material: Material) -> tuple[ndarray, float, float]:
    """The answer's planes, and the numbers that 0 and 255 stand for."""
    p = np.nan_to_num(p)
    if not material.classes:
        left, right, bottom, top = material.reach
        low, high = float(material.labels.min()), float(material.labels.max())
        low, high = (bottom, top) if material.is_curve else (low, high)
        return _bytes((p[:, 0] - low) / ((high - low) or 1)), low, high
    if len(material.classes) == 2:
        return _bytes(p[:, 0]), 0.0, 1.0
    second, first = np.sort(p, axis=1)[:, -2:].T
    return np.stack([p.argmax(axis=1).astype(np.uint8), _bytes(first - second)]), 0.0, 1.0


def _around_zero(values: ndarray) -> tuple[ndarray, float]:
    """Values as bytes around 128, and the number that 255 stands for: 1, or the largest."""
    values = np.nan_to_num(values)
    scale = max(1.0, float(np.abs(values).max()))
    return (128 + 127 * (values / scale)).astype(np.uint8), scale


def _bytes(shares: ndarray) -> ndarray:
    return np.clip(np.rint(shares * 255), 0, 255).astype(np.uint8)


def _every(cells: int) -> ndarray:
    """SMALL places of so many cells, equally far apart; the one there is, if there is one."""
    few = min(SMALL, cells)
    return ((np.arange(few) + 0.5) * cells / few).astype(int)


def _middles(first: float, last: float, cells: int) -> ndarray:
    """The middles of cells between two edges."""
    return first + (np.arange(cells) + 0.5) * (last - first) / cells
