import numpy as np
import pytest

from seethrough.errors import SettingError
from seethrough.plots.neuron import bias_shift


@pytest.mark.parametrize("w", [2.0, -0.5])
def test_bias_moves_the_curve(sigmoid, w):
    """Each curve passes a half where its dot stands, at x = -b / w."""
    biases = [-3.0, 0.0, 3.0]
    ax = bias_shift(w, biases, sigmoid)
    for b, curve, dot in zip(biases, ax.lines[::2], ax.lines[1::2], strict=True):
        np.testing.assert_allclose(curve.get_ydata(), sigmoid(w * curve.get_xdata() + b))
        np.testing.assert_allclose(dot.get_xydata(), [[-b / w, 0.5]], atol=1e-12)
    names = [text.get_text() for text in ax.get_legend().get_texts()]
    assert names == ["b = −3", "b = 0", "b = 3"]


def test_a_weight_of_zero_is_refused(sigmoid):
    """Nothing moves without a weight."""
    with pytest.raises(SettingError, match="w = 0"):
        bias_shift(0.0, [0.0], sigmoid)
