import matplotlib as mpl
import numpy as np
import pytest

from seethrough import MLPClassifier
from seethrough.data import moons
from seethrough.lessons.one_page import build_model, gradient, loss, plot_boundary, predict

pytestmark = [
    pytest.mark.usefixtures("unchecked"),
    pytest.mark.filterwarnings("ignore::sklearn.exceptions.ConvergenceWarning"),
]
X, y, *_ = moons()


@pytest.fixture(scope="module")
def page():
    """The page's model after 300 passes."""
    return build_model(X, y, passes=300)


@pytest.fixture(scope="module")
def package():
    """The package's model after the same passes."""
    return MLPClassifier(
        (3,), "tanh", solver="sgd", momentum=0, learning_rate_init=2.0, alpha=0.01, max_iter=300,
        n_iter_no_change=np.inf, output="softmax", init="lecun_normal", random_state=0,
    ).fit(X, y)  # fmt: skip


def test_the_page_gives_the_packages_numbers(page, package):
    """After 300 passes every weight and every prediction is the package's."""
    (W1, W2), (b1, b2) = package.coefs_, package.intercepts_
    for name, ours in {"W1": W1, "b1": b1, "W2": W2, "b2": b2}.items():
        assert page[name] == pytest.approx(ours, rel=1e-10)
    assert np.array_equal(predict(page, X), package.predict(X))


def test_its_gradient_is_the_slope_of_its_loss(page):
    """The page's gradient agrees with a central difference of the page's loss."""
    slope = gradient(page, X, y)
    for name, values in page.items():
        for i in np.ndindex(values.shape):
            up, down = values.copy(), values.copy()
            up[i] += 1e-5
            down[i] -= 1e-5
            by_difference = (loss(page | {name: up}, X, y) - loss(page | {name: down}, X, y)) / 2e-5
            assert slope[name][i] == pytest.approx(by_difference, abs=1e-9)


def test_watch_is_told_every_thousandth_pass():
    """The loss is told after pass 0, 1000, …, the first as published."""
    told = []
    build_model(X, y, passes=1001, watch=told.append)
    assert told == ["loss after pass 0: 0.432387", "loss after pass 1000: 0.068947"]


def test_no_pass_is_the_start():
    """With no pass at all the model is the random start, not nothing."""
    assert build_model(X, y, passes=0)["W1"].shape == (2, 3)


def test_extreme_scores_have_a_loss():
    """A score of 800 for the wrong class costs 800, with no warning."""
    model = {"W1": np.eye(2), "b1": np.zeros(2), "W2": np.eye(2) * 0, "b2": np.array([800.0, 0])}
    assert loss(model, X[:1], np.array([1]), lam=0) == 800


def test_any_prediction_function_can_be_drawn():
    """The boundary of a function of our own is drawn, with the samples on top."""
    mpl.use("agg")
    from matplotlib import pyplot as plt

    ax = plot_boundary(lambda points: (points[:, 0] > 0).astype(int), X, y)
    assert ax.collections[-1].get_offsets().shape == (200, 2)
    plt.close(ax.figure)
