import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import array_shapes, arrays

from seethrough.maths import network, penalties
from seethrough.maths.penalties import FREE, Penalty

STRENGTHS = st.floats(0, 10)
WEIGHTS = arrays(
    float,
    array_shapes(min_dims=2, max_dims=2),
    elements=st.floats(1e-3, 5) | st.floats(-5, -1e-3),
)
W = np.array([[1.0, -2.0], [0.0, 3.0]])


@pytest.mark.parametrize(
    ("penalty", "expected"),
    [(FREE, 0), (Penalty(lam=0.5), 3.5), (Penalty(lam1=0.5), 3), (Penalty(0.5, 0.5), 6.5)],
)
def test_cost_by_hand(penalty, expected):
    """λ/2 Σ W² + λ₁ Σ |W| of 1, −2, 0, 3: the squares sum to 14, the sizes to 6."""
    assert penalties.cost(penalty, [W]) == expected
    assert penalties.cost(penalty, [W, W]) == 2 * expected


@pytest.mark.parametrize(
    ("penalty", "expected"),
    [
        (FREE, [[0, 0], [0, 0]]),
        (Penalty(lam=0.5), [[0.5, -1], [0, 1.5]]),
        (Penalty(lam1=0.5), [[0.5, -0.5], [0, 0.5]]),
        (Penalty(0.5, 0.5), [[1, -1.5], [0, 2]]),
    ],
)
def test_slope_by_hand(penalty, expected):
    """λ W + λ₁ sign W, which pulls at no weight that is 0."""
    np.testing.assert_array_equal(penalties.slope(penalty, W), expected)


@given(weights=WEIGHTS, lam=STRENGTHS, lam1=STRENGTHS)
def test_slope_is_the_costs_slope(weights, lam, lam1):
    """The slope agrees with central differences of the cost, away from 0."""
    penalty, h = Penalty(lam, lam1), 1e-5
    slope = penalties.slope(penalty, weights)
    for place in np.ndindex(weights.shape):
        up, down = weights.copy(), weights.copy()
        up[place] += h
        down[place] -= h
        rise = penalties.cost(penalty, [up]) - penalties.cost(penalty, [down])
        assert slope[place] == pytest.approx(rise / (2 * h), rel=1e-6, abs=1e-6)


@pytest.mark.parametrize("penalty", [Penalty(lam=0.5), Penalty(lam1=0.5)])
def test_biases_are_free(penalty, problem):
    """Larger biases add nothing to the penalty in the cost."""
    net, theta, x, y = problem("squared", "tanh", (3, 4))
    added = []
    for size in (0, 100):
        for layer in network.layers(theta, net.widths):
            layer.b[:] = size
        tape = network.forward(net, theta, x)
        with_penalty, free = (network.cost(net, tape, y, None, p) for p in (penalty, FREE))
        added.append(with_penalty - free)
    assert added[0] > 0
    assert added[1] == pytest.approx(added[0])


@pytest.mark.parametrize("w", [None, np.linspace(1, 3, 5)], ids=["no weights", "weights"])
def test_penalty_is_shared_by_the_weights(w, problem):
    """Cost and gradient carry the penalty divided by Σw, or by n where there are no weights."""
    net, theta, x, y = problem("squared", "tanh", (3, 4))
    penalty, total = Penalty(0.5, 0.25), 5 if w is None else w.sum()
    tape = network.forward(net, theta, x)
    costs = [network.cost(net, tape, y, w, p) for p in (FREE, penalty)]
    gradients = [network.backward(net, tape, y, w, p).dtheta for p in (FREE, penalty)]
    weights = [layer.W for layer in tape.layers]
    assert costs[1] - costs[0] == pytest.approx(penalties.cost(penalty, weights) / total)
    for (dW, db), weight in zip(
        network.layers(gradients[1] - gradients[0], net.widths), weights, strict=True
    ):
        np.testing.assert_allclose(dW, penalties.slope(penalty, weight) / total, atol=1e-14)
        assert not db.any()


@pytest.mark.parametrize("penalty", [FREE, Penalty(0.1), Penalty(0.1, 0.1)])
def test_float32_stays(penalty):
    """The slope of float32 weights is float32."""
    assert penalties.slope(penalty, W.astype("f4")).dtype == np.float32
