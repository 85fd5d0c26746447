"""Focus: which inputs, units and weights of a network are told of, and what is left out."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy import ndarray

from seethrough.errors import SettingError
from seethrough.explain.expression import MOST, Number, largest
from seethrough.explain.render import name
from seethrough.explain.sample import Sample
from seethrough.maths.network import Layer, fed

Place = tuple[int, int | None, int]  # layer, input (None: the bias) and unit of a parameter


class Focus(NamedTuple):
    """What is told of, from 0: of each layer its inputs, units, errors, weights and biases."""

    inputs: list[int]
    units: list[list[int]]
    errors: list[list[int]]
    weights: list[list[tuple[int, int]]]
    biases: list[list[int]]
    cost: bool
    notes: list[str]


def all_of(s: Sample) -> Focus:
    """Everything, or of wide layers the most important: see the notes."""
    units = [_foremost(s.slopes.delta[l][s.row]) for l in range(s.last + 1)]
    weights = [_heaviest(s, l) for l in range(s.last + 1)]
    inputs = _foremost(s.tape.a[0][s.row])
    notes = [*_left_out(s, inputs, units, weights)]
    return Focus(inputs, units, units, weights, units, cost=True, notes=notes)


def on_unit(s: Sample, unit: Sequence[int]) -> Focus:
    """One unit, with all that goes in and the gradients of its weights."""
    l, k = which_unit(s.tape.layers, unit)
    nothing: list[Any] = [[] for _ in s.tape.layers]
    units, weights = nothing.copy(), nothing.copy()
    units[l] = [k]
    shares = fed(s.tape, l)[s.row] * s.slopes.delta[l][s.row, k]
    weights[l] = [(j, k) for j in _foremost(shares)]
    inputs = _foremost(s.tape.a[0][s.row] * s.tape.layers[0].W[:, k]) if l == 0 else []
    notes = [
        f"unit=({l}, {k}) counts from 0; the symbols count from 1, there it is {_of(s.z(l, k))}."
    ]
    if len(shares) > MOST:
        notes.append(
            f"Of its {len(shares)} weights the {MOST} with the largest shares are shown: "
            f"weight=({l}, j, {k}) shows another."
        )
    return Focus(inputs, units, units, weights, units, cost=False, notes=notes)


def on_weight(s: Sample, weight: Sequence[Any]) -> Focus:
    """One weight or bias, with what goes in at one end and the error at the other."""
    l, j, k = which_weight(s.tape.layers, weight)
    nothing: list[Any] = [[] for _ in s.tape.layers]
    units, errors, weights, biases = (nothing.copy() for _ in range(4))
    units[l] = errors[l] = [k]
    if j is None:
        biases[l] = [k]
        notes = [
            f"It is intercepts_[{l}][{k}]; the symbols count from 1, there it is {_of(s.b(l, k))}."
        ]
        return Focus([], units, errors, weights, biases, cost=False, notes=notes)
    weights[l] = [(j, k)]
    if l:
        units[l - 1] = [j]
    notes = [
        f"It is coefs_[{l}][{j}, {k}]; the symbols count from 1, there it is {_of(s.W(l, j, k))}."
    ]
    inputs = [] if l else [j]
    return Focus(inputs, units, errors, weights, biases, cost=False, notes=notes)


def _of(number: Number) -> str:
    assert number.symbol is not None, "all that a sample tells has a symbol"
    return name(number.symbol)


def which_unit(layers: Sequence[Layer], unit: Sequence[int]) -> tuple[int, int]:
    """A unit's layer and its place in it.

    Raises
    ------
    SettingError
        There is no such unit.
    """
    found = _whole(unit, 2)
    if found is None or found[0] >= len(layers) or found[1] >= len(layers[found[0]].b):
        there = "; ".join(
            f"layer {l} has units 0 to {len(b) - 1}" for l, (_, b) in enumerate(layers)
        )
        raise SettingError(
            f"unit is {unit!r}. It must be (layer, unit), both counted from 0: {there}. "
            "Choose one of them."
        )
    return found[0], found[1]


def which_weight(layers: Sequence[Layer], weight: Sequence[Any]) -> Place:
    """The layer, input and unit of a weight; with "b" for the input, the bias.

    Raises
    ------
    SettingError
        There is no such weight.
    """
    parts = list(weight) if np.iterable(weight) and not isinstance(weight, str) else []
    bias = len(parts) == 3 and parts[1] == "b"
    found = _whole([parts[0], 0, parts[2]] if bias else parts, 3)
    if found is None or found[0] >= len(layers) or not _inside(layers[found[0]].W, found[1:]):
        there = "; ".join(
            f"layer {l} has inputs 0 to {len(W) - 1} and units 0 to {len(b) - 1}"
            for l, (W, b) in enumerate(layers)
        )
        raise SettingError(
            f"weight is {weight!r}. It must be (layer, input, unit), all counted from 0 as in "
            f'coefs_[layer][input, unit], or (layer, "b", unit) for a bias: {there}. '
            "Choose one of them."
        )
    return found[0], None if bias else found[1], found[2]


def _whole(numbers: Any, many: int) -> tuple[int, ...] | None:
    """So many whole numbers from 0 on, or None."""
    if not np.iterable(numbers) or isinstance(numbers, str) or len(list(numbers)) != many:
        return None
    kinds = (int, np.integer)
    if any(isinstance(n, bool) or not isinstance(n, kinds) or n < 0 for n in numbers):
        return None
    return tuple(int(n) for n in numbers)


def _inside(W: ndarray, place: tuple[int, ...]) -> bool:
    return place[0] < W.shape[0] and place[1] < W.shape[1]


def _foremost(sizes: ndarray) -> list[int]:
    """All places if they are few; else those of the largest sizes, in order."""
    return sorted(largest(np.asarray(sizes, float)).tolist())


def _heaviest(s: Sample, l: int) -> list[tuple[int, int]]:
    """The places of a layer's weights with the largest shares from this sample."""
    shares = np.outer(fed(s.tape, l)[s.row], s.slopes.delta[l][s.row])
    return [divmod(i, shares.shape[1]) for i in _foremost(shares.ravel())]


def _left_out(
    s: Sample,
    inputs: list[int],
    units: list[list[int]],
    weights: list[list[tuple[int, int]]],
) -> list[str]:
    """What of a wide network is not told, and how to see it."""
    notes = []
    if len(inputs) < s.net.widths[0]:
        notes.append(f"Of {s.net.widths[0]} inputs the {len(inputs)} largest are shown.")
    for l, (W, b) in enumerate(s.tape.layers):
        if len(units[l]) < len(b):
            notes.append(
                f"Of the {len(b)} units of layer {l} the {len(units[l])} with the largest errors δ "
                f"are shown: unit=({l}, k) shows another."
            )
        if len(weights[l]) < W.size:
            notes.append(
                f"Of the {W.size:,} weights of layer {l} the {len(weights[l])} with the largest "
                f"shares are shown: weight=({l}, j, k) shows another."
            )
    return notes
