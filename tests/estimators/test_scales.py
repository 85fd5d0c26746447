import numpy as np
import pandas as pd
from hypothesis import given
from hypothesis import strategies as st

from seethrough.estimators.scales import TwoScales

numbers = st.lists(st.floats(-1e6, 1e6), min_size=3, max_size=30)


@given(numbers)
def test_both_scales_keep_the_order(values):
    """A larger number is not smaller on either scale, and the squashed one stays within ±3."""
    column = pd.Series(values, name="x")
    scaled = TwoScales().fit_transform(column).to_numpy()
    order = np.argsort(column, kind="stable")
    assert (np.diff(scaled[order], axis=0) >= -1e-5).all()
    assert np.abs(scaled[:, 0]).max() <= 3


def test_plain_is_standardised():
    """The plain scale has mean 0 and standard deviation 1, an outlier keeps its distance."""
    column = pd.Series([*range(10), 1000.0], name="x")
    squashed, plain = TwoScales().fit_transform(column).to_numpy().T
    np.testing.assert_allclose([plain.mean(), plain.std()], [0, 1], atol=1e-6)
    assert plain[-1] - plain[-2] > 100 * (plain[2] - plain[1])
    assert squashed[-1] - squashed[-2] < 20 * (squashed[2] - squashed[1])


def test_gaps_stay_gaps():
    """A gap is a gap on both scales, whatever kind of numbers there are."""
    for kind in ("Int64", "float32", "boolean"):
        column = pd.Series([1, 0, None, 1], name="x", dtype=kind)
        assert np.isnan(TwoScales().fit_transform(column).to_numpy()[2]).all()
