"""Packages that are installed on request."""

from importlib.util import find_spec

from seethrough.errors import ExtraError

EXTRAS = {
    "tables": ("pandas", "pyarrow", "skrub", "skops"),
    "studio": ("starlette", "uvicorn", "websockets"),
    "notebook": ("anywidget",),
}


def need(extra: str) -> None:
    """Refuse to go on without the packages of an extra.

    Raises
    ------
    ExtraError
        Some of them are not installed; the error tells how to get them.
    """
    missing = [name for name in EXTRAS[extra] if find_spec(name) is None]
    if missing:
        raise ExtraError(
            f"{', '.join(missing)} cannot be imported. This needs {', '.join(EXTRAS[extra])}. "
            f"Install them with: pip install 'seethrough[{extra}]'"
        )
