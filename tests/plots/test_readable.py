import numpy as np
import pytest

from seethrough.plots.boundary import boundary, grid, points
from seethrough.plots.chances import chances
from seethrough.plots.confusion import confusion_matrix
from seethrough.plots.curves import cycle, gradient_norm_curve, loss_curve
from seethrough.plots.functions import activation_curves, sigmoid_curve
from seethrough.plots.grid import boundary_grid
from seethrough.plots.network import diagram
from seethrough.plots.neuron import bias_shift
from seethrough.plots.reliability import reliability
from seethrough.plots.scores import learning_curve, score_by_size
from seethrough.plots.space import hidden_space, net
from seethrough.plots.style import figure
from seethrough.plots.surface import loss_surface
from seethrough.plots.terms import term_maps
from seethrough.plots.training import training_curves
from seethrough.plots.units import unit_maps
from seethrough.plots.weights import weight_curves
from seethrough.plots.words import describe

PASSES = np.arange(1, 20001)
LOSSES = np.where(PASSES % 2, 0.071316, 0.070758)
ACCURACIES = np.linspace(0.857, 0.99, 14).reshape(2, 7)
SIZES = [1, 2, 3, 4, 10, 20, 50]
ROWS = [10, 50, 100, 500, 1000, 5000, 20_000]
NAMES = ["female", "male"]


def surface():
    """A valley on the plane, and a way into it."""
    xx, yy = np.meshgrid(np.linspace(-20, 10, 30), np.linspace(-9, 9, 30))
    t = np.linspace(1, 0, 20)
    way = np.column_stack([-15 * t, 6 * t**2])
    return xx, yy, 0.07 + 0.01 * xx**2 + 0.05 * yy**2, way, np.array([0.83, 0.12])


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
        "sizes": lambda ax: score_by_size(SIZES, ACCURACIES, ACCURACIES, ax=ax),
        "rows": lambda ax: learning_curve(ROWS, ACCURACIES, ACCURACIES, ax=ax),
        "one input": lambda ax: chances(
            lambda x: predict(np.column_stack([x, 0 * x])), X[:, 0], y, NAMES, wrong=y > 0, ax=ax
        ),
        "confusion": lambda ax: confusion_matrix(np.array([[50, 1], [12, 1037]]), NAMES, ax),
        "reliability": lambda ax: reliability(np.linspace(0, 1, 60), y > 0, "male", ax),
        "space": lambda ax: hidden_space(
            X, y, net(X), predict, NAMES, ("along the last weights", "across"), y > 0, ax=ax
        ),
        "weights": lambda ax: weight_curves(
            np.arange(0, 20_000, 1000),
            np.cumsum(rng.normal(size=(20, 8)), axis=0),
            [f"a long name of a column (mg) → unit {j}" for j in range(8)],
            ax=ax,
        ),
        "surface": lambda ax: loss_surface(*surface(), ax=ax),
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
    ax = fig.add_subplot()
    single(sigmoid, X, y, predict)[name](ax)
    assert_readable(fig)
    assert len(describe(ax)) > 30, "the picture tells what it shows"


def panels_that_fit(fig):
    return 2 if fig.get_figwidth() < 4 else 6


def test_activations_are_readable(fig, sigmoid, assert_readable):
    """Names and formulas of the activations keep apart."""
    row = ("sigmoid", r"\frac{1}{1 + e^{-z}}", sigmoid, lambda z: sigmoid(z) * (1 - sigmoid(z)))
    assert_readable(activation_curves(fig, [row] * panels_that_fit(fig)))


def test_boundary_grid_is_readable(fig, X, y, predict, assert_readable):
    """Titles of the panels keep apart."""
    panels = [("H = 50: train 0.990, test 0.949", predict)] * panels_that_fit(fig)
    assert_readable(boundary_grid(panels, X, y, fig=fig))


def test_unit_maps_are_readable(fig, X, y, assert_readable):
    """Heads of the units and the colour bars keep apart."""
    xx, yy, _ = grid(X, n=20)
    H = panels_that_fit(fig) - 1
    maps = np.tanh(np.linspace(-2, 2, H)[:, None, None] + xx * yy)
    assert_readable(unit_maps(fig, xx, yy, maps, np.full(H, -12.34), -1.2, X, y))
    assert describe(fig).startswith(f"Maps of {H} hidden unit")


def test_terms_are_readable(fig, X, y, assert_readable):
    """Names of the terms and of the sums keep apart; there are as many as there is room for."""
    xx, yy, _ = grid(X, n=20)
    maps = np.tanh(np.linspace(-2, 2, 9)[:, None, None] + xx * yy)
    drawn = term_maps(fig, xx, yy, maps, np.full(9, -12.34), -1.2, X, y, ["a (cm)", "b (cm)"])
    assert_readable(drawn)
    assert len([ax for ax in drawn.axes if ax.get_title()]) == (6 if fig.get_figwidth() < 4 else 10)


@pytest.mark.parametrize("validated", [False, True])
def test_training_is_readable(fig, validated, assert_readable):
    """Labels of the panels keep apart, with a validation set and without."""
    falling = np.geomspace(2, 1e-4, 20_000)
    curves = {"epoch": PASSES, "loss": LOSSES, "penalty": LOSSES / 9, "gradient_norm": falling}
    curves |= {"learning_rate": falling}
    if validated:
        curves |= {"validation_loss": LOSSES, "validation_score": 1 - LOSSES}
    assert_readable(training_curves(curves, fig))
