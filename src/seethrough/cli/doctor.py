"""`seethrough doctor`: what is wrong with a model, and what to do about it."""

from pathlib import Path
from typing import Annotated

import typer

from seethrough.cli.options import Header, Model, Separator, Table


def doctor(
    model: Model,
    table: Table,
    out: Annotated[
        Path | None, typer.Option(help="A page to write, with pictures.  [default: none]")
    ] = None,
    header: Header = None,
    sep: Separator = None,
) -> None:
    """Look a model over with a table that has the target, best the one that it learned from."""
    from rich.console import Console
    from rich.markup import escape

    from seethrough.data.tables import read_table
    from seethrough.io.tables import load

    console = Console()
    learned = load(model)
    frame = read_table(table, sep, header=header).frame
    from seethrough.estimators.diagnosis import diagnose
    from seethrough.estimators.tabular import calm

    told, untold = learned.told(frame)
    if untold:
        console.print(f"{untold:,} rows do not tell {learned.target}: left out.", markup=False)
    with calm():
        found = diagnose(learned.pipeline, learned.table(told), learned.truth(told[learned.target]))
    console.print(str(found), markup=False, highlight=False, soft_wrap=True)
    if out is not None:
        from seethrough.report.doctor import write

        page = write(found, out, str(learned.target), table.name)
        console.print(f"The page: [bold]{escape(str(page))}[/bold]", soft_wrap=True)
