"""To scikit-learn: its own estimator predicts the same, or an error tells what it lacks."""

import numpy as np
import pytest
from sklearn import neural_network
from sklearn.exceptions import NotFittedError
from sklearn.metrics import log_loss

from seethrough import MLPClassifier, MLPRegressor
from seethrough.data import moons
from seethrough.errors import ExchangeError

pytestmark = [
    pytest.mark.usefixtures("unchecked"),
    pytest.mark.filterwarnings("ignore::sklearn.exceptions.ConvergenceWarning"),
    pytest.mark.filterwarnings("ignore:y holds one class only:RuntimeWarning"),
]
X, y, *_ = moons()
THREE = (X[:, 0] > 0).astype(int) + (X[:, 1] > 0)
CASES = {
    "binary": (MLPClassifier(), y),
    "binary words": (MLPClassifier(), np.array(["left", "right"])[y].astype(object)),
    "bools": (MLPClassifier(), y.astype(bool)),
    "two softmax": (MLPClassifier(output="softmax"), y),
    "three": (MLPClassifier(), THREE),
    "three words": (MLPClassifier(), np.array(["a", "b", "c"])[THREE]),
    "three floats": (MLPClassifier(), THREE + 0.0),
    "multilabel": (MLPClassifier(), np.column_stack([y, THREE > 0, THREE > 1]).astype(int)),
    "two labels": (MLPClassifier(), np.column_stack([y, THREE > 0]).astype(int)),
    "numbers": (MLPRegressor(), X[:, 0]),
    "several numbers": (MLPRegressor(), X**2),
    "counts": (MLPRegressor("poisson"), THREE),
}
TOLERANCE = {np.float64: {"rtol": 1e-6, "atol": 1e-12}, np.float32: {"rtol": 1e-4, "atol": 1e-6}}
QUICK = {"hidden_layer_sizes": (5, 4), "max_iter": 20, "random_state": 0}


def fitted(case, dtype=np.float64, **settings):
    """An estimator of a case, quickly fitted."""
    model, labels = CASES[case]
    model = type(model)(**model.get_params() | QUICK | settings)
    return model.fit(X.astype(dtype), labels), labels


def test_table_holds_every_activation_of_theirs():
    """The rows here are scikit-learn's."""
    from seethrough.estimators.exchange import to_scikit

    options = neural_network.MLPClassifier._parameter_constraints["activation"][0].options
    assert {*to_scikit.ACTIVATIONS} == options


@pytest.mark.parametrize("dtype", TOLERANCE)
@pytest.mark.parametrize("activation", ["identity", "logistic", "tanh", "relu"])
@pytest.mark.parametrize("case", CASES)
def test_predictions_agree(case, activation, dtype):
    """Answers and scores are the same, and probabilities to rounding."""
    ours, labels = fitted(case, dtype, activation=activation)
    theirs, table = ours.to_sklearn(), X.astype(dtype)
    assert isinstance(theirs, getattr(neural_network, type(ours).__name__))
    if hasattr(ours, "classes_"):
        chances = theirs.predict_proba(table)
        np.testing.assert_allclose(chances, ours.predict_proba(table), **TOLERANCE[dtype])
        assert theirs.predict(table).tolist() == ours.predict(table).tolist()
        assert theirs.classes_.dtype == ours.classes_.dtype
    else:
        np.testing.assert_allclose(theirs.predict(table), ours.predict(table), **TOLERANCE[dtype])
    assert theirs.score(table, labels) == pytest.approx(ours.score(table, labels), rel=1e-6)


def test_no_hidden_layer():
    """Logistic regression goes over, whatever activation it never used."""
    ours, _ = fitted("three", hidden_layer_sizes=(), activation="mish")
    np.testing.assert_allclose(ours.to_sklearn().predict_proba(X), ours.predict_proba(X), rtol=1e-6)


def test_settings_and_curves_come_along():
    """Settings that are known there are kept, others are left out; θ is copied."""
    ours, _ = fitted("binary", solver="adamw", alpha=0.5, dropout=0.1, learning_rate="cosine")
    theirs = ours.to_sklearn()
    assert theirs.alpha == 0.5
    assert (theirs.solver, theirs.learning_rate) == ("adam", "constant")
    assert theirs.loss_curve_ == ours.loss_curve_
    theirs.coefs_[0][:] = 0
    assert ours.coefs_[0].all()


def test_named_columns_come_along():
    """A frame is predicted by its names there too."""
    pandas = pytest.importorskip("pandas", reason="pandas comes with the extra 'tables'")
    frame = pandas.DataFrame(X, columns=["left", "right"])
    theirs = MLPClassifier(**QUICK).fit(frame, y).to_sklearn()
    assert theirs.feature_names_in_.tolist() == ["left", "right"]
    with pytest.raises(ValueError, match="feature names"):
        theirs.predict(frame[["right", "left"]])


@pytest.mark.parametrize("case", CASES)
@pytest.mark.parametrize("way", ["partial_fit", "warm start"])
def test_training_goes_on_there(case, way):
    """partial_fit and a warm start work there, from the parameters of ours: the loss falls."""
    ours, labels = fitted(case)
    theirs = ours.to_sklearn().set_params(warm_start=True, learning_rate_init=0.01)
    before = theirs.score(X, labels), theirs.loss_curve_[-1]
    if way == "partial_fit":
        for _ in range(60):
            theirs.partial_fit(X, labels)
    else:
        theirs.set_params(max_iter=60).fit(X, labels)
    assert theirs.score(X, labels) >= before[0] - 0.02
    assert theirs.loss_curve_[-1] < before[1] or case == "several numbers"
    assert len(ours.loss_curve_) == 20


def test_two_softmax_outputs_become_one():
    """The one score is the difference of the two, also where probabilities run into 0 and 1."""
    ours, _ = fitted("two softmax")
    ours.theta_ *= 20
    theirs = ours.to_sklearn()
    assert theirs.n_outputs_ == 1
    assert log_loss(y, theirs.predict_proba(X)) == pytest.approx(
        log_loss(y, ours.predict_proba(X)), rel=1e-6
    )


LACKING = {
    "several activations, relu, tanh": (MLPClassifier(activation=("tanh", "relu")), y),
    "the activation 'gelu'": (MLPClassifier(activation="gelu"), y),
    "the head 'huber'": (MLPRegressor("huber"), X[:, 0]),
    "the head 'quantile 0.9'": (MLPRegressor("quantile", quantile=0.9), X[:, 0]),
    "the head 'multiclass 3 2'": (MLPClassifier(), np.column_stack([THREE, y])),
    "only one class": (MLPClassifier(), np.zeros(200, int)),
}


@pytest.mark.parametrize("lack", LACKING)
def test_what_is_lacking_there_is_told(lack):
    """A network that scikit-learn cannot have is refused by what it lacks, with a way out."""
    model, labels = LACKING[lack]
    model = type(model)(**model.get_params() | QUICK).fit(X, labels)
    with pytest.raises(ExchangeError, match=rf"lacks .*{lack}.*It has .*to_onnx"):
        model.to_sklearn()


@pytest.mark.parametrize("way", ["to_sklearn", "to_torch", "to_onnx"])
def test_nothing_learned_nothing_to_give(way):
    """An estimator that was not fitted is refused."""
    with pytest.raises(NotFittedError):
        getattr(MLPRegressor(), way)()
