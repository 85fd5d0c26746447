import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.neural_network._stochastic_optimizers import SGDOptimizer

from seethrough.maths.schedules import SCHEDULES, Schedule

DONE = st.floats(0, 1, exclude_max=True)
LAST = np.nextafter(1, 0)


@pytest.mark.parametrize("name", SCHEDULES)
@given(done=DONE, seen=st.integers(0, 10**12), power=st.floats(0, 2), warm=st.floats(0, 0.9))
def test_factor_is_a_share(name, done, seen, power, warm):
    """Every schedule gives a share of η, from 0 to 1."""
    factor = SCHEDULES[name](done, seen, Schedule(name, power, warm))
    assert 0 <= factor <= 1


@given(done=DONE, seen=st.integers(0, 10**9))
def test_constant_stays(done, seen):
    """The constant schedule is 1 at all times."""
    assert SCHEDULES["constant"](done, seen, Schedule()) == 1


def test_defaults():
    """Unless told otherwise η stays, or falls with scikit-learn's power, or climbs for 5 %."""
    assert Schedule() == ("constant", SGDOptimizer([]).power_t, 0.05)


@given(seen=st.integers(0, 10**9), power=st.floats(0.01, 2))
def test_invscaling_is_sklearns(seen, power):
    """After any number of samples the factor is scikit-learn's."""
    theirs = SGDOptimizer([], 1.0, lr_schedule="invscaling", power_t=power)
    theirs.iteration_ends(seen)
    factor = SCHEDULES["invscaling"](0.5, seen, Schedule("invscaling", power))
    assert factor == pytest.approx(theirs.learning_rate, rel=1e-14)


def test_cosine_by_hand():
    """The cosine begins at 1, passes ½ half-way and ends at 0."""
    factors = [SCHEDULES["cosine"](done, 0, Schedule("cosine")) for done in (0, 1 / 3, 0.5, LAST)]
    assert factors == pytest.approx([1, 0.75, 0.5, 0])


@given(first=DONE, second=DONE)
def test_cosine_falls(first, second):
    """The cosine is never higher later in the run."""
    early, late = (
        SCHEDULES["cosine"](done, 0, Schedule("cosine")) for done in sorted((first, second))
    )
    assert early >= late


@given(warm=st.floats(0.01, 0.9), share=st.floats(0, 1, exclude_max=True))
def test_warmup_climbs_straight(warm, share):
    """A share of the way through the warm-up the factor is that share."""
    done = share * warm
    factor = SCHEDULES["warmup_cosine"](done, 0, Schedule("warmup_cosine", warm=warm))
    assert factor == pytest.approx(share)


@given(warm=st.floats(0, 0.9), share=st.floats(0, 1, exclude_max=True))
def test_warmup_then_is_the_cosine(warm, share):
    """After the warm-up comes the whole cosine, squeezed into what is left; no warm-up is legal."""
    done = min(warm + share * (1 - warm), LAST)
    factor = SCHEDULES["warmup_cosine"](done, 0, Schedule("warmup_cosine", warm=warm))
    assert factor == pytest.approx((1 + np.cos(np.pi * share)) / 2, abs=1e-7)
