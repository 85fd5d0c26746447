import numpy as np
import pytest

from seethrough.engines import Batch, State, Task
from seethrough.maths.network import Network
from seethrough.training.divergence import explained, first_overflow

NET = Network((2, 2, 1), ("identity",), "squared")
X = np.ones((3, 2))


def place(x=X, theta=None, y=None, head="squared", eta=0.1):
    """The first number that overflows."""
    theta = np.ones(9) if theta is None else theta
    task = Task(NET._replace(head=head), x, np.ones((3, 1)) if y is None else y)
    state = State(theta, (np.zeros(9),), 0, 0)
    return first_overflow(task, state, [Batch(None, None, eta)])


@pytest.mark.parametrize(
    ("changes", "first"),
    [
        ({"x": X * 1e308}, "a sum z of layer 1 (E1)"),
        ({"theta": np.r_[np.full(6, 1e200), np.full(3, 1e200)]}, "a sum z of layer 2 (E1)"),
        ({"theta": np.full(9, 30.0), "head": "poisson"}, "an answer p (E3)"),
        ({"y": np.full((3, 1), 1e200)}, "the loss (E4)"),
        ({"x": X * 1e308, "theta": np.r_[[1e-308] * 4, 0, 0, 1, 1, 0]}, "a gradient (E7)"),
        ({"eta": 1e308, "theta": np.full(9, 50.0)}, "a parameter after update 1 (E9)"),
    ],
    ids=lambda v: v if isinstance(v, str) else "",
)
def test_the_first_operation_that_overflows_is_named(changes, first):
    """Forward, loss, backward, step: whichever comes first, with its equation."""
    assert place(**changes) == first


def test_the_likely_cause_is_named():
    """A column far from ±1 is named, or a target; where there is none, the rate is."""
    task, place = Task(NET, X * [1, 5000], np.ones((3, 1)), eta=7.0), "the loss (E4)"
    assert "column 1 of x reaches 5e+03" in explained(task, 3, place)
    assert "learning rate 7 is probably too large" in explained(task._replace(x=X), 3, place)
    huge = task._replace(x=X, y=np.full((3, 1), 1e200))
    assert "y reaches 1e+200" in explained(huge, 3, place)
    assert "learning" not in explained(task, 3, place, steered=False)
