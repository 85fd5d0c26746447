import numpy as np
import pytest

from seethrough.errors import DivergenceError
from seethrough.explain.doctor import DETECTORS
from seethrough.studio.session import LOOKED_AT, Session
from seethrough.studio.wire import encode


def session(data=None, network=None, **training):
    """A session of the reference's, set up."""
    made = Session(engine="reference")
    values = {"data": data or {"n": 100}, "network": network or {"hidden": [4]}}
    for section, some in (values | {"training": training}).items():
        ask(made, {"type": "set", "section": section, "values": some})
    return made


def ask(made, message):
    """The last answer to a message; an error fails the test."""
    for head, buffers in made.handle(message):
        assert head["type"] != "error", head
        encode(head, buffers)
    return head


def run(made, updates):
    """Make so many updates."""
    left = updates
    while left:
        left = ask(made, {"type": "tick", "n": left})["left"]


def found(made):
    """What the doctor says, by name."""
    told = ask(made, {"type": "diagnose"})["findings"]
    assert told is None or {one["name"] for one in told} <= set(DETECTORS)
    return None if told is None else {one["name"]: one for one in told}


def test_at_first_it_is_too_early_to_tell():
    """Before the tenth epoch nothing is told, after it something may be."""
    made = session(batch=100)
    assert found(made) is None
    run(made, LOOKED_AT - 1)
    assert found(made) is None
    run(made, 1)
    assert found(made) is not None


def test_a_rate_too_large_is_found_and_its_button_heals_it():
    """The fix takes a smaller rate; with it the finding is gone."""
    made = session(eta=60.0, batch=16)
    run(made, 300)
    one = found(made)["rate too large"]
    (message,) = one["fix"]
    assert message["values"]["eta"] < 60.0
    assert f"η = {message['values']['eta']:.3g}" in one["label"]
    while "rate too large" in (names := found(made)):
        ask(made, names["rate too large"]["fix"][0])
        run(made, 300)
    assert made.run.part.settings["training"]["eta"] < 60.0


def test_a_rate_too_small_is_found():
    """Steps that are far too short are told, and the fix takes ten times the rate."""
    made = session(eta=1e-4, batch=100)
    run(made, 30)
    (message,) = found(made)["rate too small"]["fix"]
    assert message == {"type": "branch", "values": {"eta": pytest.approx(1e-3)}}


def test_a_run_that_diverges_has_the_doctor():
    """When numbers overflow, the doctor names where; the fix begins anew with less."""
    made = session({"name": "curve", "n": 100}, {"activations": ["relu"]}, eta=90.0, batch=100)
    run(made, 200)
    assert ask(made, {"type": "show"})["trouble"]
    one = found(made)["divergence"]
    assert "overflow" in one["what"]
    assert one["fix"][0] == {"type": "set", "section": "training", "values": {"eta": 9.0}}
    with pytest.raises(DivergenceError):
        made.run.go(made.run.now + 2)


def test_dead_units_are_given_another_activation():
    """The fix of dead relus sets an activation that is never flat, and the session takes it."""
    made = session(network={"hidden": [8], "activations": ["relu"]}, batch=100)
    dead = _dead(made)
    made.run.change(lambda part, _: (part.material, part.settings, dead))
    run(made, 20)
    one = found(made)["dead units"]
    ask(made, one["fix"][-1])
    assert made.settings["network"]["activations"] == ("leaky_relu",)


def _dead(made):
    """θ with biases so low that no unit of the first layer answers."""
    theta = made.run.state.theta.copy()
    theta[16:24] = -100
    return theta


@pytest.mark.parametrize("name", ["blobs", "curve", "penguins", "nhanes", "spirals"])
def test_every_kind_of_data_can_be_looked_at(name):
    """Classes, numbers, gaps and test samples: the doctor answers, and every fix can be sent."""
    made = session({"name": name, "test": 0.0 if name == "spirals" else 0.3}, balanced=True)
    run(made, 12 * made.run.part.replay.plan.batches_per_epoch)
    for one in found(made).values():
        for message in one["fix"]:
            ask(made, message)


def test_looking_changes_nothing():
    """The state is bitwise what it was, and so are the updates after it."""
    made, other = session(batch=16), session(batch=16)
    run(made, 100)
    ask(made, {"type": "diagnose"})
    run(made, 50)
    run(other, 150)
    assert np.array_equal(made.run.state.theta, other.run.state.theta)
