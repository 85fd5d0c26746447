import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from seethrough.data import moons
from seethrough.engines import Reference, Task
from seethrough.errors import DivergenceError, ShapeError
from seethrough.maths.network import Network
from seethrough.maths.optimisers import OPTIMISERS, Rule
from seethrough.maths.penalties import Penalty
from seethrough.maths.schedules import SCHEDULES, Schedule
from seethrough.training import History, Plan, start, train
from seethrough.training.checkpoints import load, save

pytestmark = pytest.mark.usefixtures("unchecked")
NET = Network((2, 4, 2), ("tanh",), "multiclass")
DATA = moons(40)
EPOCHS = 12


def task(optimiser="sgd", schedule="constant", **changes):
    base = Task(
        *(NET, DATA.X, np.eye(2)[:, DATA.y].T),
        penalty=Penalty(0.01),
        optimiser=optimiser,
        rule=Rule(momentum=0.9, nesterov=True, decay=0.01),
        eta=0.1,
        schedule=Schedule(schedule),
    )
    return base._replace(**changes)


def plan(batch_size=16, dropout=()):
    return Plan(0, NET, len(DATA.X), batch_size=batch_size, dropout=dropout)


def run(job, drawn, state=None, stops=None, epochs=EPOCHS):
    """All records of a run, and its history."""
    history = History()
    records = list(
        train(*(Reference(), job, drawn, state or start(job, drawn)), epochs=epochs, stops=stops)
    )
    for record in records:
        history.append(record)
    return records, history


def same(a, b):
    """Two states are equal to the last bit."""
    return (
        np.array_equal(a.theta, b.theta)
        and all(map(np.array_equal, a.slots, b.slots))
        and a[2:] == b[2:]
    )


@pytest.mark.parametrize("optimiser", OPTIMISERS)
@pytest.mark.parametrize("schedule", SCHEDULES)
@pytest.mark.parametrize("cut", [1, 5, 11])
def test_stop_on_disk_and_resume(optimiser, schedule, cut, tmp_path):
    """Stopped, saved, loaded and resumed, a run ends in the bits of an unbroken one."""
    job = task(optimiser, schedule)
    whole, _ = run(job, plan(dropout=(0.3,)))
    records = train(Reference(), job, plan(dropout=(0.3,)), start(job, plan()), epochs=EPOCHS)
    for record in records:
        if record.state.epochs == cut:
            save(tmp_path / "state.npz", record.state)
            break
    rest, _ = run(job, plan(dropout=(0.3,)), load(tmp_path / "state.npz"))
    assert same(rest[-1].state, whole[-1].state)


@pytest.mark.parametrize("batch_size", [16, 40])
def test_the_same_seed_gives_the_same_bits(batch_size):
    """Run twice from one seed, a training ends in the same bits."""
    (*_, first), (*_, second) = (run(task("adam"), plan(batch_size))[0] for _ in range(2))
    assert same(first.state, second.state)


@settings(max_examples=25)
@given(stops=st.sets(st.integers(1, EPOCHS - 1)), batch_size=st.sampled_from([16, 40]))
def test_who_listens_when_changes_nothing(stops, batch_size):
    """The curves and the end are the same bits, however often somebody listens."""
    often, whole = run(task("adam"), plan(batch_size))
    seldom, curves = run(task("adam"), plan(batch_size), stops=sorted(stops))
    assert [record.state.epochs for record in seldom] == [*sorted(stops), EPOCHS]
    assert same(often[-1].state, seldom[-1].state)
    assert np.array_equal(whole.losses, curves.losses)
    assert np.array_equal(whole.norms, curves.norms)


def test_the_loss_of_an_epoch_is_the_mean_over_its_samples():
    """An epoch's loss weighs each batch by the weights of its samples."""
    w = np.linspace(0, 2, len(DATA.X))
    job, drawn = task(w=w, eta=0.0), plan()
    records, history = run(job, drawn, epochs=1)
    batches = [rows for rows, _ in drawn.batches(0)]
    alone = [run(job._replace(x=job.x[r], y=job.y[r], w=w[r]), _whole(r), records[0].state._replace(
        epochs=0), epochs=1)[1].losses[0] for r in batches]  # fmt: skip
    assert history.losses[0] == pytest.approx(
        np.average(alone, weights=[w[r].sum() for r in batches]), rel=1e-12
    )


def _whole(rows):
    return Plan(0, NET, len(rows), batch_size=len(rows))


def test_eta_follows_the_schedule():
    """The records carry the rate of the schedule."""
    records, _ = run(task(schedule="cosine"), plan(40))
    etas = [eta for record in records for eta in record.etas]
    assert etas[0] == pytest.approx(0.1, rel=0.01)
    assert etas == sorted(etas, reverse=True)
    assert etas[-1] < 0.01


def test_a_finished_run_has_nothing_to_add():
    """Resuming at the end yields nothing."""
    records, _ = run(task(), plan())
    assert run(task(), plan(), records[-1].state)[0] == []


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"x": DATA.X[:, :1]}, r"x has the shape \(40, 1\).*need \(40, 2\).*Change"),
        ({"y": np.eye(3)[np.arange(40) % 3]}, r"y has the shape \(40, 3\).*need \(40, 2\)"),
        ({"y": np.eye(2)[DATA.y[:-1]]}, r"y has the shape \(39, 2\)"),
        ({"w": np.ones(3)}, r"w has the shape \(3,\).*need \(40,\)"),
    ],
)
def test_data_that_do_not_fit_the_network(changes, told):
    """More classes than outputs, other columns or rows: the error names both shapes."""
    with pytest.raises(ShapeError, match=told):
        start(task(**changes), plan())


@pytest.mark.parametrize("stops", [None, []])
def test_divergence_names_epoch_rate_and_column(stops):
    """A loss that is not finite ends the run, and the error names epoch, rate and column."""
    x = DATA.X * [1, 1e200]
    job = task(x=x, eta=1e200, rule=Rule())
    with pytest.raises(DivergenceError, match=r"epoch \d+.*column 1.*rate of 1e\+200.*smaller"):
        run(job, plan(40), stops=stops)


def test_epochs_that_are_not_reached_take_no_memory():
    """A run without an end can be begun."""
    job, drawn = task("sgd"), plan(40)
    record = next(train(Reference(), job, drawn, start(job, drawn), epochs=10**15))
    assert record.state.epochs == 1


def test_memory_does_not_grow_with_the_passes():
    """Ten times the passes cost no more memory at the peak than their curves."""
    import tracemalloc

    peaks = []
    for epochs in (300, 3000):
        history, job, drawn = History(), task(), plan(40)
        state = start(job, drawn)
        tracemalloc.start()
        for record in train(Reference(), job, drawn, state, epochs=epochs, stops=()):
            history.append(record)
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
    # four numbers a pass from the engine, one from the loop, five kept by the history and three
    # in passing; arrays grow by an eighth
    assert peaks[1] - peaks[0] < 2700 * 8 * 13 * 1.125
