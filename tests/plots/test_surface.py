import numpy as np
import pytest

from seethrough.errors import DataError
from seethrough.plots.surface import loss_surface, main_plane
from seethrough.plots.words import describe


def test_the_plane_holds_a_flat_path():
    """A path in a plane of many dimensions is found again, to the last place."""
    rng = np.random.default_rng(0)
    way = rng.normal(size=(30, 2)) * [5, 1]
    thetas = rng.normal(size=9) + way @ rng.normal(size=(2, 9))
    plane = main_plane(thetas)
    np.testing.assert_allclose(plane.theta(plane.path), thetas)
    np.testing.assert_allclose(plane.path[-1], 0, atol=1e-12)
    np.testing.assert_allclose(plane.basis @ plane.basis.T, np.eye(2), atol=1e-12)
    assert plane.shares.sum() == pytest.approx(1)
    assert plane.shares[0] > plane.shares[1]


def test_a_path_in_one_dimension():
    """One parameter has a plane too: its second direction is nothing."""
    plane = main_plane(np.array([[3.0], [2.0], [0.0]]))
    assert plane.basis.shape == (2, 1)
    np.testing.assert_allclose(np.abs(plane.path), [[3, 0], [2, 0], [0, 0]])


@pytest.mark.parametrize("thetas", [np.ones((5, 3)), np.eye(2)])
def test_a_path_that_spans_nothing(thetas):
    """A run that stood still, or has two stages, has no plane."""
    with pytest.raises(DataError, match=r"Three are needed\. Fit with checkpoints=100"):
        main_plane(thetas)


@pytest.mark.parametrize("bottom", [0.1, 0.0, -1.0])
def test_the_path_ends_in_the_valley(bottom):
    """Start and end are marked; places where the loss is not finite do no harm."""
    xx, yy = np.meshgrid(np.linspace(-2, 2, 9), np.linspace(-2, 2, 9))
    losses = bottom + xx**2 + yy**2
    losses[0, 0] = np.inf
    ax = loss_surface(xx, yy, losses, np.array([[1.0, 1], [0, 1], [0, 0]]), np.array([0.6, 0.3]))
    names = [text.get_text() for text in ax.get_legend().get_texts()]
    assert names == ["start", "end"]
    assert "holds 90% of its way" in describe(ax)
    ax.figure.canvas.draw()


def test_a_flat_floor():
    """A loss that is the same everywhere is drawn."""
    xx, yy = np.meshgrid([0.0, 1, 2], [0.0, 1, 2])
    ax = loss_surface(xx, yy, np.full((3, 3), 0.7), np.zeros((3, 2)), np.array([1.0, 0]))
    ax.figure.canvas.draw()
    assert "from 0.7 to 0.701" in describe(ax)
