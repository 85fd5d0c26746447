r"""Initial weights. Biases start at 0, unless a row draws them too.

fan_in, fan_out  widths before and behind the layer
rng              any NumPy generator: a RandomState or a Generator

lecun has Var W = 1/fan_in (LeCun 1998; as normal it is the article's), glorot 2/(fan_in +
fan_out) (Glorot & Bengio 2010), he 2/fan_in (He 2015), orthogonal WᵀW = 1 (Saxe 2013),
uniform ±1/√fan_in for W and b; sklearn is glorot_uniform for W and b, narrower for logistic.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

import numpy as np

from seethrough.maths.network import Layer, layers, n_parameters

if TYPE_CHECKING:
    from numpy import ndarray

    Rng = np.random.RandomState | np.random.Generator
    Draw = Callable[[Rng, int, int, str], Layer]
    Fan = Callable[[int, int], float]


def _lecun(fan_in: int, fan_out: int) -> float:
    return fan_in


def _glorot(fan_in: int, fan_out: int) -> float:
    return (fan_in + fan_out) / 2


def _he(fan_in: int, fan_out: int) -> float:
    return fan_in / 2


def _normal(fan: Fan, rng: Rng, fan_in: int, fan_out: int, activation: str) -> Layer:
    W = rng.standard_normal((fan_in, fan_out)) / np.sqrt(fan(fan_in, fan_out))
    return Layer(W, np.zeros(fan_out))


def _uniform(fan: Fan, rng: Rng, fan_in: int, fan_out: int, activation: str) -> Layer:
    bound = np.sqrt(3 / fan(fan_in, fan_out))
    return Layer(rng.uniform(-bound, bound, (fan_in, fan_out)), np.zeros(fan_out))


def _orthogonal(rng: Rng, fan_in: int, fan_out: int, activation: str) -> Layer:
    tall = rng.standard_normal((max(fan_in, fan_out), min(fan_in, fan_out)))
    Q, R = np.linalg.qr(tall)
    Q *= np.sign(np.diag(R))  # makes the draw uniform over all orthogonal matrices
    return Layer(Q if fan_in >= fan_out else Q.T, np.zeros(fan_out))


def _plain_uniform(rng: Rng, fan_in: int, fan_out: int, activation: str) -> Layer:
    bound = 1 / np.sqrt(fan_in)
    W = rng.uniform(-bound, bound, (fan_in, fan_out))
    return Layer(W, rng.uniform(-bound, bound, fan_out))


def _sklearn(rng: Rng, fan_in: int, fan_out: int, activation: str) -> Layer:
    factor = 2 if activation == "logistic" else 6
    bound = np.sqrt(factor / (fan_in + fan_out))
    W = rng.uniform(-bound, bound, (fan_in, fan_out))
    return Layer(W, rng.uniform(-bound, bound, fan_out))


INITS: dict[str, Draw] = {
    "lecun_normal": partial(_normal, _lecun),
    "lecun_uniform": partial(_uniform, _lecun),
    "glorot_normal": partial(_normal, _glorot),
    "glorot_uniform": partial(_uniform, _glorot),
    "he_normal": partial(_normal, _he),
    "he_uniform": partial(_uniform, _he),
    "orthogonal": _orthogonal,
    "uniform": _plain_uniform,
    "sklearn": _sklearn,
}


def draw(init: str, rng: Rng, widths: tuple[int, ...], activations: tuple[str, ...]) -> ndarray:
    """Return θ (float64), drawn layer by layer; the last one goes by the activation before it."""
    theta = np.empty(n_parameters(widths))
    names = (*activations, *activations[-1:]) or ("identity",)
    for layer, name in zip(layers(theta, widths), names, strict=True):
        layer.W[:], layer.b[:] = INITS[init](rng, layer.W.shape[0], layer.W.shape[1], name)
    return theta
