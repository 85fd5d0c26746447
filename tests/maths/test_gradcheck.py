import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from seethrough.maths import gradcheck
from seethrough.maths.activations import ACTIVATIONS
from seethrough.maths.heads import HEADS
from seethrough.maths.network import backward, forward, layers
from seethrough.maths.penalties import Penalty

pytestmark = pytest.mark.usefixtures("unchecked")
FAR = 1e-3  # from a kink: many times the step of the difference
EXTRAS = {
    "L1": {"penalty": Penalty(lam1=0.1)},
    "L2": {"penalty": Penalty(lam=0.1)},
    "dropout": {"masks": True},
    "weights": {"w": True},
    "all": {"penalty": Penalty(lam=0.1, lam1=0.1), "masks": True, "w": True},
}
SMALL = {
    "widths": st.lists(st.integers(1, 7), min_size=1, max_size=4),
    "outputs": st.integers(1, 7),
    "n": st.integers(1, 9),
    "seed": st.integers(0, 2**32 - 1),
}


def fill(extras, widths, n, seed):
    """The extras with their arrays drawn: weights from 0.2 to 3, and dropout of 0.3."""
    rng = np.random.default_rng(seed)
    draws = {
        "w": lambda: rng.uniform(0.2, 3, n),
        "masks": lambda: [(rng.random((n, width)) < 0.7) / 0.7 for width in widths],
    }
    return {key: draws[key]() if value is True else value for key, value in extras.items()}


def calm(case):
    """The problem with its last layer shrunk, which keeps Poisson's eᶻ in bounds."""
    layers(case.theta, case.net.widths)[-1].W[:] /= 2
    return case


def smooth(case, masks=None):
    """Whether no parameter's difference would step over a kink."""
    net, theta, x, y = case
    tape = forward(net, theta, x, masks)
    kinks = [W for W, _ in tape.layers]
    kinks += [
        z for z, name in zip(tape.z, net.activations, strict=False) if ACTIVATIONS[name].kinked
    ]
    if net.head == "huber":
        kinks.append(np.abs(tape.p - y) - 1)
    return all((np.abs(values) >= FAR).all() for values in kinks)


@pytest.mark.parametrize("extras", EXTRAS)
@pytest.mark.parametrize("head", [*HEADS, "quantile 0.9", "multiclass 2 1"])
@pytest.mark.parametrize("activation", ACTIVATIONS)
@settings(max_examples=4)
@given(**SMALL)
def test_every_gradient_is_right(activation, head, extras, widths, outputs, n, seed, problem):
    """The worst parameter of any network is within 1e-7 of its central difference."""
    case = calm(problem(head, activation, widths, outputs, n, seed))
    more = fill(EXTRAS[extras], widths, n, seed)
    assume(smooth(case, more.get("masks")))
    assert gradcheck.check(*case, **more).error.max() < 1e-7


"""
"""


@given(names=st.permutations(["tanh", "softplus", "logistic"]))
def test_each_layer_has_its_own_activation(names, problem):
    """Layers that bend differently keep their own f and f′, forward and back."""
    net, theta, x, y = problem("multiclass", "tanh", (3, 4, 2, 5))
    net = net._replace(activations=tuple(names))
    tape = forward(net, theta, x)
    for name, z, a in zip(names, tape.z, tape.a[1:], strict=False):
        np.testing.assert_array_equal(a, ACTIVATIONS[name].f(z))
    assert gradcheck.check(net, theta, x, y).error.max() < 1e-7


@pytest.fixture
def wrong(monkeypatch):
    """A function that puts another gradient, made from the right one, in backward's place."""

    def put(change):
        def changed(net, *rest):
            slopes = backward(net, *rest)
            return slopes._replace(dtheta=change(net, slopes.dtheta.copy()))

        monkeypatch.setattr(gradcheck, "backward", changed)

    return put


@pytest.mark.parametrize("head", [*HEADS, "quantile 0.9", "multiclass 2 1"])
def test_one_wrong_entry_is_named(head, problem, wrong):
    """A single entry off by 1 % is seen, and named as the worst."""
    case = problem(head, "tanh", (3, 4), seed=1)
    for entry in np.abs(gradcheck.check(*case).formula).argsort()[::-1][:10]:
        wrong(lambda _, g, entry=entry: g * np.where(np.arange(len(g)) == entry, 1.01, 1))
        checked = gradcheck.check(*case)
        assert checked.worst == entry
        assert checked.error.max() > 1e-3


@pytest.mark.parametrize("layer", [0, 1, 2])
def test_forgotten_bias_is_named(layer, problem, wrong):
    """A layer whose biases get no gradient is seen: its biases are wrong by all they are."""
    case = problem("multiclass", "tanh", (3, 4, 5))
    places = layers(np.arange(len(case.theta), dtype=float), case.net.widths)[layer].b

    def forget(net, gradient):
        layers(gradient, net.widths)[layer].b[:] = 0
        return gradient

    wrong(forget)
    checked = gradcheck.check(*case)
    assert checked.worst in places
    assert checked.error.max() > 0.1
    assert set(np.flatnonzero(checked.error > 1e-7)) == set(places)


def test_penalty_left_out_is_seen(problem, wrong):
    """A gradient that forgot λ W is wrong in the weights, and right in the biases."""
    case = problem("multiclass", "tanh", (3, 4))
    free = gradcheck.check(*case).formula
    wrong(lambda *_: free)
    errors = gradcheck.check(*case, penalty=Penalty(lam=0.1)).error
    for W, b in layers(errors, case.net.widths):
        assert (W > 1e-5).all()
        assert (b < 1e-7).all()


def test_check_is_in_float64(problem):
    """A float32 network is checked in float64, where differences are worth something."""
    net, *arrays = problem("multiclass", "tanh", (3, 4))
    checked = gradcheck.check(net, *(array.astype("f4") for array in arrays))
    assert checked.formula.dtype == checked.difference.dtype == np.float64
    assert checked.error.max() < 1e-7


@given(theta=st.lists(st.floats(-100, 100), min_size=1, max_size=5).map(np.array))
def test_difference_of_a_parabola(theta):
    """The central difference of Σθ² is 2θ, and θ is left alone."""
    before = theta.copy()
    slopes = gradcheck.central_difference(lambda at: float(at @ at), theta)
    scale = 1 + theta @ theta
    np.testing.assert_allclose(slopes, 2 * theta, atol=1e-9 * scale)
    np.testing.assert_array_equal(theta, before)


@pytest.mark.parametrize("size", [1, 1e3, 1e6])
def test_steps_grow_with_theta(size):
    """The step fits the parameter: the slope of θ² is right to 1e-9 however large θ is."""
    theta = np.array([size], dtype=float)
    slopes = gradcheck.central_difference(lambda at: float(at @ at), theta)
    np.testing.assert_allclose(slopes, 2 * theta, rtol=1e-9)
