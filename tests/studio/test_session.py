import json

import numpy as np
import pytest
from hypothesis import Phase, given
from hypothesis import settings as how
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from seethrough.bugs import BUGS
from seethrough.maths.network import backward, forward
from seethrough.studio import changes, own_table, turn, way
from seethrough.studio import session as module
from seethrough.studio.session import Session
from seethrough.studio.wire import encode
from seethrough.training import start, train

pytestmark = pytest.mark.usefixtures("unchecked")
SMALL = {"n": 40, "test": 0.25}


def session(**network):
    """A small session that computes by the reference."""
    made = Session(engine="reference")
    ask(made, "set", section="data", values=SMALL)
    ask(made, "set", section="network", values=network or {"hidden": [3]})
    return made


def ask(made, kind, **more):
    """The answers to a message, by type; an error fails the test."""
    answers = made.handle({"type": kind, **more})
    for head, buffers in answers:
        assert head["type"] != "error", head
        encode(head, buffers)
    return {head["type"]: (head, buffers) for head, buffers in answers}


def refused(made, kind, **more):
    """The words that a message is refused with."""
    ((head, _),) = made.handle({"type": kind, **more})
    assert head["type"] == "error"
    return head["text"]


def test_updates_are_the_librarys():
    """After three epochs in the studio, θ is the one that the library's loop gives."""
    made = session()
    part = made.run.part.replay
    ask(made, "tick", n=3 * part.plan.batches_per_epoch)
    state = start(part.task, part.plan)
    *_, record = train(part.engine, part.task, part.plan, state, epochs=3)
    assert np.array_equal(made.run.state.theta, record.state.theta)


def test_a_frame_tells_what_the_maths_gives():
    """Loss, accuracy, gradient norm, weights and map of a frame are those computed by hand."""
    made = session()
    head, (answer, units, theta, _) = ask(made, "tick", n=7)["frame"]
    part, exact = made.run.part, made.run.state.theta
    task, data = part.replay.task, part.material
    tape = forward(task.net, exact, task.x)
    z, y = tape.z[-1], task.y
    assert head["marks"]["loss"] == pytest.approx(np.mean(np.log1p(np.exp(z)) - y * z))
    assert head["marks"]["accuracy"] == np.mean((tape.p > 0.5) == y)
    g = backward(task.net, tape, y, None, task.penalty).dtheta
    assert head["marks"]["gradient"] == pytest.approx(np.linalg.norm(g))
    assert np.allclose(theta, exact, rtol=1e-6)
    left, right, bottom, top = data.reach
    cells = answer.shape[-1]
    corner = [[left + (right - left) / 2 / cells, top - (top - bottom) / 2 / cells]]
    p = forward(task.net, exact, data.lift(np.array(corner))).p[0, 0]
    assert answer[0, 0, 0] == pytest.approx(255 * p, abs=1)
    assert units.shape == (3, 25, 25)


@pytest.mark.parametrize(
    "name", ["moons", "circles", "xor", "spirals", "blobs", "curve", "penguins", "nhanes"]
)
def test_every_set_can_be_learned(name):
    """On each set the loss falls."""
    made = session(hidden=[4])
    before = ask(made, "set", section="data", values={"name": name})["frame"][0]["marks"]["loss"]
    after = ask(made, "tick", n=150)["frame"][0]["marks"]["loss"]
    assert after < before


@pytest.mark.parametrize("classes", range(2, 7))
def test_blobs_have_as_many_classes_as_asked(classes):
    """From two to six blobs, with an output each from three on."""
    made = session(hidden=[])
    told, _ = ask(made, "set", section="data", values={"name": "blobs", "classes": classes})[
        "state"
    ]
    assert len(told["classes"]) == classes
    assert told["widths"][-1] == (1 if classes == 2 else classes)


def test_back_and_forth_is_bitwise():
    """Going back and on again gives the very same weights."""
    made = session()
    seen = {}
    for _ in range(20):
        ask(made, "tick", n=7)
        seen[made.run.now] = made.run.state.theta.copy()
    for update in sorted(seen, key=lambda u: (u * 7) % 11):
        head, _ = ask(made, "seek", update=update)["frame"]
        assert head["update"] == update
        assert np.array_equal(made.run.state.theta, seen[update])
    assert head["last"] == max(seen)


DEEDS = {
    "branch": st.fixed_dictionaries({"values": st.fixed_dictionaries({"eta": st.floats(0, 0.5)})}),
    "edit": st.builds(
        lambda to, value: {"layer": 0, "from": -1, "to": to, "value": value},
        st.integers(0, 2),
        st.floats(-2, 2),
    ),
    "point": st.builds(lambda x: {"do": "add", "spot": [x, 0.0], "label": 1}, st.floats(-1, 1)),
    "single": st.builds(lambda n: {"n": n}, st.integers(1, 40)),
}
DEED = st.one_of(st.tuples(st.just(kind), more) for kind, more in DEEDS.items())


@how(max_examples=5, phases=[Phase.generate])  # so long a list takes too long to be shortened
@given(
    deeds=st.lists(st.tuples(DEED, st.integers(0, 5)), min_size=90, max_size=120),
    beside=st.booleans(),
)
def test_after_any_number_of_changes_the_whole_way_can_be_gone_back(deeds, beside):
    """However often something was changed, every update from the first on is as it was."""
    made, seen = session(), {}
    ask(made, "set", section="training", values={"batch": 8})
    if beside:
        ask(made, "compare", values={"eta": 0.02})
    ask(made, "tick", n=1)  # before it, a branch is another beginning
    runs = [made.run, made.other] if beside else [made.run]
    for (kind, more), n in deeds:
        ask(made, kind, **more)
        for update in range(made.run.now, made.run.now + n + 1):
            for run in runs:
                run.go(update)
            seen[update] = [run.state.theta.copy() for run in runs]
    assert made.run.first == 0
    for update in sorted(seen, key=lambda u: (u * 37) % 101):
        ask(made, "seek", update=update, swift=True)
        for run, theta in zip(runs, seen[update], strict=True):
            assert np.array_equal(run.state.theta, theta)


def test_reset_is_the_same_start_and_fresh_is_another():
    """Reset gives the first weights again; a new start gives others."""
    made = session()
    first = made.run.state.theta.copy()
    ask(made, "tick", n=9)
    ask(made, "reset")
    assert np.array_equal(made.run.state.theta, first)
    ask(made, "reset", fresh=True)
    assert not np.array_equal(made.run.state.theta, first)


def test_a_branch_goes_on_with_another_rate_and_keeps_the_way_there():
    """The settings hold from the branch on; before it the old ones are shown again."""
    made = session()
    ask(made, "tick", n=10)
    at = made.run.state.theta.copy()
    told, _ = ask(made, "branch", values={"eta": 0.0})["state"]
    assert told["settings"]["training"]["eta"] == 0.0
    ask(made, "tick", n=5)
    assert np.array_equal(made.run.state.theta, at)
    told, _ = ask(made, "seek", update=9)["state"]
    assert told["settings"]["training"]["eta"] == 0.1
    assert ask(made, "seek", update=12)["frame"][0]["changes"] == [10]


@pytest.mark.parametrize("way", [{}, {"dropout": 0.4}, {"batch": 1000}, {"schedule": "cosine"}])
@pytest.mark.parametrize("engine", ["reference", "fused"])
def test_single_samples_come_in_the_plans_order(way, engine):
    """Sample by sample each row of a batch is learned from once; the batch after it is whole."""
    made = Session(engine=engine)
    ask(made, "set", section="data", values=SMALL)
    ask(made, "set", section="training", values={"batch": 8, **way})
    ask(made, "tick", n=2)
    before, batch = made.run.place, made.run.batch
    wanted = np.arange(30) if batch.rows is None else batch.rows
    rows = []
    for k in range(len(wanted)):
        assert made.run.place == (before.epoch, before.batch, k)
        ask(made, "single")
        made.run.go(made.run.now - 1)
        assert made.run.batch.eta == batch.eta
        rows.append(made.run.batch.rows)
        made.run.go(made.run.now + 1)
    assert [len(each) for each in rows] == [1] * len(wanted)
    assert np.concatenate(rows).tolist() == wanted.tolist()
    assert made.run.place.sample == 0
    ask(made, "epoch")
    assert made.run.place[1:] == (0, 0)
    assert np.concatenate(rows).tolist() == wanted.tolist()


def test_an_update_on_one_sample_is_the_maths():
    """The step of one sample is that of its own gradient."""
    made = session()
    ask(made, "tick", n=3)
    task, before, batch = made.run.part.replay.task, made.run.state.theta, made.run.batch
    row = [0]  # all samples are the batch, in their order
    tape = forward(task.net, before, task.x[row])
    g = backward(task.net, tape, task.y[row], None, task.penalty).dtheta
    head, _ = ask(made, "single")["frame"]
    assert (head["update"], head["sample"], head["samples"]) == (4, 1, 30)
    assert made.run.state.theta == pytest.approx(before - batch.eta * g, rel=1e-12)
    ask(made, "tick", n=1)
    assert made.run.place == (4, 0, 0)


def test_single_samples_are_replayed_and_kept():
    """Back and forth over batches in pieces, and made again from the recipe, all is bitwise."""
    made = session()
    ask(made, "set", section="training", values={"batch": 7})
    seen = {}
    for kind in ["tick", "single", "single", "tick", "tick", "single", "branch", "single", "epoch"]:
        ask(made, kind, **({"values": {"eta": 0.3}} if kind == "branch" else {}))
        seen[made.run.now] = made.run.state.theta.copy()
    for update in sorted(seen, key=lambda u: (u * 7) % 11):
        ask(made, "seek", update=update)
        assert np.array_equal(made.run.state.theta, seen[update])
    ask(made, "seek", update=max(seen))
    again = Session(engine="reference")
    ask(again, "restore", recipe=json.loads(json.dumps(made.recipe())))
    assert again.recipe() == made.recipe()
    for update, theta in seen.items():
        ask(again, "seek", update=update)
        assert np.array_equal(again.run.state.theta, theta)


def test_samples_one_by_one_are_one_entry_of_the_recipe():
    """A hundred single samples are kept as one; gone back among them, what came later is cut."""
    made = session()
    ask(made, "tick", n=1)
    for _ in range(100):
        ask(made, "single")
    assert made.recipe()["events"] == [{"type": "single", "at": 1, "n": 100}]
    ask(made, "seek", update=41)
    ask(made, "edit", layer=0, **{"from": -1, "to": 0}, value=1.0)
    events = made.recipe()["events"]
    assert [(event["type"], event["at"]) for event in events] == [("single", 1), ("edit", 41)]
    assert events[0]["n"] == 40


def test_both_runs_take_a_single_sample():
    """Two runs stay side by side."""
    made = session()
    ask(made, "compare", values={"eta": 1.0})
    head, _ = ask(made, "single")["frame"]
    assert head["update"] == head["other"]["update"] == 1


def test_a_single_sample_that_diverges_changes_nothing():
    """It is told in words, and the run stands where it was."""
    made = session(hidden=[4], activations=["identity"])
    ask(made, "set", section="data", values={"name": "curve"})
    ask(made, "edit", layer=1, **{"from": 0, "to": 0}, value=1e6)
    ask(made, "branch", values={"eta": 100.0})
    before = made.run.state.theta.copy()
    for _ in range(200):
        head, _ = ask(made, "single")["frame"]
        if head["trouble"]:
            break
    assert "diverged" in head["trouble"]
    assert np.isfinite(made.run.state.theta).all()
    assert not np.array_equal(made.run.state.theta, before)
    again = Session(engine="reference")
    ask(again, "restore", recipe=made.recipe())
    assert np.array_equal(again.run.state.theta, made.run.state.theta)


@pytest.mark.parametrize("bug", BUGS)
def test_a_bug_is_a_switch_and_part_of_the_run(bug):
    """The run goes on with the bug, is told so, can be gone back in, and is made again."""
    made = session(hidden=[3], activations=[BUGS[bug].activation])
    ask(made, "tick", n=5)
    head, _ = ask(made, "branch", values={"bug": bug})["state"]
    assert head["bug"]["wrong"] == BUGS[bug].wrong_line
    assert head["bug"]["shows"]
    ask(made, "tick", n=5)
    broken = made.run.state.theta.copy()
    assert ask(made, "seek", update=2)["state"][0]["bug"] is None
    ask(made, "seek", update=10)
    assert np.array_equal(made.run.state.theta, broken)
    again = Session(engine="reference")
    ask(again, "restore", recipe=json.loads(json.dumps(made.recipe())))
    assert np.array_equal(again.run.state.theta, broken)
    ask(made, "seek", update=5)
    ask(made, "branch", values={"bug": "none"})
    ask(made, "tick", n=5)
    assert not np.array_equal(made.run.state.theta, broken)


def test_a_bug_that_has_nothing_to_break_says_so():
    """Without a hidden layer there is nothing to pass back."""
    made = session(hidden=[])
    (head, _) = ask(made, "branch", values={"bug": "tanh_slope_forgotten"})["state"]
    assert not head["bug"]["shows"]


def test_too_many_changes_are_refused_in_words(monkeypatch):
    """What cannot be kept in mind is not done, so that the recipe always tells the whole way."""
    monkeypatch.setattr(changes, "MOST", 3)
    made = session()
    for _ in range(3):
        ask(made, "edit", layer=0, **{"from": -1, "to": 0}, value=1.0)
    theta = made.run.state.theta.copy()
    assert "3 changes were made" in refused(made, "point", do="delete", row=0)
    assert np.array_equal(made.run.state.theta, theta)


def test_a_change_that_is_too_long_is_refused_in_words():
    """What nobody needs is not kept, and a message cannot fill the memory with what it carries."""
    made = session()
    here = {"layer": 0, "from": -1, "to": 0, "value": 1.0}
    ask(made, "edit", **here, junk="x" * 20_000)
    assert "junk" not in made.recipe()["events"][0]
    assert "the change has 2" in refused(made, "edit", **here, label="x" * 20_000)
    assert len(made.recipe()["events"]) == 1


def test_a_long_way_takes_little_memory(monkeypatch):
    """Of many parts a few are held, the first and the last among them, within the bound."""
    monkeypatch.setattr(way, "BOUND", 200_000)
    made = session(hidden=[8])
    for eta in range(100):
        ask(made, "tick", n=200)
        ask(made, "branch", values={"eta": 0.001 * eta})
    held = made.run._way._held
    assert {0, 100} <= held.keys()
    assert sum(part.bytes for part in held.values()) <= 200_000
    kept = [state for part in held.values() for state in part.replay._kept.values()]
    assert sum(600 + state.theta.nbytes for state in kept) <= 200_000
    assert len(made.run.changes) == 100


def test_a_change_in_mid_batch_stays_where_samples_follow_it():
    """A weight that is set between two single samples is set in the way to the second one."""
    made = session()
    ask(made, "single")
    ask(made, "edit", layer=0, **{"from": -1, "to": 0}, value=3.0)
    ask(made, "single", n=2)
    ask(made, "seek", update=1)
    assert made.run.state.theta[6] == 3.0
    assert made.run.changes == [0, 1]


def test_an_edited_weight_has_its_value_and_the_run_goes_on():
    """The edited weight is the one that was named, and only it."""
    made = session()
    ask(made, "tick", n=4)
    before = made.run.state.theta.copy()
    ask(made, "edit", layer=1, **{"from": 2, "to": 0}, value=5.0)
    after = made.run.state.theta
    assert np.flatnonzero(after != before).tolist() == [2 * 3 + 3 + 2]
    assert after[11] == 5.0
    ask(made, "edit", layer=0, **{"from": -1, "to": 1}, value=-1.0)
    assert made.run.state.theta[2 * 3 + 1] == -1.0


def test_points_come_move_and_go():
    """A point is added to learn from, moved, and deleted; the run goes on from where it was."""
    made = session()
    ask(made, "tick", n=4)
    n = len(made.run.part.material.x)
    ask(made, "point", do="add", spot=[0.5, 0.25], label=1)
    data = made.run.part.material
    assert data.spots[-1].tolist() == data.x[-1].tolist() == [0.5, 0.25]
    assert (data.y[-1, 0], data.held[-1], len(made.run.part.replay.task.x)) == (1, False, 31)
    ask(made, "point", do="move", row=n, spot=[0.0, 0.0])
    assert made.run.part.material.x[-1].tolist() == [0, 0]
    ask(made, "point", do="delete", row=n)
    assert len(made.run.part.material.x) == n
    assert made.run.now == 4


def test_a_second_run_starts_from_the_same_weights():
    """Both runs begin alike, and only their rate sets them apart."""
    made = session()
    head, buffers = ask(made, "compare", values={"eta": 1.0})["frame"]
    assert head["other"]["marks"] == head["marks"]
    assert np.array_equal(buffers[4], buffers[0])
    head, _ = ask(made, "tick", n=20)["frame"]
    assert head["other"]["update"] == head["update"] == 20
    assert head["other"]["marks"]["loss"] != head["marks"]["loss"]
    assert "other" not in ask(made, "compare", values=None)["frame"][0]


def test_the_rival_is_scikit_learns():
    """Logistic regression's accuracy is scikit-learn's, and its plane is a half on its line."""
    from sklearn.linear_model import LogisticRegression

    made = session()
    head, (plane,) = ask(made, "rival")["rival"]
    data = made.run.part.material
    line = LogisticRegression(max_iter=1000).fit(data.x[data.train], data.labels[data.train])
    assert head["accuracy"] == line.score(data.x[data.train], data.labels[data.train])
    assert head["test_accuracy"] == line.score(data.x[data.test], data.labels[data.test])
    grid = made._screen.cells(data).inputs(plane.shape[0])
    above = line.decision_function(grid).reshape(plane.shape) > 0
    assert np.mean((plane > 127.5) == above) == 1
    ask(made, "set", section="data", values={"name": "curve"})
    assert "tells classes apart" in refused(made, "rival")


def test_divergence_is_told_and_the_run_stands_where_all_is_finite():
    """A rate that is far too large ends in words and a map of finite numbers."""
    made = session(hidden=[4], activations=["identity"])
    ask(made, "set", section="data", values={"name": "curve"})
    ask(made, "set", section="training", values={"eta": 50.0})
    head, _ = ask(made, "tick", n=500)["frame"]
    assert "training diverged" in head["trouble"]
    assert np.isfinite(head["marks"]["loss"])
    assert np.isfinite(made.run.state.theta).all()
    assert ask(made, "seek", update=0)["frame"][0]["trouble"] is None


def test_a_kept_state_is_made_again_bitwise():
    """Settings, branches, edits, points and update: from its recipe the state is the same."""
    made = session(hidden=[3, 2])
    ask(made, "tick", n=10)
    ask(made, "branch", values={"solver": "adam", "eta": 0.02, "batch": 7})
    ask(made, "tick", n=10)
    ask(made, "point", do="add", spot=[0.1, 0.2], label=0)
    ask(made, "edit", layer=0, **{"from": 0, "to": 0}, value=1.5)
    ask(made, "tick", n=10)
    recipe = json.loads(json.dumps(ask(made, "keep")["kept"][0]["recipe"]))
    again = Session()
    ask(again, "restore", recipe=recipe)
    assert again.run.now == 30
    assert np.array_equal(again.run.state.theta, made.run.state.theta)
    assert ask(again, "keep")["kept"][0]["recipe"] == ask(made, "keep")["kept"][0]["recipe"]


def test_a_state_that_takes_too_long_is_refused_in_words(monkeypatch):
    """No file or link keeps the server busy: it is told how far it came."""
    made = session()
    ask(made, "tick", n=1)
    monkeypatch.setattr(turn, "BUDGET", 0.001)
    monkeypatch.setattr(module, "RESTORING", 0.05)
    recipe = json.loads(json.dumps(made.recipe())) | {"update": 5_000_000}
    assert "the state is that of update 5,000,000" in refused(made, "restore", recipe=recipe)
    assert 0 < made.run.now < 5_000_000


def test_a_state_of_many_single_samples_is_made_again_or_refused_in_time(monkeypatch):
    """More samples than an entry holds are two entries; a file full of them is not gone through."""
    made, again = session(), Session(engine="reference")
    for _ in range(11):
        made._deed({"type": "single", "n": 100})
    assert [event["n"] for event in made.recipe()["events"]] == [1000, 100]
    ask(again, "restore", recipe=json.loads(json.dumps(made.recipe())))
    assert np.array_equal(again.run.state.theta, made.run.state.theta)
    monkeypatch.setattr(module, "RESTORING", 0.01)
    events = [{"type": "single", "n": 1000, "at": 1000 * k} for k in range(1000)]
    recipe = json.loads(json.dumps(made.recipe())) | {"events": events, "update": 1_000_000}
    assert "the state is that of update 1,000,000" in refused(again, "restore", recipe=recipe)
    assert again.run.now < 50_000


@pytest.mark.parametrize("event", [3, {}, {"type": ["edit"], "at": 0}, {"type": "dance", "at": 0}])
def test_a_state_with_a_change_that_is_none_is_refused(event):
    """Whatever a file holds in the place of a change, the answer is in words."""
    made = session()
    recipe = made.recipe() | {"events": [event]}
    assert "a change that is not known" in refused(made, "restore", recipe=recipe)


def test_updates_stop_with_the_budget_however_long_one_takes(monkeypatch):
    """Slow updates are made a few at a time, for others wait; `left` tells how many remain."""
    made, clock = session(), iter(np.arange(0, 1000, 0.06))
    for where in (module, turn):
        monkeypatch.setattr(where, "perf_counter", lambda: next(clock))
    head, _ = ask(made, "tick", n=20_000)["frame"]
    assert head["update"] < 20
    assert head["left"] == 20_000 - head["update"]
    before = head["update"]
    head, _ = ask(made, "single", n=1000)["frame"]
    assert head["update"] - before == 1000 - head["left"] < 200


def test_the_curve_comes_bit_by_bit():
    """The page is sent each row of the curve once, and all of them after a change."""
    made = session()
    ask(made, "hello")
    rows = [ask(made, "tick", n=3, swift=True)["frame"] for _ in range(4)]
    assert [buffers[3][:, 0].tolist() for _, buffers in rows] == [[3], [6], [9], [12]]
    head, buffers = ask(made, "branch", values={"eta": 0.3})["frame"]
    assert head["whole"]
    assert buffers[3][:, 0].tolist() == [0, 3, 6, 9, 12]


def test_a_long_run_takes_little_memory():
    """The curve of any run stays under 1,501 rows."""
    made = session(hidden=[])
    for _ in range(4000):
        made.run.go(made.run.now + 1)
        made.run.mark()
    assert 700 < len(made.run.curves.rows) <= 1500


def test_the_shown_unit_takes_the_answers_place():
    """With `show`, the large map is the unit's own."""
    made = session()
    head, (answer, *_) = ask(made, "show", show=[0, 1])["frame"]
    assert head["show"] == (0, 1)
    assert head["low"] == -head["high"]
    grid = made._screen.cells(made.run.part.material).inputs(answer.shape[-1])
    a = forward(made.run.part.replay.task.net, made.run.state.theta, grid).a[1][:, 1]
    assert np.allclose(answer.ravel(), 128 + 127 * a / head["high"], atol=1.01)
    assert ask(made, "show", show=[0, 9])["frame"][0]["show"] is None


@pytest.mark.parametrize(
    ("kind", "more", "words"),
    [
        ("dance", {}, "of type 'dance'"),
        ("set", {"section": "data", "values": {"name": "stars"}}, "name 'stars' is not known"),
        ("set", {"section": "data", "values": {"n": 10**9}}, "n is 1000000000, but must be"),
        ("set", {"section": "data", "values": {"n": True}}, "n is True, but must be"),
        ("set", {"section": "network", "values": {"hidden": [1] * 7}}, "list of 6 entries at most"),
        ("set", {"section": "network", "values": {"hidden": [33]}}, "from 1 to 32"),
        ("set", {"section": "training", "values": {"eta": float("nan")}}, "eta is nan"),
        ("set", {"section": "data", "values": {"name": "table"}}, "there is no table yet"),
        ("edit", {"layer": 5, "from": 0, "to": 0, "value": 1}, "weight is (5, 0, 0)"),
        ("point", {"do": "add", "spot": [99, 0], "label": 0}, "the place across is 99"),
        ("point", {"do": "delete", "row": 40}, "row is 40"),
        ("inspect", {"what": "moon"}, "what 'moon' is not known"),
        ("inspect", {"what": "sample", "sample": 40}, "sample is 40"),
        ("restore", {"recipe": {}}, "this is no state of the studio"),
        ("tick", {"n": -1}, "the number of updates is -1"),
    ],
)
def test_what_cannot_be_done_is_refused_in_words(kind, more, words):
    """Nonsense is answered by an error, and changes nothing."""
    made = session()
    ask(made, "tick", n=3)
    theta, before = made.run.state.theta.copy(), made.recipe()
    assert words in refused(made, kind, **more)
    assert np.array_equal(made.run.state.theta, theta)
    assert made.recipe() == before


TABLE = b"a,b,kind\n" + b"".join(b"%d,%d,%d\n" % (i, i * i % 7, i % 3) for i in range(60))


def with_table():
    """A session with a table of its own after some updates."""
    made = Session(engine="reference")
    made.handle({"type": "upload", "name": "own.csv"}, TABLE)
    ask(made, "tick", n=20)
    return made


def test_a_table_is_kept_with_the_state():
    """A state with a table of one's own is made again by somebody who never had the table."""
    made, other = with_table(), Session(engine="reference")
    recipe = json.loads(json.dumps(ask(made, "keep", id="keep")["kept"][0]["recipe"]))
    ask(other, "restore", recipe=recipe)
    assert np.array_equal(other.run.state.theta, made.run.state.theta)
    assert other.run.part.material.title == "Your table, to learn kind"


def test_a_page_keeps_no_large_table_for_itself(monkeypatch):
    """What a page is sent after every rest stays small; what is saved is whole."""
    made = with_table()
    assert "table" in ask(made, "keep")["kept"][0]["recipe"]
    monkeypatch.setattr(module, "OWN_COPY", 10)
    assert "table" not in ask(made, "keep")["kept"][0]["recipe"]
    assert "table" in ask(made, "keep", id="keep")["kept"][0]["recipe"]


@pytest.mark.parametrize("content", [3, None, "AAAA", "no base64", own_table.packed(b"x")])
def test_a_kept_table_that_is_none_changes_nothing(content):
    """A table that cannot be read is refused in words, and the state stays as it was."""
    made = with_table()
    recipe, before = made.recipe(), made.run
    recipe["table"] = {"name": "own.csv", "content": content}
    assert refused(made, "restore", recipe=recipe)
    assert made.run is before
    assert made.recipe()["table"]["content"] == own_table.packed(TABLE)


class AnySequence(RuleBasedStateMachine):
    """Whatever is done in whatever order, each state can be told, gone back to and made again."""

    @initialize(held=st.sampled_from([0, way.HELD]))
    def begin(self, held):
        self.made, self.seen, self.held = session(hidden=[2]), {}, way.HELD
        way.HELD = held  # none: all parts but the few that are needed are made again

    @invariant()
    def remember(self):
        run = self.made.run
        self.seen = {u: theta for u, theta in self.seen.items() if u <= run.last}
        self.seen[run.now] = run.state.theta.copy()

    @rule(share=st.floats(0, 1))
    def go_back_to_what_was_seen(self, share):
        updates = sorted(self.seen)
        update = updates[round(share * (len(updates) - 1))]
        ask(self.made, "seek", update=update)
        assert np.array_equal(self.made.run.state.theta, self.seen[update])

    @rule(n=st.integers(0, 30))
    def tick(self, n):
        ask(self.made, "tick", n=n)

    @rule()
    def epoch(self):
        ask(self.made, "epoch")
        assert self.made.run.place[1] == 0

    @rule(share=st.floats(0, 1))
    def seek(self, share):
        run = self.made.run
        update = round(run.first + share * (run.last - run.first))
        ask(self.made, "seek", update=update)
        assert run.now == update
        assert run.first == 0

    @rule(eta=st.sampled_from([0.0, 0.05, 0.5]), batch=st.sampled_from([5, 32]))
    def branch(self, eta, batch):
        ask(self.made, "branch", values={"eta": eta, "batch": batch})

    @rule(n=st.integers(1, 9))
    def single(self, n):
        before = self.made.run.now
        self.seen = {u: theta for u, theta in self.seen.items() if u <= before}
        ask(self.made, "single", n=n)
        assert self.made.run.now == before + n

    @rule(bug=st.sampled_from(["none", *BUGS]))
    def break_it(self, bug):
        ask(self.made, "branch", values={"bug": bug, "eta": 0.05})

    @rule(value=st.floats(-3, 3))
    def edit(self, value):
        ask(self.made, "edit", layer=0, **{"from": -1, "to": 0}, value=value)

    @rule(x=st.floats(-1, 1), label=st.integers(0, 1))
    def add(self, x, label):
        ask(self.made, "point", do="add", spot=[x, 0.0], label=label)

    @rule()
    def delete(self):
        ask(self.made, "point", do="delete", row=0)

    @rule(fresh=st.booleans())
    def reset(self, fresh):
        ask(self.made, "reset", fresh=fresh)

    @rule(sample=st.integers(0, 20))
    def inspect(self, sample):
        ask(self.made, "inspect", what="sample", sample=sample)

    @rule(junk=st.dictionaries(st.sampled_from(["type", "n", "values", "what"]), st.text()))
    def junk(self, junk):
        before = self.made.recipe()
        for head, _ in self.made.handle(junk):
            assert head["type"] in {"error", "frame", "check", "kept", "choices", "state", "inside"}
        if junk.get("type") not in {"tick", "epoch", "reset"}:
            assert self.made.recipe() == before

    @rule()
    def make_it_again(self):
        # a second session makes the same state from the recipe
        again = Session(engine="reference")
        ask(again, "restore", recipe=json.loads(json.dumps(self.made.recipe())))
        assert again.run.now == self.made.run.now
        assert np.array_equal(again.run.state.theta, self.made.run.state.theta)

    def teardown(self):
        self.make_it_again()
        way.HELD = self.held


AnySequence.TestCase.settings = how(max_examples=20, stateful_step_count=20)
TestAnySequence = AnySequence.TestCase
