"""Where compiled kernels are kept, and how each is compiled once and for all.

They lie in the user's cache folder (or in NUMBA_CACHE_DIR), apart for each state of their source:
Numba itself looks only at the file of a kernel, not at those that it calls. Nothing of Numba is
imported here.
"""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Callable
from contextlib import suppress
from functools import cache
from hashlib import sha256
from pathlib import Path
from shutil import rmtree
from tempfile import TemporaryFile

from platformdirs import user_cache_path

from seethrough.errors import warn

SOURCES = Path(__file__).parent / "kernels"
TABLES = Path(__file__).parents[1] / "maths"  # the kernels hold numbers and places of its tables
_loaded: set[str] = set()


@cache
def folder() -> Path:
    """Return the folder for kernels of this source."""
    sources = sorted([*SOURCES.glob("*.py"), *TABLES.glob("*.py")])
    digest = sha256(b"".join(source.read_bytes() for source in sources)).hexdigest()[:12]
    above = os.environ.get("NUMBA_CACHE_DIR") or user_cache_path("seethrough", appauthor=False)
    return Path(above) / f"kernels-{digest}"


@cache
def keeps() -> bool:
    """Whether compiled kernels can be kept; says so if not."""
    try:
        folder().mkdir(parents=True, exist_ok=True)
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
    if is_loaded(kernel, dtype):
        return
    if not is_kept(kernel, dtype):
        sys.stderr.write("seethrough: compiling once, for about a quarter of a minute ...\n")
    try:
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
