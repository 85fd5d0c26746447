import numpy as np
import pandas as pd
from hypothesis import given
from hypothesis import strategies as st

from seethrough.estimators.words import HashedWords

TOWNS = pd.Series([f"{side} town {k}" for k in range(100) for side in ("north", "south")], name="t")


def test_words_with_common_letters_are_near():
    """Words that share letters are nearer to each other than words that do not."""
    along = (
        HashedWords(8).fit(TOWNS).transform(pd.Series(["north town", "northern", "qqqq"], name="t"))
    )
    near, far = (np.linalg.norm(along.iloc[0] - along.iloc[k]) for k in (1, 2))
    assert near < far


def test_the_size_does_not_grow_with_the_words():
    """20,000 different words take no more memory than 200."""
    many = HashedWords().fit(pd.Series([f"id {k}" for k in range(20_000)], name="t"))
    few = HashedWords().fit(TOWNS)
    assert many.directions_.components_.shape == few.directions_.components_.shape


@given(st.lists(st.one_of(st.none(), st.text(max_size=8)), min_size=1))
def test_any_words_become_finite_numbers(words):
    """Unseen words, empty ones and gaps have finite numbers, the same each time."""
    encoder = HashedWords(4).fit(TOWNS)
    column = pd.Series(words, name="t", dtype=object)
    along = encoder.transform(column)
    assert along.shape == (len(words), 4)
    assert np.isfinite(along.to_numpy()).all()
    pd.testing.assert_frame_equal(along, encoder.transform(column))
