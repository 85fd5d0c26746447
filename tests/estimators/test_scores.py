import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from seethrough.errors import DataError
from seethrough.estimators.scores import classification, known, regression

CLASSES = np.array(["a", "b", "c"], dtype=object)


def test_by_hand():
    """Accuracy, balanced accuracy, log-loss and AUC of four answers are those found by hand."""
    truth = np.array(["a", "a", "a", "b"], dtype=object)
    p = np.array([[0.8, 0.2], [0.6, 0.4], [0.3, 0.7], [0.4, 0.6]])
    told = classification(truth, p, CLASSES[:2])
    assert told["accuracy"] == 0.75
    assert told["balanced accuracy"] == pytest.approx((2 / 3 + 1) / 2)
    assert told["log-loss"] == pytest.approx(-np.log([0.8, 0.6, 0.3, 0.6]).mean())
    assert told["ROC AUC"] == pytest.approx(2 / 3)


def test_what_is_not_defined_is_nan():
    """AUC where one class is there only, and R² of a single row, are nan; the rest is told."""
    told = classification(np.array(["a", "a"], dtype=object), np.eye(3)[[0, 0]], CLASSES)
    assert np.isnan(told["ROC AUC"])
    assert told["accuracy"] == told["balanced accuracy"] == 1
    assert np.isnan(regression(np.array([1.0]), np.array([2.0]))["R²"])


def test_a_certain_mistake_has_a_finite_cost():
    """A probability of 0 for the truth costs much, not ∞."""
    told = classification(np.array(["a"], dtype=object), np.array([[0.0, 1.0, 0.0]]), CLASSES)
    assert 30 < told["log-loss"] < 40


@given(st.lists(st.tuples(st.floats(-1e3, 1e3), st.floats(-1e3, 1e3)), min_size=2, max_size=20))
def test_numbers(pairs):
    """RMSE and MAE are the root of the mean square and the mean of the distances."""
    truth, answers = np.array(pairs).T
    told = regression(truth, answers)
    assert told["RMSE"] == pytest.approx(np.sqrt(np.mean((truth - answers) ** 2)))
    assert told["MAE"] == pytest.approx(np.mean(np.abs(truth - answers)))


def test_labels_that_were_not_taught():
    """A label that the model does not know is refused and named."""
    known(np.array(["a", "c"]), CLASSES, "y")
    with pytest.raises(DataError, match="'y' holds 'd', which the model was not taught"):
        known(np.array(["a", "d"]), CLASSES, "y")
