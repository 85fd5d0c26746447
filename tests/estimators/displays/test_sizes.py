import numpy as np
import pytest
from sklearn.linear_model import LinearRegression
from sklearn.model_selection import learning_curve

from seethrough import HiddenSizesDisplay, LearningCurveDisplay

pytestmark = pytest.mark.filterwarnings("ignore::sklearn.exceptions.ConvergenceWarning")


def test_sizes_with_none(two):
    """Every size has a score for each seed, also without a hidden layer; copies are fitted."""
    net, X, y = two
    before = net.theta_.copy()
    display = HiddenSizesDisplay.from_estimator(net, X, y, sizes=(0, 3), seeds=2)
    assert display.train.shape == display.test.shape == (2, 2)
    assert display.ax_.get_ylabel() == "accuracy"
    assert "0: " in display.describe()
    np.testing.assert_array_equal(net.theta_, before)


def test_the_learning_curve_is_scikit_learns(two):
    """Rows and scores are those of learning_curve."""
    _, X, y = two
    display = LearningCurveDisplay.from_estimator(LinearRegression(), X, y, cv=3)
    rows, train, *_ = learning_curve(
        *(LinearRegression(), X, y),
        train_sizes=[0.1, 0.2, 0.4, 0.7, 1.0], cv=3, shuffle=True, random_state=0,
    )  # fmt: skip
    np.testing.assert_array_equal(display.rows, rows)
    np.testing.assert_allclose(display.train, train.T)
    assert display.ax_.get_ylabel() == "R²"
