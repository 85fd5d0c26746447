import numpy as np
import pytest
from sklearn.datasets import load_diabetes

from seethrough import MLPRegressor
from seethrough.errors import DataError, SettingError

pytestmark = [
    pytest.mark.usefixtures("unchecked"),
    pytest.mark.filterwarnings("ignore::sklearn.exceptions.ConvergenceWarning"),
]
X, y = load_diabetes(return_X_y=True)
y /= y.std()


def test_huber_is_pulled_less_by_an_outlier():
    """One target a hundred times too large moves Huber's answers less than the square's."""
    spoiled = y.copy()
    spoiled[0] = 1000
    shifts = []
    for loss in ("squared_error", "huber"):
        clean, pulled = (
            MLPRegressor(loss, (5,), max_iter=100, random_state=0).fit(X, t).predict(X)
            for t in (y, spoiled)
        )
        shifts.append(np.abs(clean - pulled).mean())
    assert shifts[1] < 0.2 * shifts[0]


def test_several_outputs():
    """Two columns of targets are learned and predicted as two columns."""
    model = MLPRegressor(hidden_layer_sizes=(20,), learning_rate_init=0.02, random_state=0)
    assert model.fit(X, np.column_stack([y, -y])).predict(X[:3]).shape == (3, 2)
    assert model.score(X, np.column_stack([y, -y])) > 0.4


@pytest.mark.parametrize(
    ("loss", "value", "told"),
    [
        ("squared_error", np.nan, r"nan in row 5.*finite.*Drop"),
        ("huber", np.inf, r"inf in row 5"),
        ("poisson", -1, r"-1.* in row 5.*≥ 0 for loss='poisson'"),
    ],
)
def test_targets_without_sense_are_refused(loss, value, told):
    """The error tells what came in, what was needed and what to do."""
    broken = y.copy()
    broken[5] = value
    with pytest.raises(DataError, match=told):
        MLPRegressor(loss).fit(X, broken)


def test_an_unknown_loss_is_refused():
    """The nearest right name is told."""
    with pytest.raises(SettingError, match="Did you mean 'squared_error'"):
        MLPRegressor("square_error").fit(X, y)
