"""Pictures to files, the same bytes every time."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from matplotlib import rc_context
from matplotlib.figure import Figure

from seethrough.errors import OutputError

# Text as paths: no fonts needed where it is read. The salt fixes the ids inside an SVG.
SVG = {"svg.fonttype": "path", "svg.hashsalt": "seethrough"}


@contextmanager
def writing(path: Path) -> Iterator[None]:
    """Make the file's directory; turn a failure to write into an OutputError."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        yield
    except OSError as error:
        raise OutputError(
            f"{path} could not be written: {error}. A file in a directory open to writing is "
            "needed. Choose another place.",
        ) from error


def save(fig: Figure, directory: str | Path, name: str) -> tuple[Path, Path]:
    """Paths of `name`.png (150 dpi) and `name`.svg, written into the directory.

    Raises
    ------
    OutputError
        They cannot be written there.
    """
    png, svg = Path(directory) / f"{name}.png", Path(directory) / f"{name}.svg"
    with writing(png), rc_context(SVG):
        fig.savefig(png, dpi=150, metadata={"Software": None})
        fig.savefig(svg, metadata={"Date": None, "Creator": None})
    return png, svg
