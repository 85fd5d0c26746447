import numpy as np
import pytest

from seethrough.plots.boundary import boundary, grid, points
from seethrough.plots.curves import accuracy_by_size, cycle, gradient_norm_curve, loss_curve
from seethrough.plots.functions import activation_curves, sigmoid_curve
from seethrough.plots.grid import boundary_grid
from seethrough.plots.network import diagram
from seethrough.plots.neuron import bias_shift
from seethrough.plots.style import figure
from seethrough.plots.units import unit_maps

PASSES = np.arange(1, 20001)
LOSSES = np.where(PASSES % 2, 0.071316, 0.070758)
ACCURACIES = np.linspace(0.857, 0.99, 14).reshape(2, 7)
SIZES = [1, 2, 3, 4, 10, 20, 50]
NAMES = ["female", "male"]


@pytest.fixture(params=[(6.4, 4.8), (3, 2)], ids=["6.4x4.8", "3x2"])
def fig(request):
    """An empty figure of two sizes."""
    return figure(*request.param)


def single(sigmoid, X, y, predict):
    """Functions that draw on one axes."""
    rng = np.random.default_rng(0)
    weights, biases = [rng.normal(size=(2, 3)), rng.normal(size=(3, 2))], [np.ones(3), -np.ones(2)]
    return {
        "points": lambda ax: points(
            X, y, NAMES, ["thyroxine (nmol/l)", "albumin (g/l)"], y > 0, ax=ax
        ),
        "boundary": lambda ax: boundary(predict, X, y, ax=ax),
        "loss": lambda ax: loss_curve(PASSES, LOSSES, "gradient descent", ax=ax),
        "log loss": lambda ax: loss_curve(PASSES, np.geomspace(0.5, 0.06, 20000), log=True, ax=ax),
        "long log loss": lambda ax: loss_curve(
            PASSES, np.geomspace(1, 1e-9, 20000), log=True, ax=ax
        ),
        "gradient": lambda ax: gradient_norm_curve(PASSES, np.geomspace(2, 1e-4, 20000), ax=ax),
        "cycle": lambda ax: cycle(PASSES, LOSSES, ax=ax),
        "sizes": lambda ax: accuracy_by_size(SIZES, ACCURACIES, ACCURACIES, ax=ax),
        "sizes, loss": lambda ax: accuracy_by_size(
            SIZES, ACCURACIES, ACCURACIES, ACCURACIES, ax=ax
        ),
        "sigmoid": lambda ax: sigmoid_curve(sigmoid, ax=ax),
        "bias": lambda ax: bias_shift(1.0, [-3.0, 0.0, 3.0], sigmoid, ax=ax),
        "network": lambda ax: diagram(weights, biases, ["x₁", "x₂"], NAMES, ax=ax),
        "long network": lambda ax: diagram(
            [np.ones((30, 3)), np.ones((3, 1))],
            [biases[0], np.ones(1)],
            SIZES * 4 + [1, 2],
            "y",
            ax=ax,
        ),
    }


@pytest.mark.parametrize("name", single(None, np.zeros((1, 2)), np.zeros(1, int), None))
def test_axes_are_readable(name, fig, sigmoid, X, y, predict, assert_readable):
    """No text is cut off and none covers another."""
    single(sigmoid, X, y, predict)[name](fig.add_subplot())
    assert_readable(fig)


def panels_that_fit(fig):
    return 2 if fig.get_figwidth() < 4 else 6


def test_activations_are_readable(fig, sigmoid, assert_readable):
    """Names and formulas of the activations keep apart."""
    row = ("sigmoid", r"\frac{1}{1 + e^{-z}}", sigmoid, lambda z: sigmoid(z) * (1 - sigmoid(z)))
    assert_readable(activation_curves(fig, [row] * panels_that_fit(fig)))


def test_boundary_grid_is_readable(fig, X, y, predict, assert_readable):
    """Titles of the panels keep apart."""
    panels = [("H = 50: train 0.990, test 0.949", predict)] * panels_that_fit(fig)
    assert_readable(boundary_grid(panels, X, y, fig))


def test_unit_maps_are_readable(fig, X, y, assert_readable):
    """Heads of the units and the colour bars keep apart."""
    xx, yy, _ = grid(X, n=20)
    H = panels_that_fit(fig) - 1
    maps = np.tanh(np.linspace(-2, 2, H)[:, None, None] + xx * yy)
    assert_readable(unit_maps(fig, xx, yy, maps, np.full(H, -12.34), -1.2, X, y))
