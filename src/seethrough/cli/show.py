"""Tables for the terminal."""

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.console import Console


def show(console: "Console", rows: Iterable[Sequence[str]], *, words: bool = False) -> None:
    """Print rows whose first one is their head: numbers to the right, unless all are words."""
    from rich import box
    from rich.table import Table
    from rich.text import Text

    head, *body = rows
    grid = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    for i, name in enumerate(head):
        grid.add_column(Text(name), justify="left" if words or i == 0 else "right")
    for row in body:
        grid.add_row(*map(Text, row))
    console.print(grid)
