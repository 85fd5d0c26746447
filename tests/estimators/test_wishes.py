"""What scikit-learn's users asked for: each wish does what it says."""

import warnings
from math import inf

import numpy as np
import pytest
from sklearn import set_config
from sklearn.datasets import load_digits, load_iris, make_multilabel_classification
from sklearn.exceptions import ConvergenceWarning
from sklearn.metrics import f1_score, make_scorer
from sklearn.model_selection import GridSearchCV, cross_val_score
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from seethrough import MLPClassifier, MLPRegressor
from seethrough.data import moons
from seethrough.errors import DataError, DivergenceError, SettingError

pytestmark = [
    pytest.mark.usefixtures("unchecked"),
    pytest.mark.filterwarnings("ignore::sklearn.exceptions.ConvergenceWarning"),
]
X, y, *_ = moons()
X_IRIS, Y_IRIS = load_iris(return_X_y=True)
FRESH_X, FRESH_Y, *_ = moons(100, seed=7)
Y_CURVE = np.sin(2 * X[:, 0]) + X[:, 1]
QUICK = {"hidden_layer_sizes": (8,), "learning_rate_init": 0.02, "random_state": 0}


def worst(estimator, table, labels):
    """A scorer that likes errors."""
    return -estimator.score(table, labels)


def classifier(**settings):
    return MLPClassifier(**QUICK | {"max_iter": 30} | settings)


def regressor(**settings):
    return MLPRegressor(**QUICK | {"max_iter": 30} | settings)


# --- weights


def test_class_weights_are_sample_weights():
    """A class that counts three times is one whose every row counts three times."""
    weighed = classifier(class_weight={0: 1, 1: 3}).fit(X, y)
    rows = classifier().fit(X, y, sample_weight=np.where(y == 1, 3.0, 1.0))
    assert np.array_equal(weighed.theta_, rows.theta_)
    both = classifier(class_weight={1: 3}).fit(X, y, sample_weight=np.linspace(1, 2, 200))
    assert not np.array_equal(both.theta_, weighed.theta_)


def test_balanced_classes_count_the_same():
    """On a table with one moon nearly gone, balanced weights find more of it."""
    rows = np.r_[np.flatnonzero(y == 0), np.flatnonzero(y == 1)[:8]]
    plain, balanced = (
        classifier(class_weight=w, max_iter=100).fit(X[rows], y[rows]) for w in (None, "balanced")
    )
    found = [(m.predict(FRESH_X)[FRESH_Y == 1] == 1).mean() for m in (plain, balanced)]
    assert found[1] > found[0] + 0.1


def test_rows_of_weight_0_are_left_out():
    """Batch by batch the run is that of the table without them."""
    w = np.arange(200) % 3
    weighed = classifier(batch_size=16).fit(X, y, sample_weight=w)
    without = classifier(batch_size=16).fit(X[w > 0], y[w > 0], sample_weight=w[w > 0])
    assert np.array_equal(weighed.theta_, without.theta_)


def test_a_class_of_weight_0_is_left_out_of_every_batch():
    """Batches of that class alone would weigh nothing; they are never made."""
    rows = np.argsort(y)
    clf = classifier(class_weight={1: 0}, batch_size=10, shuffle=False).fit(X[rows], y[rows])
    assert np.isfinite(clf.loss_curve_).all()
    assert set(clf.predict(X)) == {0}


def test_a_good_table_is_not_copied(monkeypatch):
    """A C-ordered array of floats goes to the engine as it is."""
    from seethrough.estimators import learner

    seen = []
    real = learner.train
    monkeypatch.setattr(
        learner, "train", lambda e, task, *a, **k: seen.append(task) or real(e, task, *a, **k)
    )
    classifier().fit(X, y)
    regressor().fit(X.astype("float32"), Y_CURVE)
    assert np.shares_memory(seen[0].x, X)
    assert seen[1].x.dtype == np.float32


# --- the network


def test_an_activation_and_a_dropout_for_each_layer():
    """Each hidden layer has its own."""
    clf = classifier(hidden_layer_sizes=(6, 5), activation=("tanh", "silu"), dropout=(0, 0.4))
    clf.fit(X, y)
    assert clf.network_.activations == ("tanh", "silu")
    plain = classifier(hidden_layer_sizes=(6, 5), activation=("tanh", "silu")).fit(X, y)
    assert not np.array_equal(clf.theta_, plain.theta_)
    assert (clf.activations(X).a[1] <= 1).all()


def test_label_smoothing_pulls_the_answers_in():
    """Smoothed labels are learned as such: no answer is surer than they are."""
    sure, smooth = (
        classifier(label_smoothing=s, max_iter=400, tol=0).fit(X, y).predict_proba(X)
        for s in (0, 0.2)
    )
    assert sure.max() > 0.99
    assert smooth.max() < 0.97
    assert smooth.max() > 0.8


@pytest.mark.parametrize(
    ("quantile", "loss"), [(0.1, "quantile"), (0.9, "quantile"), (0.5, "absolute_error")]
)
def test_quantiles_are_learned(quantile, loss):
    """The share of targets below the predictions is the quantile."""
    rng = np.random.default_rng(0)
    x = rng.uniform(-1, 1, (400, 1))
    t = x[:, 0] + rng.exponential(1.0, 400)
    model = regressor(loss=loss, quantile=quantile, max_iter=300, tol=0).fit(x, t)
    assert (t < model.predict(x)).mean() == pytest.approx(quantile, abs=0.04)


# --- the rate


@pytest.mark.parametrize("solver", ["sgd", "adam", "adamw", "rmsprop"])
@pytest.mark.parametrize(
    "schedule", ["constant", "invscaling", "adaptive", "cosine", "warmup_cosine"]
)
def test_every_schedule_with_every_solver(schedule, solver):
    """The history shows the schedule's rates: from η on (warm-up apart), never above it."""
    settings = {"max_iter": 40, "tol": 0.02 * (schedule == "adaptive"), "n_iter_no_change": 3}
    clf = classifier(solver=solver, learning_rate=schedule, **settings)
    clf.fit(X, y)
    rates = clf.history_["learning_rate"]
    assert rates.max() <= 0.02
    assert (rates[0] > 0.015) == (schedule != "warmup_cosine")
    assert (rates[-1] < 0.01) == (schedule != "constant")


def test_clipped_gradients_make_short_steps():
    """With plain descent no step is longer than η times clip_norm."""
    seen = []
    clf = classifier(
        solver="sgd", momentum=0, batch_size=200, clip_norm=0.01,
        callbacks=[lambda record: seen.append(record.state.theta)],
    ).fit(X, y)  # fmt: skip
    steps = np.linalg.norm(np.diff(seen, axis=0), axis=1)
    assert steps.max() <= 0.02 * 0.01 * (1 + 1e-9)
    assert clf.history_["gradient_norm"].max() > 0.01


def test_averaged_weights_answer():
    """θ is the running mean: smoother than the last steps, and trained on from the last step."""
    states = []
    settings = {"solver": "sgd", "batch_size": 4, "learning_rate_init": 0.1, "max_iter": 20}
    clf = classifier(
        **settings, weight_averaging=0.98, callbacks=[lambda r: states.append(r.state)]
    )
    clf.fit(X, y)
    plain = classifier(**settings).fit(X, y)
    assert np.array_equal(states[-1].theta, plain.theta_)
    assert not np.array_equal(clf.theta_, plain.theta_)
    assert np.array_equal(clf.theta_, states[-1].slots[-1])
    assert clf.score(X, y) > 0.9


# --- validation, stopping, history


@pytest.mark.parametrize("solver", ["adam", "sgd", "lbfgs"])
def test_history_holds_every_curve(solver):
    """Epoch by epoch: loss, its penalty, gradient, rate, seconds, validation loss and score."""
    clf = classifier(solver=solver, alpha=0.1).fit(X, y, X_val=FRESH_X, y_val=FRESH_Y)
    h = clf.history_
    names = (
        "epoch loss penalty gradient_norm learning_rate seconds validation_loss validation_score"
    )
    assert set(h) == set(names.split())
    assert {len(curve) for curve in h.values()} == {clf.n_iter_}
    assert h["loss"].tolist() == clf.loss_curve_
    assert ((h["penalty"] > 0) & (h["penalty"] < h["loss"])).all()
    assert (np.diff(h["seconds"]) >= 0).all()
    p = clf.predict_proba(FRESH_X)[np.arange(100), FRESH_Y]
    assert h["validation_loss"][-1] == pytest.approx(-np.log(p).mean())
    assert h["validation_score"][-1] == clf.score(FRESH_X, FRESH_Y)
    assert np.isnan(h["learning_rate"]).all() == (solver == "lbfgs")
    assert "validation_loss" not in classifier(solver=solver).fit(X, y).history_


def test_an_own_validation_set_stops_the_training():
    """With early_stopping nothing is held out, and the best parameters on X_val are kept."""
    clf = classifier(early_stopping=True, max_iter=500, n_iter_no_change=5)
    clf.fit(X, y, X_val=FRESH_X, y_val=FRESH_Y)
    assert clf.n_iter_ < 500
    assert clf.t_ == clf.n_iter_ * 200
    assert clf.score(FRESH_X, FRESH_Y) == max(clf.validation_scores_) == clf.best_validation_score_


@pytest.mark.parametrize(
    "monitor",
    ["score", "loss", "f1", "neg_log_loss", make_scorer(f1_score), worst],
    ids=["score", "loss", "f1", "neg_log_loss", "made scorer", "function"],
)
def test_any_scorer_can_be_the_monitor(monitor):
    """The kept parameters are those of the epoch that was best by the monitor."""
    clf = classifier(early_stopping=True, monitor=monitor, n_iter_no_change=4, tol=0)
    clf.fit(X, y, X_val=FRESH_X, y_val=FRESH_Y)
    h = clf.history_
    best = h["validation_loss"].argmin() if monitor == "loss" else h["validation_score"].argmax()
    p = clf.predict_proba(FRESH_X)[np.arange(100), FRESH_Y]
    assert -np.log(p).mean() == pytest.approx(h["validation_loss"][best])


@pytest.mark.parametrize("restore", [True, False])
def test_restore_best(restore):
    """With restore_best the parameters are those of the lowest loss, without those of the end."""
    clf = classifier(
        solver="sgd", learning_rate_init=5.0, momentum=0, restore_best=restore, checkpoints=99
    )
    clf.fit(X, y)
    stages = list(clf.staged_predict_proba(X))
    # an epoch's loss is that of the parameters before it
    best = int(np.argmin(clf.loss_curve_)) - 1 if restore else clf.n_iter_ - 1
    assert np.array_equal(clf.predict_proba(X), stages[best])
    if restore:
        assert 0 <= best < clf.n_iter_ - 2
        chances = clf.predict_proba(X)[np.arange(200), y]
        penalty = 0.5 * 1e-4 / 200 * sum((W**2).sum() for W in clf.coefs_)
        assert clf.best_loss_ == pytest.approx(penalty - np.log(chances).mean())


def test_lbfgs_stops_on_a_validation_set():
    """L-BFGS too ends when the validation loss no longer falls."""
    settings = {"solver": "lbfgs", "hidden_layer_sizes": (30,), "alpha": 0, "max_iter": 300}
    clf = classifier(**settings, early_stopping=True, monitor="loss", n_iter_no_change=5)
    clf.fit(X[:60], y[:60], X_val=FRESH_X, y_val=FRESH_Y)
    assert clf.n_iter_ < 100
    held = clf.history_["validation_loss"]
    assert held.argmin() < len(held) - 1


def test_a_validation_set_goes_through_a_pipeline():
    """Routed by scikit-learn, X_val is scaled like X."""
    set_config(enable_metadata_routing=True)
    try:
        clf = classifier(early_stopping=True).set_fit_request(X_val=True, y_val=True)
        pipe = make_pipeline(StandardScaler(), clf, transform_input=["X_val"])
        pipe.fit(X * 1000, y, X_val=FRESH_X * 1000, y_val=FRESH_Y)
    finally:
        set_config(enable_metadata_routing=False)
    assert pipe[-1].best_validation_score_ == pipe.score(FRESH_X * 1000, FRESH_Y)
    assert pipe[-1].t_ == pipe[-1].n_iter_ * 200


def test_callbacks_see_every_record_and_can_stop():
    """A function is given the records and ends the training by "stop"."""
    seen = []

    def stop_at_7(record):
        seen.append(record.losses[-1])
        return "stop" if record.state.epochs == 7 else None

    clf = classifier(callbacks=[stop_at_7]).fit(X, y)
    assert clf.n_iter_ == 7
    assert seen == clf.loss_curve_


@pytest.mark.parametrize("solver", ["adam", "lbfgs"])
def test_scikit_learns_callbacks(solver):
    """Callbacks of scikit-learn 1.9 hear of each epoch, get a fitted estimator, and can stop."""
    pytest.importorskip("sklearn.callback", reason="scikit-learn has callbacks from 1.9 on")
    events = []

    class Watch:
        def setup(self, estimator, context):
            events.append(("setup", context.task_name, estimator.solver))

        def teardown(self, estimator, context):
            events.append(("teardown", context.task_name, estimator.solver))

        def on_fit_task_begin(self, estimator, context):
            events.append(("begin", context.task_name, estimator.solver))

        def on_fit_task_end(self, estimator, context, *, fitted_estimator=None, X=None, y=None):
            if context.task_name == "epoch":
                events.append(("end", fitted_estimator.score(X, y), estimator.solver))
            return context.task_name == "epoch" and context.task_id == 4

    clf = classifier(solver=solver).set_callbacks(Watch()).fit(X, y)
    assert clf.n_iter_ == 5
    assert events[:2] == [("setup", "fit", solver), ("begin", "fit", solver)]
    assert events[-1] == ("teardown", "fit", solver)
    assert events.count(("begin", "epoch", solver)) == 5
    assert events[-2] == ("end", clf.score(X, y), solver)


def test_a_progress_bar_only_where_somebody_looks(capsys):
    """verbose writes nothing where there is no terminal."""
    classifier(verbose=True).fit(X, y)
    assert capsys.readouterr() == ("", "")


# --- going on


@pytest.mark.parametrize("solver", ["adam", "sgd", "rmsprop"])
def test_a_warm_start_goes_on_with_the_optimisers_memory(solver):
    """Two fits of ten epochs over the whole table are one of twenty."""
    settings = {"solver": solver, "batch_size": 200, "tol": 0}
    once = classifier(**settings, max_iter=20).fit(X, y)
    twice = classifier(**settings, max_iter=10, warm_start=True).fit(X, y).fit(X, y)
    assert twice.theta_ == pytest.approx(once.theta_, rel=1e-10)
    assert twice.loss_curve_ == pytest.approx(once.loss_curve_, rel=1e-10)
    assert (twice.n_iter_, once.n_iter_) == (10, 20)
    assert len(twice.history_["epoch"]) == 20
    assert twice.history_["epoch"].tolist() == list(range(1, 21))


def test_lbfgs_goes_on_too():
    """A warm start of L-BFGS begins at the parameters there are."""
    clf = classifier(solver="lbfgs", max_iter=5, warm_start=True).fit(X, y)
    before = clf.loss_
    clf.fit(X, y)
    assert clf.loss_ < before
    assert len(clf.loss_curve_) == 10


def test_partial_fit_over_the_whole_table_is_fit():
    """Epoch by epoch, the same parameters as in one go."""
    clf = classifier(batch_size=200, tol=0).fit(X, y)
    bits = classifier(batch_size=200)
    for _ in range(30):
        bits.partial_fit(X, y, classes=[0, 1])
    assert bits.theta_ == pytest.approx(clf.theta_, rel=1e-10)


def test_partial_fit_with_early_stopping_keeps_the_scores():
    """Each call holds a part out and scores it; the memory of the best goes on."""
    clf = classifier(early_stopping=True)
    for _ in range(12):
        clf.partial_fit(X, y, classes=[0, 1])
    assert len(clf.validation_scores_) == 12
    assert clf.best_validation_score_ == max(clf.validation_scores_)


@pytest.mark.parametrize(
    "kind", ["multilabel", "multioutput", "multiclass", "regression", "targets"]
)
def test_partial_fit_of_every_kind(kind):
    """Ten bits of a table are learned one after the other, and the answers get better."""
    tables = {
        "multilabel": make_multilabel_classification(200, 5, random_state=0),
        "multioutput": (X, np.column_stack([y, 2 * (X[:, 0] > 0) + (X[:, 1] > 0)])),
        "multiclass": (X_IRIS, Y_IRIS),
        "regression": (X, Y_CURVE),
        "targets": (X, np.column_stack([Y_CURVE, X[:, 0]])),
    }
    table, answers = tables[kind]
    table = StandardScaler().fit_transform(table)
    model = regressor() if kind in {"regression", "targets"} else classifier()
    named = {"multioutput": [[0, 1], [0, 1, 2, 3]], "multiclass": [0, 1, 2]}
    extra = {"classes": named[kind]} if kind in named else {}
    scores = []
    for _ in range(40):
        for rows in np.array_split(np.random.default_rng(0).permutation(len(table)), 10):
            model.partial_fit(table[rows], answers[rows], **extra)
        scores.append(model.score(table, answers))
    assert scores[-1] > scores[0]
    assert scores[-1] > {"multilabel": 0.25}.get(kind, 0.5)


def test_a_class_that_was_not_named_is_refused():
    """partial_fit tells which label is new and where it should have been named."""
    clf = classifier().partial_fit(X, y, classes=[0, 1])
    with pytest.raises(DataError, match=r"class 5, which is not among \[0, 1\].*classes="):
        clf.partial_fit(X, np.where(y == 1, 5, y))
    with pytest.raises(DataError, match="classes must be passed on the first call"):
        classifier().partial_fit(X, y)
    with pytest.raises(SettingError, match=r"'balanced' in partial_fit.*compute_class_weight"):
        classifier(class_weight="balanced").partial_fit(X, y, classes=[0, 1])
    assert not hasattr(classifier(solver="lbfgs"), "partial_fit")


# --- several answers


def test_several_questions_at_once():
    """Each column of labels is a question with classes of its own, words and numbers mixed."""
    words = np.array(["left", "right"])[(X[:, 0] > 0.5).astype(int)]
    Y = np.column_stack([words.astype(object), y + 3, np.array(list("abc"))[np.arange(200) % 3]])
    clf = classifier(max_iter=200).fit(X, Y)
    assert [list(classes) for classes in clf.classes_] == [
        ["left", "right"],
        [3, 4],
        ["a", "b", "c"],
    ]
    chances = clf.predict_proba(X)
    assert [p.shape for p in chances] == [(200, 2), (200, 2), (200, 3)]
    for p in chances:
        assert p.sum(axis=1) == pytest.approx(1)
    assert (clf.predict(X)[:, :2] == Y[:, :2]).mean() > 0.9
    assert clf.score(X, Y) == (clf.predict(X) == Y).all(axis=1).mean()
    assert [p.shape for p in clf.predict_log_proba(X)] == [p.shape for p in chances]


def test_tables_of_yes_and_no():
    """Several labels may hold at once; a sparse y is taken too."""
    from scipy import sparse

    table, answers = make_multilabel_classification(200, 6, random_state=1)
    table = StandardScaler().fit_transform(table)
    clf = classifier(max_iter=100, class_weight="balanced").fit(table, answers)
    other = classifier(max_iter=100, class_weight="balanced").fit(table, sparse.csr_array(answers))
    assert np.array_equal(clf.theta_, other.theta_)
    assert clf.predict(table).shape == answers.shape
    assert clf.score(table, answers) > 0.3


# --- tables


@pytest.mark.parametrize("kind", ["csr_array", "csr_matrix", "csc_array", "coo_array"])
def test_a_sparse_table_is_the_same_table(kind):
    """Trained and asked on a sparse table, the network is the one of the dense table."""
    from scipy import sparse

    table, labels = load_digits(return_X_y=True)
    dense, thin = (
        classifier(max_iter=5, early_stopping=True).fit(form(table), labels)
        for form in (np.asarray, getattr(sparse, kind))
    )
    assert thin.theta_ == pytest.approx(dense.theta_, rel=1e-7, abs=1e-9)
    few = getattr(sparse, kind)(table[:30])
    assert thin.predict_proba(few) == pytest.approx(dense.predict_proba(table[:30]), rel=1e-6)
    assert (
        pytest.approx(dense.gradients(table[:30], labels[:30])[0].W)
        == dense.gradients(few, labels[:30])[0].W
    )


def test_a_hole_in_a_sparse_table_is_named():
    """NaN in a sparse table is told with row and column."""
    from scipy import sparse

    table = sparse.csr_array(np.array([[0, 1.0], [np.nan, 0], [1, 1]]))
    with pytest.raises(DataError, match=r"NaN in row 1, column 0"):
        classifier().fit(table, [0, 1, 0])


@pytest.mark.parametrize("library", ["pandas", "polars"])
def test_frames_keep_their_names(library):
    """Column names are remembered, and other names are refused."""
    frames = pytest.importorskip(library, reason=f"{library} is not installed")
    frame = frames.DataFrame({"width": X[:, 0], "height": X[:, 1]})
    clf = classifier(early_stopping=True).fit(frame, y)
    assert clf.feature_names_in_.tolist() == ["width", "height"]
    assert clf.predict(frame).shape == (200,)
    with pytest.raises(ValueError, match="feature names"):
        clf.predict(
            frame.rename({"width": "x"})
            if library == "polars"
            else frame.rename(columns={"width": "x"})
        )


def test_float32_stays_float32():
    """In, through and out in float32, with everything switched on."""
    few = X.astype("float32")
    clf = classifier(
        dropout=0.1, weight_averaging=0.9, clip_norm=1.0, class_weight="balanced", l1=0.01,
        label_smoothing=0.1, early_stopping=True, solver="adamw", learning_rate="cosine",
    ).fit(few, y, sample_weight=np.ones(200))  # fmt: skip
    assert clf.theta_.dtype == clf.predict_proba(few).dtype == np.float32
    assert {slot.dtype for slot in clf._memory["slots"]} == {np.dtype("float32")}
    lbfgs = classifier(solver="lbfgs").fit(few, y)
    assert lbfgs.theta_.dtype == np.float32
    assert regressor(loss="quantile").fit(few, Y_CURVE).predict(few).dtype == np.float32


# --- seeing through


def test_activations_are_every_layers_sums_and_answers():
    """z and a of every layer: a[0] is X, a[-1] the answer."""
    clf = classifier(hidden_layer_sizes=(6, 5)).fit(X, y)
    tape = clf.activations(X)
    assert [z.shape[1] for z in tape.z] == [6, 5, 1]
    assert np.array_equal(tape.a[0], X)
    assert np.array_equal(tape.z[0], X @ clf.coefs_[0] + clf.intercepts_[0])
    assert np.array_equal(tape.p[:, 0], clf.predict_proba(X)[:, 1])


@pytest.mark.parametrize("settings", [{}, {"class_weight": "balanced", "l1": 0.1}], ids=str)
def test_gradients_are_those_of_the_next_step(settings):
    """Plain descent over the whole table steps along gradients(X, y)."""
    clf = classifier(solver="sgd", momentum=0, batch_size=200, warm_start=True, **settings)
    before = clf.fit(X, y).theta_.copy()
    gradient = np.concatenate([part.ravel() for layer in clf.gradients(X, y) for part in layer])
    clf.set_params(max_iter=1).fit(X, y)
    assert clf.theta_ == pytest.approx(before - 0.02 * gradient, rel=1e-12)
    assert clf.check_gradients(X, y).error.max() < 1e-6


def test_coefs_can_be_set():
    """Setting coefs_ and intercepts_ writes to θ; wrong shapes are refused and change nothing."""
    clf = classifier().fit(X, y)
    clf.coefs_ = [np.zeros((2, 8)), np.zeros((8, 1))]
    clf.intercepts_ = [np.zeros(8), np.zeros(1)]
    assert not clf.theta_.any()
    assert np.array_equal(clf.predict_proba(X), np.full((200, 2), 0.5))
    with pytest.raises(ValueError, match=r"coefs_ was given arrays .*needs \[\(2, 8\)"):
        clf.coefs_ = [np.ones((2, 8)), np.ones((7, 1))]
    assert not clf.theta_.any()
    assert clf.n_parameters_ == clf.theta_.size == 33


def test_stages_show_the_way():
    """Kept states are spread evenly, and the last is near the end."""
    clf = classifier(max_iter=100, tol=0, checkpoints=10).fit(X, y)
    stages = list(clf.staged_predict_proba(X))
    assert 5 <= len(stages) <= 10
    assert np.diff(list(clf._stages)).tolist() == [16] * (len(stages) - 1)
    with pytest.raises(SettingError, match="checkpoints=100"):
        list(classifier(checkpoints=0).fit(X, y).staged_predict_proba(X))
    numbers = regressor(checkpoints=50).fit(X, Y_CURVE)
    assert np.array_equal(list(numbers.staged_predict(X))[-1], numbers.predict(X))


# --- divergence


def test_divergence_is_told():
    """The error names the epoch, the operation that overflowed first, and the cause."""
    with pytest.raises(DivergenceError, match=r"epoch \d+.*\(E\d\).*rate 100.*too large.*smaller"):
        regressor(solver="sgd", learning_rate_init=100.0).fit(X, Y_CURVE)
    with pytest.raises(DivergenceError, match=r"epoch \d+,.*column 1 of x reaches .*e\+150.*Scale"):
        regressor(solver="sgd").fit(X * [1, 1e150], Y_CURVE)
    with pytest.raises(DivergenceError, match="loss"):
        regressor(solver="lbfgs").fit(X * [1, 1e300], Y_CURVE)


def test_divergence_can_be_survived():
    """On request it warns, and the best parameters so far answer."""
    wild = {"solver": "sgd", "learning_rate_init": 1.0, "batch_size": 200}
    model = regressor(**wild, on_divergence="warn", activation="identity")
    with pytest.warns(RuntimeWarning, match=r"diverged in epoch \d+.*best parameters so far"):
        model.fit(X, Y_CURVE)
    assert np.isfinite(model.predict(X)).all()
    assert model.n_iter_ == len(model.loss_curve_) < 30


# --- with others


def test_it_can_be_searched_and_cross_validated():
    """A grid over our settings, in parallel processes, finds a better network."""
    grid = {"alpha": [0.0001, 10.0], "dropout": [0.0, 0.3]}
    search = GridSearchCV(classifier(max_iter=60), grid, cv=3).fit(X, y)
    assert search.best_params_["alpha"] == 0.0001
    assert cross_val_score(regressor(max_iter=100), X, Y_CURVE, cv=3).min() > 0.8


def test_a_keyboard_interrupt_keeps_what_was_learned():
    """Ctrl-C ends the fit with a warning; before the first epoch it goes through."""

    def interrupt(record):
        if record.state.epochs == 4:
            raise KeyboardInterrupt

    with pytest.warns(UserWarning, match="interrupted by user: epoch 4"):
        clf = classifier(callbacks=[interrupt]).fit(X, y)
    assert clf.n_iter_ == 4
    assert clf.predict(X).shape == (200,)


@pytest.mark.parametrize(
    ("extra", "told"),
    [
        ({"X_val": FRESH_X}, "came in half"),
        ({"y_val": FRESH_Y}, "came in half"),
        ({"sample_weight_val": FRESH_Y}, "came in half"),
        ({"X_val": FRESH_X[:, :1], "y_val": FRESH_Y}, "1 features.*expecting 2 features"),
        ({"X_val": FRESH_X, "y_val": FRESH_Y + 1}, r"class 2, which is not among \[0, 1\]"),
        ({"X_val": FRESH_X, "y_val": FRESH_Y[:9]}, "100 rows and y has 9"),
        ({"X_val": FRESH_X * np.nan, "y_val": FRESH_Y}, "NaN in row 0"),
    ],
)
def test_validation_sets_without_sense_are_refused(extra, told):
    """The error tells what came in, what was needed and what to do."""
    with pytest.raises(ValueError, match=told):
        classifier().fit(X, y, **extra)


def test_the_last_epoch_warns_and_patience_does_not():
    """Only a run that max_iter cut off warns that it has not converged."""
    with pytest.warns(ConvergenceWarning, match=r"max_iter=3 .*Raise max_iter or"):
        classifier(max_iter=3).fit(X, y)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        classifier(max_iter=5000, tol=0.01).fit(X, y)


def test_one_class_is_learned_with_a_warning():
    """A single class is always answered, with certainty, as scikit-learn's network does."""
    with pytest.warns(RuntimeWarning, match="one class only, 'a'"):
        clf = classifier().fit(X, ["a"] * 200)
    assert set(clf.predict(X)) == {"a"}
    assert np.array_equal(clf.predict_proba(X), np.ones((200, 1)))


def test_a_class_seen_once_is_learned():
    """A class with a single row gets its column, and early stopping still finds a split."""
    labels = y.copy()
    labels[5] = 2
    clf = classifier(early_stopping=True).fit(X, labels)
    assert clf.predict_proba(X).shape == (200, 3)


def test_another_network_is_not_gone_on_with():
    """A warm start with other layers is refused, and so is another number of columns."""
    clf = classifier(warm_start=True).fit(X, y)
    with pytest.raises(SettingError, match=r"widths \(2, 8, 1\), the settings ask for \(2, 3, 1\)"):
        clf.set_params(hidden_layer_sizes=(3,)).fit(X, y)
    with pytest.raises(ValueError, match="1 features"):
        clf.fit(X[:, :1], y)


def test_listening_seldom_changes_nothing():
    """Run through in one go or epoch by epoch, the numbers are the same."""
    calm = classifier(n_iter_no_change=inf, max_iter=120).fit(X, y)
    watched = classifier(n_iter_no_change=inf, max_iter=120, callbacks=[id]).fit(X, y)
    assert np.array_equal(calm.theta_, watched.theta_)
    assert calm.loss_curve_ == watched.loss_curve_
    lbfgs = [classifier(solver="lbfgs", callbacks=c).fit(X, y) for c in (None, [id])]
    assert np.array_equal(lbfgs[0].theta_, lbfgs[1].theta_)
    assert lbfgs[0].loss_curve_ == lbfgs[1].loss_curve_
