"""A progress bar with the loss, in the terminal."""

from collections.abc import Iterable, Iterator

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from seethrough.training.loop import Record


def progress(
    records: Iterable[Record], epochs: int, *, label: str, console: Console | None = None
) -> Iterator[Record]:
    """Yield the records as they come, and show how far they are; nothing where no one looks."""
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("{task.fields[loss]}"),
        TimeElapsedColumn(),
    )
    console = console or Console(stderr=True)
    with Progress(*columns, console=console, disable=not console.is_terminal) as bar:
        job = bar.add_task(label, total=epochs, loss="")
        for record in records:
            bar.update(job, completed=record.state.epochs, loss=f"loss {record.losses[-1]:.6f}")
            yield record
