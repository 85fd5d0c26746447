"""From scikit-learn: a fitted estimator predicts the same here, and training goes on."""

import numpy as np
import pytest
from sklearn import datasets, neural_network
from sklearn.exceptions import NotFittedError
from sklearn.pipeline import make_pipeline

import seethrough
from seethrough.data import moons
from seethrough.errors import ExchangeError

pytestmark = [
    pytest.mark.usefixtures("unchecked"),
    pytest.mark.filterwarnings("ignore::sklearn.exceptions.ConvergenceWarning"),
    pytest.mark.filterwarnings("ignore:Got `batch_size`:UserWarning"),
]
X, y, *_ = moons()
THREE = (X[:, 0] > 0).astype(int) + (X[:, 1] > 0)
LABELS = {
    "binary": y,
    "three": THREE,
    "multilabel": np.column_stack([y, THREE > 0, THREE > 1]).astype(int),
    "numbers": X[:, 0] * X[:, 1],
    "several numbers": X**2,
}
SETTINGS = {
    "adam": {},
    "sgd": {"solver": "sgd", "learning_rate_init": 0.1},
    "plain sgd": {"solver": "sgd", "momentum": 0.0, "learning_rate": "invscaling"},
    "adaptive": {"solver": "sgd", "learning_rate": "adaptive", "tol": 0.5, "n_iter_no_change": 2},
    "lbfgs": {"solver": "lbfgs"},
    "early stopping": {"early_stopping": True, "n_iter_no_change": 3},
    "three layers": {"hidden_layer_sizes": (5, 4, 3), "activation": "tanh"},
    "no hidden layer": {"hidden_layer_sizes": ()},
}


def pair(labels, settings, dtype=np.float64):
    """Theirs, fitted, and ours made from it."""
    name = "MLPRegressor" if "numbers" in labels else "MLPClassifier"
    settings = {"hidden_layer_sizes": (6,), "max_iter": 25, "random_state": 2} | settings
    theirs = getattr(neural_network, name)(**settings).fit(X.astype(dtype), LABELS[labels])
    return theirs, getattr(seethrough, name).from_sklearn(theirs)


def same(ours, theirs, table=X):
    """Answers and parameters are the same to 1e-6."""
    pairs = zip(ours.coefs_ + ours.intercepts_, theirs.coefs_ + theirs.intercepts_, strict=True)
    for mine, other in pairs:
        np.testing.assert_allclose(mine, other, rtol=1e-6, atol=1e-12)
    if hasattr(theirs, "predict_proba"):
        assert ours.predict(table).tolist() == theirs.predict(table).tolist()
        chances = ours.predict_proba(table)
        np.testing.assert_allclose(chances, theirs.predict_proba(table), rtol=1e-6)
    else:
        np.testing.assert_allclose(ours.predict(table), theirs.predict(table), rtol=1e-6)


@pytest.mark.parametrize("settings", SETTINGS)
@pytest.mark.parametrize("labels", LABELS)
def test_predictions_agree(labels, settings):
    """Answers, settings, curves and counts are theirs."""
    theirs, ours = pair(labels, SETTINGS[settings])
    same(ours, theirs)
    assert ours.get_params().items() >= theirs.get_params().items()
    assert ours.loss_curve_ == getattr(theirs, "loss_curve_", [theirs.loss_])
    for name in ("n_iter_", "t_", "n_outputs_", "out_activation_", "n_features_in_", "loss_"):
        assert getattr(ours, name) == getattr(theirs, name)
    assert ours.validation_scores_ == getattr(theirs, "validation_scores_", None)


@pytest.mark.parametrize("kind", [str, object, bool, float])
def test_labels_of_every_kind(kind):
    """Classes come as what they were there."""
    labels = np.array([0, 1] if kind is not object else ["no", "yes"])[y].astype(kind)
    theirs = neural_network.MLPClassifier(max_iter=5, random_state=0).fit(X, labels)
    ours = seethrough.MLPClassifier.from_sklearn(theirs)
    assert ours.classes_.dtype == theirs.classes_.dtype
    assert ours.predict(X).tolist() == theirs.predict(X).tolist()
    ours.partial_fit(X, labels)
    assert ours.classes_.tolist() == theirs.classes_.tolist()


@pytest.mark.parametrize("settings", ["adam", "sgd", "plain sgd", "three layers"])
@pytest.mark.parametrize("labels", LABELS)
def test_partial_fit_goes_on_like_theirs(labels, settings):
    """Five bits of training later both have the same parameters: the optimiser's memory came."""
    theirs, ours = pair(labels, SETTINGS[settings])
    for _ in range(5):
        theirs.partial_fit(X, LABELS[labels])
        ours.partial_fit(X, LABELS[labels])
    same(ours, theirs)


# with several numbers scikit-learn's cost is a mean over them, its gradient one of their sum
@pytest.mark.parametrize("labels", [name for name in LABELS if name != "several numbers"])
def test_a_warm_start_of_lbfgs_goes_on_like_theirs(labels):
    """L-BFGS, which remembers nothing but θ, goes the same way on."""
    settings = {"solver": "lbfgs", "warm_start": True, "max_iter": 5, "activation": "tanh"}
    theirs, ours = pair(labels, settings)
    theirs.fit(X, LABELS[labels])
    ours.fit(X, LABELS[labels])
    same(ours, theirs)


def test_the_adaptive_rate_is_remembered():
    """A rate that was slowed down stays slow."""
    theirs, ours = pair("binary", SETTINGS["adaptive"])
    assert ours._memory["scale"] < 1
    slowed = ours._memory["scale"] * theirs.learning_rate_init
    assert slowed == pytest.approx(theirs._optimizer.learning_rate)


def test_there_and_back():
    """Through scikit-learn and back, θ is the same bit by bit."""
    ours = seethrough.MLPClassifier((5,), max_iter=9, random_state=0).fit(X, THREE)
    back = seethrough.MLPClassifier.from_sklearn(ours.to_sklearn())
    assert np.array_equal(back.theta_, ours.theta_)
    assert back.get_params() == ours.get_params()


def test_float32_stays():
    """A network of float32 comes as float32."""
    theirs, ours = pair("binary", {}, np.float32)
    assert ours.theta_.dtype == np.float32
    table = X.astype(np.float32)
    np.testing.assert_allclose(ours.predict_proba(table), theirs.predict_proba(table), rtol=1e-4)


def test_what_came_can_be_saved(tmp_path):
    """A model from there is saved and loaded like one of ours."""
    pandas = pytest.importorskip("pandas", reason="pandas comes with the extra 'tables'")
    table, labels = datasets.load_iris(return_X_y=True, as_frame=True)
    theirs = neural_network.MLPClassifier((4,), max_iter=9, random_state=0).fit(table, labels)
    ours = seethrough.MLPClassifier.from_sklearn(theirs)
    seethrough.save(ours, tmp_path / "a.npz")
    back = seethrough.load(tmp_path / "a.npz")
    assert isinstance(table, pandas.DataFrame)
    np.testing.assert_allclose(back.predict_proba(table), theirs.predict_proba(table), rtol=1e-6)
    assert back.check_gradients(table[:5], labels[:5]).error.max() < 1e-4


def test_subclasses_come_as_themselves():
    """A class of one's own, here or there, is no obstacle."""

    class Mine(seethrough.MLPRegressor):
        """Ours, changed."""

    class Theirs(neural_network.MLPRegressor):
        """Theirs, changed."""

    theirs = Theirs(max_iter=3, random_state=0)
    assert type(Mine.from_sklearn(theirs.fit(X, X[:, 0]))) is Mine


def test_other_estimators_are_refused():
    """A regressor for a classifier, a pipeline and ours are refused, with a way out."""
    regressor = neural_network.MLPRegressor(max_iter=2).fit(X, X[:, 0])
    for other in (regressor, make_pipeline(regressor), seethrough.MLPClassifier(), 3):
        with pytest.raises(ExchangeError, match=r"was given a .*It needs a fitted .*MLPClassifier"):
            seethrough.MLPClassifier.from_sklearn(other)
    with pytest.raises(NotFittedError):
        seethrough.MLPRegressor.from_sklearn(neural_network.MLPRegressor())
