"""The numbers of one training step seen from one sample, as lines to be shown."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np

from seethrough.errors import DataError, SettingError
from seethrough.explain import backward as back
from seethrough.explain import forward as ahead
from seethrough.explain import update
from seethrough.explain.explanation import Explanation
from seethrough.explain.focus import Focus, all_of, on_unit, on_weight
from seethrough.explain.sample import LBFGS, Line, Sample, Step, refuse_infinite
from seethrough.maths.network import Slopes, Tape, backward, cost, forward

ONLY_LBFGS = (
    "E9: L-BFGS takes this gradient, makes a direction of it and of the steps that it remembers, "
    "and searches along it for a lower cost, at the price of several passes. That cannot be "
    "followed by hand, so no weight is shown after the step."
)


def explain_step(
    step: Step,
    row: int,
    *,
    unit: Sequence[int] | None = None,
    weight: Sequence[Any] | None = None,
) -> Explanation:
    """Return one sample's calculations E1 to E9 of a step, in the order of computing.

    Parameters
    ----------
    step : the network, the batch and the rule
    row : the sample, counted from 0 in this batch
    unit : (layer, unit), both from 0, to be told of that unit only
    weight : (layer, input, unit), all from 0, to be told of that weight only; "b" for input is
        the bias

    Raises
    ------
    DataError
        There is no such row.
    SettingError
        There is no such unit or weight, or both were asked for.
    DivergenceError
        A number of the step is NaN or infinite.
    """
    refuse_no_row(row, len(step.y))
    sample = Sample(step, *passes(step), int(row))
    focus = _focus(sample, unit, weight)
    lines = (*_given(sample, focus), *_ahead(sample, focus), *_back(sample, focus))
    notes = [*focus.notes, *([ONLY_LBFGS] if step.optimiser == LBFGS else [])]
    return Explanation(lines, tuple(notes))


def passes(step: Step) -> tuple[Tape, Slopes]:
    """The tape of the forward pass and the slopes of the backward pass.

    Raises
    ------
    DivergenceError
        One of their numbers is NaN or infinite.
    """
    with np.errstate(over="ignore", invalid="ignore"):
        tape = forward(step.net, step.theta, step.x, step.masks)
        slopes = backward(step.net, tape, step.y, step.w, step.penalty)
        mean = cost(step.net, tape, step.y, step.w, step.penalty)
    refuse_infinite(*tape.z, *tape.a, *slopes.delta, slopes.dtheta, np.array(mean))
    return tape, slopes


def _focus(s: Sample, unit: Sequence[int] | None, weight: Sequence[Any] | None) -> Focus:
    if unit is not None and weight is not None:
        raise SettingError(
            f"unit is {unit!r} and weight is {weight!r}. Only one of them can be told of at a "
            "time. Leave one out."
        )
    if unit is not None:
        return on_unit(s, unit)
    return all_of(s) if weight is None else on_weight(s, weight)


def _given(s: Sample, focus: Focus) -> Iterator[Line]:
    yield from ahead.inputs(s, focus.inputs)
    if focus.errors[-1]:
        yield from ahead.targets(s, focus.errors[-1])


def _ahead(s: Sample, focus: Focus) -> Iterator[Line]:
    for l, units in enumerate(focus.units):
        yield from ahead.sums(s, l, units)
        if l < s.last:
            yield from ahead.bends(s, l, units)
    yield from ahead.answer(s, focus.units[-1])
    if focus.cost:
        yield from ahead.cost(s)


def _back(s: Sample, focus: Focus) -> Iterator[Line]:
    for l in reversed(range(s.last + 1)):
        yield from back.errors(s, l, focus.errors[l])
    for l, places in enumerate(focus.weights):
        yield from back.weights(s, l, places)
    for l, units in enumerate(focus.biases):
        yield from back.biases(s, l, units)
    if s.step.optimiser != LBFGS:
        yield from _moved(s, focus)


def _moved(s: Sample, focus: Focus) -> Iterator[Line]:
    made = update.moved(s)
    yield from update.shared(s, made)
    for l, (places, units) in enumerate(zip(focus.weights, focus.biases, strict=True)):
        for j, k in places:
            yield from update.parameter(s, made, s.W(l, j, k), (l, j, k))
        for k in units:
            yield from update.parameter(s, made, s.b(l, k), (l, None, k))


def refuse_no_row(row: int, n: int) -> None:
    """Raise DataError if there is no such row."""
    if isinstance(row, bool) or not isinstance(row, int | np.integer) or not 0 <= row < n:
        raise DataError(
            f"row is {row!r}, but the batch has {n} rows. "
            "A step is explained from one of its samples, counted from 0. "
            f"Choose a row from 0 to {n - 1}."
        )
