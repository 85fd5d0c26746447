import numpy as np
import pytest

from seethrough import NetworkDisplay
from seethrough.errors import DataError, ShapeError
from seethrough.plots.network import diagram


def told(display):
    return [text.get_text() for text in display.ax_.texts]


def test_a_sample_fills_the_units(two):
    """Each unit shows the activation that the tape has for the sample."""
    net, X, _ = two
    display = NetworkDisplay.from_estimator(net, X, sample=7)
    tape = net.activations(X[7:8])
    for a in tape.a:
        for value in a[0]:
            assert any(f"a {value:.2f}".replace("-", "−") in text for text in told(display))
    assert f"Of this sample: 1 {tape.p[0, 0]:.2f}" in display.describe()


def test_a_sample_of_a_pipeline(four):
    """What a pipeline's network is given is shown at its inputs: scaled values."""
    pipeline, X, _ = four
    display = NetworkDisplay.from_estimator(pipeline, X, sample=3)
    scaled = pipeline[0].transform(X)[3, 0]
    assert f"sepal length (cm)\na {scaled:.2f}".replace("-", "−") in told(display)


@pytest.mark.parametrize("sample", [-1, 80])
def test_a_row_outside_the_table(two, sample):
    """The error tells which rows there are."""
    net, X, _ = two
    with pytest.raises(DataError, match="Rows are counted from 0 to 79"):
        NetworkDisplay.from_estimator(net, X, sample=sample)


def test_activations_that_do_not_fit():
    """A unit too few is refused with the widths."""
    with pytest.raises(ShapeError, match=r"Activations of \[1, 2\] units came in"):
        diagram([np.ones((2, 1))], [np.ones(1)], "ab", "y", [np.ones(1), np.ones(2)])
