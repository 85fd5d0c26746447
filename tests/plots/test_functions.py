import numpy as np

from seethrough.plots.functions import activation_curves, sigmoid_curve

ROWS = [
    ("tanh", r"\tanh z", np.tanh, lambda z: 1 - np.tanh(z) ** 2),
    ("leaky_relu", r"\max(0.01 z, z)", lambda z: np.maximum(0.01 * z, z), lambda z: 0.01 + (z > 0)),
    ("identity", "z", lambda z: z, np.ones_like),
]


def test_activation_curves():
    """Each panel holds the function, its slope dashed, its name and its formula."""
    fig = activation_curves(None, ROWS)
    for ax, (name, formula, f, df) in zip(fig.axes, ROWS, strict=True):
        _, value, slope = ax.lines
        np.testing.assert_allclose(value.get_ydata(), f(value.get_xdata()))
        np.testing.assert_allclose(slope.get_ydata(), df(slope.get_xdata()))
        assert slope.get_linestyle() == "--"
        assert ax.get_title() == f"{name}\n${formula}$"
    assert len(fig.legends) == 1


def test_sigmoid_curve(sigmoid):
    """The three points carry their values."""
    ax = sigmoid_curve(sigmoid)
    texts = [text.get_text() for text in ax.texts]
    assert texts == ["σ(−0.5) = 0.378", "σ(0) = 0.5", "σ(0.5) = 0.622"]
    np.testing.assert_allclose(ax.lines[1].get_ydata(), sigmoid(np.array([-0.5, 0, 0.5])))
