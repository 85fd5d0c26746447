"""`seethrough train`: learn a column of a table from the others."""

from pathlib import Path
from shlex import quote
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
    from seethrough.estimators.trial import Trial


def train(
    table: Table,
    target: TargetColumn,
    out: Annotated[
        Path | None, typer.Option(help="The model's file.  [default: TABLE-TARGET.skops]")
    ] = None,
    test: TestShare = 0.2,
    task: Task = "auto",
    hidden: Annotated[str, typer.Option(help="Units of each hidden layer.")] = "64,32",
    seed: Annotated[int, typer.Option(help="What all that is random goes by.")] = 0,
    epochs: Epochs = None,
    drop: Dropped = None,
    header: Header = None,
    sep: Separator = None,
) -> None:
    """Learn a column of a table from the others; write the model and a report of it."""
    from rich.console import Console

    from seethrough.cli.show import introduce
    from seethrough.data.tables import read_table
    from seethrough.data.target import find, question, take_apart
    from seethrough.files import can_write

    console = Console()
    whole = read_table(table, sep, header=header)
    name = find(target, list(whole.frame.columns))
    parts = take_apart(whole.frame, name, drop or ())
    asked = question(parts.y, task)
    introduce(console, table, whole, parts, asked)
    model = _place(out, table, name)
    can_write(model)
    done = _learn(parts, asked, test, whole_numbers("hidden", hidden), seed, epochs)
    _report(console, done)
    _write(console, done, model, table.name, whole.notes)
    if done.diagnosis:
        console.print(done.diagnosis.line, markup=False)
        hint = f"seethrough doctor {quote(str(model))} {quote(str(table))}"
        console.print(f"`{hint}` tells why, and what to do.", markup=False, soft_wrap=True)


def _learn(
    parts: "Parts",
    asked: "Question",
    test: float,
    hidden: tuple[int, ...],
    seed: int,
    epochs: int | None,
) -> "Trial":
    """Learn, and tell how far it is where somebody looks on."""
    from rich.console import Console

    from seethrough.estimators.trial import Plan, run

    screen = Console(stderr=True)

    def tell(step: str) -> None:
        if screen.is_terminal:
            screen.print(f"[dim]{step} …[/dim]")

    return run(parts, asked, Plan(test, hidden, seed, epochs), tell, verbose=True)


def _report(console: "Console", done: "Trial") -> None:
    """Print how columns are used and how good the answers are."""
    from seethrough.cli.show import show
    from seethrough.report import fit

    show(console, fit.columns(done.uses, done.left_out), words=True)
    learned, test = done.rows["learned"], done.rows["test"]
    console.print(f"Learned from {learned:,} rows, {test:,} kept for the test.")
    if not done.scores:
        return
    show(console, fit.scored(done.scores))
    if len(done.classes):
        show(console, fit.confused(done.truth, done.answers, done.classes))
    console.print(f"The network's {fit.verdict(done).removeprefix('Its ')}")


def _place(out: Path | None, table: Path, target: str) -> Path:
    """Where the model goes."""
    if out is not None:
        return out if out.suffix == ".skops" else out.with_name(f"{out.name}.skops")
    stem = table.name.split(".")[0] or "table"
    tail = "".join(letter if letter.isalnum() or letter in "-_" else "_" for letter in target)
    return Path(f"{stem}-{tail}.skops")


def _write(
    console: "Console", done: "Trial", model: Path, source: str, notes: tuple[str, ...]
) -> None:
    """Write the model and the report beside it."""
    from rich.markup import escape

    from seethrough.io import tables
    from seethrough.report import fit

    tables.save(done.model, model)
    page = fit.write(done, model.with_suffix(".html"), source, notes)
    console.print(f"The model: [bold]{escape(str(model))}[/bold]", soft_wrap=True)
    console.print(f"The report: [bold]{escape(str(page))}[/bold]", soft_wrap=True)
