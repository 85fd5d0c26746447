import numpy as np
import pytest
from sklearn.base import clone
from sklearn.ensemble import RandomForestClassifier
from sklearn.exceptions import NotFittedError
from sklearn.pipeline import make_pipeline

from seethrough import MLPClassifier, MLPRegressor
from seethrough.errors import DataError, SettingError
from seethrough.estimators.displays.plane import plane
from seethrough.estimators.displays.sight import (
    asked,
    inputs,
    network_of,
    readout,
    sight,
    stages,
)

pytestmark = pytest.mark.filterwarnings("ignore::sklearn.exceptions.ConvergenceWarning")
CELLS = np.random.default_rng(0).normal(size=(50, 2))


def test_the_network_in_a_pipeline(four):
    """A pipeline is looked at as its last step; its inputs have the columns' names."""
    pipeline, X, _ = four
    assert network_of(pipeline) is pipeline[-1]
    assert inputs(pipeline) == X.columns.tolist()
    assert inputs(clone(pipeline).fit(X.to_numpy(), pipeline.predict(X)))[:2] == ["x1", "x2"]


def test_answers_on_a_plane_are_predictions(two, four):
    """Looking at cells gives what predict_proba gives for them as rows."""
    for estimator, X, _ in (two, four):
        through = plane(X)
        p = sight(estimator, through, CELLS).p(network_of(estimator).theta_)
        np.testing.assert_allclose(p, estimator.predict_proba(through.table(CELLS)), rtol=1e-12)


@pytest.mark.parametrize("hidden", [(), (5,), (5, 4)])
@pytest.mark.parametrize("classes", [2, 3])
def test_a_wide_network_is_looked_at_as_a_small_one(hidden, classes):
    """Of eight columns, six are taken into the first biases: the answers stay the same."""
    X = np.random.default_rng(1).normal(size=(60, 8))
    net = MLPClassifier(hidden, max_iter=5, random_state=0).fit(X, np.arange(60) % classes)
    through = plane(X, (6, 3))
    looking = sight(net, through, CELLS)
    assert looking.net.widths[0] == 2
    p = net.predict_proba(through.table(CELLS))
    np.testing.assert_allclose(looking.p(net.theta_), p, rtol=1e-10)


def test_what_is_no_network():
    """Another estimator, and a network that is not fitted, are refused."""
    X = np.zeros((4, 1)) + np.arange(4)[:, None]
    forest = RandomForestClassifier(2).fit(X, [0, 1, 0, 1])
    with pytest.raises(DataError, match="RandomForestClassifier has no network to look into"):
        network_of(forest)
    for unfitted in (MLPClassifier(), make_pipeline(MLPClassifier())):
        with pytest.raises(NotFittedError):
            network_of(unfitted)


def test_classes_of_one_question(two):
    """A regressor, several questions and unknown classes are refused."""
    net, X, y = two
    assert asked(net, y).names == ["0", "1"]
    with pytest.raises(DataError, match="which is not among"):
        asked(net, y + 7)
    with pytest.raises(DataError, match="needs a classifier"):
        asked(MLPRegressor(max_iter=2).fit(X, y), y)
    both = np.column_stack([y, 1 - y])
    with pytest.raises(DataError, match="one question"):
        asked(MLPClassifier(max_iter=2).fit(X, both), both)


def test_stages_that_were_not_kept(two):
    """Stages come in order; without them the error says how to keep them."""
    net, X, y = two
    epochs, thetas = stages(net)
    assert (np.diff(epochs) > 0).all()
    np.testing.assert_array_equal(thetas[-1], net.theta_)
    with pytest.raises(SettingError, match="Fit with checkpoints=100"):
        stages(MLPClassifier(max_iter=2, checkpoints=0).fit(X, y))


def test_the_score_difference():
    """One output is its own difference; of more, the pair's."""
    W, b = np.arange(6.0).reshape(2, 3), np.array([1.0, 5, 7])
    weights, bias = readout(W, b, (0, 2))
    assert (weights.tolist(), bias) == ([2, 2], 6)
    assert readout(W[:, :1], b, (0, 1))[1] == 1
