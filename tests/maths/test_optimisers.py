import numpy as np
import pytest
from matplotlib.mathtext import MathTextParser
from sklearn.neural_network._stochastic_optimizers import AdamOptimizer, SGDOptimizer

from seethrough.maths.optimisers import OPTIMISERS, Rule, blank_slots, clipped, update

EVERY = pytest.mark.parametrize("name", OPTIMISERS)

# how PyTorch's runs are written here
RUNS = {
    "sgd": ("sgd", Rule()),
    "momentum": ("sgd", Rule(momentum=0.9)),
    "nesterov": ("sgd", Rule(momentum=0.9, nesterov=True)),
    "rmsprop": ("rmsprop", Rule()),
    "adam": ("adam", Rule()),
    "adamw": ("adamw", Rule(decay=0.01)),
}
RULES = [Rule(), Rule(momentum=0.9, decay=0.01), Rule(momentum=0.9, nesterov=True)]


def walk(name, rules, theta, gradients, eta=0.05):
    """θ after each of the steps, with a rule for each."""
    path, slots = [], blank_slots(name, theta)
    for t, (g, rule) in enumerate(zip(gradients, rules, strict=True), 1):
        theta, slots = OPTIMISERS[name].step(theta, g, slots, t, eta, rule)
        path.append(theta)
    return np.array(path)


def recorded(golden):
    """Where PyTorch's runs begin, and the gradients they are given."""
    runs = golden["optimisers"]
    return np.array(runs["theta0"]), np.array(runs["gradients"])


@EVERY
def test_name_is_the_key(name):
    """A row stands under its own name, and has been held against PyTorch."""
    assert OPTIMISERS[name].name == name
    assert name in {row for row, _ in RUNS.values()}


@pytest.mark.parametrize("run", ["sgd", "momentum", "nesterov", "rmsprop"])
def test_path_is_pytorchs(run, golden):
    """Twenty steps lead where PyTorch's lead, to 1e-12."""
    (name, rule), (theta, gradients) = RUNS[run], recorded(golden)
    path = walk(name, [rule] * 20, theta, gradients)
    np.testing.assert_allclose(path, golden["optimisers"]["theta"][run], rtol=0, atol=1e-12)


@pytest.mark.parametrize("run", ["adam", "adamw"])
def test_adams_path_is_near_pytorchs(run, golden):
    """Adam, whose ε stands elsewhere than PyTorch's, is within 1e-6 of it, and not closer."""
    (name, rule), (theta, gradients) = RUNS[run], recorded(golden)
    path = walk(name, [rule] * 20, theta, gradients)
    gap = np.abs(path - golden["optimisers"]["theta"][run]).max()
    assert 1e-8 < gap < 1e-6


@pytest.mark.parametrize("run", ["adam", "adamw"])
def test_adam_is_pytorchs_but_for_epsilon(run, golden):
    """With ε √(1 − β₂ᵗ) for ε, which is where PyTorch has it, Adam is PyTorch's to 1e-12."""
    (name, rule), (theta, gradients) = RUNS[run], recorded(golden)
    shares = np.sqrt(1 - rule.beta2 ** np.arange(1, 21))
    rules = [rule._replace(epsilon=rule.epsilon * share) for share in shares]
    path = walk(name, rules, theta, gradients)
    np.testing.assert_allclose(path, golden["optimisers"]["theta"][run], rtol=0, atol=1e-12)


@pytest.mark.parametrize(
    ("name", "rule", "theirs"),
    [
        ("adam", Rule(), AdamOptimizer),
        ("sgd", Rule(momentum=0.9), lambda p, eta: SGDOptimizer(p, eta, nesterov=False)),
        ("sgd", Rule(momentum=0.9, nesterov=True), SGDOptimizer),
    ],
    ids=["adam", "momentum", "nesterov"],
)
def test_path_is_sklearns(name, rule, theirs, golden):
    """Twenty steps lead where scikit-learn's lead, to 1e-15."""
    theta, gradients = recorded(golden)
    parameters = [theta.copy()]
    optimiser = theirs(parameters, 0.05)
    for g, here in zip(gradients, walk(name, [rule] * 20, theta, gradients), strict=True):
        optimiser.update_params(parameters, [g])
        np.testing.assert_allclose(here, parameters[0], rtol=1e-15, atol=1e-15)


def test_adamw_without_decay_is_adam(golden):
    """AdamW that shrinks nothing is Adam, to the last bit."""
    theta, gradients = recorded(golden)
    paths = [walk(name, [Rule()] * 20, theta, gradients) for name in ("adam", "adamw")]
    np.testing.assert_array_equal(*paths)


def test_adamw_shrinks_apart_from_the_gradient():
    """Without a gradient AdamW takes the share ηλ off θ at each step."""
    path = walk("adamw", [Rule(decay=0.1)] * 3, np.array([1.0, -2.0]), np.zeros((3, 2)), eta=0.5)
    np.testing.assert_allclose(path, np.outer([0.95, 0.95**2, 0.95**3], [1, -2]), rtol=1e-15)


@EVERY
@pytest.mark.parametrize("rule", RULES)
def test_steps_lead_downhill(name, rule):
    """On ½ |θ|², whose gradient is θ, a hundred steps end nearer 0 than they began."""
    theta = np.array([1.0, -1.0, 2.0])
    slots = blank_slots(name, theta)
    for t in range(1, 101):
        theta, slots = OPTIMISERS[name].step(theta, theta, slots, t, 0.02, rule)
    assert np.abs(theta).max() < 1


@EVERY
@pytest.mark.parametrize("rule", RULES)
def test_inputs_are_left_alone(name, rule):
    """A step writes neither to θ nor to the gradient nor to the slots it is given."""
    arrays = [np.array([1.0, -2.0]), np.array([0.5, 0.25])]
    arrays += [np.full(2, 0.1) for _ in OPTIMISERS[name].slots]
    before = [array.copy() for array in arrays]
    theta, slots = OPTIMISERS[name].step(*arrays[:2], tuple(arrays[2:]), 3, 0.1, rule)
    assert (theta != arrays[0]).all()
    assert len(slots) == len(OPTIMISERS[name].slots)
    for array, copy in zip(arrays, before, strict=True):
        np.testing.assert_array_equal(array, copy)


@EVERY
@pytest.mark.parametrize("rule", RULES)
def test_a_step_can_be_replayed(name, rule):
    """The same step twice gives the same θ and slots: nothing is remembered on the side."""
    theta, g = np.array([1.0, -2.0]), np.array([0.5, 0.25])
    slots = tuple(np.full(2, 0.1) for _ in OPTIMISERS[name].slots)
    first, second = (OPTIMISERS[name].step(theta, g, slots, 3, 0.1, rule) for _ in range(2))
    np.testing.assert_array_equal((first[0], *first[1]), (second[0], *second[1]))


@EVERY
@pytest.mark.parametrize("rule", RULES)
def test_float32_stays(name, rule):
    """A float32 θ and gradient give a float32 θ and slots."""
    theta, g = np.ones(3, "f4"), np.full(3, 0.5, "f4")
    slots = blank_slots(name, theta)
    for t in (1, 2):
        theta, slots = OPTIMISERS[name].step(theta, g, slots, t, 0.1, rule)
    assert {array.dtype for array in (theta, *slots)} == {np.dtype("f4")}


@EVERY
def test_blank_slots_are_zeros_like_theta(name):
    """Before the first step there is a zero for each parameter in each slot."""
    slots = blank_slots(name, np.ones(4, "f4"))
    assert len(slots) == len(OPTIMISERS[name].slots)
    for slot in slots:
        np.testing.assert_array_equal(slot, np.zeros(4, "f4"), strict=True)


@EVERY
def test_formula_renders(name):
    """Matplotlib draws the formula of the step."""
    assert MathTextParser("path").parse(f"${OPTIMISERS[name].formula}$").width > 0


def test_a_long_gradient_is_shortened():
    """A gradient longer than the limit keeps its direction and gets the limit's length."""
    g = np.array([3.0, -4.0])
    np.testing.assert_allclose(clipped(g, 1.0), [0.6, -0.8], rtol=1e-15)
    assert clipped(g, 5.0) is g
    assert clipped(g, np.inf) is g


@EVERY
def test_an_update_clips_before_the_step(name):
    """With clip set, the optimiser sees the shortened gradient."""
    theta, g = np.ones(2), np.array([30.0, 40.0])
    slots, rule = blank_slots(name, theta), Rule(clip=1.0)
    cut = update(name, theta, g, slots, 1, 0.1, rule)[0]
    np.testing.assert_array_equal(cut, update(name, theta, g / 50, slots, 1, 0.1, Rule())[0])


@EVERY
def test_the_mean_follows_theta(name):
    """The running mean is a weighted mean of all θ so far, and changes nothing of the run."""
    rule = Rule(average=0.9)
    theta = plain = np.array([1.0, -2.0], "f4")
    slots, bare, path = blank_slots(name, theta, rule), blank_slots(name, theta), [theta]
    mean = theta.astype("f8")
    for t in range(1, 200):
        theta, slots = update(name, theta, theta, slots, t, 0.01, rule)
        plain, bare = update(name, plain, plain, bare, t, 0.01, Rule())
        share = min(0.9, (1 + t) / (10 + t))
        mean = share * mean + (1 - share) * theta
        path.append(theta)
    np.testing.assert_array_equal(theta, plain)
    np.testing.assert_allclose(slots[-1], mean, rtol=1e-4)
    assert slots[-1].dtype == np.float32
    lowest, highest = np.min(path, axis=0), np.max(path, axis=0)
    assert ((lowest <= slots[-1]) & (slots[-1] <= highest)).all()
