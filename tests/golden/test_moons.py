import json
from math import inf
from pathlib import Path

import numpy as np
import pytest

from seethrough import MLPClassifier
from seethrough.data import moons

pytestmark = [
    pytest.mark.usefixtures("unchecked"),
    pytest.mark.filterwarnings("ignore::sklearn.exceptions.ConvergenceWarning"),
]
GOLDEN = json.loads((Path(__file__).parent / "moons.json").read_text())
X, y, *_ = moons()


def article(hidden=3, activation="tanh", passes=20_000, **settings):
    """The article's network, in scikit-learn's words."""
    return MLPClassifier(
        *((hidden,), activation),
        **{
            "solver": "sgd",
            "learning_rate_init": 0.01 * len(X),
            "alpha": 0.01,
            "momentum": 0.0,
            "max_iter": passes,
            "n_iter_no_change": inf,
            "output": "softmax",
            "init": "lecun_normal",
            "random_state": 0,
        }
        | settings,
    ).fit(X, y)


def published(activation):
    """The published losses after pass 0, 1000, …, every copy of them."""
    return [p["losses"] for p in GOLDEN["published"] if p["activation"] == activation]


@pytest.mark.parametrize(("ours", "theirs"), [("logistic", "sigmoid"), ("relu", "relu")])
def test_published_losses(ours, theirs):
    """Sigmoid and ReLU meet all 20 published losses to 6 digits."""
    losses = article(activation=ours).loss_curve_[1::1000]
    assert np.round(losses, 6) == pytest.approx(published(theirs)[0], abs=1e-12)


def test_published_losses_of_tanh():
    """Tanh meets passes 0 and 1000 to 6 digits, and from 3000 on either phase of the cycle."""
    clf = article()
    losses = np.round(clf.loss_curve_[1::1000], 6)
    copies = np.array(published("tanh"))
    assert losses[:2] == pytest.approx(copies[0, :2], abs=1e-12)
    assert np.abs(copies[:, 3:] - losses[3:]).max(axis=1).min() < 1e-12
    assert clf.score(X, y) == 0.975


@pytest.mark.parametrize("hidden", [5, 10, 20, 50])
def test_recomputed_losses(hidden):
    """Wider layers settle, and meet the recomputed losses to 6 digits."""
    golden = GOLDEN["recomputed_numpy_2_4"][str(hidden)]
    clf = article(hidden)
    assert np.round(clf.loss_curve_[1::1000], 6) == pytest.approx(golden["losses"], abs=1e-12)
    assert clf.loss_ == pytest.approx(golden["final_loss"], abs=1e-6)
    assert clf.score(X, y) == golden["train_acc"]
