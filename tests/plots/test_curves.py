import numpy as np
import pytest

from seethrough.plots.curves import cycle, gradient_norm_curve, loss_curve

PASSES = np.arange(100)


def test_loss_curve():
    """The line holds the losses; without a label there is no legend."""
    ax = loss_curve(PASSES, 1 / (1 + PASSES))
    np.testing.assert_array_equal(ax.lines[0].get_ydata(), 1 / (1 + PASSES))
    assert ax.get_legend() is None
    assert ax.get_yscale() == "linear"


def test_curves_on_the_same_axes_differ():
    """A second curve has a colour and a dash of its own, and both are named."""
    ax = loss_curve(PASSES, PASSES, "a")
    loss_curve(PASSES, PASSES, "b", ax=ax)
    first, second = ax.lines
    assert first.get_color() != second.get_color()
    assert first.get_linestyle() != second.get_linestyle()
    assert [text.get_text() for text in ax.get_legend().get_texts()] == ["a", "b"]


@pytest.mark.parametrize(
    ("low", "labels"), [(0.07, ["0.1", "0.2", "0.5"]), (1e-6, ["0.0001", "0.01", "1"])]
)
def test_log_labels(low, labels, drawn):
    """A short logarithmic axis is labelled at 1, 2 and 5, a long one at powers of ten."""
    ax = loss_curve(PASSES, np.geomspace(0.9 if low > 1e-3 else 2, low, 100), log=True)
    texts = {text.get_text() for text in drawn(ax.figure)}
    assert set(labels) <= texts
    assert ("0.2" in texts) == ("0.2" in labels)


def test_gradient_norm_is_logarithmic():
    """The gradient's norm is drawn on a logarithmic axis."""
    ax = gradient_norm_curve(PASSES, np.geomspace(1, 1e-3, 100))
    assert ax.get_yscale() == "log"
    assert ax.get_ylabel() == "gradient norm"


def test_cycle_shows_both_levels(drawn):
    """The last 20 passes fill the height, and the two levels are written in full."""
    passes = np.arange(1, 20001)
    losses = np.where(passes % 2, 0.071316, 0.070758)
    losses[:10000] = 0.4
    ax = cycle(passes, losses)
    np.testing.assert_array_equal(ax.lines[-1].get_xdata(), passes[-20:])
    low, high = ax.get_ylim()
    assert high - low < 1.25 * (0.071316 - 0.070758)
    assert {"0.070758", "0.071316"} <= {text.get_text() for text in drawn(ax.figure)}


def test_cycle_of_a_run_that_settled():
    """Where the loss stands still there is one level."""
    ax = cycle([1, 2, 3], [0.0678, 0.0678, 0.0678])
    assert [label.get_text() for label in ax.get_yticklabels()] == ["0.067800"]
