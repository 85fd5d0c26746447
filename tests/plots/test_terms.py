import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from seethrough.plots.boundary import grid
from seethrough.plots.terms import TERMS, term_maps, terms


@given(H=st.integers(1, 12), most=st.integers(2, 6), seed=st.integers(0, 99))
def test_terms_add_up(H, most, seed):
    """However many are drawn, the terms add up to the weighted sum of all units."""
    rng = np.random.default_rng(seed)
    maps, weights = rng.normal(size=(H, 4, 5)), rng.normal(size=H)
    parts = terms(maps, weights, most)
    assert len(parts) == min(H, most)
    np.testing.assert_allclose(
        sum(part.values for part in parts), np.tensordot(weights, maps, axes=1), atol=1e-12
    )


def test_the_largest_terms_are_drawn_one_by_one():
    """Of many units those whose term varies most have their name, the rest is counted."""
    size = np.array([1.0, 9, 2, 8, 3, 7, 4])
    maps = np.linspace(-1, 1, 4).reshape(1, 2, 2) * np.ones((7, 1, 1))
    names = [part.name for part in terms(maps, size)]
    assert names == [
        "9.00 × unit 2", "8.00 × unit 4", "7.00 × unit 6", "4.00 × unit 7", "3 other units",
    ]  # fmt: skip
    assert len(names) == TERMS


def test_below_each_term_is_the_sum_so_far(X, y):
    """The upper maps are the terms; the lower ones run from the bias to the score difference."""
    xx, yy, _ = grid(X, n=15)
    maps, weights = np.tanh(np.array([xx, yy - xx, 2 * yy])), np.array([1.5, -2.0, 0.25])
    fig = term_maps(None, xx, yy, maps, weights, 0.1, X, y)
    shown = [np.asarray(ax.images[0].get_array()) for ax in fig.axes[:6]]
    np.testing.assert_allclose(shown[:3], weights[:, None, None] * maps)
    np.testing.assert_allclose(shown[3:], 0.1 + np.cumsum(shown[:3], axis=0))
    assert len({ax.images[0].get_clim() for ax in fig.axes[:6]}) == 1
