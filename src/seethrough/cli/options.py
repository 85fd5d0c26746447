"""Options that several commands have."""

from pathlib import Path
from typing import Annotated

import typer

from seethrough.errors import SettingError

Model = Annotated[Path, typer.Argument(help="A model that `seethrough train` wrote.")]
Table = Annotated[Path, typer.Argument(help="CSV and the like, packed or not, or Parquet.")]
TargetColumn = Annotated[
    str,
    typer.Option("--target", help="Column to predict: its name, its number from 1, -1 or 'last'."),
]
Header = Annotated[
    bool | None,
    typer.Option(
        "--header/--no-header", help="Whether the first row names the columns.  [default: guessed]"
    ),
]
TestShare = Annotated[float, typer.Option(help="Share of the rows to measure on.")]
Task = Annotated[str, typer.Option(help="auto, classification or regression.")]
Epochs = Annotated[int | None, typer.Option(help="Passes at the most.  [default: by the rows]")]
Dropped = Annotated[
    list[str] | None, typer.Option("--drop", help="Column not to use; may be given again.")
]
Separator = Annotated[
    str | None,
    typer.Option(help="What stands between cells; ' ' for spaces, 'tab'.  [default: guessed]"),
]


def whole_numbers(name: str, text: str) -> tuple[int, ...]:
    """Return the numbers of an option such as --hidden, from "64,32".

    Raises
    ------
    SettingError
        They are none.
    """
    try:
        return tuple(int(number) for number in text.split(",") if number.strip())
    except ValueError as error:
        raise SettingError(
            f"{name} is {text!r}. Whole numbers with commas between them are needed. Try "
            f"--{name} 64,32."
        ) from error
