import warnings

import numpy as np
import pytest
from sklearn.exceptions import ConvergenceWarning
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from seethrough import MLPClassifier, MLPRegressor
from seethrough.data import moons
from seethrough.engines import kernel_cache
from seethrough.errors import SettingError
from seethrough.estimators.study import engine_for_all, on_all_cores, sized, study

X, y, *_ = moons(100)


def test_every_size_and_seed_is_fitted():
    """Scores have a row a seed and a column a size, and come out the same again."""
    net = MLPClassifier(max_iter=20, learning_rate_init=0.1)
    first, again = (study(net, X, y, (0, 2, 8), 2) for _ in range(2))
    assert first[0].shape == first[1].shape == (2, 3)
    np.testing.assert_array_equal(first, again)


def test_copies_have_the_size_and_the_seed():
    """Also at the end of a pipeline; the estimator itself stays as it was."""
    net = MLPClassifier((7,))
    assert sized(net, 0, 3).hidden_layer_sizes == ()
    assert sized(make_pipeline(StandardScaler(), net), 4, 3)[-1].random_state == 3
    assert net.hidden_layer_sizes == (7,)


def test_a_regressor_is_studied_too():
    """Its score is R²."""
    train, _ = study(MLPRegressor(max_iter=300, learning_rate_init=0.05), X, X[:, 0], (3,), 1)
    assert 0.5 < train[0, 0] <= 1


def test_scores_are_those_of_a_fit_alone():
    """What comes from all cores is what one fit gives; who tracks sees every score."""
    seen = []

    def track(scores, n):
        for score in scores:
            seen.append(n)
            yield score

    job = (LogisticRegression(), X[:80], y[:80], X[80:], y[80:])
    (train,), (test,) = on_all_cores([job], 1, 1, track)
    line = LogisticRegression().fit(X[:80], y[:80])
    assert (train[0], test[0]) == (line.score(X[:80], y[:80]), line.score(X[80:], y[80:]))
    assert seen == [1]


class Witness(LogisticRegression):
    """An estimator that remembers the table it was given, and warns as short runs do."""

    seen = []  # noqa: RUF012 - shared on purpose

    def fit(self, X, y):
        """Fit, remember, warn."""
        self.seen.append(X)
        warnings.warn("not there yet", ConvergenceWarning, stacklevel=1)
        return super().fit(X, y)


def test_nothing_is_copied_and_nobody_warns():
    """All fits are given the one table, and what each warns of stays inside."""
    jobs = [(Witness(), X, y, X, y) for _ in range(6)]
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        on_all_cores(jobs, 2, 3)
    assert len(Witness.seen) == 6
    assert all(table is X for table in Witness.seen)


def test_the_engine_goes_by_the_work_of_all(monkeypatch):
    """Fits that are too short for the quick engine alone take it where they are many."""
    monkeypatch.setattr(kernel_cache, "is_loaded", lambda *_: False)
    net = MLPClassifier((3,), max_iter=100)
    assert engine_for_all(net, X.shape, 2, 1) == "reference"
    assert engine_for_all(net, X.shape, 2, 100_000) == "fused"
    named = MLPClassifier((3,), engine="reference")
    assert engine_for_all(named, X.shape, 2, 100_000) == "reference"


@pytest.mark.parametrize(("sizes", "seeds", "told"), [((-1,), 1, "hidden"), ((1,), 0, "seeds")])
def test_sizes_that_make_no_sense(sizes, seeds, told):
    """Fewer than no units, and no seed, are refused."""
    with pytest.raises(SettingError, match=told):
        study(MLPClassifier(), X, y, sizes, seeds)
