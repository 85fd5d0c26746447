import ast
import json
from io import BytesIO
from pathlib import Path
from runpy import run_path
from unittest import mock
from xml.etree import ElementTree as ET

import numpy as np
import pytest
from matplotlib.colors import to_rgb
from PIL import Image

from seethrough import MLPRegressor
from seethrough.io import load
from seethrough.maths.activations import ACTIVATIONS
from seethrough.maths.network import forward
from seethrough.plots.style import colour
from seethrough.studio import film, settings
from seethrough.studio.film import FRAMES
from seethrough.studio.pictures import PANELS
from seethrough.studio.session import Session

GOLDEN = Path(__file__).parents[1] / "golden"
pytestmark = [
    pytest.mark.usefixtures("unchecked"),
    pytest.mark.filterwarnings("ignore:Training stopped after max_iter"),  # as it is meant to
]


def made(name, **training):
    """A session after some epochs on a set."""
    session = Session(engine="reference")
    session.handle({"type": "set", "section": "data", "values": {"name": name, "n": 60}})
    session.handle({"type": "set", "section": "network", "values": {"hidden": [3]}})
    session.handle({"type": "set", "section": "training", "values": training})
    session.run.go(3 * session.run.part.replay.plan.batches_per_epoch)
    return session


def exported(session, kind):
    """The bytes of an export."""
    ((head, buffers),) = session.handle({"type": "export", "kind": kind})
    assert head["type"] == "file", head
    return buffers[0].tobytes()


WAYS = {
    "moons": {"schedule": "cosine", "epochs": 20},
    "circles": {"solver": "adam", "eta": 0.01, "lam": 0.1, "lam1": 0.01},
    "xor": {"momentum": 0.8, "dropout": 0.2},
    "spirals": {"balanced": True, "batch": 200},
    "blobs": {"solver": "rmsprop", "eta": 0.01},
    "curve": {"schedule": "invscaling"},
    "penguins": {"solver": "adamw", "lam": 0.1},
    "nhanes": {"engine": "fused"},
}


@pytest.mark.parametrize("name", [name for name in settings.SETS if name not in settings.OWN])
@pytest.mark.parametrize("way", [{}, None], ids=["plain", "its own way"])
def test_five_lines_make_the_very_run_again(name, way):
    """Run as it stands, the code ends at the update that is shown, with its weights bit by bit."""
    session = made(name, **(WAYS[name] if way is None else way))
    whole = session.run.now
    for update in (0, whole, whole + 1):
        session.run.go(update)
        code, names = exported(session, "python").decode(), {}
        exec(code, names)  # noqa: S102 - it is ours
        assert np.array_equal(names["clf"].theta_, session.run.state.theta)
        data = session.run.part.material
        assert np.array_equal(names["train"].X, data.x[data.train])
        assert np.array_equal(names["test"].X, data.x[data.test])
        assert code.count("\n") == 5
        assert max(map(len, code.splitlines())) < 200


def test_code_needs_points_of_every_class():
    """Where a class is in the test alone, an estimator would not know it: the code is refused."""
    session = made("moons")
    values = {"name": "blobs", "n": 10, "classes": 6, "test": 0.8}
    session.handle({"type": "set", "section": "data", "values": values})
    ((head, _),) = session.handle({"type": "export", "kind": "python"})
    assert "are of 2 of 6 classes" in head["text"]


@pytest.mark.parametrize("name", ["circles", "blobs", "curve", "penguins"])
def test_the_file_holds_the_model(name, tmp_path):
    """Opened by the library, the file answers what the studio answers."""
    session = made(name)
    path = tmp_path / "studio.npz"
    path.write_bytes(exported(session, "npz"))
    model, data = load(path), session.run.part.material
    assert np.array_equal(model.theta_, session.run.state.theta)
    p = forward(session.run.part.replay.task.net, session.run.state.theta, data.x).p
    wanted = (p if p.shape[1] > 1 else np.hstack([1 - p, p])) if data.classes else p[:, 0]
    answers = model.predict_proba(data.x) if data.classes else model.predict(data.x)
    assert np.allclose(answers, wanted)


def test_a_run_that_was_changed_has_no_code():
    """After a change on the way, the code is refused in words."""
    session = made("moons")
    session.handle({"type": "branch", "values": {"eta": 0.5}})
    ((head, _),) = session.handle({"type": "export", "kind": "python"})
    assert "something was changed on the way" in head["text"]


def answers(session):
    """What the studio answers to its samples."""
    part = session.run.part
    return forward(part.replay.task.net, session.run.state.theta, part.material.x).p


@pytest.mark.parametrize("name", ["circles", "blobs", "curve", "penguins", "nhanes"])
def test_scikit_learn_answers_the_same(name):
    """The exported code makes an estimator of scikit-learn's that answers as the studio does."""
    session, names = made(name), {"print": lambda *_: None}
    exec(exported(session, "sklearn").decode(), names)  # noqa: S102 - it is ours
    clf, data, p = names["clf"], session.run.part.material, answers(session)
    assert type(clf).__module__.startswith("sklearn.")
    if not data.classes:
        assert np.allclose(clf.predict(data.x), p[:, 0])
        return
    assert np.allclose(clf.predict_proba(data.x), p if p.shape[1] > 1 else np.hstack([1 - p, p]))


def test_what_scikit_learn_has_not_is_refused():
    """Layers of several activations are refused in words."""
    session = made("moons")
    values = {"hidden": [3, 3], "activations": ["tanh", "relu"]}
    session.handle({"type": "set", "section": "network", "values": values})
    ((head, _),) = session.handle({"type": "export", "kind": "sklearn"})
    assert "scikit-learn has one for all layers" in head["text"]


@pytest.mark.parametrize("head", ["binary", "multiclass", "squared"])
def test_pytorch_answers_the_same(head):
    """The exported code is the one that PyTorch has run, and PyTorch answered as the studio does.

    PyTorch itself is not needed: tests/golden/make_studio_torch.py ran the code with it and wrote
    down code and answers. Who changes the code runs that script again.
    """
    script = run_path(str(GOLDEN / "make_studio_torch.py"))
    recorded = json.loads((GOLDEN / "studio_torch.json").read_text())[head]
    session = script["session"](*script["CASES"][head])
    part = session.run.part
    assert script["code"](session) == recorded["code"]
    x = np.array(script["INPUTS"])[:, : part.material.x.shape[1]]
    p = forward(part.replay.task.net, session.run.state.theta, x).p
    np.testing.assert_allclose(recorded["answers"], p, rtol=1e-12)


def test_every_activation_has_its_module_in_pytorch():
    """The recorded cases go through all activations of the studio."""
    cases = run_path(str(GOLDEN / "make_studio_torch.py"))["CASES"].values()
    assert {bend for _, bends in cases for bend in bends} == set(ACTIVATIONS)


SETS = ["moons", "blobs", "curve"]


@pytest.mark.parametrize("panel", PANELS)
@pytest.mark.parametrize("name", SETS)
def test_pictures_are_the_same_every_time(name, panel):
    """Each panel is drawn as an SVG and a PNG that can be read, the same bytes every time."""
    session = made(name)
    session.handle({"type": "tick", "n": 5})
    if (name, panel) == ("curve", "confusion"):
        ((head, _),) = session.handle({"type": "export", "kind": "confusion.svg"})
        assert "A confusion matrix needs classes" in head["text"]
        return
    first, png = (exported(session, f"{panel}.{kind}") for kind in ("svg", "png"))
    assert ET.fromstring(first).tag.endswith("svg")  # noqa: S314 - it is ours
    with Image.open(BytesIO(png)) as image:
        assert image.format == "PNG"
        assert min(image.size) > 400
    assert exported(session, f"{panel}.svg") == first
    assert exported(session, f"{panel}.png") == png


def shares(image, classes):
    """How much of a picture, leaving out white, is nearest in hue to each class's colour."""
    pixels = np.asarray(image.convert("RGB")).reshape(-1, 3) / 255
    tints = 1 - pixels[pixels.max(axis=1) - pixels.min(axis=1) > 0.05]
    palette = 1 - np.array([to_rgb(colour(k)) for k in range(classes)])
    alike = tints @ palette.T / np.linalg.norm(tints, axis=1)[:, None]
    nearest = (alike / np.linalg.norm(palette, axis=1)).argmax(axis=1)
    return np.bincount(nearest, minlength=classes) / len(nearest)


def wanted_shares(session, theta):
    """How much of the plot, leaving out where no class leads, is each class's."""
    data, net = session.run.part.material, session.run.part.replay.task.net
    left, right, bottom, top = data.reach
    xx, yy = np.meshgrid(np.linspace(left, right, 150), np.linspace(bottom, top, 150))
    p = forward(net, theta, data.lift(np.column_stack([xx.ravel(), yy.ravel()]))).p
    p = p if p.shape[1] > 1 else np.hstack([1 - p, p])
    second, first = np.sort(p, axis=1)[:, -2:].T
    seen = p[first - second > 0.07]
    return np.bincount(seen.argmax(axis=1), minlength=p.shape[1]) / len(seen)


@pytest.mark.parametrize("name", ["moons", "blobs"])
def test_the_plots_picture_shows_the_answers(name):
    """Each class has as much of the PNG's map as the network gives it."""
    session = made(name)
    session.run.go(200)
    with Image.open(BytesIO(exported(session, "plot.png"))) as image:
        found = shares(image, 3 if name == "blobs" else 2)
    np.testing.assert_allclose(found, wanted_shares(session, session.run.state.theta), atol=0.04)


@pytest.mark.parametrize("name", ["moons", "blobs"])
def test_the_film_goes_from_the_first_update_to_the_one_shown(name):
    """The GIF has its frames, and the first and last show the network's answers at that time."""
    session = made(name)
    session.run.go(2500)
    session.run.go(2000)  # later updates are not in the film
    with Image.open(BytesIO(exported(session, "film"))) as image:
        assert (image.format, image.n_frames, image.size) == ("GIF", FRAMES, (480, 400))
        for frame, update in ((0, 0), (FRAMES - 1, 2000)):
            image.seek(frame)
            wanted = wanted_shares(session, session.run.state_at(update).theta)
            found = shares(image, len(wanted))  # the points are in it too
            np.testing.assert_allclose(found, wanted, atol=0.1)
    assert session.run.now == 2000


def test_the_film_of_a_short_run_has_a_frame_for_each_update():
    """Nothing is shown twice, and a run that has not begun is one frame; a line is filmed too."""
    session = made("curve")
    for update, frames in ((0, 1), (5, 6)):
        session.run.go(update)
        with Image.open(BytesIO(exported(session, "film"))) as image:
            assert image.n_frames == frames


def test_the_film_goes_through_what_was_changed():
    """A weight that was set on the way is in the film from then on."""
    session = made("moons")
    session.handle({"type": "edit", "layer": 1, "from": -1, "to": 0, "value": 50.0})
    session.run.go(session.run.now + 1)
    with Image.open(BytesIO(exported(session, "film"))) as image:
        image.seek(image.n_frames - 1)
        assert shares(image, 2)[1] > 0.9


def test_a_film_takes_the_states_at_hand_when_time_is_up(monkeypatch):
    """Beyond the budget no updates are made again, but for those to the state that is shown."""
    session = made("moons")
    session.run.go(3000)
    monkeypatch.setattr(film, "BUDGET", 0)
    run = mock.Mock(wraps=session.run.part.replay.engine.run)
    monkeypatch.setattr(type(session.run.part.replay.engine), "run", run)
    with Image.open(BytesIO(exported(session, "film"))) as image:
        assert image.n_frames > FRAMES // 2
    assert run.call_count <= 1


@pytest.mark.parametrize("kind", ["plot.svg", "film"])
def test_numbers_over_two_columns_are_drawn(kind):
    """A table whose answer is a number has its plot and its film; code is refused in words."""
    X = np.random.default_rng(0).normal(size=(40, 3))
    session = Session.of(MLPRegressor(hidden_layer_sizes=(3,), engine="reference"), X, 5 * X[:, 0])
    session.handle({"type": "tick", "n": 5})
    assert exported(session, kind)
    ((head, _),) = session.handle({"type": "export", "kind": "python"})
    assert "the data are your own" in head["text"]


def test_hostile_names_stay_in_quotes():
    """A class or column named like code is text in the exported code, and nothing runs."""
    bad = "x\\n'); open('hacked', 'w') #"
    rows = [f'{i},{i % 7},"{bad if i % 2 else "good"}"' for i in range(40)]
    table = "\n".join(['"a\nimport os","b",kind', *rows])
    session = Session(engine="reference")
    session.handle({"type": "upload", "name": "own.csv"}, table.encode())
    assert session.settings["data"]["name"] == "table"
    for kind in ("sklearn", "torch"):
        tree = ast.parse(exported(session, kind))
        imports = [node for node in ast.walk(tree) if isinstance(node, ast.Import)]
        assert {alias.name for node in imports for alias in node.names} <= {"numpy", "torch"}
        calls = {
            n.func.id
            for n in ast.walk(tree)
            if isinstance(n, ast.Call) and isinstance(n.func, ast.Name)
        }
        assert "open" not in calls
