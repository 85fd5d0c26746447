import numpy as np

from seethrough.plots.space import LINES, hidden_space, net
from seethrough.plots.words import describe


def test_the_net_covers_the_data(X):
    """Its lines run over the data's whole range, straight, along one input each."""
    lines = net(X)
    assert lines.shape == (2, LINES, 60, 2)
    assert (lines.reshape(-1, 2).min(axis=0) < X.min(axis=0)).all()
    assert (np.ptp(lines[0][..., 1], axis=1) == 0).all()
    assert (np.ptp(lines[1][..., 0], axis=1) == 0).all()


def test_the_space_shows_all(X, y, predict):
    """Points and lines lie where they were moved to, with the regions below."""
    moved = net(X) ** 3
    ax = hidden_space(X**3, y, moved, predict, wrong=y > 0)
    solid, dashed = ax.collections[1:3]
    np.testing.assert_allclose(solid.get_segments(), moved[0])
    np.testing.assert_allclose(dashed.get_segments(), moved[1])
    assert len(ax.images) == 1
    left, right = ax.get_xlim()
    assert left < moved[..., 0].min() < moved[..., 0].max() < right
    assert "bent and folded; the answers are parted by straight lines" in describe(ax)


def test_without_regions_and_lines(X, y):
    """Only points are drawn where nothing else is known."""
    ax = hidden_space(X, y)
    assert not ax.images
    assert "straight" not in describe(ax)
