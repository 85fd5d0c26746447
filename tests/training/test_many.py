"""Many runs side by side."""

from functools import partial

import numpy as np
import pytest

from seethrough.data import moons
from seethrough.engines import Task, chosen
from seethrough.errors import DivergenceError
from seethrough.maths.network import Network
from seethrough.training import Plan, start, train
from seethrough.training.many import side_by_side

pytestmark = pytest.mark.usefixtures("unchecked")
DATA = moons(60)
TARGETS = np.eye(2)[DATA.y]


def trained(engine, hidden, seed, eta=0.1):
    """A hidden layer of this size, drawn from a seed, after some epochs."""
    net = Network((2, hidden, 2), ("tanh",), "multiclass")
    task, plan = Task(net, DATA.X, TARGETS, eta=eta), Plan(seed, net, 60, batch_size=16)
    run = train(chosen(engine, task, 80, 16), task, plan, start(task, plan), epochs=20, stops=())
    return list(run)[-1].state.theta


@pytest.mark.parametrize("engine", ["reference", "fused"])
def test_each_is_trained_as_if_alone(engine):
    """Sizes and seeds, in their order, each to the bits that it has by itself; X is one array."""
    settings = [(hidden, seed) for hidden in (20, 1, 3) for seed in range(3)]
    thetas = side_by_side(partial(trained, engine, *setting) for setting in settings)
    for theta, setting in zip(thetas, settings, strict=True):
        assert np.array_equal(theta, trained(engine, *setting))


def test_none():
    """Nothing to do is no work."""
    assert list(side_by_side([])) == []


def test_what_goes_wrong_in_one_is_raised():
    """A run that diverges is an error, also among others."""
    works = [partial(trained, "reference", 3, 0, eta) for eta in (0.1, 1e300)]
    with pytest.raises(DivergenceError):
        list(side_by_side(works))


def test_works_are_done_in_order():
    """What comes back is in the order of what was given."""
    assert list(side_by_side(lambda i=i: i * i for i in range(20))) == [i * i for i in range(20)]
