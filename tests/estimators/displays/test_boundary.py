import numpy as np
import pytest
from sklearn.exceptions import NotFittedError
from sklearn.impute import SimpleImputer
from sklearn.linear_model import LogisticRegression, RidgeClassifier
from sklearn.pipeline import make_pipeline

from seethrough import BoundaryDisplay, MLPClassifier
from seethrough.errors import DataError, SeethroughError

pytestmark = pytest.mark.filterwarnings("ignore::sklearn.exceptions.ConvergenceWarning")
RNG = np.random.default_rng(0)


def drawn(estimator, X, y, **how):
    """The display of a fitted copy, drawn to its last pixel."""
    display = BoundaryDisplay.from_estimator(estimator.fit(X, y), X, y, **how)
    display.figure_.canvas.draw()
    return display


def test_wrong_points_are_ringed(two):
    """The points that predict gets wrong are ringed, and the picture tells how many."""
    net, X, y = two
    display = BoundaryDisplay.from_estimator(net, X, y)
    wrong = (net.predict(X) != y).sum()
    rings = display.ax_.collections[-1]
    assert len(rings.get_offsets()) == wrong > 0
    assert f"{wrong} answered wrong are ringed" in display.describe()
    assert display.plot().figure_ is not rings.figure


def test_what_is_held_stands_in_the_title(four):
    """Of four columns two are the axes; the title tells the others' values, as asked for."""
    pipeline, X, y = four
    how = {"axes": ("petal length (cm)", 3), "held": {"sepal width (cm)": 2.5}}
    display = BoundaryDisplay.from_estimator(pipeline, X, y, **how)
    title = " ".join(display.ax_.get_title().split())
    assert title == "with sepal length (cm) = 5.8, sepal width (cm) = 2.5"
    assert title in display.describe()
    assert display.ax_.get_xlabel() == "petal length (cm)"
    chosen = BoundaryDisplay.from_estimator(pipeline, X, y).ax_
    assert {chosen.get_xlabel(), chosen.get_ylabel()} <= set(X.columns)


def test_any_classifier_will_do(two):
    """Scikit-learn's own are drawn by predict_proba; one without probabilities is refused."""
    _, X, y = two
    display = drawn(LogisticRegression(), X, y)
    p = display.predict_proba(X)
    np.testing.assert_allclose(p, LogisticRegression().fit(X, y).predict_proba(X))
    with pytest.raises(DataError, match="RidgeClassifier gives no probabilities"):
        drawn(RidgeClassifier(), X, y)


def test_one_column_gives_curves(two):
    """A table of one feature is drawn as probabilities over it."""
    _, X, y = two
    display = drawn(MLPClassifier((3,), max_iter=20, random_state=0), X[:, :1], y)
    assert display.ax_.get_ylabel() == "probability"
    assert "Probability of 0, 1 over x1" in display.describe()


def test_ten_thousand_columns():
    """A very wide table is drawn, quickly, for its two columns that weigh most."""
    X = RNG.normal(size=(20, 10_000))
    X[:, 4321] *= 50
    display = drawn(MLPClassifier((2,), max_iter=2, random_state=0), X, np.arange(20) % 2)
    assert "x4322" in {display.ax_.get_xlabel(), display.ax_.get_ylabel()}
    assert "and 9,995 more at their usual" in display.describe()


def test_answers_that_never_change():
    """A network that always says the same has a map without lines."""
    X = RNG.normal(size=(30, 2))
    with pytest.warns(RuntimeWarning, match="one class only"):
        display = drawn(MLPClassifier((2,), max_iter=2), X, np.zeros(30, int))
    assert "0 has 100%" in display.describe()
    net = MLPClassifier((2,), max_iter=2).fit(X, np.arange(30) % 2)
    net.theta_[:] = 0
    net.intercepts_[-1][:] = 3
    display = BoundaryDisplay.from_estimator(net, X, np.arange(30) % 2)
    assert "1 has 100%" in display.describe()


def test_gaps(two):
    """A network refuses NaN with its place; a pipeline that fills gaps is drawn without them."""
    net, X, y = two
    gappy = X.copy()
    gappy[3, 1] = np.nan
    with pytest.raises(DataError, match="NaN in row 3, column 1"):
        BoundaryDisplay.from_estimator(net, gappy, y)
    display = drawn(make_pipeline(SimpleImputer(), MLPClassifier((2,), max_iter=5)), gappy, y)
    classes = [c for c in display.ax_.collections if c.get_label() in {"0", "1"}]
    assert sum(len(c.get_offsets()) for c in classes) == len(X) - 1


def test_a_hundred_classes():
    """With more classes than a legend has room for, the picture is still drawn."""
    X, y = RNG.normal(size=(300, 2)), np.arange(300) % 100
    display = drawn(MLPClassifier((4,), max_iter=2), X, y)
    assert len(display.ax_.get_legend().get_texts()) < 20


@pytest.mark.parametrize("X", [np.zeros((0, 2)), np.zeros((80, 3)), [["a", "b"]] * 80])
def test_tables_that_do_not_fit(two, X):
    """An empty table, one of another width and one of words are refused."""
    net, _, y = two
    with pytest.raises((SeethroughError, ValueError)):
        BoundaryDisplay.from_estimator(net, X, y[: len(X)])


def test_unfitted(two):
    """A network that has not learned is not drawn."""
    with pytest.raises(NotFittedError):
        BoundaryDisplay.from_estimator(MLPClassifier(), *two[1:])
