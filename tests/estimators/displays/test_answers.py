import numpy as np
import pytest
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import confusion_matrix

from seethrough import ConfusionDisplay, ReliabilityDisplay
from seethrough.errors import UnknownNameError


def test_confusion(four):
    """Counts are scikit-learn's; the picture tells how many are right."""
    pipeline, X, y = four
    display = ConfusionDisplay.from_estimator(pipeline, X, y)
    np.testing.assert_array_equal(display.counts, confusion_matrix(y, pipeline.predict(X)))
    assert f"{(pipeline.predict(X) == y).sum()} of 150 right" in display.describe()


def test_reliability_of_two_and_of_more(two, four):
    """Of two classes it is the second's probability; of more, that of the answer."""
    net, X, y = two
    display = ReliabilityDisplay.from_estimator(net, X, y)
    np.testing.assert_array_equal(display.claimed, net.predict_proba(X)[:, 1])
    np.testing.assert_array_equal(display.happened, y == 1)
    pipeline, X, y = four
    display = ReliabilityDisplay.from_estimator(pipeline, X, y)
    np.testing.assert_array_equal(display.happened, pipeline.predict(X) == y)
    one = ReliabilityDisplay.from_estimator(pipeline, X, y, of="virginica")
    np.testing.assert_array_equal(one.claimed, pipeline.predict_proba(X)[:, 2])
    with pytest.raises(UnknownNameError, match="Did you mean 'virginica'"):
        ReliabilityDisplay.from_estimator(pipeline, X, y, of="virginia")


def test_other_classifiers(two):
    """Neither looks inside: scikit-learn's own are drawn too."""
    _, X, y = two
    line = LogisticRegression().fit(X, y)
    assert ConfusionDisplay.from_estimator(line, X, y).counts.sum() == len(y)
    assert len(ReliabilityDisplay.from_estimator(line, X, y).claimed) == len(y)
