import numpy as np

from seethrough.plots.scatter import default_names, marker_area, scatter
from seethrough.plots.style import figure


def test_default_names():
    """Names run up to the highest class."""
    assert default_names(np.array([0, 2])) == ["class 0", "class 1", "class 2"]


def test_markers_shrink_with_the_axes():
    """Small axes have small markers, large axes no larger ones than 26 square points."""
    areas = [marker_area(figure(width, 2).add_subplot(), 200) for width in (1, 3, 6, 12)]
    assert areas == sorted(areas)
    assert areas[-2:] == [26, 26]


def test_markers_shrink_with_their_number():
    """Many points have smaller markers, so that a crowd does not hide the map."""
    ax = figure(6, 2).add_subplot()
    assert marker_area(ax, 400) > marker_area(ax, 4_000) > marker_area(ax, 40_000) > 0


def test_a_class_without_points_keeps_its_colour():
    """Class 2 looks the same whether or not class 1 has points."""
    full, gap = figure().add_subplot(), figure().add_subplot()
    scatter(full, np.zeros((3, 2)), np.array([0, 1, 2]), ["a", "b", "c"])
    scatter(gap, np.zeros((2, 2)), np.array([0, 2]), ["a", "b", "c"])
    colours = [ax.collections[2].get_facecolor() for ax in (full, gap)]
    np.testing.assert_array_equal(*colours)
