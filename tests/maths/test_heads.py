import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from matplotlib.mathtext import MathTextParser

from seethrough.maths.heads import HEADS, head, questions

LOUD = {"over": "raise", "divide": "raise", "invalid": "raise"}
ROWS = [*HEADS, "quantile 0.9"]
EVERY = pytest.mark.parametrize("name", ROWS)
SIGMOIDS = ("binary", "multilabel")

# the scores whose answer is right, where that is not y itself
RIGHT = {
    "binary": lambda y: 800 * (2 * y - 1),
    "multiclass": lambda y: 800 * y,
    "multilabel": lambda y: 800 * (2 * y - 1),
    "poisson": lambda y: np.log(np.where(y > 0, y, 1)) - 800 * (y == 0),
}


def loss(name, z, y):
    """The loss of each sample with scores z."""
    return head(name).loss(z, head(name).f(z), y).sum(axis=1)


def slope(name, z, y):
    """∂ℓ/∂z by formula."""
    return head(name).slope(head(name).f(z), y)


def difference(name, z, y, h=1e-5):
    """∂ℓ/∂z by central differences, for one column after the other."""
    columns = h * np.eye(z.shape[1])
    return np.stack(
        [(loss(name, z + step, y) - loss(name, z - step, y)) / (2 * h) for step in columns], axis=1
    )


@st.composite
def scores(draw, size=6):
    """A generator, and z of any small shape with scores up to ±size."""
    n, outputs = draw(st.integers(1, 5)), draw(st.integers(1, 4))
    rng = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    return rng, draw(st.floats(0.1, 1)) * rng.uniform(-size, size, (n, outputs))


@EVERY
def test_name_is_the_key(name):
    """A row stands under its own name."""
    assert head(name).name == name


@EVERY
@given(drawn=scores())
def test_slope_is_the_losses_slope(name, drawn, target):
    """E5 holds for every pair: the slope agrees with central differences of the loss."""
    rng, z = drawn
    y = target(name, rng, *z.shape)
    kink = {"huber": 1, "absolute": 0, "quantile 0.9": 0}.get(name, np.inf)
    assume((np.abs(np.abs(z - y) - kink) > 1e-3).all())
    np.testing.assert_allclose(slope(name, z, y), difference(name, z, y), rtol=1e-7, atol=1e-7)


@EVERY
@given(drawn=scores(20))
def test_loss_is_never_negative(name, drawn, target):
    """The loss is at least 0, whatever the scores."""
    rng, z = drawn
    assert (loss(name, z, target(name, rng, *z.shape)) >= -1e-13).all()


@EVERY
@given(drawn=scores())
def test_right_answer_costs_nothing(name, drawn, target):
    """Where the answer is y, the loss is 0 and flat."""
    rng, z = drawn
    y = target(name, rng, *z.shape)
    z = RIGHT.get(name, np.copy)(y)
    np.testing.assert_allclose(head(name).f(z), y, atol=1e-14)
    np.testing.assert_allclose(loss(name, z, y), 0, atol=1e-14)
    np.testing.assert_allclose(slope(name, z, y), 0, atol=1e-14)


@given(drawn=scores(800))
def test_softmax_sums_to_one(drawn):
    """The probabilities of the classes are at least 0 and sum to 1."""
    p = head("multiclass").f(drawn[1])
    assert (p >= 0).all()
    np.testing.assert_allclose(p.sum(axis=1), 1, rtol=1e-14)


@pytest.mark.parametrize("name", SIGMOIDS)
@given(drawn=scores(800))
def test_sigmoid_is_a_probability(name, drawn):
    """p and the p of the turned scores sum to 1."""
    p, turned = head(name).f(drawn[1]), head(name).f(-drawn[1])
    assert (p >= 0).all()
    np.testing.assert_allclose(p + turned, 1, rtol=1e-14)


@given(z=st.lists(st.floats(-9, 9), min_size=5, max_size=5).map(np.array), seed=st.integers(0, 99))
def test_several_questions_are_answered_apart(z, seed):
    """Answers, losses and slopes of questions side by side are those of each alone."""
    name, rng = "multiclass 3 2", np.random.default_rng(seed)
    y = np.hstack([np.eye(K)[rng.integers(0, K, 1)] for K in (3, 2)])
    assert questions(name) == [slice(0, 3), slice(3, 5)]
    for columns in questions(name):
        of, at = z[None, columns], y[:, columns]
        np.testing.assert_allclose(
            head(name).f(z[None])[:, columns], head("multiclass").f(of), rtol=1e-15
        )
        alone, among = (
            loss("multiclass", of, at),
            head(name).loss(z[None], head(name).f(z[None]), y),
        )
        np.testing.assert_allclose(among[:, columns].sum(axis=1), alone, rtol=1e-13)
        np.testing.assert_allclose(slope(name, z[None], y)[:, columns], slope("multiclass", of, at))


@given(tau=st.floats(0.05, 0.95), seed=st.integers(0, 99))
def test_the_quantile_is_where_the_pinball_loss_is_least(tau, seed):
    """No constant costs less than the τ-quantile of the targets."""
    y = np.random.default_rng(seed).normal(size=(31, 1))
    best = np.full_like(y, np.quantile(y, tau, method="inverted_cdf"))
    for other in np.linspace(-2, 2, 9):
        z = np.full_like(y, other)
        assert loss(f"quantile {tau}", best, y).sum() <= loss(f"quantile {tau}", z, y).sum() + 1e-12


def test_the_median_is_half_the_absolute_error():
    """The pinball loss at τ = ½ is half the absolute error."""
    z, y = np.random.default_rng(0).normal(size=(2, 9, 2))
    np.testing.assert_allclose(loss("quantile 0.5", z, y), loss("absolute", z, y) / 2)


@given(drawn=scores())
def test_two_classes_are_one_sigmoid(drawn):
    """Two classes' cross-entropy is the binary one of the difference of their scores."""
    rng, z = drawn
    z, y = np.hstack([z[:, :1], -z[:, :1] / 2]), np.eye(2)[rng.integers(0, 2, len(z))]
    binary = loss("binary", z[:, 1:] - z[:, :1], y[:, 1:])
    np.testing.assert_allclose(loss("multiclass", z, y), binary, rtol=1e-12, atol=1e-14)


@pytest.mark.parametrize("dtype", ["f4", "f8"])
@pytest.mark.parametrize(
    ("name", "z", "y"),
    [(name, [[800.0], [-800.0]], [[0.0], [1.0]]) for name in SIGMOIDS]
    + [("multiclass", [[800.0, 0.0], [0.0, -800.0]], [[0.0, 1.0], [0.0, 1.0]])],
)
def test_wrong_by_800_costs_800(name, z, y, dtype):
    """The log-loss of a score that is wrong by 800 is 800 to the last bit, without a warning."""
    z, y = np.array(z, dtype), np.array(y, dtype)
    with np.errstate(**LOUD):
        np.testing.assert_array_equal(loss(name, z, y), 800)
        np.testing.assert_array_equal(np.abs(slope(name, z, y)), 1)


@pytest.mark.parametrize("name", [name for name in ROWS if name != "poisson"])
def test_extreme_scores_are_quiet(name, target):
    """z = ±800 warns of nothing and gives finite numbers (Poisson's e⁸⁰⁰ is beyond float64)."""
    z = np.array([[-800.0, 800.0], [800.0, 800.0]])
    y = target(name, np.random.default_rng(0), 2, 2)
    with np.errstate(**LOUD):
        assert np.isfinite(loss(name, z, y)).all()
        assert np.isfinite(slope(name, z, y)).all()


@EVERY
def test_float32_stays(name, target):
    """Answer, loss and slope of float32 are float32, and near those of float64."""
    rng = np.random.default_rng(0)
    z, y = rng.standard_normal((6, 3)), target(name, rng, 6, 3)
    small = z.astype("f4"), y.astype("f4")
    for single, double in (
        (head(name).f(small[0]), head(name).f(z)),
        (loss(name, *small), loss(name, z, y)),
        (slope(name, *small), slope(name, z, y)),
    ):
        assert single.dtype == np.float32
        np.testing.assert_allclose(single, double, rtol=1e-5, atol=1e-6)


@EVERY
def test_inputs_are_left_alone(name, target):
    """Answer, loss and slope write to nothing they are given."""
    rng = np.random.default_rng(0)
    z, y = rng.standard_normal((4, 2)), target(name, rng, 4, 2)
    before = z.copy(), y.copy()
    loss(name, z, y)
    slope(name, z, y)
    np.testing.assert_array_equal((z, y), before)


@EVERY
def test_formulas_render(name):
    """Matplotlib draws the formulas of the answer and the loss."""
    for formula in (head(name).formula, head(name).loss_formula):
        assert MathTextParser("path").parse(f"${formula}$").width > 0
