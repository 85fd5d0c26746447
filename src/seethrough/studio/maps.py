"""Maps: what the network and each of its units answer all over the plot, as bytes to draw."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy import ndarray

from seethrough.maths.network import Network, forward
from seethrough.studio.material import Material

FINE, SWIFT, SWIFTEST = 160, 100, 70  # cells across and up, at rest and while playing
LARGE = 24  # units from which on a network is drawn coarser while it plays
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

    def __init__(self, material: Material, placed: dict[int, ndarray] | None = None) -> None:
        self.material = material
        self._placed = {} if placed is None else placed
        self._inputs: dict[int, ndarray] = {}

    def of(self, material: Material) -> Grid:
        """The cells for material: these, as long as only points change, or where others stand."""
        if self.material.placed is not material.placed:
            return Grid(material)
        return self if self.material.others == material.others else Grid(material, self._placed)

    def shape(self, cells: int) -> tuple[int, int]:
        """Rows and columns of a map; a curve has one row."""
        return (1 if self.material.is_curve else cells), cells

    def inputs(self, cells: int) -> ndarray:
        """Inputs (rows · columns, d) of the cells' middles, row by row from the top."""
        if cells not in self._placed:
            left, right, bottom, top = self.material.reach
            rows, columns = self.shape(cells)
            across, up = _middles(left, right, columns), _middles(top, bottom, rows)
            spots = np.stack(np.meshgrid(across, up), axis=-1).reshape(-1, 2)
            self._placed[cells] = self.material.placed(spots)
        if cells not in self._inputs:
            inputs = self.material.filled(self._placed[cells])
            self._inputs[cells] = inputs.astype(np.float32)
        return self._inputs[cells]

    def few(self, cells: int) -> ndarray:
        """The cells that a unit's small map takes of a large one."""
        rows, columns = self.shape(cells)
        picked = _every(rows)[:, None] * columns + _every(columns)
        return picked.ravel()

    def features(self) -> ndarray:
        """Each input's own small map, (d, rows, columns), as bytes."""
        rows, columns = self.shape(SMALL)
        return _around_zero(self.inputs(SMALL))[0].reshape(-1, rows, columns)


def cells(net: Network, *, swift: bool) -> int:
    """How fine a map is drawn: coarser while playing, and coarser still for a large network."""
    if not swift:
        return FINE
    return SWIFT if sum(net.widths) <= LARGE else SWIFTEST


def draw(
    net: Network, theta: ndarray, grid: Grid, cells: int, show: tuple[int, int] | None = None
) -> Maps:
    """Return the maps of the answer and of all units.

    show : layer and unit of a hidden unit whose map is wanted in the place of the answer's
    """
    with np.errstate(over="ignore", invalid="ignore"):
        tape = forward(net, theta.astype(np.float32), grid.inputs(cells))
    planes, low, high = _answer(tape.p, grid.material)
    if show:
        planes, scale = _around_zero(tape.a[show[0] + 1][:, show[1] : show[1] + 1])
        low, high = -float(scale[0]), float(scale[0])
    few = grid.few(cells)
    hidden = [a[few] for a in tape.a[1:-1]]
    small, scales = _around_zero(np.hstack(hidden) if hidden else np.empty((len(few), 0)))
    return Maps(
        planes.reshape(-1, *grid.shape(cells)),
        small.reshape(-1, *grid.shape(SMALL)),
        scales,
        low,
        high,
    )


def _answer(p: ndarray, material: Material) -> tuple[ndarray, float, float]:
    """The answer's planes, and the numbers that 0 and 255 stand for."""
    p = np.nan_to_num(p)
    if not material.classes:
        low, high = float(material.labels.min()), float(material.labels.max())
        low, high = material.reach[2:] if material.is_curve else (low, high)
        return _bytes((p[:, 0] - low) / ((high - low) or 1)), low, high
    if len(material.classes) == 2:
        return _bytes(p[:, 0]), 0.0, 1.0
    second, first = np.sort(p, axis=1)[:, -2:].T
    return np.stack([p.argmax(axis=1).astype(np.uint8), _bytes(first - second)]), 0.0, 1.0


def _around_zero(values: ndarray) -> tuple[ndarray, ndarray]:
    """Columns as rows of bytes around 128, and what 255 stands for in each: 1, or the largest."""
    rows = np.nan_to_num(values.T)
    scales = np.maximum(1.0, np.abs(rows).max(axis=1, initial=0.0))
    return (128 + 127 * (rows / scales[:, None])).astype(np.uint8), scales


def _bytes(shares: ndarray) -> ndarray:
    return np.rint(np.clip(shares, 0, 1) * 255).astype(np.uint8)


def _every(cells: int) -> ndarray:
    """SMALL places of so many cells, equally far apart; the one there is, if there is one."""
    few = min(SMALL, cells)
    return ((np.arange(few) + 0.5) * cells / few).astype(int)


def _middles(first: float, last: float, cells: int) -> ndarray:
    """The middles of cells between two edges."""
    return first + (np.arange(cells) + 0.5) * (last - first) / cells
