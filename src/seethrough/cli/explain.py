"""`seethrough explain`: one sample, one step, every number."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from seethrough.cli.options import Header, Separator

if TYPE_CHECKING:
    from seethrough.explain import Explanation

FORMATS = {"text": ".txt", "html": ".html", "latex": ".tex", "json": ".json"}


def explain(
    model: Annotated[
        Path | None, typer.Argument(help="A model that `seethrough train` wrote.")
    ] = None,
    table: Annotated[
        Path | None, typer.Argument(help="A table with the target, the one that was learned.")
    ] = None,
    row: Annotated[int, typer.Option(help="Which row, from 0.")] = 0,
    unit: Annotated[str | None, typer.Option(help="Only this unit: LAYER,UNIT from 0.")] = None,
    weight: Annotated[
        str | None,
        typer.Option(help="Only this weight: LAYER,INPUT,UNIT from 0; INPUT b is the bias."),
    ] = None,
    step: Annotated[
        int | None,
        typer.Option(
            help="After which update of θ, with the table it learned.  [default: end; moons: 0]"
        ),
    ] = None,
    moons: Annotated[
        bool, typer.Option("--moons", help="The article's network in place of a model.")
    ] = False,
    hidden: Annotated[int, typer.Option(help="Units of the article's hidden layer.")] = 3,
    form: Annotated[
        str | None,
        typer.Option(
            "--format", help="text, html, latex or json.  [default: by FILE's ending, or text]"
        ),
    ] = None,
    out: Annotated[Path | None, typer.Option(help="File to write to.")] = None,
    header: Header = None,
    sep: Separator = None,
) -> None:
    """Explain one row: where each number of its answer comes from, and what it would change."""
    written = _form(form, out)
    focus = {"unit": _numbers(unit), "weight": _numbers(weight)}
    if moons:
        told = _of_the_article(hidden, step or 0, row, focus, strange=model)
    else:
        told = _of_a_table(model, table, row, focus | {"step": step}, header, sep)
    _show(told, written, out)


def _of_the_article(
    hidden: int, step: int, row: int, focus: dict[str, Any], strange: Path | None
) -> "Explanation":
    from seethrough.errors import SettingError
    from seethrough.explain import explain_step
    from seethrough.lessons.article.step import step_after
    from seethrough.lessons.article.story import Story

    if strange is not None:
        raise SettingError(
            f"{strange} was given together with --moons. Only one of them can be explained. "
            "Leave one out."
        )
    return explain_step(step_after(Story(hidden), step), row, **focus)


def _of_a_table(
    model: Path | None,
    table: Path | None,
    row: int,
    how: dict[str, Any],
    header: bool | None,
    sep: str | None,
) -> "Explanation":
    from seethrough.data.tables import read_table
    from seethrough.errors import SettingError
    from seethrough.io.tables import load

    if model is None or table is None:
        raise SettingError(
            f"{'the table' if model else 'a model'} is missing. Needed are a model and a table "
            "with its target, or --moons. Try: seethrough explain MODEL TABLE --row 7, or "
            "seethrough explain --moons."
        )
    learned = load(model)
    frame = read_table(table, sep, header=header).frame
    from seethrough.estimators.table_row import explained

    return explained(learned, frame, row, **how)


def _show(told: "Explanation", form: str, out: Path | None) -> None:
    from rich.console import Console

    from seethrough.files import writing

    if out is not None:
        with writing(out) as part:
            part.write_text(getattr(told, form)() + "\n", encoding="utf-8")
        typer.echo(f"The explanation: {out}", err=True)
        return
    console = Console()
    if form == "text" and console.is_terminal:
        console.print(told)
    else:
        typer.echo(getattr(told, form)())


def _form(form: str | None, out: Path | None) -> str:
    """The format that was asked for, or that the file's ending says."""
    from seethrough.errors import UnknownNameError

    if form is None:
        endings = {ending: name for name, ending in FORMATS.items()}
        return endings.get(out.suffix.lower() if out else "", "text")
    if form not in FORMATS:
        raise UnknownNameError("format", form, FORMATS)
    return form


def _numbers(words: str | None) -> tuple[Any, ...] | None:
    """Numbers between commas; what is none stays a word, to be refused where it is looked up."""
    if words is None:
        return None
    parts = [part.strip() for part in words.split(",")]
    return tuple(int(part) if part.isdecimal() else part for part in parts)
