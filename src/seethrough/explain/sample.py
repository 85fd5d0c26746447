"""One step as one sample sees it: the numbers of tape and slopes, each with its symbol.

l counts layers, j their inputs and k their units, all from 0 as in `maths.network`; the symbols
count inputs and units from 1, and layers by the superscripts of the equations.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy import ndarray

from seethrough.errors import DivergenceError
from seethrough.explain.expression import Expression, Number, Symbol
from seethrough.maths.equations import EQUATIONS, Equation
from seethrough.maths.mathml import math
from seethrough.maths.network import Network, Slopes, Tape
from seethrough.maths.optimisers import PLAIN, Rule
from seethrough.maths.penalties import FREE, Penalty

LBFGS = "lbfgs"
GIVEN = Equation("x", "x, y", r"x,\ y", math("x", ",", "y"), "what goes in")
HEADINGS = {"x": GIVEN, **EQUATIONS}  # what lines stand under


class Step(NamedTuple):
    """A training step: what is learned, from what, from where, and by which rule.

    Parameters
    ----------
    net, theta, x, y, w, penalty, masks : as in `maths.network`
    optimiser : a name in `maths.optimisers.OPTIMISERS`, or "lbfgs"
    rule, slots, t, eta : as in `maths.optimisers`; without slots nothing is remembered yet
    features, classes : names of the inputs and of what is answered; a single output speaks for
        the last class
    """

    net: Network
    theta: ndarray
    x: ndarray
    y: ndarray
    w: ndarray | None = None
    penalty: Penalty = FREE
    masks: Sequence[ndarray | None] | None = None
    optimiser: str = "sgd"
    rule: Rule = PLAIN
    slots: tuple[ndarray, ...] = ()
    t: int = 1
    eta: float = 0.001
    features: Sequence[str] | None = None
    classes: Sequence[str] | None = None


class Line(NamedTuple):
    """One calculation: by which equation, of what, how, what it gave, and what for.

    Attributes
    ----------
    number : "x" for what goes in, then "E1" … "E9"
    symbol : of the result, with layer, indices (from 1) and the column's or class's name
    expression : operators and operands, each with symbol and full value
    result : the full value
    check : the gradient's central difference, None where there is none
    """

    number: str
    symbol: Symbol
    expression: Expression
    result: float
    words: str
    check: float | None = None


class Sample(NamedTuple):
    """A row of the batch, with all that the step computed; its methods name the numbers."""

    step: Step
    tape: Tape
    slopes: Slopes
    row: int

    @property
    def net(self) -> Network:
        """The network."""
        return self.step.net

    @property
    def last(self) -> int:
        """The last layer."""
        return len(self.tape.layers) - 1

    def z(self, l: int, k: int) -> Number:
        """Sum k of layer l."""
        return self._number(self.tape.z[l], Symbol("z", f"{l + 1}", (f"{k + 1}",)), k)

    def a(self, l: int, j: int) -> Number:
        """Input j of layer l: an x for the first layer, an activation for the others."""
        if l:
            return self._number(self.tape.a[l], Symbol("a", f"{l}", (f"{j + 1}",)), j)
        name = "" if self.step.features is None else str(self.step.features[j])
        return self._number(self.tape.a[0], Symbol("x", "", (f"{j + 1}",), name), j)

    def mask(self, l: int, j: int) -> tuple[Number, ...]:
        """What dropout leaves of input j of layer l, as a factor; none without dropout."""
        mask = self.tape.masks[l] if self.tape.masks is not None else None
        if mask is None:
            return ()
        symbol = Symbol("r", f"{l}", (f"{j + 1}",))
        return (self._number(np.broadcast_to(mask, self.tape.a[l].shape), symbol, j),)

    def fed(self, l: int, j: int) -> tuple[Number, ...]:
        """Input j of layer l as factors, its mask first."""
        return (*self.mask(l, j), self.a(l, j))

    def W(self, l: int, j: int, k: int) -> Number:  # noqa: N802 - its letter
        """Weight from input j to unit k of layer l."""
        return Number(
            float(self.tape.layers[l].W[j, k]), Symbol("W", f"{l + 1}", (f"{j + 1}", f"{k + 1}"))
        )

    def b(self, l: int, k: int) -> Number:
        """Bias of unit k of layer l."""
        return Number(float(self.tape.layers[l].b[k]), Symbol("b", f"{l + 1}", (f"{k + 1}",)))

    def delta(self, l: int, k: int) -> Number:
        """δ of unit k of layer l."""
        symbol = Symbol("δ", f"{l + 1}", (f"{k + 1}",))
        return self._number(self.slopes.delta[l], symbol, k)

    def p(self, k: int) -> Number:
        """Answer k."""
        classes = self.step.classes
        name = "" if classes is None else str(classes[k - self.net.widths[-1]])
        return self._number(self.tape.p, Symbol("p", "", (f"{k + 1}",), name), k)

    def target(self, k: int) -> Number:
        """Target k."""
        return self._number(self.step.y, Symbol("y", "", (f"{k + 1}",)), k)

    def weight(self) -> tuple[Number, ...]:
        """The sample's own weight, as a factor; none without sample weights."""
        w = self.step.w
        return () if w is None else (Number(float(w[self.row]), Symbol("w")),)

    def size(self) -> Number:
        """What the batch is divided by: n, or Σw."""
        if self.step.w is None:
            return Number(len(self.step.y), Symbol("n"))
        return Number(float(self.step.w.sum()), Symbol("Σw"))

    def others(self, shares: ndarray) -> tuple[Number, ...]:
        """What all samples but this one add to a sum, as a term; none in a batch of one."""
        if len(shares) == 1:
            return ()
        return (Number(float(np.delete(shares, self.row).sum()), Symbol("others")),)

    def _number(self, table: ndarray, symbol: Symbol, column: int) -> Number:
        return Number(float(table[self.row, column]), symbol)


def refuse_infinite(*arrays: ndarray) -> None:
    """Raise DivergenceError if a number of these is NaN or infinite."""
    if not all(np.isfinite(array).all() for array in arrays):
        raise DivergenceError(
            "A number of this step is NaN or infinite. "
            "A calculation can be shown only while all its numbers are finite. "
            "Look for such values in x, y, w and θ, or explain an earlier step."
        )
