import json
import zipfile
from contextlib import suppress

import numpy as np
import pandas as pd
import pytest
import skops.io
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.linear_model import LogisticRegression

from seethrough.data.target import question, take_apart
from seethrough.errors import ArchiveError, DataError, OutputError, SeethroughError
from seethrough.estimators.trial import Plan, run
from seethrough.io.tables import MEMBER, TRUSTED_TYPES, VERSION, load, save


def learned(target):
    """A model of a table with columns of every kind, and the table."""
    rng, n = np.random.default_rng(0), 200
    frame = pd.DataFrame({
        "x": rng.standard_normal(n),
        "flat": np.r_[np.zeros(n - 3), 1, 2, 3],
        "word": rng.choice(["u", "v", None], n),
        "text": [f"w{i} q" for i in range(n)],
        "date": pd.date_range("2020-01-01", periods=n, freq="h").astype(str),
        "yes": rng.random(n) < 0.5,
    })  # fmt: skip
    frame["y"] = np.where(frame["x"] > 0, "yes", "no") if target == "class" else frame["x"] * 3
    parts = take_apart(frame, "y")
    return run(parts, question(parts.y), Plan(epochs=2)).model, frame


@pytest.fixture(scope="module", params=["class", "number"])
def model(request):
    """One of each task."""
    return learned(request.param)


@pytest.fixture(scope="module")
def file(tmp_path_factory):
    """A file with a model in it."""
    return save(learned("class")[0], tmp_path_factory.mktemp("m") / "m.skops")


def changed(file, folder, **about):
    """A copy of a model file whose description says something else."""
    copy = folder / "changed.skops"
    with zipfile.ZipFile(file) as old, zipfile.ZipFile(copy, "w") as new:
        for name in old.namelist():
            text = old.read(name)
            new.writestr(name, json.dumps(json.loads(text) | about) if name == MEMBER else text)
    return copy


def test_a_model_comes_back_as_it_was(model, tmp_path):
    """A model that was saved and opened gives the same answers to the last digit."""
    old, frame = model
    new = load(save(old, tmp_path / "m.skops"))
    assert new[1:] == old[1:]
    pd.testing.assert_frame_equal(new.answers(frame), old.answers(frame))


def test_a_file_is_small(file):
    """A model of six columns takes less than a megabyte."""
    assert file.stat().st_size < 1e6


def test_only_classes_are_trusted():
    """The list names our estimators and skrub's steps, no function and no module of its own."""
    for name in TRUSTED_TYPES:
        assert name.rpartition(".")[2].lstrip("_")[0].isupper() or name == "numpy.dtype"
        assert name.startswith(("seethrough.", "skrub.", "numpy.dtype"))


def test_a_newer_version_is_refused(file, tmp_path):
    """A file of a newer format says which seethrough wrote it and how to get a newer one."""
    newer = changed(file, tmp_path, version=VERSION + 1, seethrough="9.0")
    with pytest.raises(ArchiveError, match=r"written by seethrough 9\.0.*pip install -U"):
        load(newer)


@pytest.mark.parametrize(
    "about",
    [{"format": "else"}, {"version": "1"}, {"columns": 3}, {"task": None}, {"task": "regression"}],
    ids=str,
)
def test_a_wrong_description_is_refused(about, file, tmp_path):
    """A description that is not one of ours, or not of this model, is refused."""
    with pytest.raises(ArchiveError, match="could not be opened as a model"):
        load(changed(file, tmp_path, **about))


class Hostile:
    """What runs code when it is made."""

    def __reduce__(self):
        return print, ("it ran",)


def test_a_hostile_file_is_refused_and_not_run(file, tmp_path, capsys):
    """A file with a type that is not on the list is refused, named, and nothing of it runs."""
    path = tmp_path / "hostile.skops"
    skops.io.dump([Hostile(), np.sum], path)
    with zipfile.ZipFile(path, "a") as archive, zipfile.ZipFile(file) as honest:
        archive.writestr(MEMBER, honest.read(MEMBER))
    with pytest.raises(ArchiveError, match=r"holds .*Hostile.* not opened"):
        load(path)
    assert capsys.readouterr().out == ""


def test_another_model_is_refused(file, tmp_path):
    """A model of trusted types that is no pipeline of ours is refused."""
    path = tmp_path / "other.skops"
    skops.io.dump(LogisticRegression().fit([[0], [1]], [0, 1]), path)
    with zipfile.ZipFile(path, "a") as archive, zipfile.ZipFile(file) as honest:
        archive.writestr(MEMBER, honest.read(MEMBER))
    with pytest.raises(ArchiveError, match="no pipeline with a network"):
        load(path)


@pytest.mark.parametrize("content", [b"", b"text", b"PK\x03\x04 broken", b"\x80\x04N."], ids=repr)
def test_what_is_no_model(content, tmp_path):
    """A file that is no archive is refused."""
    path = tmp_path / "m.skops"
    path.write_bytes(content)
    with pytest.raises(ArchiveError, match="could not be opened as a model"):
        load(path)


def test_a_bomb_is_refused(tmp_path):
    """A file that would unpack to gigabytes is refused before it is unpacked."""
    path = tmp_path / "bomb.skops"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(MEMBER, b" " * 2**23)
    with pytest.raises(ArchiveError, match="would unpack to"):
        load(path)


@settings(max_examples=40)
@given(data=st.data())
def test_damaged_files_are_refused_or_answer(data, file, tmp_path_factory):
    """A file that is cut or has bytes changed is refused by an error of ours, or still opens."""
    whole = bytearray(file.read_bytes())
    if data.draw(st.booleans()):
        whole = whole[: data.draw(st.integers(0, len(whole) - 1))]
    else:
        for _ in range(data.draw(st.integers(1, 20))):
            whole[data.draw(st.integers(0, len(whole) - 1))] = data.draw(st.integers(0, 255))
    path = tmp_path_factory.mktemp("d") / "m.skops"
    path.write_bytes(whole)
    with suppress(SeethroughError):
        load(path)


def test_no_such_file(tmp_path):
    """A file that is not there is told."""
    with pytest.raises(DataError, match="there is no file"):
        load(tmp_path / "m.skops")


def test_a_place_that_cannot_be_written(tmp_path):
    """What cannot be written leaves nothing behind."""
    (tmp_path / "taken").write_text("")
    with pytest.raises(OutputError):
        save(learned("class")[0], tmp_path / "taken" / "m.skops")
    assert [path.name for path in tmp_path.iterdir()] == ["taken"]


def test_what_could_not_be_opened_is_not_written(tmp_path):
    """A model with a step that is not on the list is refused, and an older file stays."""
    model = learned("class")[0]
    model.pipeline.steps[0] = ("columns", Odd())
    path = tmp_path / "m.skops"
    path.write_text("older")
    with pytest.raises(ArchiveError, match=r"Odd.*may not"):
        save(model, path)
    assert path.read_text() == "older"


class Odd:
    """A step of somebody else."""
