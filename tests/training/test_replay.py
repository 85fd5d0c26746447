import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from seethrough.data import moons
from seethrough.engines import Reference, Task, chosen
from seethrough.errors import DivergenceError, SettingError
from seethrough.maths.network import Network
from seethrough.maths.optimisers import Rule
from seethrough.maths.penalties import Penalty
from seethrough.maths.schedules import Schedule
from seethrough.training import Plan, Replay, start, train

pytestmark = pytest.mark.usefixtures("unchecked")
NET = Network((2, 4, 2), ("tanh",), "multiclass")
DATA = moons(40)
EPOCHS = 60
ENGINES = ("reference", "fused")


def task(**changes):
    base = Task(
        *(NET, DATA.X, np.eye(2)[:, DATA.y].T),
        penalty=Penalty(0.01),
        optimiser="adam",
        rule=Rule(average=0.9),
        eta=0.1,
        schedule=Schedule("warmup_cosine"),
    )
    return base._replace(**changes)


def plan(batch_size=16, dropout=(0.2,)):
    return Plan(0, NET, len(DATA.X), batch_size=batch_size, dropout=dropout)


def fresh(engine, batch=16):
    """An engine that has made nothing yet."""
    return chosen(engine, task(), 3 * EPOCHS, batch)


def replay(engine="reference", bound=64_000_000, **changes):
    return Replay(fresh(engine), task(**changes), plan(), EPOCHS, bound=bound)


def same(a, b):
    """Two states are equal to the last bit, counts and all."""
    return (
        np.array_equal(a.theta, b.theta)
        and all(map(np.array_equal, a.slots, b.slots))
        and a[2:] == b[2:]
    )


@pytest.mark.parametrize("engine", ENGINES)
def test_a_replay_is_the_run(engine):
    """At the end of every epoch, backwards too, the states are those of the loop."""
    job, drawn = task(), plan()
    records = list(train(fresh(engine), job, drawn, start(job, drawn), epochs=EPOCHS))
    again = replay(engine)
    for record in [*records, *records[::-7]]:
        assert same(again.state(record.state.updates), record.state)


@pytest.mark.parametrize("engine", ENGINES)
@settings(max_examples=25)
@given(updates=st.lists(st.integers(0, 180), min_size=1, max_size=8), room=st.integers(1, 12))
def test_any_order_gives_the_same_states(engine, updates, room):
    """Whatever was looked at before, and however few checkpoints fit, a state is the same."""
    one_by_one, tight = replay(engine), replay(engine, bound=room * 2000)
    for update in updates:
        for u in range(min(one_by_one.last, 180), update + 1):
            one_by_one.state(u)
        assert same(tight.state(update), one_by_one.state(update))


def test_checkpoints_stay_within_the_bound_and_spread_evenly():
    """However long the run, the checkpoints take no more bytes, and are equally far apart."""
    long = Replay(Reference(), task(), plan(), 4000, bound=20_000)
    long.state(12_000)
    kept = sorted(long._kept)
    assert sum(s.theta.nbytes * (1 + len(s.slots)) for s in long._kept.values()) <= 20_000
    assert len(kept) >= 8
    assert len(set(np.diff(kept))) == 1


def test_steps_tell_the_costs_of_every_update():
    """The costs of single updates average to the losses of the loop's epochs."""
    job, drawn = task(), plan(batch_size=20)
    records = list(train(Reference(), job, drawn, start(job, drawn), epochs=EPOCHS))
    steps = list(Replay(Reference(), job, drawn, EPOCHS).steps(0, 2 * EPOCHS))
    losses = np.concatenate([s.losses for s in steps]).reshape(-1, 2).mean(axis=1)
    assert np.allclose(losses, np.concatenate([r.losses for r in records]), rtol=1e-14)
    assert sum(len(s.norms) for s in steps) == sum(len(s.penalties) for s in steps) == 2 * EPOCHS


def test_a_branch_goes_on_from_the_middle_of_an_epoch():
    """A run begun at a state in mid-epoch, with nothing changed, is the run it left."""
    whole = replay()
    middle = whole.state(100)
    epoch, batch = whole.place(100)
    assert (epoch, batch) == (33, 1)
    branch = Replay(Reference(), task(), plan(), EPOCHS, first=middle, batch=batch)
    assert branch.end == whole.end
    for update in (100, 101, 102, 150, 180):
        assert same(branch.state(update), whole.state(update))


@pytest.mark.parametrize("engine", ENGINES)
def test_an_engine_that_begins_with_the_smaller_last_batch(engine):
    """It has the bits of one that made the larger batches before."""
    X, y, *_ = moons(2900)
    job = task(x=X, y=np.eye(2)[y])

    def begun(**where):
        drawn = Plan(0, NET, 2900, batch_size=2000)
        return Replay(fresh(engine, 2000), job, drawn, 2, **where)

    whole = begun()
    branch = begun(first=whole.state(1), batch=1)
    assert branch.end == whole.end == 4
    for update in (2, 3, 4):
        assert same(branch.state(update), whole.state(update))


def test_the_batch_that_comes_next_makes_the_next_state():
    """One update by the batch that is told leads to the next state."""
    run = replay()
    for update in (0, 50, 179):
        after = run.engine.run(run.task, run.state(update), [run.batch(update)]).state
        assert np.array_equal(after.theta, run.state(update + 1).theta)


def test_states_cannot_be_written_to():
    """Nobody can change the past by accident."""
    run = replay()
    run.state(128)
    with pytest.raises(ValueError, match="read-only"):
        run.state(64).theta[0] = 1.0


@pytest.mark.parametrize("update", [-1, 181])
def test_updates_outside_the_run_are_refused(update):
    """An update that the run does not have is refused, with those it has."""
    with pytest.raises(SettingError, match=f"update is {update}, but this run goes from 0 to 180"):
        replay().state(update)


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("asked", [[180], [1, 2, 3, 4, 5, 180], [5, 3, 180]])
def test_divergence_ends_the_run_at_its_last_finite_cost(engine, asked):
    """Whichever way it is met, the same update is the last, and it can still be looked at."""
    regression = Network((2, 4, 1), ("identity",), "squared")
    job = Task(regression, DATA.X, DATA.y[:, None].astype(float), eta=2.0)
    run = Replay(fresh(engine), job, Plan(0, regression, 40, batch_size=16), EPOCHS)
    for update in asked[:-1]:
        run.state(update)
    with pytest.raises(DivergenceError, match="training diverged in epoch"):
        run.state(asked[-1])
    assert np.isfinite(run.state(run.last).theta).all()
    straight = Replay(fresh(engine), job, Plan(0, regression, 40, batch_size=16), EPOCHS)
    with pytest.raises(DivergenceError):
        straight.state(180)
    assert run.last == straight.last > 0
    with pytest.raises(DivergenceError):
        run.state(run.last + 2)


def test_a_replay_can_be_confined_later():
    """With less room it gives up checkpoints and marks at once, and every state stays as it was."""
    long = Replay(Reference(), task(), plan(), 4000)
    theta = {update: long.state(update).theta.copy() for update in (100, 4999, 7000)}
    long.confine(20_000)
    assert sum(600 + state.theta.nbytes for state in long._kept.values()) <= 20_000
    assert len(long.plan._marks) <= 2
    for update, known in theta.items():
        assert np.array_equal(long.state(update).theta, known)
    long.state(8000)
    assert sum(600 + state.theta.nbytes for state in long._kept.values()) <= 20_000
