"""`seethrough article`: the article, corrected and run."""

from collections.abc import Callable
from contextlib import closing
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from rich.console import Console

    from seethrough.lessons.article.beside import Beside
    from seethrough.lessons.article.story import Part, Table

FORWARD = ("E1", "E2", "E3", "E4")  # what is printed of a step; the report has all of it


def article(
    out: Annotated[Path, typer.Option(help="Folder for the report, figures and numbers.")] = Path(
        "article"
    ),
    hidden: Annotated[int, typer.Option(help="Units of the hidden layer.")] = 3,
    passes: Annotated[int, typer.Option(help="Passes over all the samples.")] = 20_000,
    activation: Annotated[str, typer.Option(help="What bends the hidden sums.")] = "tanh",
    open_report: Annotated[
        bool, typer.Option("--open", help="Open the report in the browser at the end.")
    ] = False,
) -> None:
    """See a network learn: run everything the article describes, and write a report of it."""
    from seethrough.lessons.article.beside import Beside

    with Beside() as other:  # starts while this process imports the rest
        _tell(other, hidden, passes, activation, out)
    if open_report:
        typer.launch(str(out / "report.html"))


def _tell(other: "Beside", hidden: int, passes: int, activation: str, out: Path) -> None:
    """Run all parts, and print what they find."""
    from rich.console import Console
    from rich.progress import track

    from seethrough.lessons.article.story import Story
    from seethrough.lessons.article.tell import PARTS, tell
    from seethrough.training.progress import progress

    console = Console()
    story = Story(
        *(hidden, passes, activation),
        watch=lambda records, epochs, label: progress(
            records, epochs, label=label, console=console
        ),
        track=lambda things, number, label: track(
            *(things, label, number), console=console, disable=not console.is_terminal
        ),
    )
    finished = 0
    try:
        announce = partial(_heading, console, lambda: finished)
        with closing(tell(story, out, announce, other)) as parts:
            for part in parts:
                finished += 1
                _print_part(console, part)
    except KeyboardInterrupt:
        _farewell(console, out, finished, len(PARTS))
        raise typer.Exit(130) from None
    console.print(f"\nThe report: [bold]{out / 'report.html'}[/bold]", soft_wrap=True)


def _heading(console: "Console", finished: Callable[[], int], title: str) -> None:
    console.print()
    console.rule(f"[bold]{finished() + 1}. {title}", align="left")


def _print_part(console: "Console", part: "Part") -> None:
    """Print what a part found: its calculations, tables and diagnosis."""
    from seethrough.explain import Explanation

    if part.lines:
        console.print(Explanation(part.lines).only(*FORWARD), end="")
    for table in part.tables:
        _print(console, table)
    if part.diagnosis:
        console.print(str(part.diagnosis), markup=False, highlight=False, soft_wrap=True)


def _print(console: "Console", table: "Table") -> None:
    """Print a table whose first row is its head."""
    from rich import box
    from rich.table import Table

    head, *rows = table
    grid = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    for i, name in enumerate(head):
        grid.add_column(name, justify="right" if i else "left")
    for row in rows:
        grid.add_row(*row)
    console.print(grid)


def _farewell(console: "Console", out: Path, finished: int, parts: int) -> None:
    kept = f"{out / 'report.html'} holds them." if finished else "Nothing was written."
    console.print(f"\nInterrupted: {finished} of {parts} parts are finished. {kept}")
    console.print("Run the same command again for the whole story.", soft_wrap=True)
