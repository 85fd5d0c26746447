import numpy as np
from matplotlib.contour import ContourSet

from seethrough.plots.boundary import grid
from seethrough.plots.units import unit_maps


def test_units_add_up_to_the_boundary(X, y):
    """The last panel is the weighted sum of the others, with its zero line."""
    xx, yy, _ = grid(X, n=30)
    maps = np.tanh(np.array([xx, yy - xx, 2 * yy]))
    weights = np.array([1.5, -2.0, 0.25])
    fig = unit_maps(None, xx, yy, maps, weights, 0.1, X, y)
    *units, total = fig.axes[:4]
    titles = [ax.get_title() for ax in fig.axes[:4]]
    assert titles == ["unit 1, × 1.50", "unit 2, × −2.00", "unit 3, × 0.25", "sum, bias 0.10"]
    seen = [ax.images[0].get_array() for ax in units]
    np.testing.assert_allclose(seen, maps)
    np.testing.assert_allclose(
        total.images[0].get_array(), np.einsum("h,hij->ij", weights, seen) + 0.1
    )
    assert any(isinstance(c, ContourSet) for c in total.collections)
    assert len({ax.images[0].get_clim() for ax in units}) == 1
    assert [ax.get_ylabel() for ax in fig.axes[4:]] == ["activation", "score difference"]


def test_scales_are_centred_on_zero(X, y):
    """White is zero, also where all activations are zero."""
    xx, yy, _ = grid(X, n=5)
    fig = unit_maps(None, xx, yy, np.zeros((1, 5, 5)), np.ones(1), 0.0, X, y)
    for ax in fig.axes[:2]:
        low, high = ax.images[0].get_clim()
        assert low == -high < 0
