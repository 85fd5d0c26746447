from itertools import pairwise

import numpy as np
import pytest
from matplotlib.colors import to_rgba

from seethrough.errors import ShapeError
from seethrough.plots.network import diagram
from seethrough.plots.style import BLUE, ORANGE


def network(*widths, seed=0):
    rng = np.random.default_rng(seed)
    weights = [rng.normal(size=(a, b)) for a, b in pairwise(widths)]
    biases = [rng.normal(size=b) for b in widths[1:]]
    names = [[f"x{i}" for i in range(widths[0])], [f"y{k}" for k in range(widths[-1])]]
    return weights, biases, *names


def texts(ax):
    return [text.get_text() for text in ax.texts]


def test_every_number_is_written():
    """A small network shows each weight on its line and each bias at its unit."""
    weights = [np.array([[1.0, -2.0], [0.5, 0.25]]), np.array([[3.0], [-4.0]])]
    ax = diagram(weights, [np.array([0.1, -0.2]), np.array([0.3])], ["a", "b"], ["c"])
    assert {"a", "b", "unit 1\nb 0.10", "unit 2\nb −0.20", "c\nb 0.30"} <= set(texts(ax))
    assert {"1.00", "−2.00", "0.50", "0.25", "3.00", "−4.00"} <= set(texts(ax))
    assert len(ax.texts) == 5 + 6


def test_lines_tell_size_and_sign():
    """Positive lines are orange, negative ones blue; widths go with the sizes."""
    ax = diagram([np.array([[1.0], [-2.0], [4.0]])], [np.zeros(1)], ["a", "b", "c"], ["d"])
    positive, negative = ax.collections
    assert to_rgba(ORANGE) == tuple(positive.get_colors()[0])
    assert to_rgba(BLUE) == tuple(negative.get_colors()[0])
    np.testing.assert_allclose(positive.get_linewidths(), [0.75, 3])
    np.testing.assert_allclose(negative.get_linewidths(), [1.5])


def test_numbers_lie_on_their_lines():
    """The number of a weight stands on the line from its input to its unit."""
    ax = diagram(*network(2, 3, 2))
    segments = np.concatenate([np.array(c.get_segments()) for c in ax.collections])
    for text in ax.texts[:12]:
        along = np.array(text.get_position()) - segments[:, 0]
        way = segments[:, 1] - segments[:, 0]
        off = along[:, 0] * way[:, 1] - along[:, 1] * way[:, 0]
        assert np.abs(off).min() < 1e-12


def test_zero_weights():
    """A network of zeros is drawn without a warning."""
    ax = diagram([np.zeros((2, 2))], [np.zeros(2)], ["a", "b"], ["c", "d"])
    assert texts(ax).count("0.00") == 4


def test_long_layers_are_shortened():
    """Of 50 units 12 are drawn and 38 counted; so many lines carry no numbers."""
    ax = diagram(*network(2, 50, 2))
    assert "… 38 more" in texts(ax)
    assert len(ax.texts) == 2 + 12 + 1 + 2
    assert sum(len(c.get_segments()) for c in ax.collections) == 2 * 12 + 12 * 2


@pytest.mark.parametrize("widths", [(2, 3, 2), (2, 5, 2), (3, 1), (4, 2, 2), (2, 2, 2, 2)])
@pytest.mark.parametrize("seed", range(5))
def test_numbers_do_not_cover_each_other(widths, seed, assert_readable):
    """Up to 20 numbers find places of their own."""
    assert_readable(diagram(*network(*widths, seed=seed)).figure)


@pytest.mark.parametrize("which", range(4))
def test_what_does_not_fit_is_refused(which):
    """Weights, biases and names that do not fit are refused with their shapes."""
    parts = list(network(2, 3, 2))
    parts[which] = [part[:-1] for part in parts[which]] if which < 2 else parts[which][:-1]
    with pytest.raises(ShapeError, match="Give one name"):
        diagram(*parts)
