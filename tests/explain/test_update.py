import numpy as np
import pytest

from seethrough.errors import DivergenceError
from seethrough.explain import LBFGS, Step, explain_step
from seethrough.explain.expression import Symbol
from seethrough.explain.numeric import difference
from seethrough.explain.sample import Sample
from seethrough.explain.step import passes
from seethrough.maths.gradcheck import check
from seethrough.maths.network import Network, layers, n_parameters
from seethrough.maths.optimisers import OPTIMISERS, Rule, blank_slots, update
from seethrough.maths.penalties import Penalty

NET = Network((2, 3, 2), ("tanh",), "squared")
RULE = Rule(momentum=0.8, nesterov=True, decay=0.1, clip=0.05, average=0.9)


@pytest.fixture
def step():
    rng = np.random.default_rng(1)
    theta = rng.standard_normal(n_parameters(NET.widths))
    x, y, w = rng.standard_normal((5, 2)), rng.standard_normal((5, 2)), rng.uniform(0.1, 2, 5)
    masks = [None, rng.integers(2, size=(5, 3)) * 2.0]
    return Step(NET, theta, x, y, w, Penalty(0.1, 0.01), masks)


def slots(step, seed=2):
    """A memory that is not empty."""
    rng = np.random.default_rng(seed)
    blank = blank_slots(step.optimiser, step.theta, step.rule)
    return tuple(np.abs(rng.normal(size=step.theta.size)) for _ in blank)


@pytest.mark.parametrize("optimiser", OPTIMISERS)
@pytest.mark.parametrize("rule", [Rule(), RULE])
def test_the_numbers_are_those_of_the_optimiser(step, optimiser, rule):
    """θ after the step, and all that is remembered, are bitwise those of maths.optimisers."""
    step = step._replace(optimiser=optimiser, rule=rule, t=7, eta=0.03)
    step = step._replace(slots=slots(step))
    told = [line for line in explain_step(step, 0).lines if line.number == "E9"]
    g = passes(step)[1].dtheta
    theta, later = update(optimiser, step.theta, g, step.slots, 7, 0.03, rule)
    after = layers(theta, NET.widths)
    steps = {line.symbol: line.result for line in told if line.words == "step downhill"}
    assert len(steps) == theta.size
    assert steps[Symbol("W", "1", ("2", "3"))] == after[0].W[1, 2]
    assert steps[Symbol("b", "2", ("1",))] == after[1].b[0]
    results = {line.result for line in told}
    names = OPTIMISERS[optimiser].slots if optimiser != "sgd" or rule.momentum else ()
    for _, slot in zip(names, later, strict=False):
        assert set(slot.tolist()) <= results
    if rule.average:
        assert set(later[-1].tolist()) <= results


def test_adams_corrections_are_shown(step):
    """Adam's m̂ and v̂ are m and v over 1 − βᵗ, and both are told."""
    step = step._replace(optimiser="adam", t=3)
    step = step._replace(slots=slots(step))
    text = explain_step(step, 0, weight=(0, 0, 0)).text()
    assert "c₁ = 1 − β₁^t = 1 − 0.9^3 = 0.27100" in text
    assert "m̂¹₁₁ = m¹₁₁ / c₁" in text
    assert "W¹₁₁ ← W¹₁₁ − η m̂¹₁₁ / (√(v̂¹₁₁) + ε̂)" in text


def test_a_long_gradient_is_shown_shortened(step):
    """With clip_norm the length of the gradient is told, and every share of it shortened."""
    text = explain_step(step._replace(rule=RULE), 0, weight=(0, 0, 0)).text()
    assert "‖∂L/∂θ‖ = " in text
    assert "g¹₁₁ = ∂L/∂W¹₁₁·clip / ‖∂L/∂θ‖" in text
    short = explain_step(step._replace(rule=Rule(clip=1e9)), 0, weight=(0, 0, 0)).text()
    assert "short enough: left as it is" in short


def test_lbfgs_cannot_be_followed_by_hand(step):
    """With lbfgs there is no E9, and a note says why."""
    told = explain_step(step._replace(optimiser=LBFGS), 0)
    assert not any(line.number == "E9" for line in told.lines)
    assert "cannot be followed by hand" in told.notes[-1]


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_the_differences_are_those_of_the_gradient_check(step, dtype):
    """Each single difference agrees with the check of all parameters at once."""
    step = step._replace(
        **{name: getattr(step, name).astype(dtype) for name in ("theta", "x", "y", "w")}
    )
    s = Sample(step, *passes(step), 0)
    whole = check(*step[:5], step.penalty, step.masks).difference
    tolerance = 1e-8 if dtype is np.float64 else 1e-5
    for l, (W, b) in enumerate(layers(whole, NET.widths)):
        for j, k in np.ndindex(W.shape):
            assert difference(s, l, j, k) == pytest.approx(W[j, k], abs=tolerance)
        for k in range(len(b)):
            assert difference(s, l, None, k) == pytest.approx(b[k], abs=tolerance)


def poisson(z):
    """A network of one weight whose answer is e to the z."""
    theta, one = np.array([z, 0.0]), np.ones((1, 1))
    return Step(Network((1, 1), (), "poisson"), theta, one, one, optimiser="lbfgs")


def test_a_difference_that_overflows_is_none():
    """Where a moved parameter leaves what a float can hold, there is no check."""
    checks = {line.symbol.letter: line.check for line in explain_step(poisson(709.78), 0).lines}
    assert checks["∂L/∂W"] is None
    assert checks["∂L/∂b"] is not None


def test_a_step_that_overflows_is_refused():
    """Adam squares the gradient: where that is too much, the error says so."""
    with pytest.raises(DivergenceError, match="NaN or infinite"):
        explain_step(poisson(500.0)._replace(optimiser="adam"), 0)
