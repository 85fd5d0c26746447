import pickle
from math import inf

import numpy as np
import pytest
from sklearn.base import clone
from sklearn.exceptions import ConvergenceWarning, NotFittedError
from sklearn.linear_model import LogisticRegression

from seethrough import MLPClassifier
from seethrough.data import moons
from seethrough.errors import DivergenceError, SeethroughError
from seethrough.maths.activations import ACTIVATIONS
from seethrough.maths.optimisers import OPTIMISERS

pytestmark = pytest.mark.usefixtures("unchecked")
X, y, *_ = moons()


@pytest.mark.filterwarnings("ignore::sklearn.exceptions.ConvergenceWarning")
def test_no_hidden_layer_is_logistic_regression():
    """Without a hidden layer the weights are those of scikit-learn's logistic regression."""
    ours = MLPClassifier(
        (), solver="sgd", alpha=1.0, learning_rate_init=1.0, max_iter=5000, tol=0, batch_size=200,
        n_iter_no_change=inf, random_state=0,
    ).fit(X, y)  # fmt: skip
    theirs = LogisticRegression(C=1.0, tol=1e-10).fit(X, y)
    assert ours.coefs_[0][:, 0] == pytest.approx(theirs.coef_[0], rel=1e-4)
    assert ours.score(X, y) == theirs.score(X, y)


@pytest.mark.parametrize("solver", OPTIMISERS)
@pytest.mark.parametrize("activation", ACTIVATIONS)
@pytest.mark.filterwarnings("ignore::sklearn.exceptions.ConvergenceWarning")
def test_every_activation_learns_with_every_solver(activation, solver):
    """Each pair lowers the loss."""
    rate = 0.1 if solver == "sgd" else 0.01
    clf = MLPClassifier(
        (6,), activation, solver=solver, learning_rate_init=rate, max_iter=40, random_state=1
    ).fit(X, y)
    assert clf.loss_ < 0.9 * clf.loss_curve_[0]


@pytest.mark.filterwarnings("ignore::sklearn.exceptions.ConvergenceWarning")
def test_coefs_are_views():
    """Writing to coefs_ or intercepts_ changes what is predicted."""
    clf = MLPClassifier((3,), max_iter=5, random_state=0).fit(X, y)
    for layer in [*clf.coefs_, *clf.intercepts_]:
        layer[:] = 0
    assert np.array_equal(clf.predict_proba(X), np.full((200, 2), 0.5))
    assert clf.n_parameters_ == 13


@pytest.mark.parametrize("output", ["auto", "softmax"])
@pytest.mark.filterwarnings("ignore::sklearn.exceptions.ConvergenceWarning")
def test_float32_all_the_way(output):
    """Trained on float32, parameters and answers are float32."""
    wide = np.float64  # as a grid search over np.logspace hands them over
    clf = MLPClassifier(
        *((3,), "tanh"), alpha=wide(0.1), l1=wide(0.1), learning_rate_init=wide(0.01),
        beta_1=wide(0.9), max_iter=5, output=output, dropout=0.2, random_state=0,
    )  # fmt: skip
    clf.fit(X.astype("float32"), y)
    assert clf.theta_.dtype == np.float32
    assert clf.predict_proba(X.astype("float32")).dtype == np.float32
    assert {z.dtype for z in clf.activations(X.astype("float32")).z} == {np.dtype("float32")}


@pytest.mark.filterwarnings("ignore::sklearn.exceptions.ConvergenceWarning")
def test_weights_repeat_samples():
    """A weight of 2 does what the sample twice does, over the whole training set at once."""
    settings = {"max_iter": 20, "random_state": 0, "batch_size": 500}
    weights = np.where(np.arange(len(X)) < 50, 2, 1)
    weighted = MLPClassifier((3,), **settings).fit(X, y, sample_weight=weights)
    repeated = MLPClassifier((3,), **settings).fit(X.repeat(weights, 0), y.repeat(weights))
    assert weighted.theta_ == pytest.approx(repeated.theta_, rel=1e-8)


@pytest.mark.filterwarnings("ignore::sklearn.exceptions.ConvergenceWarning")
def test_pickle_clone_and_strings():
    """A fitted classifier survives pickle, clones to an unfitted one, and knows string labels."""
    labels = np.array(["female", "male"])[y]
    clf = MLPClassifier((3,), max_iter=5, random_state=0).fit(X, labels)
    assert np.array_equal(pickle.loads(pickle.dumps(clf)).predict(X), clf.predict(X))  # noqa: S301
    assert set(clf.predict(X)) <= {"female", "male"}
    with pytest.raises(NotFittedError):
        clone(clf).predict(X)


def test_it_warns_when_it_was_not_finished():
    """Reaching max_iter while the loss still falls warns, and names the settings to raise."""
    with pytest.warns(ConvergenceWarning, match=r"max_iter=3 .*Raise max_iter or"):
        MLPClassifier((3,), max_iter=3, random_state=0).fit(X, y)


def hole(value):
    """The moons with one number replaced."""
    broken = X.copy()
    broken[7, 1] = value
    return broken


SETTINGS = [
    ({"hidden_layer_sizes": 0}, r"'hidden_layer_sizes' .* Got 0 instead"),
    ({"hidden_layer_sizes": (3, -1)}, r"> 0.*layer 2 has -1 units.*from 1 on"),
    ({"hidden_layer_sizes": (2.5,)}, r"layer 1 has 2.5 units"),
    ({"activation": "tahn"}, r"Got 'tahn' instead.*Did you mean 'tanh'"),
    ({"activation": 7}, r"Got 7 instead"),
    ({"activation": ("tanh", "relu")}, r"2 values.* for 1 hidden layers.*one for each"),
    ({"activation": ("tahn",)}, r"Got 'tahn' instead"),
    ({"solver": "adamm"}, r"Did you mean 'adam"),
    ({"alpha": -0.1}, r"'alpha' .*\[0.0, inf\).* Got -0.1 instead.*The default is 0.0001"),
    ({"alpha": float("nan")}, r"Got nan instead"),
    ({"l1": -1}, r"'l1' .* Got -1"),
    ({"learning_rate": "cosin"}, r"Did you mean 'cosine'"),
    ({"learning_rate_init": 0}, r"\(0.0, inf\). Got 0"),
    ({"momentum": 1.1}, r"\[0.0, 1.0\]. Got 1.1"),
    ({"dropout": 1}, r"'dropout' .*\[0.0, 1.0\).* Got 1 "),
    ({"dropout": (0.2, 0.3)}, r"dropout has 2 values"),
    ({"max_iter": 0}, r"Got 0 instead"),
    ({"batch_size": "all"}, r"Got 'all' instead"),
    ({"output": "sigmoid"}, r"Got 'sigmoid' instead"),
    ({"init": "he"}, r"Got 'he' instead"),
    ({"monitor": "roc_auk"}, r"Did you mean 'roc_auc'"),
    ({"solver": "lbfgs", "dropout": 0.1}, r"dropout is 0.1 with solver='lbfgs'.*smooth.*adam"),
    ({"label_smoothing": 1}, r"'label_smoothing' .* Got 1"),
    ({"class_weight": "balance"}, r"Did you mean 'balanced'"),
    ({"class_weight": {0: -1}}, r"from -1 to 1, class_weight counted in.*0 times or more"),
    ({"class_weight": {0: 0, 1: 0}}, r"from 0 to 0.*at least one has to count"),
    ({"callbacks": [3]}, r"callbacks holds 3.*function that takes a record"),
]


@pytest.mark.parametrize(("settings", "message"), SETTINGS, ids=lambda v: str(v)[:40])
def test_settings_without_sense_are_refused(settings, message):
    """The error tells what came in, what was needed and what to do, and is a ValueError."""
    with pytest.raises(SeethroughError, match=message) as caught:
        MLPClassifier(**settings).fit(X, y)
    assert isinstance(caught.value, ValueError)


DATA = [
    (lambda: (hole(np.nan), y), r"NaN in row 7, column 1 .*finite.*Drop such rows"),
    (lambda: (hole(np.inf), y), r"infinity \(inf\) in row 7, column 1"),
    (
        lambda: (X, X[:, 0]),
        r"y is continuous.*a whole number or a word.*Cut measurements into classes",
    ),
    (lambda: (X, y, -np.ones(200)), r"sample_weight runs from -1 to -1"),
    (lambda: (X, y[:-1]), r"200 rows and y has 199 labels.*Each row needs exactly one"),
]


@pytest.mark.parametrize(("table", "message"), DATA)
def test_data_without_sense_are_refused(table, message):
    """The error tells what came in, what was needed and what to do, and is a ValueError."""
    with pytest.raises(SeethroughError, match=message) as caught:
        MLPClassifier().fit(*table())
    assert isinstance(caught.value, ValueError)


def test_weights_that_leave_no_sample_are_refused():
    """All weights 0 are refused, by scikit-learn or by us."""
    with pytest.raises(ValueError, match=r"at least one (has to count|non-zero)"):
        MLPClassifier().fit(X, y, np.zeros(200))


def test_nan_in_a_frame_is_named_by_its_column():
    """With feature names, the column is named by its name; predict refuses it too."""
    pd = pytest.importorskip("pandas", reason="pandas comes with the extra 'tables'")
    frame = pd.DataFrame(hole(np.nan), columns=["a", "b"])
    with pytest.raises(SeethroughError, match="row 7, column 'b'"):
        MLPClassifier().fit(frame, y)


def test_huge_numbers_are_finite():
    """Finite numbers whose sum is not are let in, and training tells what to do with them."""
    with pytest.raises(DivergenceError, match="Scale the columns"):
        MLPClassifier((3,), solver="sgd", max_iter=5).fit(X * 5e307, y)
