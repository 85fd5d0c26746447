"""Tables for the terminal."""

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from rich.console import Console

    from seethrough.data import tables
    from seethrough.data.target import Parts, Question


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


def introduce(
    console: "Console", table: "Path", whole: "tables.Table", parts: "Parts", asked: "Question"
) -> None:
    """Say what was read, and what it is taken for."""
    from rich.markup import escape

    rows, columns = whole.frame.shape
    console.print(f"[bold]{escape(table.name)}[/bold]: {rows:,} rows, {columns} columns.")
    for note in whole.notes:
        console.print(note, markup=False)
    if parts.untold:
        console.print(f"{parts.untold:,} rows do not tell {parts.y.name}: dropped.", markup=False)
    name = escape(str(parts.y.name))
    console.print(f"[bold]{asked.task.capitalize()}[/bold] of [bold]{name}[/bold]: {asked.why}.")
