import numpy as np

from seethrough.plots.chances import chances
from seethrough.plots.words import describe


def test_curves_of_one_input(sigmoid):
    """Each class has its curve, wrong points are ringed, and the place of the change is told."""
    x, y = np.linspace(-2, 2, 20), np.repeat([0, 1], 10)

    def predict(cells):
        p = sigmoid(3 * (cells[:, 0] - 0.5))
        return np.column_stack([1 - p, p])

    ax = chances(predict, x, y, ["no", "yes"], "dose", wrong=(x > 0) & (x < 0.5))
    no, yes = (line.get_ydata() for line in ax.lines)
    np.testing.assert_allclose(no + yes, 1)
    rings = [c for c in ax.collections if not len(c.get_facecolors())]
    assert sum(len(c.get_offsets()) for c in rings) == ((x > 0) & (x < 0.5)).sum()
    assert "over dose; the likeliest changes at 0.5" in describe(ax)


def test_an_answer_that_never_changes():
    """A constant input and a constant answer are drawn too."""
    ax = chances(lambda cells: np.tile([0.3, 0.7], (len(cells), 1)), np.ones(4), np.zeros(4, int))
    assert "never changes" in describe(ax)
