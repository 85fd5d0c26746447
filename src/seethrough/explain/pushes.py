"""Pushes: which samples moved a weight up and which down, and by how much of its gradient."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
from numpy import ndarray

from seethrough.explain.backward import penalty_of, slope_of
from seethrough.explain.explanation import Explanation
from seethrough.explain.expression import Number, Symbol, over, plus, total
from seethrough.explain.focus import which_weight
from seethrough.explain.render import name
from seethrough.explain.render.text import INDICES
from seethrough.explain.sample import LBFGS, Line, Sample, Step
from seethrough.explain.step import ONLY_LBFGS, passes
from seethrough.maths.network import fed, layers


@dataclass(frozen=True, repr=False, eq=False, kw_only=True)
class Pushes(Explanation):
    """A weight's gradient, sample by sample.

    Attributes
    ----------
    shares : (n,) what each sample adds to the gradient; below 0 it pushes the weight up
    penalty : what the penalties add
    gradient : their sum, ∂L/∂W
    up, down : rows that push the weight up and down, the strongest first
    """

    shares: ndarray
    penalty: float
    gradient: float

    @property
    def up(self) -> ndarray:
        """Rows that push the weight up, the strongest first."""
        return self._ranked(self.shares < 0)

    @property
    def down(self) -> ndarray:
        """Rows that push the weight down, the strongest first."""
        return self._ranked(self.shares > 0)

    def _ranked(self, some: ndarray) -> ndarray:
        rows = np.flatnonzero(some)
        return rows[np.argsort(-np.abs(self.shares[rows]), kind="stable")]


def why_moved(step: Step, weight: Sequence[Any]) -> Pushes:
    """Return which samples of a step push a weight up and which down.

    Parameters
    ----------
    step : the network, the batch and the rule
    weight : (layer, input, unit), all from 0; "b" for input is the bias

    Raises
    ------
    SettingError
        There is no such weight.
    DivergenceError
        A number of the step is NaN or infinite.
    """
    tape, slopes = passes(step)
    l, j, k = which_weight(tape.layers, weight)
    s = Sample(step, tape, slopes, 0)
    size = s.size()
    shares = slopes.delta[l][:, k] * (1 if j is None else fed(tape, l)[:, j]) / size.value
    gradient = layers(slopes.dtheta, step.net.widths)[l]
    of, slope = (s.b(l, k), gradient.b[k]) if j is None else (s.W(l, j, k), gradient.W[j, k])
    shrink = None if j is None else penalty_of(s, of)
    lines = _lines(
        of, shares.astype(float), float(slope), None if shrink is None else over(shrink, size)
    )
    added = float(slope) - float(shares.sum()) if shrink is not None else 0.0
    notes = (_told(of, shares), *([ONLY_LBFGS] if step.optimiser == LBFGS else []))
    return Pushes(tuple(lines), notes, shares=shares, penalty=added, gradient=float(slope))


def _lines(of: Number, shares: ndarray, slope: float, shrink: Any) -> Iterator[Line]:
    """The two sides, each the sum of its samples, and the gradient as the sum of both."""
    number = "E8" if of.symbol is not None and of.symbol.letter == "b" else "E7"
    sides = []
    for word, rows in (("up", np.flatnonzero(shares < 0)), ("down", np.flatnonzero(shares > 0))):
        if not len(rows):
            continue
        ranked = rows[np.argsort(-np.abs(shares[rows]), kind="stable")]
        terms = total(shares[ranked], _term(of, shares, ranked))
        sides.append(Number(float(shares[rows].sum()), Symbol(word)))
        told = f"{len(rows)} sample{'s' * (len(rows) > 1)} would push it {word}"
        yield Line(number, Symbol(word), plus(*terms), sides[-1].value, told)
    parts = [*sides, *([] if shrink is None else [shrink])] or [Number(0.0)]
    yield Line(number, slope_of("∂L/∂", of), plus(*parts), slope, "the batch's gradient")


def _term(of: Number, shares: ndarray, ranked: ndarray) -> Any:
    def term(i: int) -> Number:
        row = int(ranked[i])
        return Number(float(shares[row]), slope_of(f"∂L{str(row).translate(INDICES)}/∂", of))

    return term


def _told(of: Number, shares: ndarray) -> str:
    """In words, what the gradient does to the weight."""
    assert of.symbol is not None, "a parameter has a symbol"
    return (
        f"A step goes against the gradient: a sample with a share below 0 pushes {name(of.symbol)} "
        f"up, one above 0 pushes it down. Samples are counted from 0, to {len(shares) - 1}."
    )


class Path(NamedTuple):
    """A weight's history: its values after these updates of θ, which are all that was kept."""

    symbol: Symbol
    steps: ndarray
    values: ndarray

    def text(self) -> str:
        """The history as plain text, a step a line."""
        rows = zip(self.steps.tolist(), self.values.tolist(), strict=True)
        return "\n".join([f" step  {name(self.symbol)}", *(f"{s:5}  {v:.7g}" for s, v in rows)])

    def __repr__(self) -> str:
        return self.text()
