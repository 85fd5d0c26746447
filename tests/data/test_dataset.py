import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from seethrough.data import curve, penguins, spirals
from seethrough.errors import SettingError


@given(n=st.integers(3, 90), test=st.floats(0, 0.99), seed=st.integers(0, 2**32 - 1))
def test_a_split_gives_every_sample_once(n, test, seed):
    """Both parts keep the samples' order, and together they are the set, each row in one."""
    data = spirals(n, arms=3)
    train, held = data.split(test, seed)
    places = [
        [int(np.flatnonzero((x == data.X).all(axis=1))[0]) for x in part.X]
        for part in (train, held)
    ]
    assert sorted(places[0] + places[1]) == list(range(n))
    for part, rows in zip((train, held), places, strict=True):
        assert rows == sorted(rows)
        assert np.array_equal(part.y, data.y[rows])
        assert part.classes == data.classes
    assert len(held.X) == min(round(test * n), n - 2)


@pytest.mark.parametrize("test", [-0.1, 1, float("nan")])
def test_what_is_no_share_is_refused(test):
    """A refusal says what came in, what was needed and what to do."""
    with pytest.raises(SettingError, match=r"^test is .*must be from 0 to below 1\. Try test=0\.2"):
        curve().split(test)


def test_scaled_columns_are_comparable():
    """Every column has mean 0 and deviation 1, and all else stays."""
    data = penguins()
    scaled = data.scaled()
    assert np.allclose(scaled.X.mean(axis=0), 0)
    assert np.allclose(scaled.X.std(axis=0), 1)
    assert scaled[1:] == data[1:]
