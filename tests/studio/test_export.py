import ast
from xml.etree import ElementTree as ET

import numpy as np
import pytest

from seethrough.io import load
from seethrough.maths.network import forward
from seethrough.studio.session import Session

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


@pytest.mark.parametrize(
    ("name", "training"),
    [
        ("moons", {}),
        ("circles", {"solver": "adam", "eta": 0.01, "lam": 0.1, "lam1": 0.01}),
        ("xor", {"momentum": 0.8, "dropout": 0.2}),
        ("spirals", {"balanced": True, "batch": 200}),
        ("blobs", {"solver": "rmsprop", "eta": 0.01}),
        ("curve", {"schedule": "invscaling"}),
        ("penguins", {"solver": "adamw", "lam": 0.1}),
        ("nhanes", {"batch": 200}),
    ],
)
def test_the_code_makes_the_very_run_again(name, training):
    """Run as it stands, the exported code ends with the studio's weights, bit by bit."""
    session, names = made(name, **training), {"print": lambda *_: None}
    exec(exported(session, "python").decode(), names)  # noqa: S102 - it is ours
    assert np.array_equal(names["clf"].theta_, session.run.state.theta)


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


@pytest.mark.parametrize("name", ["moons", "blobs", "curve"])
def test_pytorch_answers_the_same(name):
    """The exported code makes a module of PyTorch's that answers as the studio does."""
    torch = pytest.importorskip("torch", reason="torch is not installed")
    session, names = made(name), {"print": lambda *_: None}
    exec(exported(session, "torch").decode(), names)  # noqa: S102 - it is ours
    x = torch.from_numpy(session.run.part.material.x)
    assert np.allclose(names["model"](x).detach().numpy(), answers(session))


@pytest.mark.parametrize("panel", ["network", "plot", "curves"])
@pytest.mark.parametrize("name", ["moons", "blobs", "curve"])
def test_pictures_are_svg(name, panel):
    """Each panel is drawn as an SVG that can be read, the same one every time."""
    session = made(name)
    session.handle({"type": "tick", "n": 5})
    first = exported(session, panel)
    assert ET.fromstring(first).tag.endswith("svg")  # noqa: S314 - it is ours
    assert exported(session, panel) == first


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
