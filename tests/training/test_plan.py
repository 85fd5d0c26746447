import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from seethrough.errors import DataError
from seethrough.maths.network import Network
from seethrough.training import Plan

NET = Network((2, 5, 4, 1), ("tanh", "tanh"), "binary")


def plan(**settings):
    return Plan(7, NET, 23, **{"batch_size": 5} | settings)


@given(n=st.integers(1, 60), batch_size=st.integers(1, 70), epoch=st.integers(0, 6))
def test_every_epoch_has_every_sample_once(n, batch_size, epoch):
    """The batches of an epoch hold each sample exactly once, none more than the batch size."""
    drawn = Plan(3, NET, n, batch_size=batch_size)
    batches = [rows if rows is not None else np.arange(n) for rows, _ in drawn.batches(epoch)]
    assert len(batches) == drawn.batches_per_epoch
    assert np.array_equal(np.sort(np.concatenate(batches)), np.arange(n))
    assert max(map(len, batches)) <= max(batch_size, n if batch_size >= n else 0)


@given(epochs=st.lists(st.integers(0, 9), min_size=1, max_size=6))
def test_any_epoch_can_be_asked_at_any_time(epochs):
    """An epoch's order does not depend on which epochs were asked for before."""
    asked = plan()
    for epoch in epochs:
        fresh = np.concatenate([rows for rows, _ in plan().batches(epoch)])
        assert np.array_equal(np.concatenate([rows for rows, _ in asked.batches(epoch)]), fresh)


def test_far_epochs_can_be_returned_to(monkeypatch):
    """A long way back gives the same orders, however few marks there is room for."""
    orders = [np.concatenate([rows for rows, _ in plan().batches(e)]) for e in (0, 31, 64, 400)]
    for room in (0, 10_000, 4_000_000):
        monkeypatch.setattr("seethrough.training.plan.MARKS", room)
        asked = plan()
        for epoch, order in [(700, None), *zip((400, 64, 31, 0), orders[::-1], strict=True)]:
            again = np.concatenate([rows for rows, _ in asked.batches(epoch)])
            assert order is None or np.array_equal(again, order)
        assert len(asked._marks) <= max(1, room // 4000)


def test_marks_are_gone_on_from():
    """A plan that takes over marks shuffles on from there, and draws nothing before them."""
    other = Plan(8, NET, 23, batch_size=5)
    (rows, _), *_ = other.batches(200)
    marks = other.marks({32, 192, 500})
    assert [*marks] == [31, 191], "those at the beginning of an epoch that was asked for"
    asked = plan()
    asked.recall(marks)
    (again, _), *_ = asked.batches(200)
    assert np.array_equal(again, rows), "the other's order, not its own"


def test_epochs_differ_and_seeds_differ():
    """Each epoch, and each seed, has an order of its own."""
    first, second = (np.concatenate([r for r, _ in plan().batches(e)]) for e in (0, 1))
    other = np.concatenate([r for r, _ in Plan(8, NET, 23, batch_size=5).batches(0)])
    assert not np.array_equal(first, second)
    assert not np.array_equal(first, other)


def test_without_shuffling_the_order_is_the_tables():
    """Without shuffling, the samples come in the order of the table."""
    rows = np.concatenate([r for r, _ in plan(shuffle=False).batches(4)])
    assert np.array_equal(rows, np.arange(23))


@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_masks_are_zero_or_one_over_what_is_kept(dtype):
    """A mask leaves a unit out, or scales it so that the mean stays; the input is never masked."""
    (_, (first, *masks)), *_ = plan(batch_size=23, dropout=(0.5, 0.2), dtype=dtype).batches(2)
    assert first is None
    assert [mask.shape for mask in masks] == [(23, 5), (23, 4)]
    assert [set(np.unique(mask)) for mask in masks] == [{0, 2}, {0, mask_value(0.2, dtype)}]
    assert {mask.dtype.name for mask in masks} == {dtype}


def mask_value(rate, dtype):
    return np.dtype(dtype).type(1 / (1 - rate))


def test_dropout_leaves_the_other_draws_alone():
    """Dropout changes neither θ nor the order of the samples."""
    with_dropout = plan(dropout=(0.5, 0.5))
    assert np.array_equal(with_dropout.theta(), plan().theta())
    ours, theirs = ([r for r, _ in p.batches(3)] for p in (with_dropout, plan()))
    assert all(map(np.array_equal, ours, theirs))


def test_masks_are_drawn_anew_and_again_the_same():
    """Each batch has masks of its own, and asking twice gives the same."""
    masks = [m for _, m in plan(dropout=(0.5, 0.5)).batches(1)]
    again = [m for _, m in plan(dropout=(0.5, 0.5)).batches(1)]
    assert not np.array_equal(masks[0][1], masks[1][1])
    assert all(np.array_equal(a[1], b[1]) for a, b in zip(masks, again, strict=True))


@pytest.mark.parametrize("strata", [None, np.arange(23) % 3 == 0])
def test_what_is_held_out_is_never_trained_on(strata):
    """The split's parts share no sample, and every epoch goes through the training part."""
    drawn = plan(holdout=0.3, strata=strata)
    kept, held = drawn.split
    assert np.array_equal(np.sort(np.r_[kept, held]), np.arange(23))
    assert (drawn.n, len(held)) == (16, 7)
    for epoch in (1, 0):
        rows = np.concatenate([rows for rows, _ in drawn.batches(epoch)])
        assert np.array_equal(np.sort(rows), np.arange(16))
    again = plan(holdout=0.3, strata=strata)
    assert np.array_equal(again.split[1], held)
    if strata is not None:
        assert strata[held].mean() == pytest.approx(strata.mean(), abs=0.1)


def test_a_plan_that_is_not_fresh_draws_no_parameters_first():
    """Its orders are those a generator of the same seed gives at once, as in scikit-learn."""
    rows = np.concatenate([rows for rows, _ in plan(fresh=False).batches(0)])
    assert np.array_equal(rows, np.random.RandomState(7).permutation(23))
    assert not np.array_equal(rows, np.concatenate([r for r, _ in plan().batches(0)]))


@pytest.mark.parametrize(
    ("settings", "told"),
    [
        ({"holdout": 0.01}, r"0.01 of 23 samples are 1 .*too small.*Increase"),
        ({"holdout": 0.0}, r"could not be split.*Both parts need samples.*validation_fraction"),
        ({"holdout": 0.3, "strata": np.arange(23) == 0}, r"least populated class.*X_val, y_val"),
    ],
    ids=["small", "none", "lonely"],
)
def test_a_split_without_sense_is_refused(settings, told):
    """The error tells what came in, what was needed and what to do."""
    with pytest.raises(DataError, match=told):
        plan(**settings)
