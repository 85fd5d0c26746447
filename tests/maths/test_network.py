from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from seethrough.maths.activations import ACTIVATIONS
from seethrough.maths.heads import HEADS
from seethrough.maths.heads import head as row_of
from seethrough.maths.network import Network, backward, cost, fed, forward, layers, n_parameters
from seethrough.maths.penalties import FREE, Penalty

LAM = Penalty(lam=0.1)
WIDTHS = st.lists(st.integers(1, 7), min_size=1, max_size=4)
FEW = settings(max_examples=30)
SEEDS = st.integers(0, 2**32 - 1)
ROWS = [*HEADS, "quantile 0.9", "multiclass 2 1"]  # each family by one of its rows
EVERY_HEAD = pytest.mark.parametrize("head", ROWS)
EVERY_PAIR = pytest.mark.parametrize(
    ("activation", "head"), [(activation, head) for activation in ACTIVATIONS for head in ROWS]
)


def near(got, expected):
    """Check that the largest difference is under 1e-12 of the largest number."""
    got, expected = np.asarray(got), np.asarray(expected)
    assert got.shape == expected.shape
    assert np.abs(got - expected).max() <= 1e-12 * np.abs(expected).max()


def learn(case, w=None, masks=None, penalty=LAM):
    """Cost, gradient and δ of a problem."""
    net, theta, x, y = case
    tape = forward(net, theta, x, masks)
    return cost(net, tape, y, w, penalty), *backward(net, tape, y, w, penalty)


def recorded(golden, activation, head):
    """A recorded case as a problem, and what PyTorch made of it."""
    y = np.array(golden["y"][head])
    net = Network((4, 5, 3, y.shape[1]), (activation,) * 2, head)
    theta, x = np.array(golden["theta"][str(y.shape[1])]), np.array(golden["x"])
    return (net, theta, x, y), golden["cases"][activation][head]


@EVERY_PAIR
def test_forward_is_pytorchs(activation, head, golden):
    """Both hidden layers and the answer agree with PyTorch."""
    (net, theta, x, _), expected = recorded(golden, activation, head)
    tape = forward(net, theta, x)
    near(tape.a[1], expected["a1"])
    near(tape.a[2], expected["a2"])
    near(tape.p, expected["p"])


@EVERY_PAIR
def test_gradient_is_pytorchs(activation, head, golden):
    """∂L/∂θ by hand is what PyTorch's autograd finds."""
    case, expected = recorded(golden, activation, head)
    near(learn(case)[1], expected["gradient"])


@EVERY_PAIR
def test_descent_is_pytorchs(activation, head, golden):
    """Ten steps of gradient descent cost what they cost PyTorch."""
    (net, theta, x, y), expected = recorded(golden, activation, head)
    costs = []
    for _ in expected["costs"]:
        value, gradient, _ = learn((net, theta, x, y))
        costs.append(value)
        theta = theta - golden["setup"]["eta"] * gradient
    near(costs, expected["costs"])


@pytest.mark.parametrize(
    ("widths", "count"), [((2, 3, 2), 17), ((2, 500, 2), 2502), ((3, 1), 4), ((4, 5, 3, 3), 55)]
)
def test_parameters_are_counted(widths, count):
    """2 → 3 → 2 has 17 weights and biases, 2 → 500 → 2 has 2,502."""
    assert n_parameters(widths) == count


@given(widths=st.lists(st.integers(1, 7), min_size=2, max_size=5).map(tuple))
def test_layers_are_views(widths):
    """Writing to the layers in order fills θ from its first entry to its last."""
    theta, expected = np.zeros(n_parameters(widths)), np.arange(n_parameters(widths), dtype=float)
    rest = iter(expected)
    for W, b in layers(theta, widths):
        for entries in (W.flat, b.flat):
            for i in range(len(entries)):
                entries[i] = next(rest)
    np.testing.assert_array_equal(theta, expected)
    assert [W.shape for W, _ in layers(theta, widths)] == list(pairwise(widths))


@EVERY_HEAD
def test_no_hidden_layer_is_allowed(head, problem):
    """Without hidden layers the answer is head(x W + b), and the gradient xᵀ (p − y) / n."""
    net, theta, x, y = case = problem(head, "tanh", (4,))
    tape = forward(net, theta, x)
    W, b = layers(theta, net.widths)[0]
    near(tape.p, row_of(head).f(x @ W + b))
    assert (len(tape.z), len(tape.a)) == (1, 2)
    slope = row_of(head).slope(tape.p, y)
    near(learn(case, penalty=FREE)[1], np.append(x.T @ slope, slope.sum(axis=0)) / len(x))


@EVERY_HEAD
@FEW
@given(widths=WIDTHS, seed=SEEDS)
def test_whole_weights_repeat_rows(head, widths, seed, problem):
    """A sample that weighs k costs and teaches what k copies of it would."""
    net, theta, x, y = case = problem(head, "tanh", widths, n=6, seed=seed)
    w = np.random.default_rng(seed).integers(1, 5, 6)
    value, gradient, _ = learn((net, theta, x.repeat(w, axis=0), y.repeat(w, axis=0)))
    weighted = learn(case, w=w.astype(float))
    near(weighted[0], value)
    near(weighted[1], gradient)


@EVERY_HEAD
@FEW
@given(widths=WIDTHS, seed=SEEDS)
def test_weight_zero_leaves_out(head, widths, seed, problem):
    """A sample that weighs 0 might as well not be there."""
    net, theta, x, y = case = problem(head, "tanh", widths, n=6, seed=seed)
    w = np.array([1.0, 0.0, 2.0, 0.0, 0.5, 3.0])
    value, gradient, _ = learn((net, theta, x[w > 0], y[w > 0]), w=w[w > 0])
    weighted = learn(case, w=w)
    near(weighted[0], value)
    near(weighted[1], gradient)


@EVERY_HEAD
@FEW
@given(widths=WIDTHS, seed=SEEDS)
def test_mask_of_ones_is_no_mask(head, widths, seed, problem):
    """Dropout that drops nothing changes nothing, to the last bit."""
    case = problem(head, "tanh", widths, n=3, seed=seed)
    masks = [np.ones((3, width)) for width in widths]
    with_masks, without = learn(case, masks=masks), learn(case)
    assert with_masks[0] == without[0]
    np.testing.assert_array_equal(with_masks[1], without[1])


@EVERY_PAIR
def test_dropped_unit_learns_nothing(activation, head, problem):
    """No weight from or to a dropped unit has a gradient, nor has its bias; its neighbours have."""
    case = problem(head, activation, (4, 5, 3), n=7)
    mask = np.ones((7, 5))
    mask[:, 2] = 0
    gradient = learn(case, masks=[None, mask, None], penalty=FREE)[1]
    first, second, _ = layers(gradient, case.net.widths)
    into, out = np.vstack([first.W, first.b]), second.W
    assert not into[:, 2].any()
    assert not out[2].any()
    assert into[:, [0, 1, 3, 4]].any()
    assert out[[0, 1, 3, 4]].any()


@given(widths=WIDTHS, seed=SEEDS)
def test_masks_scale_what_a_layer_is_fed(widths, seed, problem):
    """Each layer weighs what its mask left of the layer below, the input not excepted."""
    net, theta, x, _ = problem("squared", "tanh", widths, n=4, seed=seed)
    rng = np.random.default_rng(seed)
    masks = [(rng.random((4, width)) < 0.5) / 0.5 for width in widths]
    tape = forward(net, theta, x, masks)
    for l, (W, b) in enumerate(layers(theta, net.widths)):
        np.testing.assert_array_equal(fed(tape, l), tape.a[l] * masks[l])
        np.testing.assert_allclose(tape.z[l], (tape.a[l] * masks[l]) @ W + b, atol=1e-14)


@EVERY_HEAD
@FEW
@given(widths=WIDTHS, seed=SEEDS)
def test_deltas_are_the_sums_slopes(head, widths, seed, problem):
    """There is a δ for each z, the last is w ⊙ ∂ℓ/∂z, and each adds up to Σw ∂L/∂b."""
    net, theta, x, y = case = problem(head, "tanh", widths, seed=seed)
    w = np.random.default_rng(seed).uniform(0.5, 2, len(x))
    tape = forward(net, theta, x)
    _, gradient, delta = learn(case, w=w)
    assert [d.shape for d in delta] == [z.shape for z in tape.z]
    near(delta[-1], w[:, None] * row_of(head).slope(tape.p, y))
    for d, (_, b) in zip(delta, layers(gradient, net.widths), strict=True):
        np.testing.assert_allclose(d.sum(axis=0), w.sum() * b, rtol=1e-12, atol=1e-14)


@EVERY_PAIR
@settings(max_examples=10)
@given(widths=WIDTHS, seed=SEEDS, extras=st.booleans())
def test_float32_stays(activation, head, widths, seed, extras, problem):
    """From float32 come float32 sums, activations, losses, δ and gradient: no silent upcast."""
    net, *arrays = problem(head, activation, widths, seed=seed)
    theta, x, y = (array.astype("f4") for array in arrays)
    w = np.linspace(0.5, 1.5, len(x), dtype="f4") if extras else None
    masks = [np.ones((len(x), width), "f4") for width in widths] if extras else None
    tape = forward(net, theta, x, masks)
    slopes = backward(net, tape, y, w, Penalty(lam=0.1, lam1=0.1))
    losses = row_of(head).loss(tape.z[-1], tape.p, y)
    found = {array.dtype for array in (*tape.z, *tape.a, *slopes.delta, slopes.dtheta, losses)}
    assert found == {np.dtype("f4")}


@EVERY_PAIR
def test_inputs_are_left_alone(activation, head, problem):
    """A pass forward and back writes to nothing it is given, nor to the tape."""
    net, theta, x, y = problem(head, activation, (4, 5, 3))
    w, masks = np.linspace(0.5, 1.5, len(x)), [np.ones((len(x), width)) for width in (4, 5, 3)]
    tape = forward(net, theta, x, masks)
    given_arrays = theta, x, y, w, *masks, *tape.z, *tape.a
    before = [array.copy() for array in given_arrays]
    cost(net, tape, y, w, LAM)
    backward(net, tape, y, w, LAM)
    for array, copy in zip(given_arrays, before, strict=True):
        np.testing.assert_array_equal(array, copy)
