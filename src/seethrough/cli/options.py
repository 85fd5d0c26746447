"""Options that several commands have."""

from pathlib import Path
from typing import Annotated

import typer

Model = Annotated[Path, typer.Argument(help="A model that `seethrough train` wrote.")]
Table = Annotated[Path, typer.Argument(help="CSV and the like, packed or not, or Parquet.")]
Header = Annotated[
    bool | None,
    typer.Option(
        "--header/--no-header", help="Whether the first row names the columns.  [default: guessed]"
    ),
]
Separator = Annotated[
    str | None,
    typer.Option(help="What stands between cells; ' ' for spaces, 'tab'.  [default: guessed]"),
]
