"""Files that are written whole or not at all."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from seethrough.errors import OutputError


@contextmanager
def writing(path: str | Path) -> Iterator[Path]:
    """Hand out a place beside the path to write to; it takes the path's place when all went well.

    Raises
    ------
    OutputError
        The folder or the file cannot be written; an older file stays as it was.
    """
    path = Path(path)
    part = path.with_name(f".{os.getpid()}-{path.name}")
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
