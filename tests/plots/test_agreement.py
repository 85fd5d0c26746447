import numpy as np

from seethrough.plots.agreement import MOST, agreement


def test_points_and_the_line_of_equality():
    """Each row is a point; the line runs from the smallest to the largest number on both axes."""
    ax = agreement(np.array([1.0, 2.0, 3.0]), np.array([1.5, 2.0, 4.0]), "price ($)")
    assert ax.collections[0].get_offsets().tolist() == [[1, 1.5], [2, 2], [3, 4]]
    assert ax.lines[0].get_xdata().tolist() == ax.lines[0].get_ydata().tolist() == [1, 4]
    assert ax.get_xlabel() == "true price ($)"


def test_many_points_are_thinned():
    """Of very many rows some are shown, from the first to the last."""
    many = np.arange(10 * MOST, dtype=float)
    points = agreement(many, many).collections[0].get_offsets()
    assert len(points) == MOST
    assert points[-1].tolist() == [many[-1], many[-1]]
