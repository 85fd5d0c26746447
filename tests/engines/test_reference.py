import numpy as np
import pytest

from seethrough.engines import Batch, Reference, State, Task
from seethrough.maths.heads import HEADS
from seethrough.maths.network import Network, backward, cost, costs, forward, n_parameters
from seethrough.maths.optimisers import OPTIMISERS, blank_slots
from seethrough.maths.penalties import Penalty


def task(dtype="float64", optimiser="sgd", head="multiclass", w=None):
    """A small task with 12 samples, and θ to begin from."""
    rng = np.random.default_rng(1)
    net = Network((3, 4, 2), ("tanh",), head)
    x = rng.standard_normal((12, 3)).astype(dtype)
    y = np.eye(2, dtype=dtype)[rng.integers(0, 2, 12)]
    theta = rng.standard_normal(n_parameters(net.widths)).astype(dtype)
    return Task(net, x, y, w, Penalty(0.1, 0.01), optimiser, eta=0.1), theta


def begin(job, theta):
    """The state before the first update."""
    return State(theta, blank_slots(job.optimiser, theta))


def test_a_run_is_forward_cost_backward_step():
    """One update gives the cost before it, the gradient's norm, Σw, and θ − η ∂L/∂θ."""
    job, theta = task()
    rows = np.array([1, 5, 7])
    outcome = Reference().run(job, begin(job, theta), [Batch(rows, None, 0.1)])
    tape = forward(job.net, theta, job.x[rows])
    g = backward(job.net, tape, job.y[rows], None, job.penalty).dtheta
    assert outcome.losses[0] == cost(job.net, tape, job.y[rows], None, job.penalty)
    assert outcome.norms[0] == pytest.approx(np.linalg.norm(g))
    assert outcome.penalties[0] == costs(job.net, tape, job.y[rows], None, job.penalty)[1] > 0
    assert outcome.sizes[0] == 3
    assert np.array_equal(outcome.state.theta, theta - 0.1 * g)


@pytest.mark.parametrize("optimiser", OPTIMISERS)
def test_the_given_state_stays_as_it_is(optimiser):
    """A run changes neither the state nor the data it was given."""
    job, theta = task(optimiser=optimiser)
    state, before, x = begin(job, theta), theta.copy(), job.x.copy()
    Reference().run(job, state, [Batch(None, None, 0.1)] * 3)
    assert np.array_equal(state.theta, before)
    assert np.array_equal(job.x, x)
    assert not any(slot.any() for slot in state.slots)


@pytest.mark.parametrize("optimiser", OPTIMISERS)
@pytest.mark.parametrize("head", [*HEADS, "quantile 0.9", "multiclass 1 1"])
def test_float32_stays_float32(optimiser, head):
    """No step turns float32 into float64: not θ, not what the optimiser remembers."""
    w = np.linspace(0.5, 2, 12).astype("float32")
    job, theta = task("float32", optimiser, head, w)
    batches = [Batch(np.arange(5), None, 0.01), Batch(None, None, 0.01)]
    state = Reference().run(job, begin(job, theta), batches).state
    assert state.theta.dtype == np.float32
    assert {slot.dtype for slot in state.slots} <= {np.dtype("float32")}


def test_two_runs_make_one():
    """Running the batches in two calls gives the bits of one call."""
    job, theta = task(optimiser="adam")
    batches = [Batch(np.arange(i, i + 4), None, 0.1) for i in range(8)]
    whole = Reference().run(job, begin(job, theta), batches)
    half = Reference().run(job, begin(job, theta), batches[:3])
    rest = Reference().run(job, half.state, batches[3:])
    assert np.array_equal(rest.state.theta, whole.state.theta)
    assert np.array_equal([*half.losses, *rest.losses], whole.losses)
    assert rest.state.updates == whole.state.updates == 8


def test_overflow_is_a_number_not_a_warning():
    """A run that blows up ends in losses that are not finite, and warns of nothing."""
    job, theta = task(head="squared")
    outcome = Reference().run(job, begin(job, theta), [Batch(None, None, 1e200)] * 5)
    assert not np.isfinite(outcome.losses).all()
