"""The vectorised functions, against mpmath to a few units in the last place."""

import mpmath
import numpy as np
import pytest
from numba import njit

from seethrough.engines.kernels import vector_math

EDGES = [0.0, -0.0, 5e-324, -5e-324, 1e-310, -1e-310, 2.3e-308, 1.0, -1.0, np.inf, -np.inf, np.nan]
REACH = {  # function of mpmath, where it is tried, units in the last place that are allowed
    "exp": (mpmath.exp, (-745, 709.7), 1),
    "exp_below": (mpmath.exp, (-700, 0), 1),
    "expm1_below": (mpmath.expm1, (-800, 0), 1.5),
    "tanh": (mpmath.tanh, (-25, 25), 3),
    "logistic": (lambda x: 1 / (1 + mpmath.exp(-x)), (-700, 700), 3),
    "log": (mpmath.log, (1e-300, 1e300), 1),
    "log1p_unit": (mpmath.log1p, (0, 1), 1.5),
}


def over(name, numbers):
    """The compiled function over an array, as the kernels use it."""
    f = getattr(vector_math, name)

    @njit
    def loop(numbers, out):
        for i in range(len(numbers)):
            out[i] = f(numbers[i])

    out = np.empty_like(numbers)
    loop(numbers, out)
    return out


def tried(name):
    """Numbers over the whole reach of a function, many of them near 0 and 1."""
    low, high = REACH[name][1]
    rng = np.random.default_rng(0)
    spread = rng.uniform(low, high, 1500)
    small = 10.0 ** rng.uniform(-310, 0, 1500) * rng.choice([-1, 1], 1500)
    around = rng.uniform(0.5, 2, 500)
    powers = 10.0 ** rng.uniform(-300, 300, 500)
    numbers = np.concatenate([spread, small, around, powers])
    return numbers[(numbers >= low) & (numbers <= high)]


@pytest.mark.parametrize("name", REACH)
def test_within_a_few_units_of_the_last_place(name):
    """Over its whole reach a function is as near to the truth as its row says."""
    exact, _, allowed = REACH[name]
    numbers = tried(name)
    assert len(numbers) > 1000
    with mpmath.workprec(160):
        for number, value in zip(numbers, over(name, numbers), strict=True):
            true = exact(mpmath.mpf(float(number)))
            unit = mpmath.mpf(float(np.spacing(abs(float(true)))))
            assert abs(mpmath.mpf(float(value)) - true) <= allowed * unit, number


@pytest.mark.parametrize(
    ("name", "numpys"),
    [
        ("exp", np.exp),
        ("tanh", np.tanh),
        ("log", np.log),
        ("logistic", lambda x: 1 / (1 + np.exp(-x))),
    ],
)
def test_edges_are_numpys(name, numpys):
    """Zeros, subnormal numbers, infinities and NaN give what NumPy gives."""
    edges = np.array(EDGES)
    with np.errstate(all="ignore"):
        expected = numpys(edges)
    np.testing.assert_allclose(over(name, edges), expected, rtol=4e-16, atol=0)
    if name == "tanh":
        assert np.signbit(over(name, edges)[1])


@pytest.mark.parametrize("name", ["exp_below", "expm1_below"])
def test_functions_of_what_is_below_0(name):
    """At the far end and at NaN too."""
    numbers = np.array([0.0, -5e-324, -1e308, -np.inf, np.nan])
    end = {"exp_below": [1, 1, 0, 0, np.nan], "expm1_below": [0, -5e-324, -1, -1, np.nan]}[name]
    np.testing.assert_array_equal(over(name, numbers), end)
