r"""The network: forward and backward, as written in the table of equations.

theta  θ, every weight and bias in one flat vector; layers are views into it
W, b   (d_in, d_out) and (d_out,) of a layer
x, z, a, delta, y   (n, width): samples are rows
w      sample weights (n,), or None for 1 each
masks  what dropout leaves of each layer's input: 0 or 1 / (1 − rate), or None

A Python index l counts from 0: W[l] takes a[l] (a[0] is x) to z[l], and a[l + 1] = f(z[l]).
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from seethrough.maths import penalties
from seethrough.maths.activations import ACTIVATIONS
from seethrough.maths.heads import HEADS
from seethrough.maths.penalties import Penalty

if TYPE_CHECKING:
    from jaxtyping import Float
    from numpy import ndarray

    Theta = Float[ndarray, " p"]
    Weights = Float[ndarray, " n"] | None
    Masks = Sequence[ndarray | None] | None


class Network(NamedTuple):
    """A stack of dense layers: widths from input to output, an activation a hidden layer, a head.

    No hidden layer is allowed: with the head "binary" that is the one neuron, and with
    "multiclass" it is logistic regression.
    """

    widths: tuple[int, ...]
    activations: tuple[str, ...]
    head: str


class Layer(NamedTuple):
    """A layer's weights and biases, as views into θ."""

    W: ndarray
    b: ndarray


class Tape(NamedTuple):
    """All that one forward pass computed: sums z, activations a (a[0] = x), masks, answer p."""

    z: list[ndarray]
    a: list[ndarray]
    masks: Masks
    p: ndarray


class Slopes(NamedTuple):
    """All that one backward pass computed: ∂L/∂θ, and δ of each layer."""

    dtheta: ndarray
    delta: list[ndarray]


def n_parameters(widths: Sequence[int]) -> int:
    """How many weights and biases there are: Σ (d_in + 1) d_out."""
    return sum((d_in + 1) * d_out for d_in, d_out in pairwise(widths))


def layers(theta: Theta, widths: Sequence[int]) -> list[Layer]:
    """The layers' W and b: views, so that writing to them writes to θ."""
    views, start = [], 0
    for d_in, d_out in pairwise(widths):
        middle, end = start + d_in * d_out, start + (d_in + 1) * d_out
        views.append(Layer(theta[start:middle].reshape(d_in, d_out), theta[middle:end]))
        start = end
    return views


def fed(tape: Tape, l: int) -> Float[ndarray, "n d_in"]:
    """What layer l was given: a[l], with what dropout took away."""
    mask = tape.masks[l] if tape.masks is not None else None
    return tape.a[l] if mask is None else tape.a[l] * mask


def forward(net: Network, theta: Theta, x: Float[ndarray, "n d"], masks: Masks = None) -> Tape:
    """Return the tape of one forward pass: every z, every a, and the answer p."""
    tape = Tape([], [x], masks, x)
    for l, (W, b) in enumerate(layers(theta, net.widths)):
        # (E1)  zˡ = aˡ⁻¹ Wˡ + bˡ
        z = fed(tape, l) @ W + b
        tape.z.append(z)
        if l < len(net.activations):
            # (E2)  aˡ = f(zˡ)
            tape.a.append(ACTIVATIONS[net.activations[l]].f(z))
    # (E3)  p = head(zᴸ)
    return tape._replace(p=HEADS[net.head].f(tape.z[-1]))


def cost(
    net: Network,
    theta: Theta,
    tape: Tape,
    y: Float[ndarray, "n K"],
    w: Weights,
    penalty: Penalty,
) -> float:
    """Return L: the mean loss of the samples plus the penalty."""
    loss = HEADS[net.head].loss(tape.z[-1], y)
    data, w_sum = (loss.sum(), len(y)) if w is None else (w @ loss, float(w.sum()))
    # (E4)  L = Σᵢ wᵢ ℓ(pᵢ, yᵢ) / Σw + λ/(2Σw) Σₗ‖Wˡ‖²
    return (
        float(data) + penalties.cost(penalty, (W for W, _ in layers(theta, net.widths)))
    ) / w_sum


def backward(
    net: Network,
    theta: Theta,
    tape: Tape,
    y: Float[ndarray, "n K"],
    w: Weights,
    penalty: Penalty,
) -> Slopes:
    """Return ∂L/∂θ and every δ, from the last layer to the first."""
    w_sum = len(y) if w is None else float(w.sum())
    slopes = Slopes(np.empty_like(theta), [])
    params, gradients = layers(theta, net.widths), layers(slopes.dtheta, net.widths)
    # (E5)  δᴸ = w ⊙ ∂ℓ/∂zᴸ
    delta = HEADS[net.head].slope(tape.p, y)
    if w is not None:
        delta *= w[:, None]
    slopes.delta.append(delta)
    for l in reversed(range(len(params))):
        W, (dW, db) = params[l].W, gradients[l]
        # (E7)  ∂L/∂Wˡ = (aˡ⁻¹ᵀ δˡ + λ Wˡ) / Σw
        dW[:] = (fed(tape, l).T @ delta + penalties.slope(penalty, W)) / w_sum
        # (E8)  ∂L/∂bˡ = Σᵢ δˡᵢ / Σw
        db[:] = delta.sum(axis=0) / w_sum
        if l > 0:
            # (E6)  δˡ⁻¹ = (δˡ Wˡᵀ) ⊙ f′(zˡ⁻¹)
            df = ACTIVATIONS[net.activations[l - 1]].df(tape.z[l - 1], tape.a[l])
            delta = (delta @ W.T) * df
            if tape.masks is not None and tape.masks[l] is not None:
                delta *= tape.masks[l]
            slopes.delta.insert(0, delta)
    return slopes
