r"""The gradient check: every entry of ∂L/∂θ beside a central difference of L.

h  step to both sides, ∛ε of the dtype (6e-6) times max(1, |θᵢ|), where rounding and
   curvature cost about the same (Nocedal & Wright, Numerical Optimization, 8.1)
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from seethrough.maths.network import Network, backward, cost, forward
from seethrough.maths.penalties import FREE, Penalty

if TYPE_CHECKING:
    from jaxtyping import Float
    from numpy import ndarray


class GradientCheck(NamedTuple):
    """By formula, by difference, and how far they are apart, one entry a parameter."""

    formula: ndarray
    difference: ndarray
    error: ndarray

    @property
    def worst(self) -> int:
        """The parameter with the largest error."""
        return int(self.error.argmax())


def check(
    net: Network,
    theta: Float[ndarray, " p"],
    x: Float[ndarray, "n d"],
    y: Float[ndarray, "n K"],
    w: Float[ndarray, " n"] | None = None,
    penalty: Penalty = FREE,
    masks: Sequence[ndarray | None] | None = None,
) -> GradientCheck:
    """Return the check of all parameters, computed in float64.

    The error is |formula − difference| over the largest of: both entries' sizes, the mean size
    of the whole gradient, and L / 1000 (below these an entry drowns in the rounding of L).
    Within h of a kink (relu at 0, and its like) the difference is not the slope.
    """
    theta, x, y = (np.asarray(array, dtype=np.float64) for array in (theta, x, y))

    formula = backward(net, forward(net, theta, x, masks), y, w, penalty).dtheta

    def loss(at: ndarray) -> float:
        return cost(net, forward(net, at, x, masks), y, w, penalty)

    difference = central_difference(loss, theta)
    size = np.maximum(np.abs(formula), np.abs(difference))
    least = max(float(size.mean()), 1e-3 * abs(loss(theta)), np.finfo(float).tiny)
    scale = np.maximum(size, least)
    return GradientCheck(formula, difference, np.abs(formula - difference) / scale)


def central_difference(loss: Callable[[ndarray], float], theta: Float[ndarray, " p"]) -> ndarray:
    """(L(θ + h) − L(θ − h)) / 2h, for one parameter after the other."""
    steps = np.cbrt(np.finfo(theta.dtype).eps) * np.maximum(1, np.abs(theta))
    slopes = np.empty_like(theta)
    for i, h in enumerate(steps):
        up, down = theta.copy(), theta.copy()
        up[i] += h
        down[i] -= h
        slopes[i] = (loss(up) - loss(down)) / (up[i] - down[i])
    return slopes
