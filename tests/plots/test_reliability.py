import numpy as np
from sklearn.calibration import calibration_curve

from seethrough.plots.reliability import reliability
from seethrough.plots.words import describe


def test_the_dots_are_scikit_learns():
    """Shares and mean probabilities are those of calibration_curve."""
    rng = np.random.default_rng(0)
    claimed = rng.uniform(size=500)
    happened = rng.uniform(size=500) < claimed**2
    ax = reliability(claimed, happened)
    was, said = calibration_curve(happened, claimed, n_bins=10)
    dots = ax.collections[-1].get_offsets()
    np.testing.assert_allclose(dots, np.column_stack([said, was]))


def test_certain_answers():
    """Probabilities of 0 and 1 have their place, and a bar that stays between 0 and 1."""
    ax = reliability(np.array([0.0, 0, 1, 1]), np.array([False, False, True, True]), "rain")
    np.testing.assert_allclose(ax.collections[-1].get_offsets(), [[0, 0], [1, 1]])
    (bars,) = ax.containers[0].lines[2]
    ends = np.array(bars.get_segments())[..., 1]
    assert ends.min() >= 0
    assert ends.max() <= 1
    assert "On average they are 0 apart" in describe(ax)
