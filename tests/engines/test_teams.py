"""Threads: how many, and how BLAS is kept to one meanwhile."""

from threading import Barrier, Thread, current_thread

import numpy as np
import pytest
from threadpoolctl import ThreadpoolController, threadpool_limits

from seethrough.engines import Reference, Task, teams
from seethrough.maths.network import Network
from seethrough.training import Plan, start
from seethrough.training.lbfgs import lbfgs

LONG, MANY = 1.0, 1000  # an update and a batch that are worth any number of threads


@pytest.fixture(autouse=True)
def _three_threads(monkeypatch):
    """A machine of four processors whose BLAS was told to take three threads."""
    monkeypatch.setattr(teams, "_granted", lambda: 4)
    with threadpool_limits(3, user_api="blas"):
        yield


def blas():
    """How many threads every BLAS takes."""
    pools = ThreadpoolController().select(user_api="blas").info()
    return {pool["num_threads"] for pool in pools}


def test_as_many_threads_as_blas_was_given():
    """A long update has them all, a short one or one of few samples has fewer."""
    assert teams.size(LONG, MANY) == 3
    assert teams.size(teams.WORTH, MANY) == 1
    assert teams.size(LONG, 2 * teams.FEW) == 2


def test_a_blas_that_cannot_be_told(monkeypatch):
    """Where BLAS is none that can be limited, as Apple's, all processors are taken."""
    monkeypatch.setattr(teams, "_blas_threads", list)
    assert teams.size(LONG, MANY) == 4


def test_a_limit_that_somebody_holds_is_not_counted():
    """While another thread has BLAS alone, the number of threads is the same."""
    with teams.blas_alone:
        assert blas() == {1}
        assert teams.size(LONG, MANY) == 3


def test_outside_the_main_thread_there_is_one():
    """Where somebody else runs several jobs at once, each has one thread."""
    found = []
    thread = Thread(target=lambda: found.append(teams.size(LONG, MANY)))
    thread.start()
    thread.join()
    assert found == [1]


@pytest.mark.parametrize(("seconds", "threads"), [(teams.ALONE / 2, 1), (2 * teams.ALONE, 3)])
def test_little_work_is_done_without_calling_others(seconds, threads):
    """Every part is done once; the calling thread does them all where there is little to do."""
    done, together = [], Barrier(threads)

    def kernel(me, _):
        if threads > 1:
            together.wait(10)
        done.append((me, current_thread()))

    teams.Team(3).work(kernel, seconds)
    assert sorted(me for me, _ in done) == [0, 1, 2]
    assert len({thread for _, thread in done}) == threads


@pytest.mark.filterwarnings("ignore::sklearn.exceptions.ConvergenceWarning")
def test_limits_that_overlap_leave_nothing_behind():
    """An L-BFGS that begins within a limit and ends after it puts back what was before both."""
    net, x = Network((2, 3, 1), ("tanh",), "squared"), np.random.default_rng(0).random((20, 2))
    task = Task(net, x, x[:, :1])
    begun = start(task, Plan(0, net, 20, batch_size=20))
    with teams.blas_alone:
        records = lbfgs(Reference(), task, begun, epochs=3, tol=0.0, max_fun=9)
        next(records)
    assert blas() == {1}
    assert len(list(records)) == 2
    assert blas() == {3}
