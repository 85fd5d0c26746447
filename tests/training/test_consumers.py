import io

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.console import Console

from seethrough.engines import State
from seethrough.training import History, Patience, Record
from seethrough.training.progress import progress
from seethrough.training.stopping import looks


def record(*losses, epochs=1):
    """A record of these losses."""
    ones = np.ones(len(losses))
    return Record(State(np.zeros(1), (), epochs, epochs), np.array(losses), ones / 10, ones, ones)


def test_history_keeps_every_epoch():
    """The curves hold the epochs of all records in order."""
    history = History()
    for losses in ([3.0, 2.0], [1.5]):
        history.append(record(*losses))
    assert history.losses.tolist() == [3.0, 2.0, 1.5]
    assert history.norms.tolist() == [1, 1, 1]


def test_history_takes_8_bytes_a_number():
    """A curve is stored as float64, no boxes around its numbers."""
    history = History()
    history.append(record(1.0))
    assert {curve.itemsize for curve in history._curves.values()} == {8}


@pytest.mark.parametrize(
    ("losses", "stops"),
    [
        ([5, 4, 3, 2, 1, 0.5, 0.2], None),
        ([5, 5, 5, 5, 5], 4),
        ([5, 4.95, 4.91, 4.89], 4),
        ([5, 5, 5, 3, 3, 3, 3], 7),
    ],
)
def test_patience_is_scikit_learns(losses, stops):
    """Training stops after more than n epochs whose loss is not tol below the best."""
    patience = Patience(tol=0.1, n=2)
    answers = [patience.exhausted(record(loss)) for loss in losses]
    assert (answers.index(True) + 1 if True in answers else None) == stops


@given(
    losses=st.lists(st.sampled_from([5.0, 4.95, 4.5, 3.0]), min_size=1, max_size=30),
    n=st.integers(0, 4),
    every=st.integers(1, 9),
)
def test_a_run_is_looked_at_where_patience_may_end(losses, n, every):
    """Seen only at its looks, a run stops at the epoch where it stops when each one is seen."""
    patience = Patience(tol=0.1, n=n)
    alone = [patience.exhausted(record(loss)) for loss in losses]
    stopped = alone.index(True) + 1 if True in alone else len(losses)
    patience, begin, seen = Patience(tol=0.1, n=n), 0, []
    for look in looks(patience, 0, len(losses), lambda _: every):
        seen.append(look)
        if patience.exhausted(record(*losses[begin:look])):
            break
        begin = look
    assert seen[-1] == stopped
    assert set(range(every, stopped, every)) <= set(seen)


def test_progress_shows_the_loss_and_passes_the_records_on():
    """In a terminal the bar shows epochs and loss, and yields the records as they are."""
    shown = io.StringIO()
    records = [record(0.5, epochs=5), record(0.25, epochs=10)]
    console = Console(file=shown, force_terminal=True, width=100)
    assert list(progress(records, 10, label="moons", console=console)) == records
    assert "moons" in shown.getvalue()
    assert "0.250000" in shown.getvalue()


def test_progress_is_quiet_without_a_terminal():
    """Where nobody looks, nothing is written."""
    shown = io.StringIO()
    console = Console(file=shown, force_terminal=False)
    assert len(list(progress([record(1.0)], 1, label="moons", console=console))) == 1
    assert shown.getvalue().strip() == ""
