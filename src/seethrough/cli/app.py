"""The commands, and how errors and Ctrl-C end them."""

import atexit
import gc
import warnings

import typer

from seethrough import __version__
from seethrough.cli.animate import animate
from seethrough.cli.article import article
from seethrough.cli.break_it import break_it
from seethrough.cli.compare import compare
from seethrough.cli.doctor import doctor
from seethrough.cli.evaluate import evaluate
from seethrough.cli.explain import explain
from seethrough.cli.predict import predict
from seethrough.cli.studio import studio
from seethrough.cli.train import train
from seethrough.errors import SeethroughError

app = typer.Typer(
    name="seethrough",
    help="A neural network you can see through: from scratch in Python, every number open.",
    no_args_is_help=True,
    pretty_exceptions_show_locals=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
app.command()(article)
app.command()(train)
app.command()(predict)
app.command()(evaluate)
app.command()(explain)
app.command()(doctor)
app.command()(break_it)
app.command()(compare)
app.command()(animate)
app.command()(studio)


def _version(wanted: bool) -> None:
    if wanted:
        typer.echo(__version__)
        raise typer.Exit


@app.callback()
def options(
    version: bool = typer.Option(
        False, "--version", callback=_version, is_eager=True, help="Print the version."
    ),
) -> None:
    """Options that stand before a command."""


def main() -> None:
    """Run the command line; an error of ours ends it with its message and exit code 2."""
    # a warning is a sentence to who sits at the terminal, not a place in the source
    warnings.formatwarning = lambda message, *_, **__: f"Warning: {message}\n"
    atexit.register(gc.freeze)  # to look for what could be freed at the end takes half a second
    try:
        app()
    except SeethroughError as error:
        typer.secho(f"Error: {error}", fg="red", err=True)
        raise SystemExit(2) from None
