import numpy as np

from seethrough.plots.style import figure
from seethrough.plots.words import counted, describe, listed, short, tell


def test_a_figure_tells_what_its_axes_tell():
    """What the figure and its axes tell comes in order, each sentence once."""
    fig = figure()
    one, two = fig.subplots(1, 2)
    tell(fig, "Two panels.")
    tell(two, "The second.")
    tell(one, "The first.")
    tell(one, "The first.")
    tell(one, "And more.")
    assert describe(fig) == "Two panels. The first. And more. The second."
    assert describe(one) == "The first. And more."


def test_colour_bars_and_empty_axes_tell_nothing():
    """Labels that matplotlib gives are no words."""
    fig = figure()
    ax = fig.add_subplot()
    fig.colorbar(ax.imshow(np.eye(2)))
    assert describe(fig) == ""


def test_the_words():
    """Many things are counted, minus signs are true, one unit is no units."""
    assert listed(range(14)) == "0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11 and 2 more"
    assert short(-0.012345) == "−0.0123"
    assert (counted(1, "unit"), counted(1200, "unit")) == ("1 unit", "1,200 units")
