import sys
from subprocess import run

import numpy as np
import pytest
from matplotlib.colors import to_rgb

from seethrough.plots import style


def test_the_middle_of_the_diverging_map_is_white():
    """0.5 is exactly white, the ends are the colours of class 0 and class 1."""
    assert style.DIVERGING(0.5)[:3] == (1, 1, 1)
    np.testing.assert_allclose(style.DIVERGING(0.0)[:3], to_rgb(style.colour(0)))
    np.testing.assert_allclose(style.DIVERGING(1.0)[:3], to_rgb(style.colour(1)))


def test_colour_and_marker_name_a_class():
    """Forty-two classes have forty-two pairs of colour and marker."""
    assert len({(style.colour(k), style.marker(k)) for k in range(42)}) == 42


@pytest.mark.parametrize(("value", "text"), [(-1.234, "−1.23"), (-0.001, "0.00"), (2.0, "2.00")])
def test_number(value, text):
    """A number has a true minus sign and never a negative zero."""
    assert style.number(value) == text


def test_axes_are_made_where_none_are_given():
    """Without axes a new figure is made, without top and right spines."""
    ax = style.axes(None, "a $ b $", "b")
    assert not ax.spines["top"].get_visible()
    assert not ax.spines["right"].get_visible()
    assert (ax.get_xlabel(), ax.get_ylabel()) == ("a $ b $", "b")


def test_axes_given_are_kept():
    """Axes that are given come back."""
    ax = style.figure().add_subplot()
    assert style.axes(ax) is ax


@pytest.mark.parametrize("n", [1, 2, 3, 7])
def test_panel_grid_has_n_panels(n):
    """There are as many panels as asked for, each column with tick labels at its end."""
    fig, places = style.panel_grid(None, n, ("x", "y"))
    assert fig.axes == places
    assert len(places) == n
    lowest = {ax.get_subplotspec().colspan.start: ax for ax in places}
    for ax in lowest.values():
        assert ax.xaxis.get_tick_params()["labelbottom"]


def test_panel_title_fits_its_panel(drawn):
    """A long title is broken into lines no wider than the panel."""
    _, places = style.panel_grid(None, 4, ("x", "y"))
    style.panel_title(places[0], "H = 50 hidden units: train 0.990, test 0.949, loss 0.030990")
    boxes = drawn(places[0].figure)
    assert boxes[places[0].title].width <= places[0].bbox.width


def test_pyplot_stays_out():
    """Drawing leaves matplotlib.pyplot, and so its global state, alone."""
    code = (
        "import sys, numpy as np\n"
        "from seethrough.plots.boundary import points\n"
        "points(np.eye(2), np.arange(2))\n"
        "assert 'matplotlib.pyplot' not in sys.modules"
    )
    run([sys.executable, "-c", code], check=True)
