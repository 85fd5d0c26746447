import os
import signal
from pathlib import Path

import pytest

from seethrough.errors import OutputError
from seethrough.lessons.article import beside
from seethrough.lessons.article.beside import Beside
from seethrough.plots.curves import loss_curve
from seethrough.plots.files import save

NAMES = [f"{name}.{kind}" for name in "abcdef" for kind in ("png", "svg")]


def drawings():
    """Six pictures with logarithmic axes, which carry a function of their own."""
    for name in "abcdef":
        yield loss_curve([1, 2, 3], [3.0, 2.0, ord(name)], log=True), name


@pytest.fixture
def expected(tmp_path):
    """What `save` makes of them."""
    for ax, name in drawings():
        save(ax, tmp_path / "here", name)
    return [(tmp_path / "here" / name).read_bytes() for name in NAMES]


def write_who(path: Path) -> None:
    """Write down which process this is."""
    path.write_text(str(os.getpid()))


def kill_other_than(process: int) -> None:
    """End the process one is called in, if it is not this one."""
    if os.getpid() != process:
        os.kill(os.getpid(), signal.SIGTERM)


@pytest.mark.parametrize("processors", [1, 2])
def test_the_same_files_as_saved_here(expected, tmp_path, monkeypatch, processors):
    """After `finish` all pictures are there, byte for byte, whoever saved them."""
    monkeypatch.setattr(beside, "cpu_count", lambda: processors)
    with Beside() as other:
        for ax, name in drawings():
            other.call(save, ax, tmp_path / "there", name)
        other.finish()
    assert [(tmp_path / "there" / name).read_bytes() for name in NAMES] == expected


@pytest.mark.parametrize("processors", [1, 2])
def test_work_is_shared(tmp_path, monkeypatch, processors):
    """With two processors another process does some of it, with one none is started."""
    monkeypatch.setattr(beside, "cpu_count", lambda: processors)
    paths = [tmp_path / str(i) for i in range(20)]
    with Beside() as other:
        for path in paths:
            other.call(write_who, path)
        other.finish()
    who = {path.read_text() for path in paths}
    assert str(os.getpid()) in who
    assert len(who) == processors


def test_a_process_that_is_killed(expected, tmp_path, monkeypatch):
    """What was lost with the other process is done here, and what comes after it too."""
    monkeypatch.setattr(beside, "cpu_count", lambda: 2)
    here, (first, *rest) = os.getpid(), drawings()
    with Beside() as other:
        other.call(kill_other_than, here)
        other.call(save, first[0], tmp_path / "there", first[1])
        other.finish()
        for ax, name in rest:
            other.call(save, ax, tmp_path / "there", name)
        other.finish()
    assert [(tmp_path / "there" / name).read_bytes() for name in NAMES] == expected


def test_a_system_without_locks_between_processes(tmp_path, monkeypatch):
    """Where no process can be started, all is done here."""

    def refuse(*_):
        raise OSError(38, "Function not implemented")

    monkeypatch.setattr(beside, "cpu_count", lambda: 2)
    monkeypatch.setattr(beside, "ProcessPoolExecutor", refuse)
    with Beside() as other:
        other.call(write_who, tmp_path / "who")
        other.finish()
    assert (tmp_path / "who").read_text() == str(os.getpid())


def test_an_error_in_the_other_process(tmp_path, monkeypatch):
    """It is raised by `finish`, in the words it has here."""
    monkeypatch.setattr(beside, "cpu_count", lambda: 2)
    (tmp_path / "taken").write_text("")
    ax, name = next(drawings())
    with Beside() as other:
        other.call(save, ax, tmp_path / "taken", name)
        with pytest.raises(OutputError, match=r"a\.png could not be written"):
            other.finish()
