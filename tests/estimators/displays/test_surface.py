import numpy as np
import pytest

from seethrough import LossSurfaceDisplay, MLPClassifier
from seethrough.errors import SettingError

pytestmark = pytest.mark.filterwarnings("ignore::sklearn.exceptions.ConvergenceWarning")


def test_the_middle_is_where_training_ended(two):
    """At the end of the path the surface has the cost of the fitted network, penalty and all."""
    net, X, y = two
    display = LossSurfaceDisplay.from_estimator(net, X, y)
    near = np.argmin(display.xx**2 + display.yy**2)
    task = net._task(X, y, None)
    from seethrough.maths.network import cost, forward

    ended = cost(task.net, forward(task.net, net.theta_, X), task.y, None, task.penalty)
    assert display.losses.flat[near] == pytest.approx(ended, rel=0.02)
    np.testing.assert_allclose(display.path[-1], 0, atol=1e-12)
    assert (np.abs(display.path[:, 0]) <= np.abs(display.xx).max()).all()


def test_the_surface_of_a_pipeline(four):
    """The table goes through the steps before the network."""
    display = LossSurfaceDisplay.from_estimator(*four)
    assert np.isfinite(display.losses).all()
    assert "The loss around where the training ended" in display.describe()


def test_without_stages(two):
    """The error says how stages are kept."""
    _, X, y = two
    bare = MLPClassifier(max_iter=3, checkpoints=0).fit(X, y)
    with pytest.raises(SettingError, match="checkpoints=100"):
        LossSurfaceDisplay.from_estimator(bare, X, y)
