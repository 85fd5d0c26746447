import numpy as np
import pandas as pd
import pytest

from seethrough.data.target import question, take_apart
from seethrough.errors import SettingError
from seethrough.estimators.comparison import compare, network
from seethrough.estimators.trial import Plan

RNG = np.random.default_rng(0)
FRAME = pd.DataFrame({"a": RNG.normal(size=150), "w": RNG.choice(["u", "v"], 150)})
FRAME["k"] = np.where(FRAME["a"] + (FRAME["w"] == "u") > 0.5, "yes", "no")
FRAME["z"] = 3 * FRAME["a"] + 100


def compared(target, sizes=(1, 4), seeds=2, **plan):
    parts = take_apart(FRAME, target, ["z" if target == "k" else "k"])
    return compare(parts, question(parts.y), sizes, seeds, Plan(epochs=10, **plan))


@pytest.mark.parametrize(
    ("target", "measure", "line"),
    [("k", "accuracy", "logistic regression"), ("z", "R²", "linear regression")],
)
def test_the_linear_model_is_size_zero(target, measure, line):
    """Words and numbers are learned; the linear model comes first, and does well on its own."""
    found = compared(target)
    assert found.sizes == (0, 1, 4)
    assert (found.measure, found.linear, found.rows) == (measure, line, (120, 30))
    assert found.train.shape == found.test.shape == (2, 3)
    assert found.test[:, 0].min() > 0.9


def test_sizes_come_once():
    """A size that is asked for twice, or 0, is fitted once."""
    assert compared("k", (0, 4, 4), 1).sizes == (0, 4)


def test_a_network_for_the_study():
    """Small networks do not die, and have time, unless the epochs are given."""
    for task in ("classification", "regression"):
        net = network(task, 1000, 1, 0, None)
        inner = getattr(net, "regressor", net)
        assert (inner.activation, inner.max_iter, inner.dropout) == ("tanh", 200, 0)
        inner = network(task, 1000, 1, 0, 7)
        assert getattr(inner, "regressor", inner).max_iter == 7


def test_without_a_test():
    """Nothing can be compared without rows to compare on."""
    with pytest.raises(SettingError, match="no rows to compare on"):
        compared("k", test=0.0)
