"""Files that are written whole or not at all."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import get_ident

from seethrough.errors import OutputError


def can_write(path: str | Path) -> None:
    """Refuse a place that nothing can be written to, before long work is done for it.

    Raises
    ------
    OutputError
        The nearest folder there is cannot be written to, or the path is a folder itself.
    """
    path = Path(path)
    folder = next(parent for parent in path.absolute().parents if parent.exists())
    if path.is_dir() or not folder.is_dir() or not os.access(folder, os.W_OK):
        raise OutputError(
            f"{path} cannot be written: {path if path.is_dir() else folder} is in the way. A "
            "folder that is open to writing is needed. Choose another one, for example with --out."
        )


@contextmanager
def writing(path: str | Path) -> Iterator[Path]:
    """Hand out a place beside the path to write to; it takes the path's place when all went well.

    Raises
    ------
    OutputError
        The folder or the file cannot be written; an older file stays as it was.
    """
    path = Path(path)
    # two writers at once, of two processes or two threads, each have a place of their own
    part = path.with_name(f".{os.getpid()}-{get_ident()}-{path.name}")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        yield part
        part.replace(path)
    except OSError as error:
        raise OutputError(
            f"{path} could not be written ({error.strerror or error}). A folder that is open to "
            "writing and has room is needed. Choose another one, for example with --out."
        ) from error
    finally:
        if part.exists():
            part.unlink()
