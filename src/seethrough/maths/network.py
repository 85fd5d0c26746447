r"""The network: forward and backward, as written in the table of equations.

theta  θ, every weight and bias in one flat vector; layers are views into it
W, b   (d_in, d_out) and (d_out,) of a layer
x, z, a, delta, y   (n, width): samples are rows; x may be a sparse matrix (CSR)
w      sample weights (n,), or None for 1 each
masks  what dropout leaves of each layer's input: 0 or 1 / (1 − rate), or None

A Python index l counts from 0: W[l] takes a[l] to z[l], and a[l + 1] = f(z[l]), so that a[0]
is x and a[-1] is p.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from seethrough.maths import penalties
from seethrough.maths.activations import ACTIVATIONS
from seethrough.maths.heads import head
from seethrough.maths.penalties import Penalty

if TYPE_CHECKING:
    from jaxtyping import Float
    from numpy import ndarray

    Theta = Float[ndarray, " p"]
    Weights = Float[ndarray, " n"] | None
    Targets = Float[ndarray, "n K"]
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
    """All that one forward pass saw: the layers, sums z, activations a (x first, p last), masks."""

    layers: list[Layer]
    z: list[ndarray]
    a: list[ndarray]
    masks: Sequence[ndarray | None] | None

    @property
    def p(self) -> ndarray:
        """The answer, (n, K)."""
        return self.a[-1]


class Slopes(NamedTuple):
    """All that one backward pass computed: ∂L/∂θ, and δ of each layer."""

    dtheta: ndarray
    delta: list[ndarray]


def n_parameters(widths: Sequence[int]) -> int:
    """How many weights and biases there are: Σ (d_in + 1) d_out."""
    return sum((d_in + 1) * d_out for d_in, d_out in pairwise(widths))


def layers(theta: Theta, widths: tuple[int, ...]) -> list[Layer]:
    """The layers' W and b: views, so that writing to them writes to θ."""
    return [Layer(theta[W].reshape(shape), theta[b]) for W, shape, b in _places(widths)]


@cache
def _places(widths: tuple[int, ...]) -> tuple[tuple[slice, tuple[int, int], slice], ...]:
    """Where in θ each layer's weights are, their shape, and where its biases are."""
    places, end = [], 0
    for d_in, d_out in pairwise(widths):
        start, middle, end = end, end + d_in * d_out, end + (d_in + 1) * d_out
        places.append((slice(start, middle), (d_in, d_out), slice(middle, end)))
    return tuple(places)


def fed(tape: Tape, l: int) -> Float[ndarray, "n d_in"]:
    """What layer l was given: a[l], with what dropout took away."""
    mask = tape.masks[l] if tape.masks is not None else None
    return tape.a[l] if mask is None else tape.a[l] * mask


def forward(net: Network, theta: Theta, x: Float[ndarray, "n d"], masks: Masks = None) -> Tape:
    """Return the tape of one forward pass: every z, every a, and the answer p."""
    tape = Tape(layers(theta, net.widths), [], [x], masks)
    for l, (W, b) in enumerate(tape.layers):
        # (E1)  zˡ = aˡ⁻¹ Wˡ + bˡ
        z = fed(tape, l) @ W + b
        tape.z.append(z)
        if l < len(net.activations):
            # (E2)  aˡ = f(zˡ)
            tape.a.append(ACTIVATIONS[net.activations[l]].f(z))
    # (E3)  p = head(zᴸ)
    tape.a.append(head(net.head).f(z))
    return tape


def cost(net: Network, tape: Tape, y: Targets, w: Weights, penalty: Penalty) -> float:
    """Return L: the mean loss of the samples plus the penalty."""
    data, weight = costs(net, tape, y, w, penalty)
    return data + weight


def costs(
    net: Network, tape: Tape, y: Targets, w: Weights, penalty: Penalty
) -> tuple[float, float]:
    """Return the two parts of L: the mean loss of the samples, and the penalty."""
    loss = head(net.head).loss(tape.z[-1], tape.p, y)
    data, w_sum = (loss.sum(), len(y)) if w is None else ((w @ loss).sum(), float(w.sum()))
    # (E4)  L = Σᵢ wᵢ ℓ(pᵢ, yᵢ) / Σw + λ/(2Σw) Σₗ‖Wˡ‖²
    return float(data) / w_sum, penalties.cost(penalty, [W for W, _ in tape.layers]) / w_sum


def backward(net: Network, tape: Tape, y: Targets, w: Weights, penalty: Penalty) -> Slopes:
    """Return ∂L/∂θ and every δ, computed from the last layer to the first."""
    w_sum = len(y) if w is None else float(w.sum())
    # (E5)  δᴸ = w ⊙ ∂ℓ/∂zᴸ
    delta = head(net.head).slope(tape.p, y)
    if w is not None:
        delta *= w[:, None]
    ones = np.ones(len(y), delta.dtype)
    deltas: list[ndarray] = [delta]
    gradient: list[ndarray] = []
    for l in reversed(range(len(tape.layers))):
        W = tape.layers[l].W
        # (E7)  ∂L/∂Wˡ = (aˡ⁻¹ᵀ δˡ + λ Wˡ) / Σw
        dW = (fed(tape, l).T @ delta + penalties.slope(penalty, W)) / w_sum
        # (E8)  ∂L/∂bˡ = Σᵢ δˡᵢ / Σw
        db = ones @ delta / w_sum
        gradient += [db, dW.ravel()]
        if l > 0:
            # (E6)  δˡ⁻¹ = (δˡ Wˡᵀ) ⊙ f′(zˡ⁻¹)
            delta = delta @ W.T
            delta *= ACTIVATIONS[net.activations[l - 1]].df(tape.z[l - 1], tape.a[l])
            if tape.masks is not None and tape.masks[l] is not None:
                delta *= tape.masks[l]
            deltas.append(delta)
    return Slopes(np.concatenate(gradient[::-1]), deltas[::-1])
