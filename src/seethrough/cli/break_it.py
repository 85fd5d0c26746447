"""`seethrough break-it`: known bugs, what the gradient check says of them, what training does."""

from typing import Annotated

import typer


def break_it(
    bug: Annotated[
        str | None, typer.Argument(help="Which bug.  [default: all of them, as a table]")
    ] = None,
    exercise: Annotated[
        int | None,
        typer.Option(help="Show only the check of a hidden bug: which is it? Any number."),
    ] = None,
    answer: Annotated[
        bool, typer.Option("--answer", help="Tell the answer to the exercise as well.")
    ] = False,
) -> None:
    """Break a network on purpose, and see what the gradient check says and what training does."""
    if exercise is not None:
        from seethrough.lessons import which_bug

        typer.echo(which_bug.exercise(exercise))
        typer.echo(f"\n{which_bug.solution(exercise)}" if answer else "\n--answer tells.")
        return
    from seethrough.lessons import break_it as lesson

    if bug is not None:
        typer.echo(lesson.break_it(bug))
        return
    _list()


def _list() -> None:
    """Print the bugs, one below the other: their lines of code are as wide as a screen."""
    from rich.console import Console

    from seethrough.bugs import BUGS

    console = Console()
    for bug in BUGS.values():
        console.print(f"[bold]{bug.name}[/bold] breaks {bug.number}")
        for word, line in (("right", bug.right_line), ("wrong", bug.wrong_line)):
            console.print(f"  {word}  {line}", markup=False)
        console.print(f"  {bug.changes}\n", markup=False)
    console.print("`seethrough break-it BUG` runs one; `--exercise 1` hides one.", markup=False)
