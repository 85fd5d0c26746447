import numpy as np
import pytest

from seethrough.data import moons
from seethrough.errors import DataError, DivergenceError, SeethroughError
from seethrough.explain import Step, explain_step
from seethrough.explain.expression import Symbol
from seethrough.explain.render import text
from seethrough.maths.equations import EQUATIONS
from seethrough.maths.gradcheck import check
from seethrough.maths.inits import draw
from seethrough.maths.network import Network, backward, forward, n_parameters
from seethrough.maths.penalties import Penalty

WIDTHS = (2, 3, 2)
NET = Network(WIDTHS, ("tanh",), "multiclass")


@pytest.fixture(scope="module")
def batch():
    data = moons(200, noise=0.20, seed=0)
    theta = draw("lecun_normal", np.random.RandomState(0), WIDTHS, ("tanh",))
    return theta, data.X, np.eye(2)[data.y]


@pytest.fixture(scope="module")
def lines(batch):
    return explain_step(Step(NET, *batch, penalty=Penalty(0.01), eta=2.0), 0).lines


def found(lines, number, letter, layer="", *indices):
    symbol = Symbol(letter, layer, indices)
    return next(line for line in lines if (line.number, line.symbol[:3]) == (number, symbol[:3]))


@pytest.mark.parametrize(
    ("place", "value"),
    [
        (("x", "x", "", "1"), 0.7435),
        (("x", "x", "", "2"), 0.4647),
        (("E1", "z", "1", "1"), 1.6636),
        (("E2", "a", "1", "1"), 0.9307),
        (("E1", "z", "2", "1"), 0.4861),
        (("E1", "z", "2", "2"), 0.2396),
        (("E3", "p", "", "1"), 0.5613),
        (("E3", "p", "", "2"), 0.4387),
        (("E4", "ℓ"), 0.5775),
        (("E5", "δ", "2", "1"), -0.4387),
        (("E5", "δ", "2", "2"), 0.4387),
        (("E6", "δ", "1", "1"), -0.0373),
        (("E7", "∂Lᵢ/∂W", "1", "1", "1"), -0.0277 / 200),
    ],
)
def test_the_worked_example_comes_out(lines, place, value):
    """The article's first step has the numbers that were worked out for it from outside."""
    assert found(lines, *place).result == pytest.approx(value, abs=6e-5)


def test_the_numbers_are_those_of_tape_and_slopes(batch, lines):
    """Gradients, their checks and the new parameters are bitwise those of maths."""
    theta, x, y = batch
    slopes = backward(NET, forward(NET, theta, x), y, None, Penalty(0.01))
    numeric = check(NET, theta, x, y, None, Penalty(0.01)).difference
    gradients = [line for line in lines if line.check is not None]
    after = sorted(line.result for line in lines if line.number == "E9")
    assert sorted(line.result for line in gradients) == sorted(slopes.dtheta)
    assert sorted(line.check for line in gradients) == pytest.approx(sorted(numeric), abs=1e-9)
    assert after == sorted(theta - 2.0 * slopes.dtheta)


def test_every_equation_has_its_lines(lines):
    """E1 to E9 all stand there, and E9 moves every parameter once."""
    assert {line.number for line in lines} == {"x", *EQUATIONS}
    assert sum(line.number == "E9" for line in lines) == n_parameters(WIDTHS)


def test_a_line_reads_as_symbols_numbers_result(lines):
    """A line shows its formula in symbols, then in numbers with the bias, then the result."""
    assert (
        "    z¹₁ = x₁ W¹₁₁ + x₂ W¹₂₁ + b¹₁ = 0.7434612·1.247373 + 0.4646563·1.584551 + 0 = 1.6636\n"
    ) in text(lines)


def test_no_hidden_layer_is_explained_too(batch):
    """One sigmoid neuron has z, p, δ and a step, and neither E2 nor E6."""
    _, x, y = batch
    net = Network((2, 1), (), "binary")
    lines = explain_step(Step(net, np.array([0.5, -0.5, 0.1]), x, y[:, :1]), 3).lines
    assert {line.number for line in lines} == {"x", *EQUATIONS} - {"E2", "E6"}


def test_a_dropped_unit_appears_as_dropped(batch):
    """What dropout took away counts 0 in the sums, gets no error, and its words say so."""
    theta, x, y = batch
    keep = np.array([0.0, 2.0, 2.0]) * np.ones((200, 1))
    explained = explain_step(Step(NET, theta, x, y, masks=[None, keep]), 0)
    lines, shown = explained.lines, explained.text()
    assert "= 0.93071   dropped" in shown
    assert "z²₁ = r¹₁ a¹₁ W²₁₁ + r¹₂ a¹₂ W²₂₁" in shown
    assert "= 0·0.9307065·0.5485338 + 2·0.6772266" in shown
    assert found(lines, "E6", "δ", "1", "1").result == 0


def test_a_long_sum_shows_the_largest_terms_and_the_rest():
    """Of twenty products the twelve largest come first, and one number stands for the others."""
    rng = np.random.default_rng(0)
    theta, x = rng.standard_normal(21), rng.standard_normal((3, 20))
    net = Network((20, 1), (), "squared")
    z = found(explain_step(Step(net, theta, x, np.ones((3, 1))), 0).lines, "E1", "z", "1", "1")
    *terms, rest, bias = z.expression.parts
    sizes = [abs(x.value * W.value) for x, W in (term.parts for term in terms)]
    assert len(terms) == 12
    assert sizes == sorted(sizes, reverse=True)
    assert rest.symbol == Symbol("rest")
    assert bias.symbol == Symbol("b", "1", ("1",))


def test_sample_weights_appear_in_error_and_cost(batch):
    """A sample of weight 3 shows it as a factor of its error, and Σw under the gradient."""
    theta, x, y = batch
    shown = explain_step(Step(NET, theta, x, y, np.r_[3.0, np.ones(199)]), 0).text()
    assert "δ²₁ = w (p₁ − y₁) = 3·(0.5612970 − 1) = −1.3161" in shown
    assert "data = (w ℓ + others) / Σw" in shown


@pytest.mark.parametrize("row", [-1, 200])
def test_a_row_outside_the_batch_is_refused(batch, row):
    """The error names the row, the batch's size, and the rows there are."""
    with pytest.raises(DataError, match=rf"row is {row}, .* 200 rows.*\n?.*from 0 to 199"):
        explain_step(Step(NET, *batch), row)


def test_what_is_not_finite_is_refused(batch):
    """NaN among the parameters cannot be shown, and the error says where to look."""
    theta, x, y = batch
    with pytest.raises(DivergenceError, match=r"NaN or infinite.*θ") as caught:
        explain_step(Step(NET, theta * np.nan, x, y), 0)
    assert isinstance(caught.value, SeethroughError)


def test_a_large_score_needs_no_overflow():
    """Scores of ±800 show the exact loss of 1600, and exp sees only their differences."""
    theta = np.array([800.0, -800.0, 0.0, 0.0])
    net = Network((1, 2), (), "multiclass")
    explained = explain_step(Step(net, theta, np.ones((1, 1)), np.array([[0.0, 1.0]])), 0)
    lines = explained.lines
    assert found(lines, "E4", "ℓ").result == 1600
    assert "= 1600.0   this sample's loss" in text(lines)
