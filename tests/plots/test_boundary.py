import numpy as np
import pytest
from matplotlib.contour import ContourSet

from seethrough.errors import ShapeError
from seethrough.plots.boundary import boundary, boundary_map, grid, points


def lines(ax):
    return [c for c in ax.collections if isinstance(c, ContourSet)]


def legend_texts(ax):
    return [text.get_text() for text in ax.get_legend().get_texts()]


@pytest.mark.parametrize("scale", [1e-6, 1.0, 1e6])
def test_grid_has_a_fixed_number_of_cells(X, scale):
    """Whatever the scale, 200 × 200 cells reach a tenth of the range beyond the data."""
    xx, yy, cells = grid(scale * X)
    assert xx.shape == yy.shape == (200, 200)
    low, high = scale * X.min(axis=0), scale * X.max(axis=0)
    np.testing.assert_allclose(cells[0], low - 0.1 * (high - low))
    np.testing.assert_allclose(cells[-1], high + 0.1 * (high - low))


@pytest.mark.parametrize("value", [0.0, -7.0, 1e9])
def test_grid_over_a_constant_column(value):
    """A constant column gets a range of its own."""
    xx, _, cells = grid(np.column_stack([np.full(3, value), np.arange(3.0)]), n=5)
    assert xx[0, 0] < value < xx[0, -1]
    assert cells.shape == (25, 2)


def test_grid_needs_two_columns():
    """Three columns are refused with the shape named."""
    with pytest.raises(ShapeError, match=r"\(4, 3\)"):
        grid(np.zeros((4, 3)))


def test_points_by_class(X, y):
    """Each class has its points, its colour, its marker and its name."""
    ax = points(X, y, ["female", "male"], ["age", "price $1 to $2"])
    zero, one = ax.collections
    np.testing.assert_array_equal(zero.get_offsets(), X[y == 0])
    np.testing.assert_array_equal(one.get_offsets(), X[y == 1])
    assert (zero.get_facecolor() != one.get_facecolor()).any()
    assert len(zero.get_paths()[0].vertices) != len(one.get_paths()[0].vertices)
    assert legend_texts(ax) == ["female", "male"]
    assert (ax.get_xlabel(), ax.get_ylabel()) == ("age", "price $1 to $2")


def test_wrong_points_are_ringed(X, y):
    """The wrong points carry a ring, which the legend explains."""
    wrong = np.arange(60) % 20 == 0
    ax = points(X, y, wrong=wrong)
    np.testing.assert_array_equal(ax.collections[-1].get_offsets(), X[wrong])
    assert legend_texts(ax) == ["class 0", "class 1", "wrong"]


def test_more_classes_than_names(X, y):
    """A class without a name is refused."""
    with pytest.raises(ShapeError, match="class 1 but there are 1 class names"):
        points(X, y, ["female"])


@pytest.mark.parametrize("hard", [False, True])
def test_boundary_of_two_classes(X, y, predict, hard):
    """Probabilities and hard labels alike give a map, the points and the line x₁ = x₂."""
    ax = boundary((lambda c: predict(c).argmax(axis=1)) if hard else predict, X, y)
    (line,) = lines(ax)
    path = line.get_paths()[0].vertices
    np.testing.assert_allclose(path[:, 0], path[:, 1], atol=0.02)
    assert len(ax.images) == 1
    assert len(ax.collections) == 3


def test_boundary_of_three_classes(X):
    """Three classes have lines between each other and three sets of points."""
    centres = np.array([[-1.0, 0], [1, 0], [0.5, 1]])
    nearest = lambda c: np.exp(-np.square(c[:, None] - centres).sum(axis=2))  # noqa: E731
    ax = boundary(nearest, X, nearest(X).argmax(axis=1))
    assert len(lines(ax)) == 2
    assert legend_texts(ax) == ["class 0", "class 1", "class 2"]


def test_boundary_of_a_model_that_knows_one_answer(X, y):
    """A constant prediction has a map and no line."""
    ax = boundary(lambda c: np.zeros(len(c), int), X, y)
    assert lines(ax) == []


def test_boundary_map_takes_class_one_or_all_classes(predict, X):
    """The probabilities of class 1 and those of both classes give the same picture."""
    xx, yy, cells = grid(X, n=20)
    p = predict(cells).reshape(20, 20, 2)
    one, all_ = (
        boundary_map(points(X, X[:, 0].astype(bool) * 1), xx, yy, v) for v in (p[..., 1], p)
    )
    np.testing.assert_allclose(one.images[0].get_array(), all_.images[0].get_array())
    assert one.get_xlim() == (xx.min(), xx.max())
