import numpy as np
import pytest

from seethrough.engines import Reference, Task
from seethrough.errors import DivergenceError
from seethrough.maths.network import Network
from seethrough.maths.schedules import Schedule
from seethrough.training import History, Patience, Plan, Terms, Verdict, fit, start, train
from seethrough.training.stopping import patiently

NET = Network((1, 1), (), "squared")
X = np.linspace(-1, 1, 8)[:, None]
TASK = Task(NET, X, 3 * X, eta=0.3)
PLAN = Plan(0, NET, 8, batch_size=8)


def run(task=TASK, epochs=30, **terms):
    """A whole run of one weight and one bias."""
    patience = terms.pop("patience", Patience(0, np.inf))
    history = History()

    def source(state):
        return train(Reference(), task, PLAN, state, epochs=epochs)

    return fit(source, task, start(task, PLAN), history, Terms(patience, **terms)), history


def test_a_run_to_the_end():
    """Nobody stops it: all epochs are done, and the last θ answers."""
    fitted, history = run()
    assert fitted.end == "epochs"
    assert fitted.state.epochs == 30 == len(history.losses)
    assert np.array_equal(fitted.theta, fitted.state.theta)
    assert fitted.theta == pytest.approx([3, 0], abs=0.2)


def test_patience_ends_a_run():
    """The run ends when the loss has not fallen by tol for more than n epochs."""
    fitted, history = run(patience=Patience(1e-3, 2), epochs=500)
    assert fitted.end == "patience"
    assert history.losses[-4] - history.losses[-1] < 4e-3
    assert len(history.losses) < 100


def test_a_callback_ends_a_run():
    """Every callback hears every record, and one is enough to stop."""
    heard = []
    answers = iter(["on", None, "stop"])
    ends = [lambda record: heard.append(record.state.epochs), lambda _: next(answers)]
    fitted, _ = run(callbacks=ends)
    assert fitted.end == "callback"
    assert heard == [1, 2, 3]


def test_an_exam_judges_every_epoch_and_the_best_can_be_restored():
    """The verdicts are kept, and the θ of the best watched number answers."""
    seen = []

    def exam(theta):
        seen.append(theta)
        return Verdict(abs(len(seen) - 5), 0.0)

    patience = Patience(0, 10, lambda record: [record.verdict.loss])
    fitted, history = run(exam=exam, restore=True, patience=patience)
    assert history.curves()["validation_loss"].tolist() == [4, 3, 2, 1, 0, *range(1, 12)]
    assert np.array_equal(fitted.theta, seen[4])
    assert not np.array_equal(fitted.theta, fitted.state.theta)


def test_divergence_is_an_error_or_a_warning():
    """Strict terms raise; lenient ones warn and answer with the best θ, if there is one."""
    wild = TASK._replace(eta=50.0)
    with pytest.raises(DivergenceError, match="rate 50"):
        run(wild, epochs=900)
    with pytest.warns(RuntimeWarning, match="best parameters so far"):
        fitted, history = run(wild, epochs=900, lenient=True)
    assert fitted.end == "divergence"
    assert np.isfinite(history.losses).all()
    assert np.isfinite(fitted.theta).all()
    with pytest.raises(DivergenceError, match="epoch 1"):
        run(TASK._replace(x=X * 1e300), lenient=True)


def test_an_interrupt_keeps_what_there_is():
    """Ctrl-C after the first record ends the run with a warning; before it goes through."""

    def interrupt(record):
        if record.state.epochs == 2:
            raise KeyboardInterrupt

    with pytest.warns(UserWarning, match="epoch 2 is kept"):
        fitted, _ = run(callbacks=[interrupt])
    assert fitted.end == "interrupt"
    assert fitted.state.epochs == 2


def test_the_adaptive_rate_goes_down_before_the_run_ends():
    """Each time patience ends, η becomes a fifth, until it is below 1e-6."""
    task = TASK._replace(schedule=Schedule("adaptive"))
    patience = Patience(10.0, 1)

    def source(state):
        return train(Reference(), task, PLAN, state, epochs=10_000)

    etas = [r.etas[0] for r in patiently(source, task, start(task, PLAN), patience)]
    falls = np.unique(etas)[::-1]
    assert falls == pytest.approx(0.3 / 5.0 ** np.arange(len(falls)))
    assert falls[-1] <= 1e-6 < falls[-2]


@pytest.mark.parametrize(
    ("most", "kept"), [(0, []), (30, range(1, 31)), (29, range(2, 31, 2)), (4, [8, 16, 24])]
)
def test_stages_are_spread_evenly(most, kept):
    """Never more than so many, and always as far apart as each other."""
    fitted, _ = run(stages=most)
    assert list(fitted.stages.states) == list(kept)
    if most == 30:
        assert np.array_equal(fitted.stages.states[30][0], fitted.theta)
