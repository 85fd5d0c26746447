import numpy as np
import pytest

from seethrough.errors import ShapeError
from seethrough.plots.weights import NAMED, weight_curves
from seethrough.plots.words import describe

EPOCHS = np.arange(5)


def test_those_that_moved_most_are_named():
    """Every parameter is a line; the largest movers are in the legend, in their order."""
    thetas = EPOCHS[:, None] * np.array([1.0, -7, 3, 5, -2, 6])
    ax = weight_curves(EPOCHS, thetas, list("abcdef"))
    assert len(ax.lines) == 6
    named = [text.get_text() for text in ax.get_legend().get_texts()]
    assert named == ["b", "f", "d", "c"]
    assert len(named) == NAMED
    assert "b from 0.00 to −28.00" in describe(ax)


def test_what_does_not_fit():
    """A name too few is refused with the shapes."""
    with pytest.raises(ShapeError, match=r"5 epochs, parameters of the shape \(5, 2\) and 1 names"):
        weight_curves(EPOCHS, np.zeros((5, 2)), ["a"])
