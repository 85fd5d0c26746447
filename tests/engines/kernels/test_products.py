"""Products: tiles of any size give what NumPy gives, and write nowhere else."""

import os
import subprocess
import sys

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numba import njit

from seethrough.engines.kernels.products import BEGIN, PLAIN, multiply, turn

SIZES = st.integers(1, 70)


@njit
def product(A, turned, B, C, add):
    """What kernels call, for Python to call."""
    multiply(A, turned, B, C, add)


@njit
def turned(A, out):
    """Likewise."""
    turn(A, out)


@pytest.mark.parametrize(("dtype", "eps"), [("float64", 2.3e-16), ("float32", 1.2e-7)])
@settings(max_examples=150)
@given(
    sizes=st.tuples(SIZES, SIZES, SIZES),
    across=st.booleans(),
    add=st.booleans(),
    seed=st.integers(0),
)
def test_a_product(dtype, eps, sizes, across, add, seed):
    """To rounding, with A as it is or turned, begun anew or added; nothing beyond C is touched."""
    rows, inner, columns = sizes
    rng = np.random.default_rng(seed)
    A, B, before = (
        rng.standard_normal(shape).astype(dtype)
        for shape in ((rows, inner), (inner, columns), (rows, columns))
    )
    room = np.full(before.size + 64, 7, dtype)
    C = room[: before.size].reshape(before.shape)
    C[:] = before
    product(np.ascontiguousarray(A.T) if across else A, across, B, C, add)
    exact = A.astype(float) @ B.astype(float) + (before if add else 0)
    size = np.abs(A).astype(float) @ np.abs(B) + np.abs(before)
    assert (np.abs(C - exact) <= (inner + 2) * eps * size).all()
    assert (room[before.size :] == 7).all()


def test_what_is_no_number_comes_through():
    """∞ and NaN reach their own row and column of a product, and no others."""
    A, B, C = np.ones((10, 5)), np.ones((5, 20)), np.empty((10, 20))
    A[3, 1], B[2, 7] = np.inf, np.nan
    product(A, PLAIN, B, C, BEGIN)
    assert np.array_equal(np.isposinf(C).nonzero()[0], [3] * 19)
    assert np.array_equal(np.isnan(C).nonzero()[1], [7] * 10)


def test_a_processor_with_narrow_registers():
    """Where only the oldest vectors are there, tiles are smaller, and the same tests hold."""
    call = [sys.executable, "-m", "pytest", "-q", "-k", "a_product or no_number", __file__]
    environment = os.environ | {"NUMBA_CPU_NAME": "generic"}
    done = subprocess.run(call, env=environment, capture_output=True, text=True, check=False)
    assert "3 passed" in done.stdout, done.stdout


@given(rows=SIZES, columns=SIZES)
def test_a_transpose(rows, columns):
    """Every number is where it belongs."""
    A, out = (
        np.arange(rows * columns, dtype=float).reshape(rows, columns),
        np.empty((columns, rows)),
    )
    turned(A, out)
    assert np.array_equal(out, A.T)
