import numpy as np
import pytest

from seethrough.bugs import BUGS, Broken, Pieces
from seethrough.engines import Batch, Reference, State, Task
from seethrough.maths.network import Network, n_parameters
from seethrough.maths.optimisers import OPTIMISERS, Rule, blank_slots
from seethrough.maths.penalties import Penalty

NET = Network((3, 5, 4, 2), ("tanh", "relu"), "multiclass")
RNG = np.random.default_rng(0)
X, Y, W = RNG.normal(size=(20, 3)), np.eye(2)[RNG.integers(0, 2, 20)], RNG.uniform(0.5, 2, 20)
THETA = RNG.normal(size=n_parameters(NET.widths))
MASKS = [None, 2.0 * (RNG.random((8, 5)) > 0.5), 2.0 * (RNG.random((8, 4)) > 0.5)]
BATCHES = [Batch(np.arange(8), MASKS, 0.1), Batch(np.arange(5, 13), None, 0.2)]


def begun(solver, rule=Rule()):  # noqa: B008 - a rule cannot be changed
    task = Task(NET, X, Y, W, penalty=Penalty(0.1, 0.02), optimiser=solver, rule=rule)
    return task, State(THETA, blank_slots(solver, THETA, rule))


@pytest.mark.parametrize("solver", OPTIMISERS)
@pytest.mark.parametrize("momentum", [0.0, 0.9])
def test_right_pieces_are_the_reference(solver, momentum):
    """With weights, dropout, both penalties and any optimiser, states and costs are alike."""
    task, state = begun(solver, Rule(momentum=momentum))
    ours, wanted = (engine.run(task, state, BATCHES) for engine in (Broken(Pieces()), Reference()))
    assert ours.state.updates == 2
    assert ours.state.theta == pytest.approx(wanted.state.theta, rel=1e-12, abs=1e-13)
    for column, other in zip(ours[1:], wanted[1:], strict=True):
        assert column == pytest.approx(other, rel=1e-12)
    assert np.array_equal(
        Broken(Pieces()).answers(NET, THETA, X), Reference().answers(NET, THETA, X)
    )
    slopes = [engine.downhill(task, THETA).gradient for engine in (Broken(Pieces()), Reference())]
    assert slopes[0] == pytest.approx(slopes[1], rel=1e-12, abs=1e-13)


@pytest.mark.parametrize("bug", BUGS.values(), ids=list(BUGS))
def test_a_bug_changes_what_it_says(bug):
    """Only what lies before the broken piece on the way back is wrong; the cost is right."""
    task, state = begun("sgd")
    ours, right = (
        Broken(pieces).slope(task, state, BATCHES[1]) for pieces in (bug.broken, Pieces())
    )
    assert ours.cost == right.cost
    off = ours.gradient != right.gradient
    last = slice(-(4 + 1) * 2, None)
    assert off[: -(4 + 1) * 2].any()
    assert off[last].any() == (bug.piece != "pass_back")


def test_an_early_update_is_the_optimisers_own():
    """The weights that the error comes back through are those after the very step of its layer."""
    task, state = begun("adam")
    after = Broken(Pieces()).run(task, state, BATCHES[1:]).state
    seen = []

    def spy(delta, W, W_new, z, a, df):
        seen.append(W_new.copy())
        return Pieces().pass_back(delta, W, W_new, z, a, df)

    Broken(Pieces(pass_back=spy)).run(task, state, BATCHES[1:])
    last = after.theta[-(4 + 1) * 2 : -2].reshape(4, 2)
    assert np.array_equal(seen[0], last)
