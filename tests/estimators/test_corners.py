"""Corners where a network could be wrong without a word."""

import signal
import threading

import numpy as np
import pytest
from sklearn.datasets import load_diabetes, load_iris

from seethrough import MLPClassifier, MLPRegressor
from seethrough.errors import DataError, SettingError
from seethrough.training import Plan

pytestmark = [
    pytest.mark.usefixtures("unchecked"),
    pytest.mark.filterwarnings("ignore::sklearn.exceptions.ConvergenceWarning"),
]
X, y = load_iris(return_X_y=True)
QUICK = {"hidden_layer_sizes": (8,), "max_iter": 10, "learning_rate_init": 0.02, "random_state": 0}


def classifier(**settings):
    return MLPClassifier(**QUICK | settings)


def regressor(**settings):
    return MLPRegressor(**QUICK | settings)


def test_survived_divergence_answers_with_the_best_parameters():
    """What is kept costs no more than the lowest loss that was seen."""
    A, b = load_diabetes(return_X_y=True)
    A *= 20
    model = regressor(
        solver="sgd", momentum=0, learning_rate_init=1.5, batch_size=442, alpha=0,
        on_divergence="warn", max_iter=50, hidden_layer_sizes=(5,), random_state=1,
    )  # fmt: skip
    with pytest.warns(RuntimeWarning, match="best parameters"):
        model.fit(A, b)
    assert np.square(model.predict(A) - b).mean() / 2 == pytest.approx(model.best_loss_)


def test_dropout_draws_anew_in_every_call(monkeypatch):
    """partial_fit and warm starts do not leave out the same units again and again."""
    drawn, real = [], Plan._masks
    monkeypatch.setattr(Plan, "_masks", lambda *a: drawn.append(real(*a)) or drawn[-1])
    clf = classifier(dropout=0.5, batch_size=150)
    for _ in range(3):
        clf.partial_fit(X, y, classes=[0, 1, 2])
    masks = [mask[1] for mask in drawn]
    assert not np.array_equal(masks[0], masks[1])
    assert not np.array_equal(masks[1], masks[2])


def test_the_adaptive_rate_goes_down_over_partial_fits():
    """A fifth of the rate, whenever patience ends, as in scikit-learn."""
    clf = classifier(solver="sgd", learning_rate="adaptive", tol=0.5, n_iter_no_change=2)
    for _ in range(20):
        clf.partial_fit(X, y, classes=[0, 1, 2])
    rates = np.unique(clf.history_["learning_rate"])[::-1]
    assert rates == pytest.approx(0.02 / 5.0 ** np.arange(len(rates)))
    assert len(rates) > 3


def test_a_warm_start_with_another_rate_takes_it():
    """What the adaptive rate had come down to is not carried into another schedule."""
    settings = {"solver": "sgd", "learning_rate": "adaptive", "tol": 0.1, "n_iter_no_change": 2}
    clf = classifier(**settings, warm_start=True, max_iter=60).fit(X, y)
    assert clf.history_["learning_rate"][-1] < 1e-4
    clf.set_params(learning_rate="constant", solver="adam").fit(X, y)
    assert clf.history_["learning_rate"][-1] == 0.02


@pytest.mark.parametrize("rate", ["cosine", "warmup_cosine"])
def test_a_rate_that_needs_the_end_is_refused_bit_by_bit(rate):
    """partial_fit does not know how long the run will be."""
    with pytest.raises(SettingError, match=r"in partial_fit.*Take 'constant'"):
        classifier(learning_rate=rate).partial_fit(X, y, classes=[0, 1, 2])


TWICE = np.column_stack([y, y]).astype(float)


@pytest.mark.parametrize(
    ("ask", "told"),
    [
        (lambda: regressor().fit(X, y, X_val=X, y_val=TWICE), "2 columns.*learns 1"),
        (lambda: regressor().fit(X, TWICE).gradients(X, y), "1 columns.*learns 2"),
        (lambda: regressor().fit(X, y).gradients(X, y * np.nan), "nan in row 0"),
        (lambda: regressor(loss="poisson").fit(X, y, X_val=X, y_val=-y - 1.0), "≥ 0"),
        (lambda: classifier().fit(X, y, X_val=X, y_val=TWICE), "labels changed"),
        (lambda: classifier().fit(X, y, X_val=X, y_val=y * np.nan), "NaN"),
    ],
)
def test_other_ys_are_looked_at_like_the_first(ask, told):
    """A y_val, or the y of gradients, of another shape or kind is refused."""
    with pytest.raises(ValueError, match=told):
        ask()


def test_history_says_where_nobody_judged():
    """A second fit without a validation set leaves nan in its epochs."""
    clf = classifier(warm_start=True, max_iter=3).fit(X, y, X_val=X, y_val=y)
    clf.fit(X, y)
    assert np.isnan(clf.history_["validation_loss"]).tolist() == [False] * 3 + [True] * 3
    assert len(clf.validation_scores_) == 3
    late = classifier(warm_start=True, max_iter=3).fit(X, y).fit(X, y, X_val=X, y_val=y)
    assert np.isnan(late.history_["validation_score"]).tolist() == [True] * 3 + [False] * 3


def test_a_layer_can_be_put_in_its_place():
    """coefs_[0] = W writes to θ, as it does in scikit-learn."""
    clf = classifier().fit(X, y)
    clf.coefs_[0] = np.zeros((4, 8))
    clf.intercepts_[1:] = [np.ones(3)]
    assert not clf.theta_[:32].any()
    assert (clf.theta_[-3:] == 1).all()
    with pytest.raises(ValueError, match="needs"):
        clf.coefs_[0] = np.zeros((8, 4))


def test_training_goes_on_from_parameters_that_were_set():
    """With averaged weights too, what was set by hand is where the next step begins."""
    clf = classifier(weight_averaging=0.9).partial_fit(X, y, classes=[0, 1, 2])
    clf.theta_[:] = 0
    assert np.abs(clf.partial_fit(X, y).theta_).max() < 0.1


def test_balanced_weights_do_not_see_rows_of_weight_0():
    """The classes' shares are those of the rows that count."""
    w = np.ones(150)
    w[:40] = 0
    weighed = classifier(class_weight="balanced").fit(X, y, w)
    assert np.array_equal(
        weighed.theta_, classifier(class_weight="balanced").fit(X[40:], y[40:]).theta_
    )


def test_a_validation_set_is_weighed_like_the_training_set():
    """Balanced weights are worked out once, from the training table."""
    rows = np.r_[0:50, 50:60, 100:105]
    shares = {0: 65 / 150, 1: 65 / 30, 2: 65 / 15}
    balanced, named = (
        classifier(class_weight=w).fit(X[rows], y[rows], X_val=X, y_val=y)
        for w in ("balanced", shares)
    )
    assert balanced.history_["validation_loss"] == pytest.approx(named.history_["validation_loss"])


def test_a_class_that_is_not_weighed_counts_once():
    """A dict of some classes serves bits and validation sets that lack the others."""
    some = {0: 1, 2: 3}
    classifier(class_weight=some).partial_fit(X[:100], y[:100], classes=[0, 1, 2])
    clf = classifier(class_weight=some).fit(X, y, X_val=X[:100], y_val=y[:100])
    full = classifier(class_weight={0: 1, 1: 1, 2: 3}).fit(X, y)
    assert np.array_equal(clf.theta_, full.theta_)
    with pytest.raises(SettingError, match=r"weighs 7, which is none of the classes"):
        classifier(class_weight={7: 1}).fit(X, y)


def broken(_):
    """A callback that fails."""
    raise ZeroDivisionError


@pytest.mark.parametrize(
    "spoil",
    [
        {"X_val": X, "y_val": np.array(["nope"] * 150)},
        {"callbacks": [broken]},
        {"learning_rate_init": 1e300, "solver": "sgd", "alpha": 1.0},
    ],
    ids=["validation", "callback", "divergence"],
)
def test_a_failed_refit_leaves_the_old_network(spoil):
    """After an error in fit the estimator answers as before."""
    clf = classifier().fit(X, y)
    before, chances = set(vars(clf)), clf.predict_proba(X)
    settings = {name: spoil.pop(name) for name in list(spoil) if not name.endswith("val")}
    with pytest.raises((ValueError, ZeroDivisionError)):
        clf.set_params(**settings).fit(X[:, :3], np.array(list("uvw"))[y], **spoil)
    assert set(vars(clf)) == before
    assert np.array_equal(clf.predict_proba(X), chances)


@pytest.mark.parametrize("monitor", ["neg_max_error", lambda model, A, _: model.predict(A).max()])
def test_a_monitor_that_knows_no_weights(monitor):
    """A scorer that cannot be told the weights judges without them."""
    model = regressor(early_stopping=True, monitor=monitor).fit(X, y, sample_weight=y + 1.0)
    assert np.isfinite(model.validation_scores_).all()


def test_a_monitor_that_gives_no_number_is_no_improvement():
    """NaN again and again ends the training."""
    clf = classifier(early_stopping=True, monitor=lambda *_: np.nan, n_iter_no_change=2)
    assert clf.fit(X, y).n_iter_ == 3


def test_a_subclass_may_have_parameters_of_its_own():
    """What a subclass adds is its own business."""

    class Mine(MLPClassifier):
        def __init__(self, extra=1, max_iter=3):
            super().__init__(max_iter=max_iter)
            self.extra = extra

    assert Mine(extra="any").fit(X, y).n_iter_ == 3


def test_callbacks_may_return_anything():
    """Only the word "stop" stops."""
    clf = classifier(callbacks=[lambda record: record.state.theta, lambda record: record])
    assert clf.fit(X, y).n_iter_ == 10


def test_ctrl_c_in_lbfgs_is_answered_at_once():
    """A long L-BFGS ends at Ctrl-C with what it had learned, and leaves no thread."""
    table = np.random.default_rng(0).normal(size=(4000, 50))
    settings = {"hidden_layer_sizes": (100,), "max_iter": 10_000, "tol": 0, "engine": "reference"}
    clf = classifier(solver="lbfgs", **settings)
    threads = threading.active_count()
    timer = threading.Timer(0.5, signal.raise_signal, [signal.SIGINT])
    timer.start()
    with pytest.warns(UserWarning, match="interrupted by user"):
        clf.fit(table, np.arange(4000) % 3)
    assert 1 < clf.n_iter_ < 10_000
    timer.join()
    assert threading.active_count() == threads


def test_what_is_no_table_is_told():
    """A number, a vector, a cube: scikit-learn's words for them."""
    clf = classifier().fit(X, y)
    for table in (np.array(5.0), X[0], X[None]):
        with pytest.raises(ValueError, match=r"[Ee]xpected 2D array|dim 3"):
            clf.predict(table)


def test_many_classes_take_little_memory():
    """The table of targets is all that grows with the classes."""
    import tracemalloc

    table, labels = np.zeros((2000, 1)), np.arange(2000)
    tracemalloc.start()
    classifier(hidden_layer_sizes=(), max_iter=1).partial_fit(table[:1], labels[:1], classes=labels)
    columns = classifier().fit(X, y)
    assert columns.n_outputs_ == 3
    from seethrough.estimators import labels as module

    tracemalloc.reset_peak()
    base = tracemalloc.get_traced_memory()[0]
    module.targets(module.read(labels), labels, "multiclass", 0.0, np.float64)
    assert tracemalloc.get_traced_memory()[1] - base < 1.2 * 2000 * 2000 * 8
    tracemalloc.stop()


def test_a_warning_points_at_the_users_line():
    """The place that a warning names is the line that called fit."""
    with pytest.warns(UserWarning, match="max_iter=1") as caught:
        classifier(max_iter=1).fit(X, y)
    with pytest.warns(UserWarning, match="lbfgs failed") as more:
        classifier(max_iter=1, solver="lbfgs").fit(X, y)
    assert {warning.filename for warning in [*caught, *more]} == {__file__}


def test_a_missing_label_is_told():
    """None among the labels is named with its row."""
    labels = np.array(["a", None, "b"] * 50, dtype=object)
    with pytest.raises(DataError, match=r"no label in row 1, .*Drop such rows"):
        classifier().fit(X, labels)
