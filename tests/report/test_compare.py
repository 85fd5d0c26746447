import numpy as np
import pytest

from seethrough.estimators.comparison import Comparison
from seethrough.report.compare import rows, verdict


def found(test, sizes=(0, 1, 5)):
    test = np.asarray(test, float)
    return Comparison(sizes, test + 0.01, test, "accuracy", "logistic regression", (80, 20))


def test_a_row_for_each_size():
    """Means in training and test, and from where to where the test goes."""
    told = rows(found([[0.5, 0.6, 0.7], [0.7, 0.8, 0.9]]))
    assert told[0] == ("hidden units", "training accuracy", "test accuracy", "from", "to")
    assert told[1] == ("0 (logistic regression)", "0.6100", "0.6000", "0.5000", "0.7000")
    assert told[3] == ("5", "0.8100", "0.8000", "0.7000", "0.9000")


@pytest.mark.parametrize(
    ("test", "told"),
    [
        ([[0.5, 0.6, 0.9], [0.5, 0.6, 0.9]], "H = 5 does best in the test (0.9000)."),
        (
            [[0.5, 0.89, 0.88], [0.5, 0.84, 0.87]],
            "H = 5 does best in the test (0.8750); H = 1 is as good within chance (0.8650).",
        ),
        ([[0.9, 0.6, 0.5]], "The logistic regression does best in the test (0.9000)."),
        (
            [[0.80, 0.5, 0.82], [0.83, 0.5, 0.82]],
            (
                "H = 5 does best in the test (0.8200); "
                "the logistic regression is as good within chance (0.8150)."
            ),
        ),
    ],
)
def test_the_smallest_that_is_good_enough(test, told):
    """The best is named, and the smallest size that is not worse beyond chance."""
    assert verdict(found(test)) == told
