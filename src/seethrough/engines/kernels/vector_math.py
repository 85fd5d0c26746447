"""exp, expm1, log, log1p, tanh and σ of one number, written so that loops over them vectorise.

No branches, no tables, and no conversion between whole numbers and floats, which AVX2 has not: a
compiled loop runs them on as many numbers at once as the processor holds. All compute in float64.
NaN comes out as NaN, and where libm gives a number, so do they.

How: eˣ = 2ⁿ eʳ with |r| ≤ ln 2 / 2 (Cody & Waite 1980) and eʳ by its series, or, where one
divides anyway, by Lambert's continued fraction of tanh r / 2; ln x by exponent and the artanh
series of the rest, with the coefficients of FreeBSD's libm.
"""

import numpy as np

from seethrough.engines.kernels.compiling import vectorised

LOG2_E = 1.4426950408889634
LN2_HIGH, LN2_LOW = 6.93147180369123816490e-01, 1.90821492927058770002e-10
# 1.5 · 2⁵²: a small number added to it stands as a whole number in its last bits
SHIFT, SHIFT_BITS = 6755399441055744.0, np.uint64(0x4338000000000000)
BIAS = 1023.0
SMALLEST, LARGEST = -746.0, 710.0  # eˣ is 0 below, ∞ above
# taken from the bits of x: the exponent of x / √½, with its bias
FROM_HALF_ROOT = np.uint64(0x3FF0000000000000 - 0x3FE6A09E667F3BCD)
EXPONENT = np.uint64(52)
ONE_BITS = np.uint64(0x3FF)
ROOT_2 = 1.4142135623730951
TINY, UP, DOWN = 2.2250738585072014e-308, 2.0**54, 54.0


@vectorised
def _power_of_two(n):
    """2ⁿ for a whole n (a float) whose power is a normal number: n and the bias, as exponent."""
    return np.uint64(np.float64(n + (SHIFT + BIAS)).view(np.uint64) << EXPONENT).view(np.float64)


@vectorised
def _growth(r):
    """eʳ − 1 for |r| ≤ ln 2 / 2; in groups, so that no sum waits for all before it."""
    r2 = r * r
    r4 = r2 * r2
    low = (0.5 + r * (1 / 6.0)) + r2 * (1 / 24.0 + r * (1 / 120.0))
    middle = (1 / 720.0 + r * (1 / 5040.0)) + r2 * (1 / 40320.0 + r * (1 / 362880.0))
    high = (1 / 3628800.0 + r * (1 / 39916800.0)) + r2 * (1 / 479001600.0 + r * (1 / 6227020800.0))
    return r + r2 * (low + r4 * (middle + r4 * high))


@vectorised
def _parts(x):
    """n and r of eˣ = 2ⁿ eʳ."""
    n = (x * LOG2_E + SHIFT) - SHIFT
    return n, (x - n * LN2_HIGH) - n * LN2_LOW


@vectorised
def exp(x):
    """eˣ."""
    x = max(x, SMALLEST)  # written so that NaN passes
    n, r = _parts(min(x, LARGEST))
    # in two halves, so that neither power over- or underflows before the product does
    half = (n * 0.5 + SHIFT) - SHIFT
    return (1.0 + _growth(r)) * _power_of_two(half) * _power_of_two(n - half)


@vectorised
def expm1_below(x):
    """eˣ − 1 for x ≤ 0, exact near 0."""
    n, r = _parts(max(x, -60.0))
    power = _power_of_two(n)
    return power * _growth(r) + (power - 1.0)


@vectorised
def _halved(x):
    """2ⁿ of e²ˣ = 2ⁿ e²ʰ, and two numbers of which tanh h is the quotient."""
    n = (x * (2.0 * LOG2_E) + SHIFT) - SHIFT
    h = (x - n * (0.5 * LN2_HIGH)) - n * (0.5 * LN2_LOW)
    s = h * h
    top, bottom = 1260.0 + s * 21.0, 4725.0 + s * (210.0 + s)
    return _power_of_two(n), h * (10395.0 + s * top), 10395.0 + s * bottom


@vectorised
def tanh(x):
    """tanh x for x = h + n ln 2 / 2: (2ⁿ − 1 + (2ⁿ + 1) tanh h) / (2ⁿ + 1 + (2ⁿ − 1) tanh h)."""
    power, top, bottom = _halved(min(max(x, -20.0), 20.0))
    less, more = power - 1.0, power + 1.0
    return np.copysign((less * bottom + more * top) / (more * bottom + less * top), x)


@vectorised
def exp_below(x):
    """eˣ for x ≤ 0; what would be below 1e-307 is 0."""
    n, r = _parts(max(x, -708.0))
    y = (1.0 + _growth(r)) * _power_of_two(n)
    return 0.0 if x < -708.0 else y


@vectorised
def logistic(x):
    """1 / (1 + e⁻ˣ) = eˣ / (eˣ + 1), for eˣ = 2ⁿ (1 + tanh h) / (1 − tanh h)."""
    power, top, bottom = _halved(0.5 * min(max(x, -708.0), 40.0))
    up = power * (bottom + top)
    return 0.0 if x < -708.0 else up / (up + (bottom - top))


@vectorised
def _log_series(f):
    """ln(1 + f) for √½ ≤ 1 + f ≤ √2: twice the artanh of f / (2 + f)."""
    s = f / (2.0 + f)
    z = s * s
    p = 1.479819860511658591e-01
    p = p * z + 1.531383769920937332e-01
    p = p * z + 1.818357216161805012e-01
    p = p * z + 2.222219843214978396e-01
    p = p * z + 2.857142874366239149e-01
    p = p * z + 3.999999999940941908e-01
    p = p * z + 6.666666666666735130e-01
    square = 0.5 * f * f
    return f - (square - s * (square + p * z))


@vectorised
def log(x):
    """ln x; −∞ of 0, NaN below."""
    tiny = x < TINY
    bits = np.float64(x * UP if tiny else x).view(np.uint64)
    e = np.uint64((bits + FROM_HALF_ROOT) >> EXPONENT)  # exponent of x / √½, bias and all
    f = np.uint64(bits - ((e - ONE_BITS) << EXPONENT)).view(np.float64) - 1.0
    k = (np.uint64(e | SHIFT_BITS).view(np.float64) - (SHIFT + BIAS)) - (DOWN if tiny else 0.0)
    y = k * LN2_HIGH + (_log_series(f) + k * LN2_LOW)
    y = y if x < np.inf else x
    y = -np.inf if x == 0.0 else y
    return np.nan if x < 0.0 else y


@vectorised
def log1p_unit(x):
    """ln(1 + x) for 0 ≤ x ≤ 1, exact near 0: the series around 1 or, above √2, around 2."""
    above = x > ROOT_2 - 1.0
    f = 0.5 * (x - 1.0) if above else x
    y = _log_series(f)
    return y + (LN2_HIGH + LN2_LOW) if above else y
