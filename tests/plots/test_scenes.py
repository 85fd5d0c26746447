import numpy as np
import pytest
from PIL import ImageChops

from seethrough.plots.animate import pictures
from seethrough.plots.boundary import grid
from seethrough.plots.scenes import PANELS, boundary_scene, space_scene, units_scene, weights_scene
from seethrough.plots.space import net


@pytest.fixture
def cells(X):
    return grid(X, 30)[:2]


def moved(scene, *frames):
    """The box of what differs between two frames, as a share of the picture; None if nothing."""
    first, last = pictures(scene, frames)
    box = ImageChops.difference(first, last).getbbox()
    return box and (np.array(box).reshape(2, 2) / first.size).round(2).tolist()


def test_the_boundary_of_three_classes_moves(X, cells):
    """Two lines part three classes; what is held fixed is written below, and stays."""
    y = np.arange(60) % 3
    scene = boundary_scene(*cells, X, y, list("abc"), held="with c = 3")
    p = np.random.default_rng(0).dirichlet(np.ones(3), (30, 30))
    assert moved(scene, ("t", p), ("t", p)) is None
    assert moved(scene, ("t", p), ("t", p[::-1])) is not None
    assert scene.figure.get_supxlabel() == "with c = 3"


def test_the_units_of_a_wide_network(X, y, cells):
    """Five units at most are filmed, those that add most at the end, with the sum of all."""
    maps = np.tanh(np.linspace(-1, 1, 8)[:, None, None] * cells[0])
    weights = np.array([0.1, 9, 8, 7, 0.1, 6, 5, 0.1])
    scene = units_scene(*cells, maps, weights, 0.5, X, y)
    next(pictures(scene, [("t", (maps, weights, 0.25))]))
    titles = [ax.get_title() for ax in scene.figure.axes if ax.get_title()]
    assert len(titles) == PANELS + 1
    assert titles[-1] == "sum of all 8, bias 0.25"
    assert titles[0] == "unit 2, × 9.00"
    assert moved(scene, ("t", (maps, weights, 0.5)), ("t", (-maps, weights, 0.5))) is not None


def test_the_space_folds(X, y, cells):
    """Points and lines move; without regions nothing is shaded."""
    lines = net(X)
    scene = space_scene(*cells, X, y, lines)
    assert moved(scene, ("t", (X, lines, None)), ("t", (X / 2, lines / 2, None))) is not None
    scene = space_scene(*cells, X, y)
    p = np.full((30, 30, 2), 0.5)
    assert moved(scene, ("t", (X, None, p)), ("t", (X / 2, None, p))) is not None


def test_the_weights_grow():
    """A frame shows the curves up to its epoch, on axes that stay."""
    thetas = np.random.default_rng(0).normal(size=(9, 4))
    scene = weights_scene(np.arange(9), thetas, list("abcd"))
    limits = scene.figure.axes[0].get_xlim()
    list(pictures(scene, [("t", 2), ("t", 5)]))
    assert {len(line.get_xdata()) for line in scene.figure.axes[0].lines} == {5}
    assert scene.figure.axes[0].get_xlim() == limits
