import numpy as np
import pytest

from seethrough.bugs import BUGS
from seethrough.studio.badge import CALM, SWIFT, gradient_check
from seethrough.studio.session import Session

pytestmark = pytest.mark.usefixtures("unchecked")


def session(**network):
    """A small session that computes by the reference, some updates after its start."""
    made = Session(engine="reference")
    made.handle({"type": "set", "section": "data", "values": {"n": 100}})
    made.handle({"type": "set", "section": "network", "values": network or {"hidden": [3]}})
    made.handle({"type": "tick", "n": 5})
    return made


def test_of_a_small_network_every_gradient_is_checked():
    """All parameters, and all of them right."""
    found = gradient_check(session().run)
    assert found["parameters"] == found["checked"] == 3 * 3 + 4
    assert found["good"]
    assert found["error"] < 1e-7


@pytest.mark.parametrize("bend", ["tanh", "relu", "leaky_relu"])
def test_of_a_large_network_a_sample_is_checked(bend):
    """Some of 5,409 parameters and a direction through all; kinks are no false alarm."""
    made = session(hidden=[32] * 6, activations=[bend] * 6)
    for swift, checked in ((True, SWIFT), (False, CALM)):
        found = gradient_check(made.run, swift=swift)
        assert (found["parameters"], found["checked"]) == (5409, checked)
        assert found["good"]


@pytest.mark.parametrize("solver", ["sgd", "adam"])
@pytest.mark.parametrize("bug", BUGS.values(), ids=list(BUGS))
def test_every_bug_is_seen(bug, solver):
    """With a bug on, whatever the optimiser, the check is wrong; without it is right again."""
    made = session(hidden=[4, 3], activations=[bug.activation] * 2)
    made.handle({"type": "branch", "values": {"solver": solver, "lam": 0.1}})
    assert gradient_check(made.run)["good"]
    made.handle({"type": "branch", "values": {"bug": bug.name}})
    assert not gradient_check(made.run)["good"]
    made.handle({"type": "branch", "values": {"bug": "none"}})
    assert gradient_check(made.run)["good"]


def test_one_wrong_weight_among_thousands_is_seen_in_the_direction(monkeypatch):
    """The direction goes through every parameter, whichever of them are checked alone."""
    from seethrough.studio import badge

    made, right = session(hidden=[32] * 3), badge._taken

    def off(run, task):
        taken = right(run, task).copy()
        taken[1234] += 100 * np.abs(taken).max()
        return taken

    monkeypatch.setattr(badge, "_taken", off)
    assert not gradient_check(made.run, swift=True)["good"]
