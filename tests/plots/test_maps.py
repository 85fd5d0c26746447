import numpy as np
import pytest

from seethrough.errors import DataError, ShapeError
from seethrough.plots import maps, style

CELLS = np.zeros((4, 2))


def test_probabilities_pass_through():
    """Probabilities of all classes are taken as they are."""
    p = np.full((4, 3), 1 / 3)
    assert maps.class_probabilities(lambda _: p, CELLS, 3) is p


@pytest.mark.parametrize("dtype", [int, np.uint8])
def test_labels_become_zeros_and_ones(dtype):
    """Hard labels give a column per class, also for a class that is never predicted."""
    p = maps.class_probabilities(lambda _: np.array([0, 1, 1, 0], dtype), CELLS, 3)
    np.testing.assert_array_equal(p, [[1, 0, 0], [0, 1, 0], [0, 1, 0], [1, 0, 0]])


@pytest.mark.parametrize("answer", [np.zeros(3, int), np.zeros((4, 1)), np.zeros((3, 2)), 1.0])
def test_other_shapes_are_refused(answer):
    """An answer that fits no cells is refused with both shapes named."""
    with pytest.raises(ShapeError, match=r"For 4 cells .* gave shape"):
        maps.class_probabilities(lambda _: answer, CELLS, 2)


@pytest.mark.parametrize("answer", [[0.2, 0.8, 0.5, 0.5], ["a", "b", "a", "b"], [-1, 1, 1, 1]])
def test_other_labels_are_refused(answer):
    """Labels that are not class indices are refused."""
    with pytest.raises(DataError, match="class indices"):
        maps.class_probabilities(lambda _: answer, CELLS, 2)


def test_two_classes_shade_as_the_diverging_map():
    """On white, the shades of two classes run blue, white, orange along the diverging map."""
    p = np.linspace(0, 1, 255)[None]
    rgba = maps.shade(maps.two_classes(p))
    seen = 1 - rgba[..., 3:] / maps.STRONGEST * (1 - rgba[..., :3])
    np.testing.assert_allclose(seen, style.DIVERGING(p)[..., :3], atol=1e-6)


def test_a_lead_of_nothing_is_white():
    """Where the first two of three classes tie, nothing is painted."""
    assert maps.shade(np.array([[[0.4, 0.4, 0.2]]]))[0, 0, 3] == 0


def test_pixels_are_centred_on_the_grid():
    """The image reaches half a cell beyond the grid's ends."""
    xx, yy = np.meshgrid([0.0, 1, 2], [0.0, 10])
    assert maps.extent(xx, yy) == (-0.5, 2.5, -5, 15)


def test_zero_line_lies_where_the_scores_cross():
    """The line of x - 1 stands at 1."""
    xx, yy = np.meshgrid(np.linspace(0, 3, 31), np.linspace(0, 1, 11))
    line = maps.zero_line(style.axes(None), xx, yy, xx - 1)
    np.testing.assert_allclose(line.get_paths()[0].vertices[:, 0], 1)


@pytest.mark.parametrize("score", [-1.0, 0.0, 1.0])
def test_no_crossing_no_line(score):
    """Scores of one sign have no line and raise no warning."""
    xx, yy = np.meshgrid([0.0, 1], [0.0, 1])
    assert maps.zero_line(style.axes(None), xx, yy, np.full((2, 2), score)) is None
