"""The same settings and seed give scikit-learn's numbers, side by side with the installed one."""

import numpy as np
import pytest
from sklearn import datasets, neural_network

import seethrough

pytestmark = [
    pytest.mark.usefixtures("unchecked"),
    pytest.mark.filterwarnings("ignore::sklearn.exceptions.ConvergenceWarning"),
    pytest.mark.filterwarnings("ignore:Got `batch_size`:UserWarning"),
]
X_DIGITS, Y_DIGITS = datasets.load_digits(return_X_y=True)
X_DIABETES, Y_DIABETES = datasets.load_diabetes(return_X_y=True)
TABLES = {
    "moons": lambda: seethrough.data.moons()[:2],  # two classes
    "iris": lambda: datasets.load_iris(return_X_y=True),  # three
    # scaled: at scores in the hundreds, lbfgs goes where a cut-off loss there sends it, not here
    "digits": lambda: (X_DIGITS / 16, Y_DIGITS),
    "topics": lambda: datasets.make_multilabel_classification(150, 8, random_state=0),
}
SETTINGS = {
    "adam": {},
    "sgd": {"solver": "sgd", "momentum": 0.0},
    "momentum": {"solver": "sgd", "nesterovs_momentum": False},
    "nesterov": {"solver": "sgd"},
    "invscaling": {"solver": "sgd", "learning_rate": "invscaling", "learning_rate_init": 0.1},
    "adaptive": {"solver": "sgd", "learning_rate": "adaptive", "tol": 0.01, "n_iter_no_change": 2},
    "lbfgs": {"solver": "lbfgs", "activation": "tanh"},
    "lbfgs relu": {"solver": "lbfgs"},
    "early stopping": {"early_stopping": True, "learning_rate_init": 0.01},
    "patient sgd": {"solver": "sgd", "early_stopping": True, "learning_rate": "adaptive"},
    "logistic": {"activation": "logistic", "alpha": 1.0},
    "in order": {"shuffle": False},
    "two layers": {"hidden_layer_sizes": (10, 5)},
    "full batch": {"solver": "sgd", "batch_size": 2000, "learning_rate_init": 0.05},
}
REGRESSION = {
    "one": {},
    "poisson": {"loss": "poisson"},
    "poisson lbfgs": {"loss": "poisson", "solver": "lbfgs"},
}


def pair(name, X, y, settings, **extra):
    """Ours and theirs, fitted alike over 50 epochs."""
    settings = {
        "hidden_layer_sizes": (12,),
        "batch_size": 32,
        "max_iter": 50,
        "random_state": 3,
    } | settings
    kinds = getattr(seethrough, name), getattr(neural_network, name)
    return [kind(**settings).fit(X, y, **extra) for kind in kinds]


def same(ours, theirs, X):
    """Curves, parameters, predictions and the end are the same to 1e-6."""
    curve = getattr(theirs, "loss_curve_", [theirs.loss_])  # lbfgs has none there
    assert ours.loss_curve_[-len(curve) :] == pytest.approx(curve, rel=1e-6)
    for mine, other in zip(
        ours.coefs_ + ours.intercepts_, theirs.coefs_ + theirs.intercepts_, strict=True
    ):
        assert mine == pytest.approx(other, rel=1e-6, abs=1e-6 * np.abs(other).max())
    method = "predict_proba" if hasattr(theirs, "predict_proba") else "predict"
    answers, others = (getattr(model, method)(X) for model in (ours, theirs))
    assert answers == pytest.approx(others, rel=1e-6, abs=1e-9)
    assert np.array_equal(ours.predict(X), theirs.predict(X)) or method == "predict"
    assert ours.n_iter_ == theirs.n_iter_
    assert ours.out_activation_ == theirs.out_activation_
    if hasattr(theirs, "loss_curve_"):
        assert ours.t_ == theirs.t_
        if theirs.validation_scores_ is None:
            assert ours.validation_scores_ is None
            assert ours.best_validation_score_ is None
        else:
            assert ours.validation_scores_ == pytest.approx(theirs.validation_scores_, abs=1e-6)
            best = pytest.approx(theirs.best_validation_score_, abs=1e-6)
            assert ours.best_validation_score_ == best
        assert (ours.best_loss_ is None) == (theirs.best_loss_ is None)


@pytest.mark.parametrize("settings", SETTINGS)
@pytest.mark.parametrize("table", TABLES)
def test_the_classifier_is_a_drop_in(table, settings):
    """Loss curve, weights, probabilities and the epoch of the end are scikit-learn's."""
    X, y = TABLES[table]()
    same(*pair("MLPClassifier", X, y, SETTINGS[settings]), X[:60])


@pytest.mark.parametrize("settings", SETTINGS)
@pytest.mark.parametrize("loss", REGRESSION)
def test_the_regressor_is_a_drop_in(loss, settings):
    """Loss curve, weights, predictions and the epoch of the end are scikit-learn's."""
    scale = {"one": Y_DIABETES.std()}.get(loss, 50.0)
    y = Y_DIABETES / scale
    settings = SETTINGS[settings] | REGRESSION[loss]
    if settings.get("learning_rate_init", 0) >= 0.1:
        settings["learning_rate_init"] = 0.02
    same(*pair("MLPRegressor", X_DIABETES * 20, y, settings), X_DIABETES[:60] * 20)


def test_several_outputs_have_scikit_learns_weights():
    """With several targets too; only the loss curve is a sum here and a mean there."""
    Y = np.column_stack([Y_DIABETES, -Y_DIABETES]) / Y_DIABETES.std()
    ours, theirs = pair("MLPRegressor", X_DIABETES * 20, Y, {"tol": 0, "alpha": 0})
    assert ours.predict(X_DIABETES) == pytest.approx(theirs.predict(X_DIABETES), rel=1e-6)
    assert np.array(ours.loss_curve_) == pytest.approx(2 * np.array(theirs.loss_curve_), rel=1e-6)


@pytest.mark.parametrize("settings", [{}, {"solver": "sgd"}, {"activation": "tanh"}], ids=str)
def test_sample_weights_are_scikit_learns(settings):
    """The same weights of the samples give the same network."""
    X, y = TABLES["iris"]()
    w = np.linspace(0.2, 3, len(X))
    ours, theirs = pair("MLPClassifier", X, y, settings | {"tol": 0}, sample_weight=w)
    assert ours.predict_proba(X) == pytest.approx(theirs.predict_proba(X), rel=1e-6)


@pytest.mark.parametrize("settings", ["adam", "nesterov", "invscaling"])
def test_partial_fit_is_scikit_learns(settings):
    """Learned bit by bit, the network is scikit-learn's, call by call."""
    X, y = TABLES["digits"]()
    settings = {"hidden_layer_sizes": (12,), "random_state": 1} | SETTINGS[settings]
    models = [k.MLPClassifier(**settings) for k in (seethrough, neural_network)]
    for i in range(20):
        rows = slice(50 * (i % 4), 1700)
        ours, theirs = (m.partial_fit(X[rows], y[rows], classes=np.arange(10)) for m in models)
        assert ours.coefs_[0] == pytest.approx(theirs.coefs_[0], rel=1e-6, abs=1e-9)
    assert ours.loss_curve_ == pytest.approx(theirs.loss_curve_, rel=1e-6)
    assert (ours.n_iter_, ours.t_) == (theirs.n_iter_, theirs.t_)


def test_a_warm_start_without_memory_is_scikit_learns():
    """Plain descent, which remembers nothing, goes on as there."""
    X, y = TABLES["iris"]()
    settings = {"random_state": 1, "max_iter": 5, "warm_start": True} | SETTINGS["sgd"]
    models = [k.MLPClassifier(**settings) for k in (seethrough, neural_network)]
    for _ in range(3):
        ours, theirs = (model.fit(X, y) for model in models)
    assert ours.loss_curve_ == pytest.approx(theirs.loss_curve_, rel=1e-6)
    assert ours.coefs_[1] == pytest.approx(theirs.coefs_[1], rel=1e-6)


@pytest.mark.parametrize("kind", ["csr_array", "csc_matrix"])
def test_sparse_tables_are_scikit_learns(kind):
    """A sparse table gives scikit-learn's numbers as well."""
    from scipy import sparse

    X, y = X_DIGITS / 16, Y_DIGITS
    same(*pair("MLPClassifier", getattr(sparse, kind)(X), y, {"max_iter": 10}), X[:60])
