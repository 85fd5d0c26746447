"""A run that is made again is the one that was made."""

import numpy as np
import pytest

from seethrough.data import moons
from seethrough.engines import Reference, State, Task
from seethrough.maths.network import Network
from seethrough.maths.schedules import Schedule
from seethrough.training import Patience, Plan, Terms, fit, start, train
from seethrough.training.again import CHUNK, Made, again, within
from seethrough.training.history import History
from seethrough.training.loop import Record
from seethrough.training.stages import Stages, packed, spacing, unpacked

pytestmark = pytest.mark.usefixtures("unchecked")
DATA = moons(40)
NET = Network((2, 3, 2), ("tanh",), "multiclass")
TASK = Task(NET, DATA.X, np.eye(2)[:, DATA.y].T, optimiser="adam", eta=0.05)
EPOCHS = 2 * CHUNK + 9


def plan():
    return Plan(0, NET, 40, batch_size=16, dropout=(0.3,))


def same(a, b):
    return np.array_equal(packed(a), packed(b)) and a[2:] == b[2:]


@pytest.mark.parametrize("since", [0, 5, CHUNK])
@pytest.mark.parametrize("until", [CHUNK, CHUNK + 1, EPOCHS])
def test_a_run_is_made_again_from_any_of_its_states(since, until):
    """State, losses and norms are those of the loop, from wherever it goes on."""
    drawn = plan()
    records = list(train(Reference(), TASK, drawn, start(TASK, drawn), epochs=EPOCHS))
    state = records[since - 1].state if since else start(TASK, plan())
    made = list(again(Made(Reference(), TASK, plan(), EPOCHS, {}), state, until))
    if made:
        assert same(made[-1].state, records[until - 1].state)
    for name in ("losses", "norms", "penalties", "etas"):
        found = np.concatenate([np.empty(0), *(getattr(record, name) for record in made)])
        assert found.tolist() == [getattr(r, name)[0] for r in records[since:until]]


def test_what_slowed_it_slows_it_again():
    """The adaptive rate falls at the epochs where it fell."""
    task = TASK._replace(schedule=Schedule("adaptive"))
    made = []
    terms = Terms(Patience(0.05, 2), callbacks=(made.append,))
    drawn = plan()
    fitted = fit(
        lambda state: train(Reference(), task, drawn, state, epochs=60),
        *(task, start(task, drawn), History(), terms),
    )
    slowed = fitted.stages.slowed
    assert len(slowed) > 2
    run = Made(Reference(), task, plan(), 60, slowed)
    for record in made:
        *_, found = again(run, start(task, plan()), record.state.epochs)
        assert same(found.state, record.state)


def test_the_middle_of_an_epoch():
    """One batch and two of an epoch, made one by one."""
    drawn = plan()
    *_, record = train(Reference(), TASK, drawn, start(TASK, drawn), epochs=7, stops=[])
    made = Made(Reference(), TASK, plan(), EPOCHS, {})
    for batch in (1, 2):
        found = within(made, record.state, batch)
        assert found.updates == 21 + batch
        assert found.epochs == 7
    (whole,) = again(made, record.state, 8)
    assert np.array_equal(within(made, record.state, 3).theta, whole.state.theta)


def test_stages_stay_within_their_bound():
    """However many are asked for, they take no more bytes, and are spread evenly."""
    stages = Stages(start(TASK, plan()), 10_000, bound=20_000)
    state = start(TASK, plan())
    one = packed(state).nbytes
    for epoch in range(1, 2001):
        nothing = np.zeros(1)
        stages.append(Record(state._replace(epochs=epoch), nothing, nothing, nothing, nothing))
    assert 20_000 / one / 2 - 1 <= len(stages.states) <= 20_000 / one
    assert len(set(np.diff(list(stages.states)))) == 1


def test_a_state_too_large_for_the_bound_is_not_kept():
    """Nothing is kept where one state has no room."""
    stages = Stages(start(TASK, plan()), 10, bound=100)
    nothing = np.zeros(1)
    for epoch in (1, 2, 4):
        state = start(TASK, plan())._replace(epochs=epoch)
        stages.append(Record(state, nothing, nothing, nothing, nothing))
    assert stages.states == {}


@pytest.mark.parametrize("most", [1, 3, 100])
@pytest.mark.parametrize("epochs", [1, 99, 100, 101, 20_000])
def test_the_spacing_is_known_beforehand(epochs, most):
    """It is the smallest power of 2 with which a run's stages fit."""
    every = spacing(epochs, most)
    assert epochs // every <= most
    assert every == 1 or epochs // (every // 2) > most


def test_packing_keeps_all_numbers():
    """What is unpacked with its counts is the state that was packed, and cannot be written to."""
    state = State(np.arange(3.0), (np.ones(3), np.zeros(3)), 5, 2, 80, 0.2)
    counts = {"updates": 5, "epochs": 2, "seen": 80, "scale": 0.2}
    assert same(unpacked(packed(state), **counts), state)
    with pytest.raises(ValueError, match="read-only"):
        packed(state)[0, 0] = 1
