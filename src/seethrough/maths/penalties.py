r"""Penalties: what large weights cost. Biases are free.

lam   λ, strength of the L2 penalty λ/2 Σ W² (scikit-learn's alpha)
lam1  strength of the L1 penalty λ₁ Σ |W|
Both stand in the cost and the gradient divided by Σw, like everything else.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from jaxtyping import Float
    from numpy import ndarray


class Penalty(NamedTuple):
    """The strengths of both penalties."""

    lam: float = 0.0
    lam1: float = 0.0


FREE = Penalty()


def cost(penalty: Penalty, weights: Iterable[ndarray]) -> float:
    """λ/2 Σ W² + λ₁ Σ |W| over all layers, not yet divided by Σw."""
    total = 0.0
    for W in weights:
        total += 0.5 * penalty.lam * float(np.vdot(W, W))
        if penalty.lam1:
            total += penalty.lam1 * float(np.abs(W).sum())
    return total


def slope(penalty: Penalty, W: Float[ndarray, "d_in d_out"]) -> Float[ndarray, "d_in d_out"]:
    """λ W + λ₁ sign W, what the penalty adds to the gradient of W."""
    if penalty.lam1:
        return penalty.lam * W + penalty.lam1 * np.sign(W)
    return penalty.lam * W
