"""Many runs side by side."""

import numpy as np
import pytest

from seethrough.data import moons
from seethrough.engines import Reference, Task
from seethrough.engines.fused import Fused
from seethrough.errors import DivergenceError
from seethrough.maths.network import Network
from seethrough.training import Plan, start, train
from seethrough.training.many import Job, side_by_side, train_all

pytestmark = pytest.mark.usefixtures("unchecked")
DATA = moons(60)


def job(hidden, seed, eta=0.1, epochs=20):
    """A hidden layer of this size, drawn from a seed."""
    net = Network((2, hidden, 2), ("tanh",), "multiclass")
    task = Task(net, DATA.X, np.eye(2)[DATA.y], eta=eta)
    return Job(task, Plan(seed, net, 60, batch_size=16), epochs)


@pytest.mark.parametrize("engine", [Reference, Fused])
def test_each_is_trained_as_if_alone(engine):
    """Sizes and seeds, in their order, each to the bits that it has by itself; X is one array."""
    settings = [(hidden, seed) for hidden in (20, 1, 3) for seed in range(3)]
    records = train_all([job(*setting) for setting in settings], engine().name)
    for record, setting in zip(records, settings, strict=True):
        task, plan, epochs = job(*setting)
        *_, alone = train(engine(), task, plan, start(task, plan), epochs=epochs, stops=())
        assert np.array_equal(record.state.theta, alone.state.theta)
        assert record.losses == pytest.approx(alone.losses, rel=1e-15)


def test_none():
    """Nothing to train is no work."""
    assert list(train_all([])) == []


def test_what_goes_wrong_in_one_is_raised():
    """A run that diverges is an error, also among others."""
    with pytest.raises(DivergenceError):
        list(train_all([job(3, 0), job(3, 0, eta=1e300)], "reference"))


def test_works_are_done_in_order():
    """What comes back is in the order of what was given."""
    assert list(side_by_side(lambda i=i: i * i for i in range(20))) == [i * i for i in range(20)]
