"""The pieces that backpropagation is made of, each a function that can be wrong by itself.

delta, z, a (n, width); p, y (n, K); W (d_in, d_out)
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from numpy import ndarray

Piece = Callable[..., Any]


def output_error(p: ndarray, y: ndarray) -> ndarray:
    """The error at the output, of softmax with its own loss, the cross-entropy."""
    # (E5)  δᴸ = w ⊙ ∂ℓ/∂zᴸ
    return p - y


def pass_back(
    delta: ndarray, W: ndarray, W_new: ndarray, z: ndarray, a: ndarray, df: Piece
) -> ndarray:
    """The error of the hidden layer; W_new, the weights after their update, are not for it."""
    # (E6)  δˡ⁻¹ = (δˡ Wˡᵀ) ⊙ f′(zˡ⁻¹)
    return (delta @ W.T) * df(z, a)


def mean(total: ndarray, n: int) -> ndarray:
    """What the samples ask for in the mean."""
    return total / n


def bias_total(delta: ndarray) -> ndarray:
    """What all samples together ask of the biases, of which E8 takes the mean."""
    return delta.sum(axis=0)


class Pieces(NamedTuple):
    """The functions that a gradient is made of."""

    output_error: Piece = output_error
    pass_back: Piece = pass_back
    mean: Piece = mean
    bias_total: Piece = bias_total
