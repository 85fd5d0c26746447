import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from seethrough.plots.view import view


@given(H=st.integers(1, 9), K=st.integers(1, 5), seed=st.integers(0, 99))
def test_the_plane_is_a_plane(H, K, seed):
    """Both directions have length 1 and are at right angles, as far as there are two."""
    rng = np.random.default_rng(seed)
    basis = view(rng.normal(size=(20, H)), rng.normal(size=(H, K))).basis
    np.testing.assert_allclose(basis.T @ basis, np.diag([1.0, float(H > 1)]), atol=1e-9)


@pytest.mark.parametrize("dtype", [np.float64, np.float32])
@pytest.mark.parametrize(("H", "K"), [(2, 5), (3, 3), (5, 1), (5, 2), (7, 3)])
def test_score_differences_are_seen_exactly(H, K, dtype):
    """Where the view is exact, the differences of the scores depend on the place alone."""
    rng = np.random.default_rng(0)
    a, W = rng.normal(size=(30, H)).astype(dtype), rng.normal(size=(H, K)).astype(dtype)
    seen = view(a, W)
    assert seen.exact
    scores, again = a @ W, seen.back(seen.see(a)) @ W
    if K > 1:
        scores, again = (s - s.mean(axis=1, keepdims=True) for s in (scores, again))
    np.testing.assert_allclose(again, scores, atol=1e-9 if dtype is np.float64 else 1e-4)


def test_four_classes_are_not_exact():
    """Four classes of many units differ in three directions: two do not show them all."""
    rng = np.random.default_rng(0)
    assert not view(rng.normal(size=(30, 6)), rng.normal(size=(6, 4))).exact


def test_the_second_class_is_to_the_right():
    """Along the last weights, the score of the second class grows to the right."""
    rng = np.random.default_rng(1)
    for seed in range(5):
        W = np.random.default_rng(seed).normal(size=(4, 2))
        along = view(rng.normal(size=(20, 4)), W).basis[:, 0]
        assert along @ (W[:, 1] - W[:, 0]) > 0


@pytest.mark.parametrize("K", [1, 2, 3])
def test_a_film_does_not_jump(K):
    """A view of weights that moved a little, turned towards the last one, moved a little."""
    rng = np.random.default_rng(2)
    a, W = rng.normal(size=(40, 6)), rng.normal(size=(6, K))
    last = view(a, W)
    near = view(a, W + 1e-4 * rng.normal(size=W.shape), last)
    assert np.abs(near.basis - last.basis).max() < 1e-3
