import numpy as np

from seethrough.plots.grid import boundary_grid


def test_boundary_grid(X, y, predict):
    """Each model has its title, its map and all points, on shared axes."""
    panels = [("H = 1", predict), ("H = 3", lambda c: predict(c).argmax(axis=1))]
    fig = boundary_grid(panels, X, y)
    assert [ax.get_title() for ax in fig.axes] == ["H = 1", "H = 3"]
    for ax in fig.axes:
        assert len(ax.images) == 1
        assert sum(len(c.get_offsets()) for c in ax.collections[-2:]) == len(X)
    assert fig.axes[0].get_xlim() == fig.axes[1].get_xlim()
    assert (fig.axes[0].images[0].get_array() != fig.axes[1].images[0].get_array()).any()
    assert len(fig.legends) == 1


def test_models_share_the_grid(X, y):
    """Every model is asked about the same cells."""
    asked = []
    ask = lambda c: asked.append(c) or np.zeros(len(c), int)  # noqa: E731
    boundary_grid([("a", ask), ("b", ask)], X, y)
    assert asked[0] is asked[1]
