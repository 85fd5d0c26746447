import numpy as np
import pytest
from sklearn.exceptions import NotFittedError

from seethrough import HiddenSpaceDisplay, MLPClassifier, UnitsDisplay
from seethrough.errors import DataError

pytestmark = pytest.mark.filterwarnings("ignore::sklearn.exceptions.ConvergenceWarning")


def maps_of(display):
    """The values of each map of a figure."""
    return [np.asarray(ax.images[0].get_array()) for ax in display.axes_ if ax.get_title()]


def test_units_add_up_to_the_answer(two):
    """The maps are activations, and where their sum is above zero the second class is answered."""
    net, X, y = two
    display = UnitsDisplay.from_estimator(net, X, y)
    *units, total = maps_of(display)
    assert len(units) == 4
    weights, bias = net.coefs_[-1][:, 0], net.intercepts_[-1][0]
    np.testing.assert_allclose(np.tensordot(weights, units, axes=1) + bias, total, atol=1e-12)
    (left, right), (low, high) = display.axes_[0].get_xlim(), display.axes_[0].get_ylim()
    xx, yy = np.meshgrid(np.linspace(left, right, 120), np.linspace(low, high, 120))
    answers = net.predict(np.column_stack([xx.ravel(), yy.ravel()]))
    np.testing.assert_array_equal(answers.reshape(total.shape), total > 0)


def test_terms_end_in_the_same_sum(two):
    """Term by term the same sum comes about."""
    net, X, y = two
    whole = maps_of(UnitsDisplay.from_estimator(net, X, y))[-1]
    display = UnitsDisplay.from_estimator(net, X, y, terms=True)
    np.testing.assert_allclose(maps_of(display)[-1], whole, atol=1e-12)
    assert display.describe().startswith("Terms of the score difference")


def test_units_of_a_pipeline(four):
    """A pair of three classes is looked at over two of four columns, the others held."""
    pipeline, X, y = four
    display = UnitsDisplay.from_estimator(pipeline, X, y, pair=(1, 2), axes=(2, 3))
    assert len(maps_of(display)) == 7
    assert "sepal width (cm) = 3" in display.figure_.get_suptitle()
    assert "sepal width (cm) = 3" in display.describe()


def test_points_lie_on_their_side(two, four):
    """Where the hidden space answers one class, it is the class that predict answers."""
    for estimator, X, y in (two, four):
        display = HiddenSpaceDisplay.from_estimator(estimator, X, y)
        answers = estimator.classes_[display.predict(display.places).argmax(axis=1)]
        np.testing.assert_array_equal(answers, estimator.predict(X))


def test_the_grid_is_drawn_for_two_inputs_only(two, four):
    """A grid over two inputs is moved along; over four columns there is none."""
    assert HiddenSpaceDisplay.from_estimator(*two).lines.shape[0] == 2
    assert HiddenSpaceDisplay.from_estimator(*four).lines is None


@pytest.mark.parametrize("hidden", [(1,), (2,), (3, 2)])
def test_few_units_are_seen_as_they_are(two, hidden):
    """One unit and two are their own axes."""
    _, X, y = two
    net = MLPClassifier(hidden, "tanh", max_iter=20, random_state=0).fit(X, y)
    display = HiddenSpaceDisplay.from_estimator(net, X, y)
    a = net.activations(X).a[-2]
    np.testing.assert_allclose(display.places[:, : a.shape[1]], a)
    display.figure_.canvas.draw()


def test_where_there_is_nothing_to_see(two):
    """No hidden layer, one column, and a network that has not learned are refused."""
    _, X, y = two
    line = MLPClassifier((), max_iter=5).fit(X, y)
    for display in (UnitsDisplay, HiddenSpaceDisplay):
        with pytest.raises(DataError, match="no hidden layer"):
            display.from_estimator(line, X, y)
        with pytest.raises(NotFittedError):
            display.from_estimator(MLPClassifier(), X, y)
    narrow = MLPClassifier((3,), max_iter=5).fit(X[:, :1], y)
    with pytest.raises(DataError, match="X has one column"):
        UnitsDisplay.from_estimator(narrow, X[:, :1], y)
    HiddenSpaceDisplay.from_estimator(narrow, X[:, :1], y).figure_.canvas.draw()


def test_ten_thousand_columns_inside():
    """The units of a very wide network are drawn over the two columns that weigh most."""
    X = np.random.default_rng(0).normal(size=(20, 10_000))
    net = MLPClassifier((2,), max_iter=2).fit(X, np.arange(20) % 2)
    assert len(maps_of(UnitsDisplay.from_estimator(net, X, np.arange(20) % 2))) == 3
