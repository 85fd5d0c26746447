import numpy as np
import pytest

from seethrough.engines import State
from seethrough.errors import DataError, OutputError
from seethrough.training.checkpoints import load, save

STATE = State(np.arange(5.0), (np.ones(5), np.full(5, 2.0)), 7, 3, 60, 0.2)


def test_what_is_saved_is_loaded(tmp_path):
    """A state comes back from disk bit by bit, and nothing else is left in the folder."""
    save(tmp_path / "a.npz", STATE)
    back = load(tmp_path / "a.npz")
    assert np.array_equal(back.theta, STATE.theta)
    assert all(map(np.array_equal, back.slots, STATE.slots))
    assert back[2:] == (7, 3, 60, 0.2)
    assert [path.name for path in tmp_path.iterdir()] == ["a.npz"]


def test_a_crash_leaves_the_old_file(tmp_path, monkeypatch):
    """When writing fails half way, the older file is whole and nothing else is left."""
    save(tmp_path / "a.npz", STATE)

    def full_disk(file, **_):
        file.write(b"half")
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(np, "savez", full_disk)
    with pytest.raises(OutputError, match="No space left"):
        save(tmp_path / "a.npz", STATE._replace(updates=8))
    assert load(tmp_path / "a.npz").updates == 7
    assert [path.name for path in tmp_path.iterdir()] == ["a.npz"]


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 not a zip", b"\x80\x04pickle", b"hello"])
def test_foreign_files_are_refused(content, tmp_path):
    """A file that is none of ours is refused, and says what was needed."""
    path = tmp_path / "foreign.npz"
    path.write_bytes(content)
    with pytest.raises(DataError, match=r"no checkpoint.*Needed is"):
        load(path)


def test_a_pickle_inside_is_never_run(tmp_path):
    """An array of objects, which only a pickle can hold, is refused."""
    path = tmp_path / "evil.npz"
    np.savez(path, theta=np.array([print], dtype=object), counts=np.array([1, 1]))
    with pytest.raises(DataError):
        load(path)


@pytest.mark.parametrize("part", [10, 100, 400])
def test_a_truncated_file_is_refused(part, tmp_path):
    """A file cut short is refused."""
    save(tmp_path / "a.npz", STATE)
    path = tmp_path / "cut.npz"
    path.write_bytes((tmp_path / "a.npz").read_bytes()[:-part])
    with pytest.raises(DataError):
        load(path)
