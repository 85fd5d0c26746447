"""What is kept of a long way."""

from hypothesis import given
from hypothesis import strategies as st

from seethrough.training.thinned import Thinned


@given(
    start=st.integers(-3, 3),
    every=st.integers(1, 4),
    most=st.integers(1, 9),
    steps=st.integers(0, 200),
)
def test_it_is_spread_evenly_and_never_too_much(start, every, most, steps):
    """From the start on, places are equally far apart, and no farther than they need be."""
    kept = Thinned(start, every)
    for place in range(start, start + steps + 1):
        if kept.due(place):
            kept.keep(place, str(place), most)
    assert list(kept.items()) == [(p, str(p)) for p in range(start, start + steps + 1, kept.every)]
    assert len(kept) <= most
    assert kept.every == every or steps // (kept.every // 2) + 1 > most


def test_nothing_is_kept_where_there_is_no_room():
    """Of a way without its start nothing at all, if need be."""
    kept = Thinned()
    for place in range(1, 9):
        if kept.due(place):
            kept.keep(place, place, 0)
    assert kept == {}
