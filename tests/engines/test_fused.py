"""The fused engine gives the reference's numbers, over all tables and options."""

import json
import mmap
import signal
import threading
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import sparse

from seethrough import MLPClassifier
from seethrough.data import moons
from seethrough.engines import Batch, Reference, State, Task, Whole, teams
from seethrough.engines.fused import Fused
from seethrough.errors import DivergenceError, SettingError
from seethrough.maths import gradcheck
from seethrough.maths.activations import ACTIVATIONS
from seethrough.maths.heads import HEADS
from seethrough.maths.network import Network, layers, n_parameters
from seethrough.maths.optimisers import OPTIMISERS, Rule, blank_slots
from seethrough.maths.penalties import FREE, Penalty
from seethrough.training import Plan, start, train

pytestmark = pytest.mark.usefixtures("unchecked")
GOLDEN = Path(__file__).parents[1] / "golden" / "torch.json"
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


def test_a_thousand_epochs():
    """After a thousand epochs on the moons the engines are still together."""
    X, y, *_ = moons()
    net = Network((2, 5, 2), ("tanh",), "multiclass")
    task = Task(net, X, np.eye(2)[y], penalty=Penalty(0.01), eta=0.5)
    plan = Plan(0, net, len(X), batch_size=len(X))
    ends = [
        list(train(engine, task, plan, start(task, plan), epochs=1000, stops=()))[-1]
        for engine in (Fused(), Reference())
    ]
    assert np.abs(ends[0].state.theta - ends[1].state.theta).max() < 1e-9
    assert ends[0].losses == pytest.approx(ends[1].losses, rel=1e-9)


def test_pytorchs_numbers():
    """Answers, gradients and ten steps are those that PyTorch found, for all that it has."""
    golden = json.loads(GOLDEN.read_text())
    for activation, heads in golden["cases"].items():
        for head, expected in heads.items():
            y, x = np.array(golden["y"][head]), np.array(golden["x"])
            net = Network((4, 5, 3, y.shape[1]), (activation,) * 2, head)
            theta = np.array(golden["theta"][str(y.shape[1])])
            task = Task(net, x, y, penalty=Penalty(golden["setup"]["lam"]))
            assert Fused().answers(net, theta, x) == pytest.approx(
                np.array(expected["p"]), abs=1e-12
            )
            g = Fused().downhill(task, theta).gradient
            assert g == pytest.approx(np.array(expected["gradient"]), abs=1e-12)
            rates = np.full(len(expected["costs"]), golden["setup"]["eta"])
            made = Fused().run(task, State(theta, ()), Whole(rates))
            assert made.losses == pytest.approx(expected["costs"], rel=1e-12)


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


@pytest.fixture(params=[1, 2, 3])
def threads(request, monkeypatch):
    """So many threads for every update."""
    monkeypatch.setattr(teams, "size", lambda *_: request.param)
    return request.param


@pytest.mark.usefixtures("threads")
@pytest.mark.parametrize("batch", [{}, {"size": 50}, {"drop": 0.4}, {"size": 1}])
@pytest.mark.parametrize("widths", [(4, 6, 5), (30, 40, 20)])
def test_threads_share_a_batch(widths, batch):
    """Narrow layers and wide ones, in any number of threads: the numbers are the reference's."""
    rule = Rule(momentum=0.9, clip=0.5, average=0.9)
    task, state = job(widths=widths, weighed=True, rule=rule)
    assert apart(task, state, batches(task, **batch)) < 1e-12


@pytest.mark.usefixtures("threads")
def test_threads_repeat():
    """The same number of threads leads to the same bits, with weights as without."""
    task, state = job(widths=(30, 40, 20), optimiser="adam", weighed=True)
    ends = [Fused().run(task, state, Whole(np.full(30, 0.01))).state.theta for _ in range(3)]
    assert np.array_equal(ends[0], ends[1])
    assert np.array_equal(ends[0], ends[2])


@pytest.mark.usefixtures("threads")
@pytest.mark.parametrize("size", [None, 40])
@pytest.mark.parametrize("head", ROWS)
def test_a_sparse_table(head, size):
    """Trained on CSR, the numbers are those of the same table written out."""
    task, state = job(head, weighed=True)
    thin = task.x * (np.random.default_rng(0).random(task.x.shape) < 0.3)
    made = batches(task, size)
    full = Reference().run(task._replace(x=thin), state, made)
    ours = Fused().run(task._replace(x=sparse.csr_array(thin)), state, made)
    assert np.abs(ours.state.theta - full.state.theta).max() < 1e-12
    assert ours.losses == pytest.approx(full.losses, rel=1e-12)


def test_a_sparse_table_of_a_million_columns():
    """Nothing of it is written out."""
    x = sparse.random_array((20, 10**6), density=1e-5, format="csr", rng=np.random.default_rng(0))
    task, _ = job("binary", ("relu",), (10**6, 2), 20)
    task = task._replace(x=x)
    state = start(task, Plan(0, task.net, 20, batch_size=20))
    assert apart(task, state, Whole(np.full(2, 0.1))) < 1e-12


@pytest.mark.parametrize("wide", [False, True])
@pytest.mark.parametrize("head", ROWS)
def test_a_whole_table_in_one_piece(head, wide):
    """Rates alone, one for each update on all samples, are what batches without rows are."""
    task, state = job(head, widths=(30, 40, 20) if wide else (4, 6, 5), weighed=True)
    pieces = Whole(np.linspace(0.02, 0.01, 7))
    assert apart(task, state, pieces) < 1e-12
    ours = (Fused().run(task, state, made).state.theta for made in (pieces, list(pieces)))
    assert np.array_equal(*ours)


@pytest.mark.usefixtures("threads")
@pytest.mark.parametrize("form", [np.asarray, sparse.csr_array])
@pytest.mark.parametrize("widths", [(4, 6, 5), (30, 40, 20)])
@pytest.mark.parametrize("head", ROWS)
def test_answers(head, widths, form):
    """A table is answered as the reference answers it, in every row."""
    task, state = job(head, widths=widths, n=700)
    ours, theirs = (
        engine.answers(task.net, state.theta, form(task.x)) for engine in (Fused(), Reference())
    )
    assert ours == pytest.approx(theirs, rel=1e-12, abs=1e-15)


@pytest.mark.parametrize("head", ROWS)
def test_downhill(head):
    """Cost, penalty, gradient and Σw of a table are the reference's."""
    task, state = job(head, weighed=True)
    ours, theirs = (engine.downhill(task, state.theta) for engine in (Fused(), Reference()))
    assert ours.gradient == pytest.approx(theirs.gradient, rel=1e-11, abs=1e-13)
    assert ours[:2] + ours[3:] == pytest.approx(theirs[:2] + theirs[3:], rel=1e-12)


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


def mapped(array, folder):
    """An array that lies in a file."""
    np.save(folder / "x.npy", array)
    return np.load(folder / "x.npy", mmap_mode="r")


def test_a_memory_mapped_table(tmp_path):
    """A table that lies in a file is read as it lies there."""
    task, state = job()
    x = mapped(task.x, tmp_path)
    assert isinstance(x.base, mmap.mmap)
    assert apart(task._replace(x=x), state, batches(task, 40)) < 1e-12


def read_only(array):
    """A copy that cannot be written to; of a sparse one, none of its parts."""
    array = array.copy()
    parts = (array.data, array.indices, array.indptr) if sparse.issparse(array) else (array,)
    for part in parts:
        part.setflags(write=False)
    return array


def test_one_compilation_serves_all(tmp_path):
    """Read-only, mapped, turned and sparse tables: the kernels know one type of table."""
    from seethrough.engines.kernels import runs

    task, state = job()
    thin = sparse.csr_array(task.x)
    forms = [read_only(task.x), mapped(task.x, tmp_path), np.asfortranarray(task.x), task.x[::-1]]
    forms += [thin, read_only(thin), thin.tocsc()]

    def use(x):
        Fused().run(task._replace(x=x), state, batches(task, 40))
        Fused().answers(task.net, state.theta, x)
        return set(runs.run.signatures), set(runs.run_answers.signatures)

    known = use(task.x)
    assert all(use(x) == known for x in forms)


@pytest.mark.parametrize("dropped", [(0,), (1,), (0, 1), ()])
def test_masks_of_some_layers(dropped):
    """Where a layer has no mask, it keeps all its units; the others keep theirs."""
    task, state = job()
    masks = batches(task, drop=0.5)[0].masks[1:]
    some = [None, *(mask if l in dropped else None for l, mask in enumerate(masks))]
    assert apart(task, state, [Batch(None, some, 0.1)]) < 1e-12


def test_masks_of_inputs_are_refused():
    """The fused engine drops hidden units only, and says so."""
    task, state = job()
    masks = [np.ones_like(task.x), None, None]
    with pytest.raises(SettingError, match=r"mask for its inputs, \(300, 4\)"):
        Fused().run(task, state, [Batch(None, masks, 0.1)])


@pytest.mark.parametrize("form", [np.asarray, sparse.csr_array])
def test_answers_to_nothing(form):
    """No rows have no answers, as many wide as the others'."""
    task, state = job()
    assert Fused().answers(task.net, state.theta, form(task.x[:0])).shape == (0, 3)


@pytest.mark.usefixtures("threads")
def test_ctrl_c_is_answered():
    """A long run in one call is called off within a moment."""
    task, state = job()
    late = threading.Timer(0.3, signal.raise_signal, [signal.SIGINT])
    Fused().run(task, state, Whole(np.zeros(1)))  # compiled
    late.start()
    with pytest.raises(KeyboardInterrupt):
        Fused().run(task, state, Whole(np.full(10**7, 1e-9)))  # of some 1,000 s
    late.join()


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
