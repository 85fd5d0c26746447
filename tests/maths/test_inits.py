import warnings

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.datasets import make_blobs
from sklearn.exceptions import ConvergenceWarning
from sklearn.neural_network import MLPClassifier

from seethrough.maths.inits import INITS, draw
from seethrough.maths.network import layers, n_parameters

FAN_IN, FAN_OUT = 200, 300
EVERY = pytest.mark.parametrize("init", INITS)
GENERATORS = pytest.mark.parametrize("generator", [np.random.RandomState, np.random.default_rng])

# the variance each row's source asks for
VARIANCE = {
    "lecun": 1 / FAN_IN,
    "glorot": 2 / (FAN_IN + FAN_OUT),
    "he": 2 / FAN_IN,
    "uniform": 1 / (3 * FAN_IN),
    "sklearn": 2 / (FAN_IN + FAN_OUT),
    "orthogonal": 1 / max(FAN_IN, FAN_OUT),
}


def one_layer(init, activation="tanh", fan_in=FAN_IN, fan_out=FAN_OUT, generator=None):
    """W and b of one drawn layer."""
    rng = generator or np.random.default_rng(0)
    widths = (fan_in, fan_out, 1)
    return layers(draw(init, rng, widths, (activation,)), widths)[0]


@EVERY
def test_variance_is_the_sources(init):
    """60,000 weights have mean 0 and the variance their source asks for, within 3 %."""
    W, _ = one_layer(init)
    assert W.var() == pytest.approx(VARIANCE[init.split("_")[0]], rel=0.03)
    assert abs(W.mean()) < 0.01 * W.std()


@EVERY
def test_uniform_draws_are_bounded(init):
    """Uniform weights reach √3 standard deviations and no further; the others go beyond."""
    W, _ = one_layer(init)
    bound = np.sqrt(3 * VARIANCE[init.split("_")[0]])
    if init.endswith("uniform") or init == "sklearn":
        assert 0.999 * bound < np.abs(W).max() <= bound
    else:
        assert np.abs(W).max() > 2 * bound


@EVERY
def test_biases_start_at_zero(init):
    """Biases are 0, except in the two rows that draw them like the weights."""
    W, b = one_layer(init)
    if init in ("uniform", "sklearn"):
        low, high = b.min() / np.abs(W).max(), b.max() / np.abs(W).max()
        assert -1.01 < low < -0.95
        assert 0.95 < high < 1.01
    else:
        assert not b.any()


@given(fan_in=st.integers(1, 20), fan_out=st.integers(1, 20), seed=st.integers(0, 2**32 - 1))
def test_orthogonal_turns_without_stretching(fan_in, fan_out, seed):
    """WᵀW = 1 for tall W, WWᵀ = 1 for wide."""
    rng = np.random.default_rng(seed)
    W, _ = one_layer("orthogonal", fan_in=fan_in, fan_out=fan_out, generator=rng)
    product = W.T @ W if fan_in >= fan_out else W @ W.T
    np.testing.assert_allclose(product, np.eye(min(fan_in, fan_out)), atol=1e-13)


def test_orthogonal_favours_no_sign():
    """A 1 × 1 orthogonal matrix is 1 as often as −1."""
    rng = np.random.default_rng(0)
    signs = [one_layer("orthogonal", "tanh", 1, 1, rng).W.item() for _ in range(400)]
    assert set(signs) == {-1.0, 1.0}
    assert abs(np.mean(signs)) < 0.15


@EVERY
@GENERATORS
def test_a_seed_gives_the_same_numbers(init, generator):
    """Both of NumPy's generators work; the same seed gives the same θ, another seed another."""
    widths = (3, 4, 2)
    first, again, other = (
        draw(init, generator(seed), widths, ("tanh",) * (len(widths) - 2)) for seed in (1, 1, 2)
    )
    assert first.shape == (n_parameters(widths),)
    assert first.dtype == np.float64
    np.testing.assert_array_equal(first, again)
    assert (first != other).any()


@EVERY
@GENERATORS
def test_layers_are_drawn_in_order(init, generator):
    """A network's first layer is what a network of that layer alone would draw."""
    whole = draw(init, generator(0), (3, 4, 2), ("tanh",))
    np.testing.assert_array_equal(whole[:16], draw(init, generator(0), (3, 4), ()))


def test_lecun_normal_is_the_articles():
    """Both layers are standard normals over √fan_in from one seeded generator, to the last bit."""
    theta = draw("lecun_normal", np.random.RandomState(0), (2, 3, 2), ("tanh",))
    rng = np.random.RandomState(0)
    first, second = rng.randn(2, 3) / np.sqrt(2), rng.randn(3, 2) / np.sqrt(3)
    expected = [first.ravel(), np.zeros(3), second.ravel(), np.zeros(2)]
    np.testing.assert_array_equal(theta, np.concatenate(expected))


def sklearns_start(activation, centers):
    """θ that scikit-learn starts from, read after a step too small to change it."""
    X, y = make_blobs(20, centers=centers, random_state=0)
    model = MLPClassifier(
        (5, 4), activation=activation, solver="sgd", learning_rate_init=1e-300, max_iter=1
    ).set_params(random_state=0)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ConvergenceWarning)
        model.fit(X, y)
    pairs = zip(model.coefs_, model.intercepts_, strict=True)
    return np.concatenate([part.ravel() for pair in pairs for part in pair])


@pytest.mark.parametrize("activation", ["relu", "logistic", "tanh", "identity"])
@pytest.mark.parametrize(("centers", "outputs"), [(2, 1), (3, 3)])
def test_sklearn_is_sklearns(activation, centers, outputs):
    """scikit-learn's own network starts from the same numbers, to the last bit."""
    theta = draw("sklearn", np.random.RandomState(0), (2, 5, 4, outputs), (activation,) * 2)
    np.testing.assert_array_equal(theta, sklearns_start(activation, centers))
