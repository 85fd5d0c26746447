import numpy as np
import pytest

from seethrough.explain import explain_step, fragment
from seethrough.maths.network import forward, layers
from seethrough.studio import inside, maps
from seethrough.studio.session import Session

SOLVERS = ["sgd", "adam", "adamw", "rmsprop"]


@pytest.fixture
def made():
    """A small session that computes by the reference, some updates after its start."""
    session = Session(engine="reference")
    session.handle({"type": "set", "section": "data", "values": {"n": 40, "test": 0.25}})
    session.handle({"type": "set", "section": "network", "values": {"hidden": [3]}})
    session.handle({"type": "set", "section": "training", "values": {"batch": 8}})
    session.handle({"type": "tick", "n": 5})
    return session


def look(session, what, **of):
    """What the session tells of a sample, a unit or a weight."""
    ((head, _),) = session.handle({"type": "inspect", "what": what, **of})
    assert head["type"] == "inside", head
    return head


def in_the_batch(session):
    """A sample of the next batch."""
    return int(session.run.part.material.train[session.run.batch.rows[0]])


@pytest.mark.parametrize("solver", SOLVERS)
@pytest.mark.parametrize("way", [{}, {"lam": 0.3}, {"dropout": 0.5}, {"momentum": 0.9}])
def test_the_step_that_is_told_is_the_step_that_is_made(made, solver, way):
    """E9's last line is the weight that the engine has after the next update, by every rule."""
    made.handle({"type": "set", "section": "training", "values": {"solver": solver}})
    made.handle({"type": "set", "section": "training", "values": way})
    made.handle({"type": "tick", "n": 7})
    run, sample = made.run, in_the_batch(made)
    told = inside._seen_from(run, sample).told(weight=(0, 1, 2)).only("E9").lines[-1].result
    found = look(made, "weight", sample=sample, layer=0, **{"from": 1, "to": 2})
    assert told == pytest.approx(found["next"], rel=1e-12)
    run.go(run.now + 1)
    assert run.state.theta[inside.place_of(run, 0, 1, 2)] == pytest.approx(told, rel=1e-12)


def test_a_units_lines_are_explains(made):
    """The HTML of a unit is what `explain` says of it, as it says it."""
    view = inside._seen_from(made.run, in_the_batch(made))
    lines = explain_step(view.step(), view.row, unit=(0, 2)).only(*inside.OF_A_UNIT).lines
    found = look(made, "unit", sample=in_the_batch(made), layer=0, unit=2)
    assert len(lines) >= 4
    assert found["html"] == fragment(lines)


def test_all_pushes_together_are_the_gradient(made):
    """The samples that are named push hardest, and with all others they make the gradient."""
    sample, place = in_the_batch(made), {"from": 0, "to": 1}
    found = look(made, "weight", sample=sample, layer=0, **place)
    task, theta, rows = made.run.part.replay.task, made.run.state.theta, made.run.batch.rows
    step = inside._seen_from(made.run, sample).step()
    shares = []
    for row in rows:
        alone = step._replace(x=task.x[[row]], y=task.y[[row]], theta=theta)
        line = explain_step(alone, 0, weight=(0, 0, 1)).only("E7").lines[-1]
        shares.append(line.result / len(rows))
    named = [share for _, share in found["pushes"]]
    assert np.allclose(np.sort(np.abs(shares))[::-1][: len(named)], np.abs(named))
    assert {s for s, _ in found["pushes"]} <= set(made.run.part.material.train[rows].tolist())


def test_a_test_sample_teaches_nothing(made):
    """Of a test sample only the way to its answer is told, and it pushes no weight."""
    sample = int(np.flatnonzero(made.run.part.material.held)[0])
    found = look(made, "sample", sample=sample)
    assert [stage["name"] for stage in found["stages"]] == ["forward", "loss"]
    assert look(made, "weight", sample=sample, layer=0, **{"from": 0, "to": 0})["pushes"] == []


def test_a_sample_outside_the_next_batch_is_said_to_be(made):
    """The words do not claim that the next update is made with it."""
    run = made.run
    outside = np.setdiff1d(np.arange(len(run.part.replay.task.x)), run.batch.rows)[0]
    found = look(made, "sample", sample=int(run.part.material.train[outside]))
    assert found["with"].startswith("not in the next batch")


def test_a_large_network_can_be_looked_into(made):
    """Of six wide layers the most important is told, and any one weight in full."""
    values = {"hidden": [32] * 6}
    made.handle({"type": "set", "section": "network", "values": values})
    found = look(made, "sample", sample=in_the_batch(made))
    assert all(stage["more"] for stage in found["stages"] if stage["name"] == "gradient")
    whole = look(made, "weight", sample=in_the_batch(made), layer=3, **{"from": 31, "to": 30})
    assert '<span class="number">E7</span>' in whole["html"]


@pytest.mark.parametrize(
    "place",
    [(9, 0, 0), (0, 2, 0), (0, 0, 3), (0, -2, 0), (None, 0, 0), (True, 0, 0), ("0", 0, 0)],
)
def test_a_weight_that_is_not_there_is_refused_in_words(made, place):
    """The error names which there are."""
    layer, start, end = place
    message = {"type": "inspect", "what": "weight", "layer": layer, "from": start, "to": end}
    ((head, _),) = made.handle(message)
    assert head["type"] == "error"
    assert "layer 0 has inputs 0 to 1 and units 0 to 2" in head["text"]


def test_a_units_share_is_what_is_missing_without_it(made):
    """Held at its mean, the unit leaves the answer that is counted; with no weight it has none."""
    made.handle({"type": "tick", "n": 300})
    head, (own, bare) = made.handle({"type": "inspect", "what": "unit", "layer": 0, "unit": 1})[0]
    run, data = made.run, made.run.part.material
    net, theta = run.part.replay.task.net, run.state.theta
    tape = forward(net, theta, data.x[data.train])
    a = tape.a[1].copy()
    a[:, 1] = a[:, 1].mean()
    (_, (W, b)) = layers(theta, net.widths)
    right = ((a @ W + b)[:, 0] > 0) == data.labels[data.train]
    assert head["share"]["scores"] == [
        pytest.approx(run.mark().accuracy),
        pytest.approx(right.mean()),
    ]
    assert own.shape == bare.shape == (1, maps.SWIFTEST, maps.SWIFTEST)
    answer = maps.draw(net, theta, made._screen.cells(data), maps.SWIFTEST).answer
    otherwise = np.mean((answer > 127) != (bare > 127))
    assert head["share"]["moved"] == pytest.approx(otherwise, abs=0.01)
    made.handle({"type": "edit", "layer": 1, "from": 1, "to": 0, "value": 0.0})
    assert look(made, "unit", layer=0, unit=1)["share"]["moved"] == 0
    assert "share" not in look(made, "unit", layer=1, unit=0)


@pytest.mark.parametrize("name", ["curve", "blobs"])
def test_a_share_in_other_answers(made, name):
    """Of a number it is how far the answer goes, of three classes how much of the plot changes."""
    made.handle({"type": "set", "section": "data", "values": {"name": name}})
    made.handle({"type": "tick", "n": 200})
    head, (own, bare) = made.handle({"type": "inspect", "what": "unit", "layer": 0, "unit": 0})[0]
    assert head["share"]["moved"] > 0
    assert len(bare) == (2 if name == "blobs" else 1)
    assert own.shape[1:] == bare.shape[1:]
