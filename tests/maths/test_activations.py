import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from matplotlib.mathtext import MathTextParser

from seethrough.maths.activations import ACTIVATIONS

LOUD = {"over": "raise", "divide": "raise", "invalid": "raise"}
EVERY = pytest.mark.parametrize("name", ACTIVATIONS)


def slope(row, z):
    """f′ at z, from z and a = f(z)."""
    return row.df(z, row.f(z))


@EVERY
def test_name_is_the_key(name):
    """A row stands under its own name."""
    assert ACTIVATIONS[name].name == name


@EVERY
def test_f_is_pytorchs(name, golden):
    """f agrees with PyTorch to 1e-14 of its value from −30 to 30."""
    z = np.array(golden["grid"], dtype=float)
    expected = golden["activations"][name]["f"]
    np.testing.assert_allclose(ACTIVATIONS[name].f(z), expected, rtol=1e-14, atol=0)


@EVERY
def test_df_is_pytorchs(name, golden):
    """f′ agrees with PyTorch's autograd to 1e-14 from −30 to 30."""
    z = np.array(golden["grid"], dtype=float)
    expected = golden["activations"][name]["df"]
    np.testing.assert_allclose(slope(ACTIVATIONS[name], z), expected, rtol=0, atol=1e-14)


@EVERY
@given(z=st.floats(-20, 20))
def test_df_is_the_slope_of_f(name, z):
    """f′ agrees with a central difference of f, away from kinks."""
    row, h = ACTIVATIONS[name], 1e-5
    assume(not row.kinked or abs(z) >= 1e-3)
    down, up = row.f(np.array([z - h, z + h]))
    assert slope(row, np.array([z]))[0] == pytest.approx((up - down) / (2 * h), abs=1e-8)


@EVERY
def test_kinks_are_marked(name):
    """A row is marked as kinked where f′ or its own slope jumps at 0, and only there."""
    h = 1e-4
    far_left, left, right, far_right = slope(ACTIVATIONS[name], h * np.array([-2, -1, 1, 2]))
    bend = (far_right - right) / h - (left - far_left) / h
    assert (max(abs(right - left), abs(bend)) > 0.1) == ACTIVATIONS[name].kinked


@pytest.mark.parametrize(
    ("name", "expected"),
    [("relu", 0), ("leaky_relu", 0.01), ("elu", 1), ("selu", 1.7580993408473766)],
)
def test_slope_at_the_kink_is_the_left_one(name, expected):
    """At 0 itself f′ is the slope of the left branch, as in PyTorch."""
    assert slope(ACTIVATIONS[name], np.zeros(1)) == pytest.approx([expected], rel=1e-15)


@EVERY
def test_float32_stays(name):
    """f and f′ of float32 are float32, and near those of float64."""
    row, z = ACTIVATIONS[name], np.linspace(-8, 8, 33).reshape(11, 3)
    for single, double in (
        (row.f(z.astype("f4")), row.f(z)),
        (slope(row, z.astype("f4")), slope(row, z)),
    ):
        assert single.dtype == np.float32
        np.testing.assert_allclose(single, double, rtol=1e-5, atol=1e-6)


@EVERY
@pytest.mark.parametrize("dtype", ["f4", "f8"])
def test_extreme_sums_are_quiet(name, dtype):
    """z = ±800 warns of nothing and gives finite f and f′."""
    z = np.array([[-800.0, 800.0]], dtype)
    with np.errstate(**LOUD):
        assert np.isfinite(ACTIVATIONS[name].f(z)).all()
        assert np.isfinite(slope(ACTIVATIONS[name], z)).all()


@EVERY
def test_formulas_render(name):
    """Matplotlib draws the formulas of f and f′."""
    for formula in (ACTIVATIONS[name].formula, ACTIVATIONS[name].slope):
        assert MathTextParser("path").parse(f"${formula}$").width > 0


@EVERY
def test_inputs_are_left_alone(name):
    """Neither f nor f′ writes to what it is given."""
    row, z = ACTIVATIONS[name], np.linspace(-2, 2, 5)
    a = row.f(z).copy()
    before = z.copy(), a.copy()
    row.f(z)
    row.df(z, a)
    np.testing.assert_array_equal((z, a), before)
