r"""Activations: what bends the sums of a hidden layer.

z  weighted sums, any shape, float32 or float64
a  f(z), the same shape and dtype

A row holds f, f′ and both formulas. f′ takes z *and* a = f(z), and uses a alone where that is
possible: 1 − tanh² costs a product, tanh once more would cost an exponential.
Sources: Clevert 2015 (elu), Klambauer 2017 (selu), Hendrycks 2016 (gelu, silu), Misra 2019 (mish).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from jaxtyping import Float
    from numpy import ndarray

    Sums = Float[ndarray, "*shape"]

LEAK = 0.01
SELU_ALPHA = 1.6732632423543772
SELU_SCALE = 1.0507009873554805
GELU_SLOPE = 0.7978845608028654  # √(2/π)
GELU_CUBE = 0.044715


class Activation(NamedTuple):
    """An activation: a = f(z), its slope f′(z, a), and both as LaTeX."""

    name: str
    f: Callable[[ndarray], ndarray]
    df: Callable[[ndarray, ndarray], ndarray]
    formula: str
    slope: str
    kinked: bool = False


def identity(z: Sums) -> Sums:
    """z itself."""
    return z


def logistic(z: Sums) -> Sums:
    """σ(z) = 1 / (1 + e⁻ᶻ), from e^−|z| so that nothing overflows."""
    e = np.exp(-np.abs(z))
    return np.where(z >= 0, 1, e) / (1 + e)


def relu(z: Sums) -> Sums:
    """z where it is positive, else 0."""
    return np.maximum(z, 0)


def leaky_relu(z: Sums) -> Sums:
    """z where it is positive, else a hundredth of it."""
    return np.where(z > 0, z, LEAK * z)


def elu(z: Sums) -> Sums:
    """z where it is positive, else eᶻ − 1."""
    return np.where(z > 0, z, np.expm1(np.minimum(z, 0)))


def selu(z: Sums) -> Sums:
    """The elu scaled so that mean 0 and variance 1 are kept from layer to layer."""
    return SELU_SCALE * np.where(z > 0, z, SELU_ALPHA * np.expm1(np.minimum(z, 0)))


def softplus(z: Sums) -> Sums:
    """ln(1 + eᶻ), a relu without its kink."""
    return np.maximum(z, 0) + np.log1p(np.exp(-np.abs(z)))


def gelu(z: Sums) -> Sums:
    """z times the normal distribution's Φ(z), in the paper's tanh form."""
    return 0.5 * z * (1 + np.tanh(_gelu_inner(_bounded(z))))


def silu(z: Sums) -> Sums:
    """z σ(z)."""
    return z * logistic(z)


def mish(z: Sums) -> Sums:
    """z tanh(softplus(z))."""
    return z * np.tanh(softplus(z))


def _gelu_inner(z: ndarray) -> ndarray:
    return GELU_SLOPE * (z + GELU_CUBE * z * z * z)


def _bounded(z: Sums) -> Sums:
    """z cut to ±30, where gelu's tanh has long been ±1 and its cube is still finite."""
    return np.clip(z, -30, 30)


def _d_identity(z: Sums, a: Sums) -> Sums:
    return np.ones_like(z)


def _d_logistic(z: Sums, a: Sums) -> Sums:
    return a * (1 - a)


def _d_tanh(z: Sums, a: Sums) -> Sums:
    return 1 - a * a


def _d_relu(z: Sums, a: Sums) -> Sums:
    return (a > 0).astype(a.dtype)


def _d_leaky_relu(z: Sums, a: Sums) -> Sums:
    return np.where(a > 0, a.dtype.type(1), a.dtype.type(LEAK))


def _d_elu(z: Sums, a: Sums) -> Sums:
    return np.where(a > 0, 1, a + 1)


def _d_selu(z: Sums, a: Sums) -> Sums:
    return np.where(a > 0, SELU_SCALE, a + SELU_SCALE * SELU_ALPHA).astype(a.dtype)


def _d_softplus(z: Sums, a: Sums) -> Sums:
    return -np.expm1(-a)


def _d_gelu(z: Sums, a: Sums) -> Sums:
    z = _bounded(z)
    t = np.tanh(_gelu_inner(z))
    return 0.5 * (1 + t) + 0.5 * z * (1 - t * t) * GELU_SLOPE * (1 + 3 * GELU_CUBE * z * z)


def _d_silu(z: Sums, a: Sums) -> Sums:
    s = logistic(z)
    return s + a * (1 - s)


def _d_mish(z: Sums, a: Sums) -> Sums:
    t = np.tanh(softplus(z))
    return t + z * logistic(z) * (1 - t * t)


_ROWS = (
    Activation("identity", identity, _d_identity, r"z", r"1"),
    Activation("logistic", logistic, _d_logistic, r"\frac{1}{1 + e^{-z}}", r"a (1 - a)"),
    Activation("tanh", np.tanh, _d_tanh, r"\tanh z", r"1 - a^{2}"),
    Activation("relu", relu, _d_relu, r"\max(z, 0)", r"1\ (z > 0),\ 0", kinked=True),
    Activation(
        *("leaky_relu", leaky_relu, _d_leaky_relu),
        *(r"\max(z, 0.01 z)", r"1\ (z > 0),\ 0.01"),
        kinked=True,
    ),
    Activation("elu", elu, _d_elu, r"z\ (z > 0),\ e^{z} - 1", r"1\ (z > 0),\ a + 1", kinked=True),
    Activation(
        *("selu", selu, _d_selu),
        *(r"s z\ (z > 0),\ s \alpha (e^{z} - 1)", r"s\ (z > 0),\ a + s \alpha"),
        kinked=True,
    ),
    Activation(
        *("gelu", gelu, _d_gelu),
        r"\frac{z}{2} (1 + \tanh u),\ u = \sqrt{2 / \pi} (z + 0.044715 z^{3})",
        r"\frac{1 + \tanh u}{2} + \frac{z}{2} (1 - \tanh^{2} u) u'",
    ),
    Activation("silu", silu, _d_silu, r"z \sigma(z)", r"\sigma(z) + a (1 - \sigma(z))"),
    Activation("softplus", softplus, _d_softplus, r"\ln(1 + e^{z})", r"1 - e^{-a}"),
    Activation(
        *("mish", mish, _d_mish),
        *(r"z \tanh t,\ t = \ln(1 + e^{z})", r"\tanh t + z \sigma(z) (1 - \tanh^{2} t)"),
    ),
)
ACTIVATIONS = {row.name: row for row in _ROWS}
