"""`seethrough evaluate`: how good a model is on another table."""

from seethrough.cli.options import Header, Model, Separator, Table


def evaluate(
    model: Model,
    table: Table,
    header: Header = None,
    sep: Separator = None,
) -> None:
    """Measure a model on a table that has the target."""
    from rich.console import Console

    from seethrough.cli.show import show
    from seethrough.data.tables import read_table
    from seethrough.io.tables import load

    console = Console()
    learned = load(model)
    frame = read_table(table, sep, header=header).frame
    from seethrough.estimators.trial import NETWORK, examine
    from seethrough.report import fit

    exam = examine(learned, frame)
    for doubt in learned.doubts(frame):
        console.print(doubt, markup=False)
    if exam.untold:
        console.print(f"{exam.untold:,} rows do not tell {learned.target}: left out.", markup=False)
    console.print(f"{len(exam.truth):,} rows measured: {learned.target}", markup=False)
    show(console, fit.scored({NETWORK: exam.scores}))
    if learned.task == "classification":
        show(console, fit.confused(exam.truth, exam.answers, learned.pipeline.classes_))
