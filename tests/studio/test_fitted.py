import numpy as np
import pytest
from sklearn.linear_model import LogisticRegression

from seethrough import MLPClassifier, MLPRegressor
from seethrough.data import moons
from seethrough.errors import DataError, SettingError
from seethrough.studio.session import Session

pytestmark = [
    pytest.mark.usefixtures("unchecked"),
    pytest.mark.filterwarnings("ignore::sklearn.exceptions.ConvergenceWarning"),
]
X, y, *_ = moons(n=60)
WORDS = {"hidden_layer_sizes": (4, 3), "random_state": 1, "n_iter_no_change": 10**9}
SGD = {"solver": "sgd", "momentum": 0.8, "nesterovs_momentum": False}


def fitted(epochs, **more):
    return MLPClassifier(max_iter=epochs, **WORDS | more).fit(X, y)


@pytest.mark.parametrize(
    "more",
    [{}, SGD, {"solver": "rmsprop", "batch_size": 7, "dropout": 0.2}, {"class_weight": "balanced"}],
    ids=str,
)
def test_a_fitted_network_is_shown_and_goes_on(more):
    """It begins with the fit's θ at the fit's last update, and learns on as a longer fit does."""
    clf = fitted(30, **more)
    session = Session.of(clf, X, y)
    run = session.run
    assert np.array_equal(run.state.theta, clf.theta_)
    assert run.now == run.first == 30 * run.part.replay.plan.batches_per_epoch
    assert run.place[:2] == (30, 0)
    for _ in range(20):
        session.handle({"type": "epoch"})
    np.testing.assert_allclose(run.state.theta, fitted(50, **more).theta_, rtol=0, atol=1e-12)


def test_the_estimator_is_left_as_it_is():
    """What is learned in the studio does not come to the estimator."""
    clf = fitted(5)
    before = clf.theta_.copy()
    Session.of(clf, X, y).handle({"type": "tick", "n": 3})
    assert np.array_equal(clf.theta_, before)


def test_an_estimator_of_a_step_goes_on_within_its_epoch():
    """`clf.at(step)` in mid-epoch goes on with the batch that comes next."""
    clf = fitted(20, batch_size=7)
    session = Session.of(clf.at(50, X, y), X, y)
    assert session.run.place[:2] == (5, 5)
    session.handle({"type": "tick", "n": 2})
    np.testing.assert_allclose(session.run.state.theta, clf.at(52, X, y).theta_, atol=1e-12)


def test_nothing_is_held_out_that_the_fit_has_seen():
    """A fitted network has no test points, an unfitted one has."""
    held = [
        Session.of(clf, X, y).run.part.material.held for clf in (fitted(2), MLPClassifier((3,)))
    ]
    assert [int(rows.sum()) for rows in held] == [0, 12]


def test_the_start_is_the_fitted_network_until_another_is_asked_for():
    """Reset, restore and a second run begin with the fit; a new start and another width do not."""
    clf = fitted(5)
    session = Session.of(clf, X, y)

    def begins_fitted(run):
        return run.first == 5 and np.array_equal(run.part.replay.first.theta, clf.theta_)

    session.handle({"type": "tick", "n": 4})
    recipe = session.recipe()
    theta = session.run.state.theta
    session.handle({"type": "reset"})
    assert (session.run.now, begins_fitted(session.run)) == (5, True)
    session.handle({"type": "restore", "recipe": recipe})
    assert np.array_equal(session.run.state.theta, theta)
    session.handle({"type": "compare", "values": {"eta": 0.5, "solver": "sgd"}})
    assert begins_fitted(session.other)
    session.handle({"type": "reset", "fresh": True})
    assert session.run.first == 0
    session.handle({"type": "set", "section": "network", "values": {"hidden": [2]}})
    assert session.run.first == 0


def test_a_fitted_regressor_is_shown():
    """Numbers go on being learned too."""
    reg = MLPRegressor(hidden_layer_sizes=(4,), max_iter=3, random_state=0).fit(X, 2 * X[:, 0])
    run = Session.of(reg, X, 2 * X[:, 0]).run
    assert np.array_equal(run.state.theta, reg.theta_)


@pytest.mark.parametrize(
    ("model", "X", "y"),
    [
        (lambda: fitted(2, output="softmax"), X, y),
        (lambda: fitted(2), np.hstack([X, X]), y),
        (lambda: fitted(2), X, np.where(y == y[0], "other", y)),
    ],
    ids=["softmax", "columns", "classes"],
)
def test_a_network_that_is_another_one_is_refused(model, X, y):
    """A head that the studio has not, another table, other classes: refused in words."""
    with pytest.raises(SettingError, match=r"the fitted network has the widths .* was fitted on"):
        Session.of(model(), X, y)


def test_other_models_are_refused():
    """What is no network of ours is named, with what to do."""
    with pytest.raises(DataError, match="the model is a LogisticRegression"):
        Session.of(LogisticRegression(), X, y)
