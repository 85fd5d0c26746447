import threading

import numpy as np
import pytest
from scipy.optimize import minimize
from sklearn.exceptions import ConvergenceWarning

from seethrough.data import moons
from seethrough.engines import Reference, Task, teams
from seethrough.engines.fused import Fused
from seethrough.errors import DivergenceError, ShapeError
from seethrough.maths.network import Network, backward, cost, forward
from seethrough.maths.penalties import Penalty
from seethrough.training import History, Plan, start
from seethrough.training.lbfgs import lbfgs

pytestmark = pytest.mark.usefixtures("unchecked")
NET = Network((2, 4, 2), ("tanh",), "multiclass")
DATA = moons(60)
TASK = Task(NET, DATA.X, np.eye(2)[DATA.y], penalty=Penalty(0.01))
START = start(TASK, Plan(0, NET, 60, batch_size=60))
RUN = {"epochs": 20, "tol": 1e-12, "max_fun": 1000}
CUT = pytest.mark.filterwarnings("ignore::sklearn.exceptions.ConvergenceWarning")


def value(theta):
    """The cost and its gradient."""
    tape = forward(NET, theta, TASK.x)
    g = backward(NET, tape, TASK.y, None, TASK.penalty).dtheta
    return cost(NET, tape, TASK.y, None, TASK.penalty), g


@CUT
def test_every_iteration_is_a_record():
    """The records hold the cost, gradient norm and θ of SciPy's iterations."""
    path = []
    minimize(
        *(value, START.theta),
        jac=True,
        method="L-BFGS-B",
        callback=lambda x: path.append(x.copy()),
        options={"maxiter": 20, "gtol": 1e-12},
    )
    records = list(lbfgs(Reference(), TASK, START, **RUN))
    assert [record.state.epochs for record in records] == list(range(1, 21))
    for record, theta in zip(records, path, strict=True):
        assert np.array_equal(record.state.theta, theta)
        assert record.losses[0] == pytest.approx(value(theta)[0], rel=1e-12)
        assert record.norms[0] == pytest.approx(np.linalg.norm(value(theta)[1]), rel=1e-9)
        assert 0 < record.penalties[0] < record.losses[0]
        assert np.isnan(record.etas).all()


@CUT
@pytest.mark.parametrize("engine", [Reference, Fused])
def test_who_listens_changes_nothing(engine, monkeypatch):
    """Told one by one or all at the end, the curves are the same; here two threads pay."""
    monkeypatch.setattr(teams, "_processors", lambda: 2)
    net, (X, y, *_) = Network((2, 20, 2), ("tanh",), "multiclass"), moons(4000)
    task = Task(net, X, np.eye(2)[y], penalty=Penalty(0.01))
    begun = start(task, Plan(0, net, 4000, batch_size=4000))
    often = list(lbfgs(engine(), task, begun, **RUN))
    (whole,) = lbfgs(engine(), task, begun, **RUN, listened=False)
    assert np.array_equal(np.concatenate([r.losses for r in often]), whole.losses)
    assert np.array_equal(often[-1].state.theta, whole.state.theta)


def keep(history, records):
    """Keep the curves of records as they come."""
    for record in records:
        history.append(record)


@pytest.mark.parametrize("listened", [True, False])
def test_an_interrupt_tells_what_was_learned(listened):
    """Ctrl-C while SciPy computes goes through, after the records so far."""
    calls = []

    class Tired(Reference):
        def downhill(self, *args):
            calls.append(args)
            if len(calls) == 12:
                raise KeyboardInterrupt
            return Reference().downhill(*args)

    history = History()
    with pytest.raises(KeyboardInterrupt):
        keep(history, lbfgs(Tired(), TASK, START, **RUN, listened=listened))
    assert len(history.losses) > 5


def test_who_has_had_enough_stops_the_thread():
    """A closed generator leaves no thread behind."""
    records = lbfgs(Reference(), TASK, START, **RUN)
    next(records)
    before = threading.active_count()
    records.close()
    assert threading.active_count() == before - 1


def test_it_warns_when_scipy_gave_up():
    """An end before convergence is told, with SciPy's reason."""
    with pytest.warns(ConvergenceWarning, match=r"after 3 iterations \(.*LIMIT\).*Raise max_iter"):
        list(lbfgs(Reference(), TASK, START, **RUN | {"epochs": 3}))


def test_a_start_at_the_minimum_is_a_record():
    """With nothing to gain there is one record all the same, of the start."""
    (record,) = lbfgs(Reference(), TASK, START, **RUN | {"tol": 1e9})
    assert np.array_equal(record.state.theta, START.theta)
    assert record.losses[0] == pytest.approx(value(START.theta)[0])


def test_what_goes_wrong_in_the_thread_is_raised_outside():
    """Data that do not fit, and a cost that overflows, are errors of the one who asks."""
    with pytest.raises(ShapeError):
        next(lbfgs(Reference(), TASK._replace(x=DATA.X[:, :1]), START, **RUN))
    huge = NET._replace(head="squared")
    with pytest.raises(DivergenceError, match="before any step"):
        next(lbfgs(Reference(), TASK._replace(net=huge, y=TASK.y * 1e300), START, **RUN))
