"""Model files: what is saved is loaded, bit by bit, and what cannot be saved is told."""

import doctest
import json
import subprocess
import sys
import threading
import zipfile

import numpy as np
import pytest
from sklearn.base import clone
from sklearn.exceptions import NotFittedError
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

import seethrough
from seethrough import MLPClassifier, MLPRegressor
from seethrough.data import moons
from seethrough.errors import ArchiveError, OutputError
from seethrough.io import archive, members

pytestmark = [
    pytest.mark.usefixtures("unchecked"),
    pytest.mark.filterwarnings("ignore::sklearn.exceptions.ConvergenceWarning"),
]
X, y, *_ = moons()


@pytest.fixture
def path(tmp_path):
    return tmp_path / "model.npz"


@pytest.fixture
def small():
    """A classifier, quickly fitted."""
    return MLPClassifier((3,), "tanh", max_iter=5, random_state=0).fit(X, y)


def reloaded(model, path):
    seethrough.save(model, path)
    return seethrough.load(path)


def test_what_is_saved_is_loaded(case, path, answers, equal):
    """All attributes and all answers come back bit by bit, with their kinds."""
    model, table, _ = case
    back = reloaded(model, path)
    assert type(back) is type(model)
    # where the shuffles stood stays in memory: they can be drawn again
    kept = {name: value for name, value in vars(model).items() if name != "_marks"}
    assert {*vars(back)} == {*kept}
    for name, value in kept.items():
        assert equal(getattr(back, name), plain(value)), name
    assert equal(answers(back, table), answers(model, table))


def plain(value):
    """A parameter with Python's numbers in place of NumPy's, which a file cannot tell apart."""
    if isinstance(value, dict) and any(isinstance(key, np.generic) for key in value):
        return {int(key): number for key, number in value.items()}
    return value


def test_partial_fit_goes_on(case, path, equal):
    """Three more bits of training lead to the same θ, bit by bit."""
    model, table, labels = case
    back = reloaded(model, path)
    for _ in range(3 if model.solver != "lbfgs" else 0):  # lbfgs has no partial_fit
        model.partial_fit(table, labels)
        back.partial_fit(table, labels)
    assert equal(back.theta_, model.theta_)
    assert equal(back._memory, model._memory)
    assert equal(back.loss_curve_, model.loss_curve_)


def test_warm_start_goes_on(case, path, equal):
    """A warm start leads to the same θ and the same curves, bit by bit."""
    model, table, labels = case
    back = reloaded(model.set_params(warm_start=True), path)
    model.fit(table, labels)
    back.fit(table, labels)
    assert equal(back.theta_, model.theta_)
    assert equal(back.loss_curve_, model.loss_curve_)


def test_a_loaded_model_is_a_full_one(small, path, equal):
    """It can be cloned, changed by its views of θ, and saved again to the very same bytes."""
    back = reloaded(small, path)
    first = path.read_bytes()
    assert clone(back).get_params() == small.get_params()
    seethrough.save(back, path)
    assert path.read_bytes() == first
    back.coefs_[0][:] = 0
    assert not back.theta_[:6].any()
    assert equal(back.fit(X, y).theta_, small.theta_)


def test_the_example_gives_what_it_says(tmp_path, monkeypatch):
    """The example of `save` runs as it stands."""
    monkeypatch.chdir(tmp_path)
    result = doctest.testmod(archive)
    assert (result.attempted, result.failed) == (5, 0)


def test_numpy_opens_the_file(small, path):
    """The file is an .npz: NumPy reads θ, and the JSON says who wrote it."""
    seethrough.save(small, path)
    with np.load(path, allow_pickle=False) as file:
        assert np.array_equal(file["theta_"], small.theta_)
        told = json.loads(file["seethrough.json"])
    assert told["seethrough"] == seethrough.__version__
    assert told["parameters"]["activation"] == "tanh"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("callbacks", [print]),
        ("monitor", lambda model, table, labels: model.score(table, labels)),
        ("random_state", np.random.RandomState(0)),
        ("class_weight", {0: object(), 1: 1}),
        ("activation", np.array([3, "tanh"], object)),
        ("activation", np.array([["tanh"], [1, 2]], object)),
    ],
)
def test_what_cannot_be_kept_is_told(name, value, small, path):
    """A function or generator is refused by its name, and the default that takes its place."""
    small.set_params(**{name: value})
    with pytest.raises(ArchiveError, match=rf"{name}.* is .*holds.*set_params\({name}=.*\)\."):
        seethrough.save(small, path)
    assert not path.exists()
    seethrough.save(small.set_params(**{name: getattr(MLPClassifier(), name)}), path)


def test_a_list_without_end_is_refused(small, path):
    """A setting that holds itself is refused."""
    loop = []
    loop.append(loop)
    with pytest.raises(ArchiveError, match="callbacks"):
        seethrough.save(small.set_params(callbacks=loop), path)


def test_long_settings_are_refused(small, path):
    """Settings that a loader would not read are not written."""
    weights = {f"{i:05}" * 20: 1.0 for i in range(50_000)}
    with pytest.raises(ArchiveError, match="room for"):
        seethrough.save(small.set_params(class_weight=weights), path)


@pytest.mark.parametrize("value", [np.nan, np.inf])
def test_numbers_that_do_not_exist_are_not_written(value, small, path):
    """A θ that was broken by hand is refused."""
    small.theta_[3] = value
    with pytest.raises(ArchiveError, match=r"theta_ .*finite.*fit again"):
        seethrough.save(small, path)


def test_only_fitted_networks_are_saved(path):
    """An estimator without parameters, another, a pipeline and a subclass are refused."""
    with pytest.raises(NotFittedError):
        seethrough.save(MLPRegressor(), path)

    class Mine(MLPClassifier):
        pass

    for other in (StandardScaler(), make_pipeline(MLPClassifier()), Mine(), 3):
        with pytest.raises(ArchiveError, match=r"was given a .*skops"):
            seethrough.save(other, path)


# --- writing


def test_a_crash_leaves_the_old_file(small, path, monkeypatch):
    """When the disk is full half way, the older file is whole and nothing else is left."""
    seethrough.save(small, path)
    before = path.read_bytes()

    def full_disk(*_, **__):
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr(np.lib.format, "write_array", full_disk)
        with pytest.raises(OutputError, match="No space left"):
            seethrough.save(small.partial_fit(X, y), path)
    assert path.read_bytes() == before
    assert [*path.parent.iterdir()] == [path]


def test_a_killed_writer_leaves_the_old_file(small, path):
    """When the process dies before the last byte, the older file is whole."""
    seethrough.save(small, path)
    before = path.read_bytes()
    script = (
        "import os, sys, numpy, seethrough\n"
        "model = seethrough.load(sys.argv[1])\n"
        "model.theta_ += 1\n"
        "numpy.lib.format.write_array = lambda *_, **__: os._exit(9)\n"
        "seethrough.save(model, sys.argv[1])\n"
    )
    assert subprocess.run([sys.executable, "-c", script, path], check=False).returncode == 9
    assert path.read_bytes() == before
    assert np.array_equal(seethrough.load(path).theta_, small.theta_)


def test_two_writers_and_a_reader_at_once(small, path):
    """Whoever reads while two write finds one file or the other, whole."""
    other = MLPClassifier((5,), max_iter=1, random_state=1).fit(X, y)
    seethrough.save(small, path)
    failed = []

    def write(model):
        try:
            for _ in range(30):
                seethrough.save(model, path)
        except Exception as error:  # noqa: BLE001 - told below
            failed.append(error)

    writers = [threading.Thread(target=write, args=[model]) for model in (small, other)]
    for writer in writers:
        writer.start()
    while any(writer.is_alive() for writer in writers):
        assert seethrough.load(path).theta_.size in {small.theta_.size, other.theta_.size}
    assert not failed
    assert [*path.parent.iterdir()] == [path]


# --- versions


def changed(path, **told):
    """Give the JSON of a file other entries."""
    with zipfile.ZipFile(path) as old:
        inside = {name: old.read(name) for name in old.namelist()}
    inside[members.TEXT] = json.dumps(json.loads(inside[members.TEXT]) | told).encode()
    with zipfile.ZipFile(path, "w") as new:
        for name, content in inside.items():
            new.writestr(name, content)


def test_a_newer_file_is_told(small, path):
    """A format that is not known yet is told with its version, and how to upgrade."""
    seethrough.save(small, path)
    changed(path, format=2, seethrough="7.0", fitted="otherwise", news=[])
    with pytest.raises(ArchiveError, match=r"newer seethrough.*'7\.0'.*reads formats up to 1.*pip"):
        seethrough.load(path)


def test_an_older_file_lacks_newer_settings(small, path):
    """A setting that a file does not know has its default."""
    seethrough.save(small.set_params(tol=0.5), path)
    with zipfile.ZipFile(path) as file:
        parameters = json.loads(file.read(members.TEXT))["parameters"]
    del parameters["tol"]
    changed(path, parameters=parameters)
    assert seethrough.load(path).tol == MLPClassifier().tol


@pytest.mark.parametrize(
    "told",
    [
        {"format": 0},
        {"format": "1"},
        {"format": True},
        {"estimator": "os.system"},
        {"estimator": ["MLPClassifier"]},
        {"parameters": {"shell": True}},
        {"parameters": 3},
        {"parameters": {"alpha": {"$array": "theta_"}}},
        {"parameters": {"alpha": {"$exec": "1"}}},
        {"parameters": {"alpha": {"$float": "1e5"}}},
        {"fitted": {}},
        {"fitted": None},
        {"extra": 1},
    ],
)
def test_strange_json_is_refused(told, small, path):
    """Unknown classes, settings, tags and entries are refused."""
    seethrough.save(small, path)
    changed(path, **told)
    with pytest.raises(ArchiveError, match=r"no model file.*Needed is"):
        seethrough.load(path)


def test_a_file_that_is_not_there(tmp_path):
    """A missing file is what Python calls it."""
    with pytest.raises(FileNotFoundError):
        seethrough.load(tmp_path / "none.npz")


def test_a_model_of_the_command_line_is_told_apart(tmp_path):
    """The file of `seethrough train` is another kind, and the error says who opens it."""
    skops = pytest.importorskip("skops.io", reason="skops comes with the extra 'exchange'")
    skops.dump({"any": 1}, tmp_path / "m.skops")
    with pytest.raises(ArchiveError, match=r"skops wrote it.*seethrough predict"):
        seethrough.load(tmp_path / "m.skops")
