"""`seethrough predict`: answers of a model for a table."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from seethrough.cli.options import Header, Model, Separator, Table

if TYPE_CHECKING:
    from pandas import DataFrame


def predict(
    model: Model,
    table: Table,
    out: Annotated[
        Path | None,
        typer.Option(help="Where to write: CSV, or Parquet by its ending.  [default: the screen]"),
    ] = None,
    header: Header = None,
    sep: Separator = None,
) -> None:
    """Predict each row of a table: the answer and, for classes, the probability of each."""
    from seethrough.data.tables import read_table
    from seethrough.io.tables import load

    learned = load(model)
    frame = read_table(table, sep, header=header).frame
    answers = learned.answers(frame)
    for doubt in learned.doubts(frame):
        typer.echo(doubt, err=True)
    if out is None:
        typer.echo(answers.to_csv(index=False), nl=False)
        return
    _write(answers, out)
    typer.echo(f"{len(answers):,} predictions: {out}", err=True)


def _write(answers: "DataFrame", out: Path) -> None:
    """Write the answers whole or not at all."""
    from seethrough.data.tables import PARQUET
    from seethrough.files import writing

    with writing(out) as part:
        if out.suffix.lower() in PARQUET:
            answers.to_parquet(part, index=False)
        else:
            packed = "gzip" if out.suffix.lower() == ".gz" else None
            answers.to_csv(part, index=False, compression=packed)
