"""`seethrough compare`: networks of several hidden sizes on a table."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from seethrough.cli.options import (
    Dropped,
    Epochs,
    Header,
    Separator,
    Table,
    TargetColumn,
    Task,
    TestShare,
    whole_numbers,
)

if TYPE_CHECKING:
    from rich.console import Console

    from seethrough.data.target import Parts, Question
    from seethrough.estimators.comparison import Comparison
    from seethrough.estimators.trial import Plan


def compare(
    table: Table,
    target: TargetColumn,
    hidden: Annotated[
        str, typer.Option(help="Sizes of the hidden layer, beside 0, the linear model.")
    ] = "1,2,3,5,20,50",
    seeds: Annotated[int, typer.Option(help="How many times each size is fitted.")] = 5,
    out: Annotated[
        Path, typer.Option(help="Folder for the figure, sizes.png and sizes.svg.")
    ] = Path(),
    test: TestShare = 0.2,
    task: Task = "auto",
    seed: Annotated[int, typer.Option(help="The first seed.")] = 0,
    epochs: Epochs = None,
    drop: Dropped = None,
    header: Header = None,
    sep: Separator = None,
) -> None:
    """Compare networks of several hidden sizes, and the linear model, on a table of yours."""
    from rich.console import Console

    from seethrough.cli.show import introduce
    from seethrough.data.tables import read_table
    from seethrough.data.target import find, question, take_apart
    from seethrough.files import can_write

    console = Console()
    sizes = whole_numbers("hidden", hidden)
    can_write(out / "sizes.png")
    whole = read_table(table, sep, header=header)
    parts = take_apart(whole.frame, find(target, list(whole.frame.columns)), drop or ())
    asked = question(parts.y, task)
    introduce(console, table, whole, parts, asked)

    from seethrough.estimators.trial import Plan

    plan = Plan(test=test, seed=seed, epochs=epochs)
    try:
        found = _compared(parts, asked, sizes, seeds, plan)
    except KeyboardInterrupt:
        console.print("\nInterrupted: nothing was written. With fewer --seeds it takes less time.")
        raise typer.Exit(130) from None
    _tell(console, found, out)


def _compared(
    parts: "Parts", asked: "Question", sizes: tuple[int, ...], seeds: int, plan: "Plan"
) -> "Comparison":
    """Compare, with a progress bar where somebody looks on."""
    from rich.console import Console
    from rich.progress import track

    from seethrough.estimators.comparison import compare

    screen = Console(stderr=True)
    return compare(
        *(parts, asked, sizes, seeds, plan),
        lambda scores, n: track(
            scores, "networks", n, console=screen, disable=not screen.is_terminal
        ),
    )


def _tell(console: "Console", found: "Comparison", out: Path) -> None:
    """Print the table and the sentence, and draw the figure."""
    from seethrough.cli.show import show
    from seethrough.estimators.displays import HiddenSizesDisplay
    from seethrough.plots.files import save
    from seethrough.report.compare import rows, verdict

    learned, measured = found.rows
    times = len(found.test)
    console.print(f"{times} times: learned from {learned:,} rows, measured on {measured:,} others.")
    show(console, rows(found))
    console.print(verdict(found), markup=False)
    display = HiddenSizesDisplay(found.sizes, found.train, found.test, found.measure).plot()
    png, _ = save(display.ax_, out, "sizes")
    console.print(f"The figure: {png}", markup=False, soft_wrap=True)
