"""The fused engine gives the reference's numbers, over all tables and options."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from seethrough import MLPClassifier
from seethrough.data import moons
from seethrough.engines import Batch, Reference, State, Task
from seethrough.engines.fused import Fused
from seethrough.errors import DivergenceError
from seethrough.maths import gradcheck
from seethrough.maths.activations import ACTIVATIONS
from seethrough.maths.heads import HEADS
from seethrough.maths.network import Network, layers, n_parameters
from seethrough.maths.optimisers import OPTIMISERS, Rule, blank_slots
from seethrough.maths.penalties import FREE, Penalty
from seethrough.training import Plan, start, train

pytestmark = pytest.mark.usefixtures("unchecked")
ROWS = [*HEADS, "quantile 0.9", "multiclass 2 1"]  # each family by one of its rows
RULES = {
    "plain": Rule(),
    "momentum": Rule(momentum=0.9),
    "nesterov": Rule(momentum=0.9, nesterov=True, decay=0.01),
    "clipped and averaged": Rule(clip=0.1, average=0.9),
}


def targets(rng, head, n):
    """What each head learns from, in three columns (one for "binary")."""
    family = head.split()[0]
    if head == "multiclass 2 1":
        return np.hstack([np.eye(2)[rng.integers(0, 2, n)], np.ones((n, 1))])
    if family == "multiclass":
        return np.eye(3)[rng.integers(0, 3, n)]
    if family in {"binary", "multilabel"}:
        return rng.integers(0, 2, (n, 1 if head == "binary" else 3)).astype(float)
    return rng.poisson(2, (n, 3)).astype(float) if head == "poisson" else rng.normal(size=(n, 3))


def job(head="multiclass", activations=("tanh", "tanh"), widths=(4, 6, 5), n=300, **changes):
    """A task and a state to start from."""
    rng = np.random.default_rng(changes.pop("seed", 0))
    dtype = changes.pop("dtype", "float64")
    y = targets(rng, head, n).astype(dtype)
    net = Network((*widths, y.shape[1]), activations, head)
    theta = rng.normal(size=n_parameters(net.widths)).astype(dtype)
    for layer in layers(theta, net.widths):
        layer.W[:] /= np.sqrt(len(layer.W))  # scores that Poisson's exponential can bear
        layer.b[:] /= 4
    x = rng.normal(size=(n, widths[0])).astype(dtype)
    weighed = changes.pop("weighed", False)
    w = (rng.integers(0, 3, n) + 0.25).astype(dtype) if weighed else None
    task = Task(net, x, y, w, **{"penalty": Penalty(0.1, 0.01)} | changes)
    return task, State(theta, blank_slots(task.optimiser, theta, task.rule))


def batches(task, size=None, drop=0.0, updates=6, eta=0.01, seed=1):
    """Batches of so many rows, or of all, with dropout masks or without."""
    rng, n = np.random.default_rng(seed), len(task.x)
    made = []
    for _ in range(updates):
        rows = None if size is None else rng.permutation(n)[:size]
        m = n if rows is None else len(rows)
        hidden = task.net.widths[1:-1]
        masks = [(rng.random((m, d)) >= drop) / (1 - drop) for d in hidden]
        kept = [None, *(mask.astype(task.x.dtype) for mask in masks)] if drop else None
        made.append(Batch(rows, kept, eta))
    return made


def apart(task, state, made):
    """The largest relative difference between the engines: θ, slots, costs, norms, penalties."""
    ours, theirs = (engine.run(task, state, made) for engine in (Fused(), Reference()))
    pairs = [(ours.state.theta, theirs.state.theta)]
    pairs += zip(ours.state.slots, theirs.state.slots, strict=True)
    pairs += zip(ours[1:], theirs[1:], strict=True)
    assert ours.state.updates == theirs.state.updates
    return max(np.abs(a - b).max() / max(np.abs(b).max(), 1e-30) for a, b in pairs)


@pytest.mark.parametrize("head", ROWS)
@pytest.mark.parametrize("activation", ACTIVATIONS)
def test_every_activation_with_every_head(activation, head):
    """A few weighed updates lead to the reference's numbers."""
    task, state = job(head, (activation, activation), weighed=True)
    assert apart(task, state, batches(task)) < 1e-12


@pytest.mark.parametrize("batch", [{}, {"size": 17}, {"drop": 0.3}, {"size": 300, "drop": 0.5}])
@pytest.mark.parametrize("rule", RULES)
@pytest.mark.parametrize("optimiser", OPTIMISERS)
def test_every_optimiser_with_every_rule(optimiser, rule, batch):
    """Whole tables and batches, with dropout and without."""
    task, state = job(optimiser=optimiser, rule=RULES[rule])
    assert apart(task, state, batches(task, **batch)) < 1e-12


@settings(max_examples=60)
@given(
    hidden=st.lists(st.integers(1, 70), max_size=4),
    inputs=st.integers(1, 20),
    n=st.integers(1, 600),
    size=st.none() | st.integers(1, 300),
    head=st.sampled_from(ROWS),
    weighed=st.booleans(),
    data=st.data(),
)
def test_every_network(hidden, inputs, n, size, head, weighed, data):
    """Any depth, widths, table and batch; the block's edge is nowhere to be seen."""
    names = tuple(data.draw(st.sampled_from(sorted(ACTIVATIONS))) for _ in hidden)
    task, state = job(head, names, (inputs, *hidden), n, weighed=weighed)
    assert apart(task, state, batches(task, size, updates=2, eta=1e-3)) < 1e-11


def test_a_hundred_epochs():
    """After a hundred epochs of Adam in batches the parameters are apart by less than 1e-10."""
    task, _ = job(optimiser="adam", eta=0.01)
    plan = Plan(0, task.net, 300, batch_size=32)
    ends = [
        list(train(engine, task, plan, start(task, plan), epochs=100, stops=()))[-1].state.theta
        for engine in (Fused(), Reference())
    ]
    assert np.abs(ends[0] - ends[1]).max() < 1e-10 * np.abs(ends[1]).max()


def test_float32():
    """In float32 the engines agree to 1e-4 after a hundred epochs, and stay float32."""
    task, _ = job(optimiser="adam", eta=0.01, dtype="float32", rule=Rule(average=0.9))
    plan = Plan(0, task.net, 300, batch_size=64, dtype="float32")
    ends = [
        list(train(engine, task, plan, start(task, plan), epochs=100, stops=()))[-1].state
        for engine in (Fused(), Reference())
    ]
    assert ends[0].theta.dtype == ends[0].slots[-1].dtype == np.float32
    assert np.abs(ends[0].theta - ends[1].theta).max() < 1e-4 * np.abs(ends[1].theta).max()


@pytest.mark.parametrize("head", ROWS)
def test_the_gradient_is_the_slope_of_the_cost(head):
    """A step of plain descent, divided by η, is the central difference of the cost."""
    task, state = job(head, ("tanh", "softplus"), n=20, weighed=True)
    after = Fused().run(task, state, [Batch(None, None, 1.0)]).state.theta
    checked = gradcheck.check(task.net, state.theta, task.x, task.y, task.w, task.penalty)
    assert state.theta - after == pytest.approx(checked.difference, rel=1e-5, abs=1e-7)


def test_two_runs_make_one_and_repeat():
    """Cut anywhere, a run ends in the same bits; run again, in the same bits; inputs stay."""
    task, state = job(optimiser="adam", rule=Rule(average=0.9))
    made, before = batches(task, 32, updates=9), state.theta.copy()
    whole, again = (Fused().run(task, state, made) for _ in range(2))
    half = Fused().run(task, state, made[:4])
    rest = Fused().run(task, half.state, made[4:])
    for other in (again, rest):
        assert np.array_equal(whole.state.theta, other.state.theta)
        assert all(map(np.array_equal, whole.state.slots, other.state.slots))
    assert np.array_equal(whole.losses, [*half.losses, *rest.losses])
    assert np.array_equal(state.theta, before)


@pytest.mark.parametrize(
    "form", [np.asfortranarray, lambda a: a[::-1][::-1], lambda a: np.repeat(a, 2, axis=0)[::2]]
)
def test_tables_of_other_layouts(form):
    """Columns first, turned twice or with gaps: the numbers are the same."""
    task, state = job()
    other = task._replace(x=form(task.x), y=form(task.y))
    for size in (None, 50):
        made = batches(task, size)
        ours, theirs = (Fused().run(t, state, made).state.theta for t in (other, task))
        assert np.array_equal(ours, theirs)


def test_a_read_only_table():
    """A table that cannot be written to is read."""
    task, state = job()
    task.x.setflags(write=False)
    assert apart(task, state, batches(task, 40)) < 1e-12


def test_divergence_is_noticed():
    """A cost that is not finite ends the run, and the loop tells where."""
    task, _ = job("squared", penalty=FREE, eta=1e3)
    plan = Plan(0, task.net, 300, batch_size=300)
    with pytest.raises(DivergenceError, match=r"epoch \d+.*rate 1000 is probably"):
        list(train(Fused(), task, plan, start(task, plan), epochs=500, stops=()))


@pytest.mark.filterwarnings("ignore::sklearn.exceptions.ConvergenceWarning")
def test_the_estimators_engine():
    """Asked for, it trains an estimator to the reference's probabilities."""
    X, y, *_ = moons()
    ours, theirs = (
        MLPClassifier((8,), "tanh", max_iter=50, random_state=0, engine=name, dropout=0.1).fit(X, y)
        for name in ("fused", "reference")
    )
    assert ours.predict_proba(X) == pytest.approx(theirs.predict_proba(X), rel=1e-9)
    assert ours.loss_curve_ == pytest.approx(theirs.loss_curve_, rel=1e-10)
