"""Where compiled kernels are kept, and how each is compiled once and for all.

They lie in the user's cache folder (or in NUMBA_CACHE_DIR), apart for each state of their source,
each Numba and each Python: Numba itself looks only at the file of a kernel, not at those that it
calls. It keeps those for another kind of processor apart, in the same folder. Nothing of Numba is
imported here.
"""

from __future__ import annotations

import gc
import os
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from functools import cache
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path
from shutil import rmtree
from tempfile import TemporaryFile
from threading import Lock, current_thread, main_thread
from time import time
from types import FrameType

from platformdirs import user_cache_path

from seethrough.errors import warn

SOURCES = Path(__file__).parent / "kernels"
TABLES = Path(__file__).parents[1] / "maths"  # the kernels hold numbers and places of its tables
DIGITS = 12  # of what the folder of a source is called by
UNUSED = 30 * 24 * 3600  # seconds after which kernels of another source are thrown away
_loaded: set[str] = set()
_one_at_a_time = Lock()


@cache
def folder() -> Path:
    """Return the folder for kernels of this source, Numba and Python."""
    sources = sorted([*SOURCES.glob("*.py"), *TABLES.glob("*.py")])
    compiler = f"{version('numba')} {sys.implementation.cache_tag}".encode()
    parts = [compiler, *(source.read_bytes() for source in sources)]
    digest = sha256(b"".join(parts)).hexdigest()[:DIGITS]
    above = os.environ.get("NUMBA_CACHE_DIR") or user_cache_path("seethrough", appauthor=False)
    return Path(above) / f"kernels-{digest}"


@cache
def keeps() -> bool:
    """Whether compiled kernels can be kept; says so if not. A new folder is made room for."""
    try:
        if not folder().exists():
            folder().mkdir(parents=True, exist_ok=True)
            _prune()
        with TemporaryFile(dir=folder()):
            pass
    except OSError as error:
        warn(
            f"compiled kernels cannot be kept in {folder()} ({error.strerror}): each process "
            "compiles them anew, in a quarter of a minute. A folder that can be written to is "
            "needed. Name one in NUMBA_CACHE_DIR."
        )
        return False
    return True


def _prune() -> None:
    """Throw away the kernels of other sources that nobody has used for long.

    Each use of a kernel touches its mark. Who uses them meanwhile compiles them anew.
    """
    for other in folder().parent.glob("kernels-" + "[0-9a-f]" * DIGITS):
        with suppress(OSError):  # another process was quicker
            used = max(entry.stat().st_mtime for entry in (other, *other.iterdir()))
            if time() - used > UNUSED:
                rmtree(other, ignore_errors=True)


def is_loaded(kernel: str, dtype: str) -> bool:
    """Return whether this process has run a kernel for a type of numbers already."""
    return f"{kernel}-{dtype}" in _loaded


def is_kept(kernel: str, dtype: str) -> bool:
    """Return whether a kernel for a type of numbers was compiled and kept before."""
    return (folder() / f"{kernel}-{dtype}").exists()


def load(kernel: str, dtype: str, first_call: Callable[[], None]) -> None:
    """Have a kernel loaded, or compiled and kept, by a first call of it that does nothing else.

    What is kept and broken is thrown away, and compiled anew; a full disk does no harm. Either is
    told.
    """
    with _one_at_a_time:
        if not is_loaded(kernel, dtype):
            _load(kernel, dtype, first_call)


def _load(kernel: str, dtype: str, first_call: Callable[[], None]) -> None:
    if not is_kept(kernel, dtype):
        sys.stderr.write("seethrough: compiling once, for about a quarter of a minute ...\n")
    try:
        with interrupts(at_once=not is_kept(kernel, dtype)):
            _uncollected(first_call)
    except Exception as error:
        # pickle, zlib, LLVM: what was cut off or written over has many ways to fail. Where there
        # is nothing, the kernel itself is at fault
        if not any(folder().glob("*/*")):
            raise
        _tell_broken(error)
        rmtree(folder(), ignore_errors=True)
        _uncollected(first_call)
    _loaded.add(f"{kernel}-{dtype}")
    if keeps():
        with suppress(OSError):  # a full disk: it is compiled once more another time
            (folder() / f"{kernel}-{dtype}").touch()


@contextmanager
def interrupts(*, at_once: bool) -> Iterator[None]:
    """Hear Ctrl-C afterwards, or at once too.

    What is raised where LLVM or the garbage collection calls Python is lost.
    """
    before, pressed = signal.getsignal(signal.SIGINT), []
    if not callable(before) or current_thread() is not main_thread():
        yield
        return

    def press(number: int, frame: FrameType | None) -> None:
        pressed.append(number)
        if at_once:
            before(number, frame)

    signal.signal(signal.SIGINT, press)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)
    if pressed:
        before(pressed[0], None)


def _uncollected(call: Callable[[], None]) -> None:
    """Call without garbage collection: a compiler makes much, and leaves little to collect."""
    collecting = gc.isenabled()
    gc.disable()
    try:
        call()
    finally:
        if collecting:
            gc.enable()


def _tell_broken(error: Exception) -> None:
    reason = str(error).partition("\n")[0] or "cut off"
    warn(
        f"the compiled kernels in {folder()} cannot be used ({type(error).__name__}: {reason}). "
        "They are thrown away and compiled anew. If that comes again, see whether the disk is full."
    )
