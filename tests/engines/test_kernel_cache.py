"""Compiled kernels are kept, and whatever is wrong with the place does no harm."""

import os
import pickle
import signal
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from threading import Event

import pytest

from seethrough.engines import kernel_cache

KERNEL = """
from seethrough.engines.kernels.compiling import entry
from seethrough.engines.kernels.vector_math import log

@entry
def logarithm(x):
    return log(x)
"""
CALL = """
from seethrough.engines import kernel_cache
from kernel import logarithm

kernel_cache.load("logarithm", "float64", lambda: logarithm(2.0))
print(logarithm(1.0), len(logarithm.stats.cache_hits))
"""


@pytest.fixture(scope="module", autouse=True)
def kernel(tmp_path_factory):
    """A small kernel, in a module of its own."""
    folder = tmp_path_factory.mktemp("source")
    (folder / "kernel.py").write_text(KERNEL)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PYTHONPATH", str(folder), prepend=os.pathsep)
        yield


def call(folder):
    """Take a logarithm in a process of its own; return what it prints, and what it says."""
    environment = os.environ | {"NUMBA_CACHE_DIR": str(folder)}
    done = subprocess.run(
        [sys.executable, "-W", "always", "-c", CALL],
        env=environment,
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout.split(), done.stderr


@pytest.fixture(scope="module")
def kept(tmp_path_factory):
    """A folder in which a kernel was compiled, and what was said."""
    folder = tmp_path_factory.mktemp("kernels")
    return folder, call(folder)


def test_compiled_once(kept):
    """The first process compiles, and says so; the second loads, in silence."""
    folder, (numbers, said) = kept
    assert numbers == ["0.0", "0"]
    assert "compiling once" in said
    assert call(folder) == (["0.0", "1"], "")


@pytest.mark.parametrize("rubbish", [b"", b"rubbish"])
@pytest.mark.parametrize("ending", ["nbi", "nbc"])
def test_a_broken_cache(kept, ending, rubbish):
    """Files that were cut off or written over are thrown away, which is told; it goes on anew."""
    folder, _ = kept
    call(folder)
    files = list(folder.rglob(f"*.{ending}"))
    assert files
    for file in files:
        file.write_bytes(rubbish)
    numbers, said = call(folder)
    assert numbers[0] == "0.0"
    assert said.count("cannot be used") == 1
    assert call(folder) == (["0.0", "1"], "")


def test_a_cache_of_another_kind(kept):
    """What Numba itself takes for another version's is compiled anew, and nobody need be told."""
    folder, _ = kept
    for file in folder.rglob("*.nbi"):
        file.write_bytes(pickle.dumps(None))
    assert call(folder)[0] == ["0.0", "0"]
    assert call(folder) == (["0.0", "1"], "")


@pytest.fixture
def somewhere(monkeypatch, tmp_path):
    """A folder for kernels, and nothing known yet about what is in it."""
    monkeypatch.setenv("NUMBA_CACHE_DIR", str(tmp_path))
    for known in (kernel_cache.folder, kernel_cache.keeps):
        known.cache_clear()
    yield tmp_path
    for known in (kernel_cache.folder, kernel_cache.keeps):
        known.cache_clear()


def test_kernels_of_another_numba_are_elsewhere(somewhere, monkeypatch):
    """What was kept by another Numba or another Python is not taken for this one's."""
    here = kernel_cache.folder()
    for place, name, value in (
        (kernel_cache, "version", lambda _: "0.1"),
        (sys.implementation, "cache_tag", "cpython-99"),
    ):
        with monkeypatch.context() as patch:
            patch.setattr(place, name, value)
            kernel_cache.folder.cache_clear()
            assert kernel_cache.folder() != here
            assert kernel_cache.folder().parent == somewhere
    kernel_cache.folder.cache_clear()
    assert kernel_cache.folder() == here


def test_kernels_that_nobody_uses_are_thrown_away(somewhere):
    """A new folder is made room for: after a month without use, those of other sources go."""
    month = 31 * 24 * 3600
    old, used, others = f"kernels-{0:012x}", f"kernels-{1:012x}", "kernels-of-others"
    for name, marked in ((old, month), (used, 60), (others, month)):
        folder = somewhere / name
        (folder / "runs").mkdir(parents=True)
        (folder / "run-float64").touch()
        for place, age in ((folder / "run-float64", marked), (folder / "runs", month)):
            os.utime(place, (time.time() - age,) * 2)
        os.utime(folder, (time.time() - month,) * 2)
    assert kernel_cache.keeps()
    left = {folder.name for folder in somewhere.iterdir()}
    assert left == {kernel_cache.folder().name, used, others}


def test_nowhere_to_keep(tmp_path):
    """Where nothing can be written, it is compiled each time, which is told once."""
    (tmp_path / "file").touch()
    numbers, said = call(tmp_path / "file")
    assert numbers[0] == "0.0"
    assert said.count("cannot be kept") == 1
    assert "NUMBA_CACHE_DIR" in said


def test_two_processes_at_once(tmp_path):
    """Both compile, neither is in the other's way."""
    environment = os.environ | {"NUMBA_CACHE_DIR": str(tmp_path)}
    both = [
        subprocess.Popen([sys.executable, "-c", CALL], env=environment, stdout=subprocess.PIPE)
        for _ in range(2)
    ]
    assert [one.communicate()[0].split()[0] for one in both] == [b"0.0", b"0.0"]
    assert call(tmp_path)[0] == ["0.0", "1"]


@pytest.mark.usefixtures("somewhere")
def test_two_threads_at_once(monkeypatch, capsys):
    """The second waits until the first has compiled, and is told nothing."""
    monkeypatch.setattr(kernel_cache, "_loaded", set())
    calls, begun, go_on = [], Event(), Event()

    def compiles():
        calls.append(1)
        begun.set()
        assert go_on.wait(10)

    with ThreadPoolExecutor(2) as pool:
        first = pool.submit(kernel_cache.load, "run", "float64", compiles)
        assert begun.wait(10)
        second = pool.submit(kernel_cache.load, "run", "float64", compiles)
        assert not second.done()
        go_on.set()
        first.result()
        second.result()
    assert len(calls) == 1
    assert capsys.readouterr().err.count("compiling once") == 1


def test_a_failure_that_is_not_the_caches(monkeypatch, tmp_path):
    """What fails twice is raised."""
    monkeypatch.setattr(kernel_cache, "folder", lambda: tmp_path / "kernels")
    monkeypatch.setattr(kernel_cache, "_loaded", set())

    def fails():
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        kernel_cache.load("run", "float64", fails)
    assert not kernel_cache.is_loaded("run", "float64")


@pytest.mark.parametrize("at_once", [True, False])
def test_ctrl_c_while_kernels_are_loaded(at_once):
    """It is heard although LLVM's calls of Python lose it, and the old handler is back then."""
    before, done = signal.getsignal(signal.SIGINT), []

    def load():
        with kernel_cache.interrupts(at_once=at_once):
            with suppress(KeyboardInterrupt):  # lost
                signal.raise_signal(signal.SIGINT)
                done.append("at once it does not come so far")
            done.append("loaded")

    with pytest.raises(KeyboardInterrupt):
        load()
    assert done == (["loaded"] if at_once else ["at once it does not come so far", "loaded"])
    assert signal.getsignal(signal.SIGINT) is before
