import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import pytest
from sklearn.exceptions import NotFittedError
from sklearn.inspection import DecisionBoundaryDisplay
from sklearn.model_selection import LearningCurveDisplay

from seethrough import (
    CurvesDisplay,
    LossCurveDisplay,
    MLPClassifier,
    MLPRegressor,
    NetworkDisplay,
    WeightsDisplay,
)
from seethrough.data import moons

pytestmark = [
    pytest.mark.usefixtures("unchecked"),
    pytest.mark.filterwarnings("ignore::sklearn.exceptions.ConvergenceWarning"),
]
X, y, *_ = moons(80)
CLF = MLPClassifier((3,), max_iter=20, random_state=0)


@pytest.fixture(autouse=True)
def closed():
    """No figure is left open."""
    yield
    plt.close("all")


def test_the_loss_is_drawn_epoch_by_epoch():
    """One curve without a validation set, two with, named; ax_ and figure_ are where it is."""
    display = LossCurveDisplay.from_estimator(CLF.fit(X, y))
    (line,) = display.ax_.lines
    assert line.get_ydata().tolist() == CLF.loss_curve_
    assert display.ax_.get_xlabel() == "epoch"
    assert display.figure_ is display.ax_.figure
    fitted = CLF.fit(X, y, X_val=X[:20], y_val=y[:20])
    _, ax = plt.subplots()
    again = LossCurveDisplay.from_estimator(fitted, log=True, ax=ax)
    assert again.ax_ is ax
    assert ax.get_yscale() == "log"
    assert [text.get_text() for text in ax.get_legend().get_texts()] == [
        "training, with penalty",
        "validation",
    ]
    assert np.array_equal(ax.lines[1].get_ydata(), fitted.history_["validation_loss"])


def test_the_network_is_drawn_with_its_names():
    """Columns, classes and every bias are written on the diagram."""
    frame = pd.DataFrame(X, columns=["width", "height"])
    labels = np.array(["no", "yes"])[y]
    display = NetworkDisplay.from_estimator(CLF.fit(frame, labels))
    told = " ".join(text.get_text() for text in display.ax_.texts)
    assert all(word in told for word in ("width", "height", "yes", "unit 3"))
    _, ax = plt.subplots()
    assert display.plot(ax=ax).figure_ is ax.figure
    model = MLPRegressor(hidden_layer_sizes=(2,), max_iter=5).fit(X, X)
    told = " ".join(text.get_text() for text in NetworkDisplay.from_estimator(model).ax_.texts)
    assert all(word in told for word in ("x1", "x2", "p1", "p2"))


@pytest.mark.parametrize("display", [LossCurveDisplay, NetworkDisplay])
def test_what_is_not_fitted_cannot_be_drawn(display):
    """The error is scikit-learn's."""
    with pytest.raises(NotFittedError):
        display.from_estimator(MLPClassifier())


def test_scikit_learns_own_displays_serve():
    """Boundaries and learning curves are drawn by scikit-learn itself."""
    boundary = DecisionBoundaryDisplay.from_estimator(CLF.fit(X, y), X, grid_resolution=20)
    assert boundary.response.shape == (20, 20)
    curve = LearningCurveDisplay.from_estimator(CLF, X, y, cv=2, train_sizes=[20, 30])
    assert curve.train_sizes.tolist() == [20, 30]


def test_all_curves_are_drawn(four):
    """A pipeline's curves have their panels, and tell what they show."""
    display = CurvesDisplay.from_estimator(four[0])
    assert [ax.get_ylabel() for ax in display.axes_] == [
        "mean loss",
        "gradient norm",
        "learning rate η",
    ]
    assert "gradient norm" in display.describe()


def test_weights_have_their_names(two, four):
    """Each parameter is named after what it leads from and to, in the order of theta_."""
    net, *_ = two
    display = WeightsDisplay.from_estimator(net)
    assert len(display.names) == net.n_parameters_
    assert display.names[0] == "x1 → unit 1"
    assert display.names[8] == "bias of unit 1"
    assert display.names[-2:] == ["unit 4 → 1", "bias of 1"]
    assert WeightsDisplay.from_estimator(four[0]).names[0] == "sepal length (cm) → unit 1"
