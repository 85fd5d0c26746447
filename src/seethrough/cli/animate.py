"""`seethrough animate`: a film of a network that learns."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from seethrough.cli.options import Header, Separator, TargetColumn, whole_numbers
from seethrough.errors import DataError

if TYPE_CHECKING:
    from rich.console import Console

Learned = tuple[Any, Any, Any]


def animate(
    table: Annotated[
        Path | None,
        typer.Argument(help="CSV and the like, or Parquet.  [default: the two moons]"),
    ] = None,
    target: TargetColumn = "last",
    what: Annotated[str, typer.Option(help="boundary, units, space or weights.")] = "boundary",
    out: Annotated[Path, typer.Option(help="The film: .gif, or .mp4 with ffmpeg.")] = Path(
        "learning.gif"
    ),
    hidden: Annotated[str, typer.Option(help="Units of each hidden layer.")] = "3",
    activation: Annotated[str, typer.Option(help="What bends the hidden sums.")] = "tanh",
    axes: Annotated[
        str, typer.Option(help="Two columns, with a comma between.  [default: chosen]")
    ] = "",
    epochs: Annotated[int, typer.Option(help="Passes over the table.")] = 480,
    frames: Annotated[int, typer.Option(help="Frames at the most.")] = 120,
    fps: Annotated[int, typer.Option(help="Frames per second.")] = 12,
    seed: Annotated[int, typer.Option(help="What all that is random goes by.")] = 0,
    header: Header = None,
    sep: Separator = None,
) -> None:
    """Film a network while it learns the moons, or a column of classes of a table of yours."""
    from rich.console import Console

    from seethrough.estimators import films

    console = Console()
    _check(what, out, {"epochs": epochs, "frames": frames, "fps": fps})
    settings = {
        "hidden_layer_sizes": whole_numbers("hidden", hidden),
        "activation": activation,
        "max_iter": epochs,
        "n_iter_no_change": epochs,
        "checkpoints": frames,
        "early_stopping": False,
        "random_state": seed,
        "verbose": True,
    }
    reading = (target, header, sep)
    learned = _moons(settings) if table is None else _table(console, table, reading, settings)
    chosen = [name.strip() for name in axes.split(",")] if axes else None
    path = films.animate(*learned, out, what=what, axes=chosen, fps=fps)
    console.print(f"The film: {path}", markup=False, soft_wrap=True)


def _check(what: str, out: Path, numbers: dict[str, int]) -> None:
    """Refuse what cannot be filmed, or not there, before anything is learned."""
    from seethrough.estimators import door, films
    from seethrough.files import can_write
    from seethrough.plots.animate import check

    for name, value in numbers.items():
        door.whole(name, value, 1)
    door.known("film", what, films.FILMS)
    check(out)
    can_write(out)


def _moons(settings: dict[str, Any]) -> Learned:
    """The moons, learned as in the article."""
    from seethrough.data import moons
    from seethrough.estimators import MLPClassifier
    from seethrough.lessons.article.fits import to_the_end

    X, y, *_ = moons()
    net = MLPClassifier(solver="sgd", alpha=0.01, learning_rate_init=0.3, init="lecun_normal")
    with to_the_end():
        return net.set_params(**settings).fit(X, y), X, y


def _table(
    console: "Console", table: Path, reading: tuple[Any, ...], settings: dict[str, Any]
) -> Learned:
    """A column of classes of a table, learned from the others."""
    from sklearn.pipeline import Pipeline

    from seethrough.cli.show import introduce
    from seethrough.data.tables import read_table
    from seethrough.data.target import find, prepared, question, take_apart
    from seethrough.estimators import tabular

    target, header, sep = reading
    whole = read_table(table, sep, header=header)
    parts = take_apart(whole.frame, find(target, list(whole.frame.columns)))
    asked = question(parts.y)
    introduce(console, table, whole, parts, asked)
    if asked.task == "regression":
        raise DataError(
            f"{parts.y.name!r} holds measured numbers, and a film shows how classes are parted. A "
            "column of classes is needed. Choose another --target."
        )
    y = prepared(parts.y, asked.task).to_numpy()
    net = tabular.network(asked.task, len(y)).set_params(**settings)
    steps = [*tabular.preprocessing().steps, ("network", net)]
    with tabular.calm():
        return tabular.fit(Pipeline(steps), parts.X, y), parts.X, y
