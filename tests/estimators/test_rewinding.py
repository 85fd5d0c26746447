"""A fitted estimator goes back to any update of its fit, to the last bit."""

import pickle
from copy import deepcopy
from itertools import chain, islice
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, assume, given
from hypothesis import settings as effort
from hypothesis import strategies as st
from scipy.sparse import csr_matrix
from sklearn.exceptions import NotFittedError
from sklearn.neural_network import MLPClassifier as Theirs

import seethrough
from seethrough import MLPClassifier, MLPRegressor, data
from seethrough.engines import Reference
from seethrough.errors import DataError, SettingError
from seethrough.estimators import settings
from seethrough.maths.optimisers import OPTIMISERS
from seethrough.training import start
from seethrough.training.loop import batches

pytestmark = [
    pytest.mark.usefixtures("unchecked"),
    pytest.mark.filterwarnings("ignore::sklearn.exceptions.ConvergenceWarning"),
    pytest.mark.filterwarnings("ignore:training diverged:RuntimeWarning"),
]
X, y, *_ = data.moons(100)
COUNTED = np.arange(100) % 4 * 1.0  # some rows count 0 times
QUICK = {"hidden_layer_sizes": (3,), "random_state": 0, "learning_rate_init": 0.05, "tol": 0}
QUICK |= {"batch_size": 32, "restore_best": False, "engine": "reference", "checkpoints": 0}
EPOCHS = 9  # of four steps


def classifier(**changes):
    return MLPClassifier(**QUICK | {"max_iter": EPOCHS} | changes)


def stopped(model, epoch, *table):
    """The same run, ended by a callback after an epoch."""
    alike = type(model)(**model.get_params())
    stop = (lambda record: "stop" if record.state.epochs == epoch else None,)
    return alike.set_params(callbacks=stop, checkpoints=0).fit(*table).set_params(callbacks=None)


def assert_same(one, other):
    """Two estimators answer alike, remember alike, and tell the same curves, but for the clock."""
    assert np.array_equal(one.theta_, other.theta_)
    assert (one.n_iter_, one.t_, one.loss_curve_) == (other.n_iter_, other.t_, other.loss_curve_)
    np.testing.assert_equal(one._memory, other._memory)
    for name in set(one.history_) - {"seconds"}:
        np.testing.assert_array_equal(one.history_[name], other.history_[name])
    assert one.best_loss_ == other.best_loss_
    assert one.validation_scores_ == other.validation_scores_
    assert np.array_equal(one.predict(X), other.predict(X))


RULES = st.fixed_dictionaries(
    {
        "solver": st.sampled_from([*OPTIMISERS]),
        "batch_size": st.sampled_from([17, 200]),
        "shuffle": st.booleans(),
        "dropout": st.sampled_from([0, 0.4]),
        "weight_averaging": st.sampled_from([0, 0.9]),
        "learning_rate": st.sampled_from(["constant", "invscaling", "adaptive", "cosine"]),
        "early_stopping": st.booleans(),
        "class_weight": st.sampled_from([None, "balanced", {1: 2.5}]),
        "clip_norm": st.sampled_from([None, 0.1]),
        "tol": st.sampled_from([0, 0.05]),
        "n_iter_no_change": st.sampled_from([2, 50]),
        "checkpoints": st.sampled_from([0, 3]),
        "engine": st.sampled_from(["reference", "fused"]),
    }
)


@effort(max_examples=100, suppress_health_check=[HealthCheck.too_slow])
@given(rules=RULES, part=st.floats(0.01, 1), weights=st.sampled_from([None, COUNTED]))
def test_going_back_is_having_stopped(rules, part, weights):
    """Whatever the run, it is at each epoch what it is when stopped there, and goes on alike."""
    if weights is not None or rules["class_weight"] is not None:
        # the fused engine's sum of weights depends on where they lie in memory, in its last bit
        rules = rules | {"engine": "reference"}
    model = classifier(**rules).fit(X, y, weights)
    assume(model.n_iter_ > 1)
    epoch = max(1, round(part * (model.n_iter_ - 1)))
    then = model.at(epoch * model._run["batches"], X, y, weights)
    there = stopped(model, epoch, X, y, weights)
    assert_same(then, there)
    for one in (then, there):
        one.set_params(warm_start=True, max_iter=2, callbacks=None, checkpoints=0)
        one.fit(X, y, weights)
    assert_same(then, there)


@effort(max_examples=15)
@given(epoch=st.integers(1, 8), engine=st.sampled_from(["reference", "fused"]))
@pytest.mark.parametrize("checkpoints", [0, 3])
def test_lbfgs_goes_back_by_iterations(epoch, engine, checkpoints):
    """An iteration counts as a step; a run that may make no more of them ends there."""
    kind = {"solver": "lbfgs", "engine": engine}
    then = classifier(checkpoints=checkpoints, **kind).fit(X, y).at(epoch, X, y)
    assert_same(then, classifier(max_iter=epoch, **kind).fit(X, y))


@effort(max_examples=15)
@given(epoch=st.integers(1, 8), solver=st.sampled_from([*OPTIMISERS]))
def test_a_run_may_end_by_max_iter(epoch, solver):
    """It is the run with max_iter=epoch, and partial_fit goes on from it with the same bits."""
    then = classifier(solver=solver).fit(X, y).at(4 * epoch, X, y)
    there = classifier(solver=solver, max_iter=epoch).fit(X, y)
    for _ in range(2):
        assert_same(then, there)
        then.partial_fit(X, y)
        there.partial_fit(X, y)


@pytest.mark.parametrize("solver", OPTIMISERS)
@pytest.mark.parametrize("step", [0, 1, 3, 4, 6, 35])
def test_steps_within_an_epoch(solver, step):
    """A step is one update: so many batches of the plan, made by hand, lead to the same θ."""
    model = classifier(solver=solver, dropout=0.2).fit(X, y)
    net = model.network_
    task = settings.task(model, net, X, y[:, None].astype(float), None)
    plan = settings.plan(model, net, 100, "float64", fresh=True, holdout=None, strata=None)
    state = start(task, plan)
    made = batches(task, plan, state, range(EPOCHS * 4), EPOCHS)
    state = Reference().run(task, state, islice(chain(made), step)).state if step else state
    then = model.at(step, X, y)
    assert np.array_equal(then.theta_, state.theta)
    assert all(map(np.array_equal, then._memory["slots"], state.slots))
    assert then._memory["updates"] == step
    assert then.n_iter_ == len(then.loss_curve_) == step // 4


def test_kept_steps_need_no_table():
    """What was kept is the same as what is made again; so are the beginning and the end."""
    kept, bare = classifier(checkpoints=4).fit(X, y), classifier().fit(X, y)
    assert np.array_equal(kept.theta_, bare.theta_), "keeping changes nothing"
    assert [*kept._stages] == [2, 4, 6, 8], "epochs, of four steps each"
    for step in (0, 16, 32, 36):
        assert_same(kept.at(step), bare.at(step, X, y))


def test_what_a_fit_keeps_unasked():
    """A small network's way, a large one's not, and none of L-BFGS, which would have to stop."""
    auto = {"checkpoints": "auto", "max_iter": 60, "n_iter_no_change": 60}
    assert [*classifier(**auto).fit(X, y)._stages] == [*range(2, 61, 2)]
    large = classifier(**auto, hidden_layer_sizes=(70, 70)).fit(X, y)
    assert 0 < sum(stage.nbytes for stage in large._stages.values()) <= 500_000
    assert not classifier(**auto, hidden_layer_sizes=(300, 300)).fit(X, y)._stages
    assert not classifier(**auto, solver="lbfgs").fit(X, y)._stages


@pytest.mark.parametrize("n", [np.inf, 50])
def test_keeping_changes_no_bit_of_a_quiet_run(n):
    """Where nobody listens, the run stops for the stages only: evenly spread, and the end."""
    rules = {"max_iter": 300, "n_iter_no_change": n, "batch_size": 200, "learning_rate_init": 1e-3}
    kept = classifier(checkpoints=10, **rules).fit(X, y)
    assert [*kept._stages][:9] == [*range(32, 300, 32)]
    assert np.array_equal(kept.theta_, classifier(**rules).fit(X, y).theta_)
    for step in (96, 97, 288):
        there = classifier(**rules | {"max_iter": step}).fit(X, y)
        assert np.array_equal(kept.at(step, X, y).theta_, there.theta_)


def test_the_last_fit_of_several():
    """Steps are those of the last fit; where it went on from is kept with the stages."""
    warm = {"warm_start": True, "solver": "adam"}
    before, model = (classifier(checkpoints=c, **warm).fit(X, y) for c in (0, 3))
    model.fit(X, y)
    assert_same(model.at(0), before_with_curves(before, model))
    then = model.at(5 * 4, X, y)
    assert_same(then, before.set_params(max_iter=5).fit(X, y))
    assert len(then.loss_curve_) == EPOCHS + 5


def before_with_curves(before, model):
    """The estimator before a warm start, as one that has just begun again."""
    begun = deepcopy(before)
    begun.n_iter_ = 0
    begun._memory["waited"] = model._run["first"]["waited"]
    return begun


def test_a_fit_that_went_on_without_keeping():
    """Only its end is there; the error says how to keep more."""
    model = classifier(warm_start=True).fit(X, y).fit(X, y)
    assert np.array_equal(model.at(36).theta_, model.theta_)
    with pytest.raises(SettingError, match=r"where it began was not kept.*checkpoints=100"):
        model.at(5, X, y)
    with pytest.raises(SettingError, match="only 36 are kept"):
        model.at(5)


@pytest.mark.parametrize("kind", ["float32", "sparse", "columns first", "list"])
def test_tables_of_every_kind(kind):
    """The table is read as the fit read it."""
    table = {
        "float32": X.astype(np.float32),
        "sparse": csr_matrix(X),
        "columns first": np.asfortranarray(X),
        "list": X.tolist(),
    }[kind]
    model = classifier().fit(table, y)
    for layout in (table, X) if kind != "float32" else (table,):
        if kind == "sparse" and layout is X:
            continue
        then = model.at(10, layout, y)
    assert np.array_equal(
        model.at(20, table, y).theta_, classifier(max_iter=5).fit(table, y).theta_
    )
    assert then.n_iter_ == 2


@pytest.mark.parametrize("seed", [None, np.random.RandomState(3)])
def test_chance_of_every_kind(seed):
    """A fit without a number as its seed can be made again too, and uses no chance up."""
    model = classifier(random_state=seed, dropout=0.2).fit(X, y)
    first, again = (model.at(13, X, y) for _ in range(2))
    assert np.array_equal(first.theta_, again.theta_)
    assert np.array_equal(model.at(16, X, y).partial_fit(X, y).coefs_[0].shape, (2, 3))
    assert not np.array_equal(first.theta_, model.theta_)


def test_a_validation_set_apart():
    """With a validation set of your own nothing is held out, then or now."""
    model = classifier(early_stopping=True).fit(X, y, X_val=X[:9], y_val=y[:9])
    there = classifier(early_stopping=True, max_iter=3).fit(X, y, X_val=X[:9], y_val=y[:9])
    assert_same(model.at(12, X, y), there)


def test_regressions():
    """Numbers, several at once."""
    kind = {**QUICK, "max_iter": EPOCHS, "checkpoints": 2}
    model = MLPRegressor(**kind).fit(X, X**2)
    assert_same(model.at(8, X, X**2), MLPRegressor(**kind | {"max_iter": 2}).fit(X, X**2))


def test_settings_of_today_do_not_change_the_past():
    """What is set after the fit has no part in it."""
    model, step = classifier().fit(X, y), 7
    before = model.at(step, X, y)
    model.set_params(solver="sgd", batch_size=5, alpha=1.0, hidden_layer_sizes=(4, 4))
    model.set_params(init="he_normal", random_state=1, max_iter=1, engine="auto")
    assert np.array_equal(model.at(step, X, y).theta_, before.theta_)
    assert np.array_equal(model.at(0).theta_, classifier().fit(X, y).at(0).theta_)


def test_what_early_stopping_restored():
    """The last step is the last θ, not the best one that answers; it needs the table."""
    model = classifier(early_stopping=True, restore_best=True, learning_rate_init=1.0).fit(X, y)
    last = model._run["made"]
    assert model._run["restored"]
    with pytest.raises(SettingError, match="only 0 are kept"):
        model.at(last)
    there = classifier(early_stopping=True, learning_rate_init=1.0).fit(X, y)
    assert np.array_equal(model.at(last, X, y).theta_, there.theta_)


def test_a_run_that_diverged():
    """All steps up to the last finite one can be returned to."""
    rules = {"solver": "sgd", "learning_rate_init": 1.0, "on_divergence": "warn", "max_iter": 50}
    kind = {**QUICK, **rules, "momentum": 0.9, "checkpoints": 100}
    with pytest.warns(RuntimeWarning, match="diverged"):
        model = MLPRegressor(**kind).fit(X * 3, 9 * y)
    assert 3 < model._run["made"] < 4 * 50
    for step in range(model._run["made"] + 1):
        assert np.isfinite(model.at(step, X * 3, 9 * y).theta_).all()


def test_the_two_have_nothing_in_common():
    """Writing to one does not change the other, nor what was kept."""
    model = classifier(checkpoints=4).fit(X, y)
    kept, end = model.at(16).theta_.copy(), model.theta_.copy()
    for step in (16, 36):
        then = model.at(step)
        then.coefs_[0][:] = 7
        then.partial_fit(X, y)
    assert np.array_equal(model.at(16).theta_, kept)
    assert np.array_equal(model.theta_, end)


def test_a_moment_has_a_past_of_its_own():
    """From a moment one goes back further, never forward."""
    model = classifier(checkpoints=4).fit(X, y)
    then = model.at(22, X, y)
    assert np.array_equal(then.at(16).theta_, model.at(16).theta_)
    assert np.array_equal(then.at(9, X, y).theta_, model.at(9, X, y).theta_)
    assert np.array_equal(then.at(22).theta_, then.theta_)
    with pytest.raises(SettingError, match="steps 0 to 22"):
        then.at(23, X, y)
    beginning = model.at(0)
    assert (beginning.loss_curve_, beginning.n_iter_) == ([], 0)
    assert beginning.explain(X, y).lines


@pytest.mark.parametrize("how", ["pickle", "file"])
@pytest.mark.parametrize("again", [False, True])
def test_what_is_kept_travels(how, again, tmp_path):
    """A model that was saved and opened goes back as before; a moment can be saved too."""
    model = classifier(checkpoints=4, learning_rate="adaptive", warm_start=True).fit(X, y)
    if again:
        model.fit(X, y)
    for one, steps in ((model, (0, 5, 16)), (model.at(0), (0,)), (model.at(18, X, y), (16, 17))):
        if how == "pickle":
            back = pickle.loads(pickle.dumps(one))  # noqa: S301 - our own
        else:
            seethrough.save(one, tmp_path / "model.npz")
            back = seethrough.load(tmp_path / "model.npz")
        for step in steps:
            assert_same(back.at(step, X, y), model.at(step, X, y))


def test_a_fit_keeps_little_unless_asked():
    """What is needed to make a run again is less than 2 kB, whatever the table and network."""
    model = classifier(hidden_layer_sizes=(300,)).fit(np.tile(X, (10, 20)), np.tile(y, 10))
    assert len(pickle.dumps(model._run)) < 2000
    assert model._stages == {}


OTHERS = {
    "one number": (np.vstack([X[:-1], X[-1:] + 1e-6]), y, None),
    "one label": (X, np.r_[1 - y[:1], y[1:]], None),
    "another order": (X[::-1], y[::-1], None),
    "fewer rows": (X[:-1], y[:-1], None),
    "weights": (X, y, np.linspace(1, 2, 100)),
    "rows that count 0 times": (X, y, COUNTED),
}


@pytest.mark.parametrize("other", OTHERS)
@pytest.mark.parametrize("solver", ["lbfgs", "adam"])
@pytest.mark.parametrize("step", [1, 6])
def test_another_table_is_refused(other, solver, step):
    """The error says in what it differs."""
    model = classifier(solver=solver).fit(X, y)
    with pytest.raises(DataError, match=r"not that of the fit: .*Give the X, y and sample_weight"):
        model.at(step, *OTHERS[other])


def test_a_table_that_diverges_is_another():
    """So is one with which the run leaves what a float can hold."""
    model = MLPRegressor(**QUICK, solver="sgd", max_iter=EPOCHS).fit(X, X[:, 0])
    with pytest.raises(DataError, match="not that of the fit: with it, training diverged"):
        model.at(30, X * 1e200, X[:, 0])


@pytest.mark.parametrize("step", [-1, 37, 1.0, True, "last", None])
def test_steps_that_do_not_exist_are_refused(step):
    """The error says which do."""
    with pytest.raises(SettingError, match=r"but the last fit has the steps 0 to 36"):
        classifier().fit(X, y).at(step, X, y)


def test_steps_that_were_not_kept_are_told():
    """The error lists those that were, and the ways to the others."""
    model = classifier(checkpoints=4).fit(X, y)
    told = r"step is 3, but of the steps 0 to 36 only 0, 8, 16, 24, 32, 36 are kept.*Give X and y"
    for table in ((), (X,)):
        with pytest.raises(SettingError, match=told):
            model.at(3, *table)


def test_who_cannot_go_back():
    """One that was not fitted, one that scikit-learn fitted, and one from a file of before."""
    with pytest.raises(NotFittedError):
        classifier().at(0)
    theirs = MLPClassifier.from_sklearn(Theirs((3,), max_iter=2).fit(X, y))
    with pytest.raises(SettingError, match="does not know how it was trained"):
        theirs.at(0)
    old = seethrough.load(Path(__file__).parents[1] / "saved" / "0.1.0-regressor.npz")
    with pytest.raises(SettingError, match="a file of an older version"):
        old.path((0, 0, 0))
    (staged,) = old.staged_predict(X)
    assert np.isfinite(staged).all()
    assert old.partial_fit(X, X[:, 0]).at(1).t_ == old.t_


def test_in_a_pipeline():
    """The rows that the network saw are its table."""
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import StandardScaler

    pipe = make_pipeline(StandardScaler(), classifier()).fit(X, y)
    then = make_pipeline(StandardScaler(), classifier(max_iter=2)).fit(X, y)
    shown = seethrough.explain.explain(pipe, X, y, 3, step=8).text()
    assert shown == seethrough.explain.explain(then, X, y, 3).text()
