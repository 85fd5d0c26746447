"""Activations and their slopes over a layer's numbers of a block, as in `maths.activations`.

code  place of the activation in ACTIVATIONS
z, a  sums and activations, all units one after the other
d     their errors, multiplied by f′ in place
"""

from seethrough.engines.kernels.compiling import vectorised
from seethrough.engines.kernels.vector_math import (
    exp_below,
    expm1_below,
    log1p_unit,
    logistic,
    tanh,
)
from seethrough.maths.activations import (
    ACTIVATIONS,
    GELU_CUBE,
    GELU_SLOPE,
    LEAK,
    SELU_ALPHA,
    SELU_SCALE,
)

CODES = {name: code for code, name in enumerate(ACTIVATIONS)}
IDENTITY, LOGISTIC, TANH = CODES["identity"], CODES["logistic"], CODES["tanh"]
RELU, LEAKY_RELU, ELU, SELU = (CODES[name] for name in ("relu", "leaky_relu", "elu", "selu"))
GELU, SILU, SOFTPLUS, MISH = (CODES[name] for name in ("gelu", "silu", "softplus", "mish"))


@vectorised
def _softplus(z):
    return (max(0.0, z)) + log1p_unit(exp_below(-abs(z)))


@vectorised
def _grown(z):
    """e^z − 1 where z is below 0."""
    return expm1_below(min(0.0, z))


@vectorised
def _gelu_tanh(z):
    z = min(max(z, -30.0), 30.0)
    return tanh(GELU_SLOPE * (z + GELU_CUBE * z * z * z))


@vectorised
def bend(code, z, a):
    """Fill a."""
    # (E2)  aˡ = f(zˡ)
    if code == IDENTITY:
        for i in range(len(a)):
            a[i] = z[i]
    elif code == LOGISTIC:
        for i in range(len(a)):
            a[i] = logistic(z[i])
    elif code == TANH:
        for i in range(len(a)):
            a[i] = tanh(z[i])
    elif code == RELU:
        for i in range(len(a)):
            a[i] = max(z[i], z.dtype.type(0))
    elif code == LEAKY_RELU:
        for i in range(len(a)):
            a[i] = z[i] if z[i] > 0.0 else LEAK * z[i]
    elif code == ELU:
        for i in range(len(a)):
            a[i] = z[i] if z[i] > 0.0 else _grown(z[i])
    elif code == SELU:
        for i in range(len(a)):
            a[i] = SELU_SCALE * (z[i] if z[i] > 0.0 else SELU_ALPHA * _grown(z[i]))
    elif code == GELU:
        for i in range(len(a)):
            a[i] = 0.5 * z[i] * (1.0 + _gelu_tanh(z[i]))
    elif code == SILU:
        for i in range(len(a)):
            a[i] = z[i] * logistic(z[i])
    elif code == SOFTPLUS:
        for i in range(len(a)):
            a[i] = _softplus(z[i])
    elif code == MISH:
        for i in range(len(a)):
            a[i] = z[i] * tanh(_softplus(z[i]))


@vectorised
def times_slope(code, z, a, d):
    """δ ⊙ f′(z), the second half of E6."""
    if code == LOGISTIC:
        for i in range(len(a)):
            d[i] *= a[i] * (1.0 - a[i])
    elif code == TANH:
        for i in range(len(a)):
            d[i] *= 1.0 - a[i] * a[i]
    elif code == RELU:
        for i in range(len(a)):
            d[i] = d[i] if a[i] > 0.0 else d.dtype.type(0)
    elif code == LEAKY_RELU:
        for i in range(len(a)):
            d[i] *= 1.0 if a[i] > 0.0 else LEAK
    elif code == ELU:
        for i in range(len(a)):
            d[i] *= 1.0 if a[i] > 0.0 else a[i] + 1.0
    elif code == SELU:
        for i in range(len(a)):
            d[i] *= SELU_SCALE if a[i] > 0.0 else a[i] + SELU_SCALE * SELU_ALPHA
    elif code == GELU:
        for i in range(len(a)):
            x, t = min(max(z[i], -30.0), 30.0), _gelu_tanh(z[i])
            inner = GELU_SLOPE * (1.0 + 3.0 * GELU_CUBE * x * x)
            d[i] *= 0.5 * (1.0 + t) + 0.5 * x * (1.0 - t * t) * inner
    elif code == SILU:
        for i in range(len(a)):
            s = logistic(z[i])
            d[i] *= s + a[i] * (1.0 - s)
    elif code == SOFTPLUS:
        for i in range(len(a)):
            d[i] *= -expm1_below(-a[i])
    elif code == MISH:
        for i in range(len(a)):
            t = tanh(_softplus(z[i]))
            d[i] *= t + z[i] * logistic(z[i]) * (1.0 - t * t)
