"""The report of a trial on a table: the page, and the rows that the command line prints as well."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from sklearn.metrics import confusion_matrix

from seethrough.estimators import scores
from seethrough.estimators.trial import NETWORK
from seethrough.files import writing
from seethrough.plots.agreement import agreement
from seethrough.plots.confusion import confusion_matrix as drawn_matrix
from seethrough.plots.curves import loss_curve
from seethrough.report.doctor import findings
from seethrough.report.drawing import drawing
from seethrough.report.page import render

if TYPE_CHECKING:
    from collections.abc import Sequence

    from markupsafe import Markup
    from numpy import ndarray

    from seethrough.estimators.trial import Trial

Row = tuple[str, ...]
MOST = 40  # columns, or classes, that are listed one by one
ALL = 8  # classes up to which the matrix is printed in the terminal as well


def number(value: float, name: str = "") -> str:
    """A score as text: shares to four decimals, numbers in a unit to five digits."""
    if not np.isfinite(value):
        return "–"
    decimals = 4 if name not in {"RMSE", "MAE"} else int(np.clip(4 - _magnitude(value), 0, 8))
    return f"{value:,.{decimals}f}".replace("-", "−")


def _magnitude(value: float) -> int:
    return int(np.floor(np.log10(abs(value)))) if value else 0


def scored(measured: dict[str, dict[str, float]]) -> list[Row]:
    """A head and a row for each model."""
    names = list(next(iter(measured.values())))
    rows = [
        (model, *(number(value, name) for name, value in each.items()))
        for model, each in measured.items()
    ]
    return [("", *names), *rows]


def columns(uses: dict[str, str], left_out: dict[str, str]) -> list[Row]:
    """A head and a row for each way of using a column: how many there are, and which."""
    ways: dict[str, list[str]] = {}
    for name, use in uses.items():
        ways.setdefault(use, []).append(name)
    rows = [(use, str(len(names)), _listed(names)) for use, names in ways.items()]
    if left_out:
        told = [f"{name} ({reason})" for name, reason in left_out.items()]
        rows.append(("left out", str(len(told)), _listed(told)))
    return [("read as", "", "columns"), *rows]


def _listed(names: Sequence[str]) -> str:
    more = f" and {len(names) - MOST} more" if len(names) > MOST else ""
    return ", ".join(names[:MOST]) + more


def confusions(truth: ndarray, answers: ndarray, classes: ndarray) -> ndarray:
    """How often each class (row) was taken for each (column)."""
    return confusion_matrix(truth, answers, labels=classes)


def confused(truth: ndarray, answers: ndarray, classes: ndarray) -> list[Row]:
    """The confusion matrix as a head and rows; for many classes only the commonest mistakes."""
    counts = confusions(truth, answers, classes)
    if len(classes) <= ALL:
        names = [str(label) for label in classes]
        rows = [(name, *(f"{n:,}" for n in row)) for name, row in zip(names, counts, strict=True)]
        return [("truth ↓  answer →", *names), *rows]
    wrong = counts - np.diag(np.diag(counts))
    worst = np.argsort(wrong, axis=None)[::-1][:ALL]
    places = [divmod(int(k), len(classes)) for k in worst if wrong.flat[k]]
    rows = [(str(classes[i]), str(classes[j]), f"{wrong[i, j]:,}") for i, j in places]
    return [("commonest mistakes: truth", "answer", "rows"), *rows]


def verdict(trial: Trial) -> str:
    """One sentence that says how the network did beside the linear model."""
    name = "RMSE" if trial.question.task == "regression" else "accuracy"
    line, net = (trial.scores[model][name] for model in list(trial.scores)[1:])
    rival = list(trial.scores)[1]
    if number(line, name) == number(net, name):
        return f"Its {name} is that of {rival}: {number(net, name)}."
    better = (net > line) == (scores.CLASSIFICATION | scores.REGRESSION)[name]
    told = f"Its {name} is {number(net, name)}, {'better' if better else 'worse'} than "
    hint = "" if better else " Fewer units may do better, for example --hidden 8; or take the line."
    return f"{told}{rival} with {number(line, name)}.{hint}"


def write(trial: Trial, path: str | Path, source: str, notes: Sequence[str] = ()) -> Path:
    """Write the page of a trial, whole or not at all, and return its path.

    Parameters
    ----------
    source : name of the table
    notes : what else the reader should know

    Raises
    ------
    OutputError
        It cannot be written there.
    """
    page = render("fit.html", **_context(trial, source, notes))
    with writing(path) as part:
        part.write_text(page, encoding="utf-8")
    return Path(path)


def _context(trial: Trial, source: str, notes: Sequence[str]) -> dict[str, Any]:
    net = trial.model.network
    return {
        "trial": trial,
        "source": source,
        "notes": notes,
        "verdict": verdict(trial) if trial.scores else "",
        "columns": columns(trial.uses, trial.left_out),
        "scores": scored(trial.scores) if trial.scores else [],
        "best": NETWORK,
        "widths": net.network_.widths,
        "parameters": net.n_parameters_,
        "curves": _curves(trial),
        "findings": findings(trial.diagnosis),
        "answers": _answers(trial) if len(trial.truth) else "",
    }


def _curves(trial: Trial) -> Markup:
    history = trial.history

    def draw(ax: Any) -> None:
        loss_curve(history["epoch"], history["loss"], "training, with penalty", ax=ax)
        if "validation_loss" in history:
            loss_curve(history["epoch"], history["validation_loss"], "validation", ax=ax)

    return drawing(
        *(draw, "curves"),
        "The mean loss over the passes, of the rows that are learned from and of a part of them "
        "that is held out. Training ends when the second no longer falls; the best pass counts.",
    )


def _answers(trial: Trial) -> Markup:
    if trial.question.task == "regression":
        return drawing(
            lambda ax: agreement(trial.truth, trial.answers, trial.model.target, ax),
            "answers",
            "Each point is a row of the test. On the line the answer would be right.",
        )
    counts = confusions(trial.truth, trial.answers, trial.classes)
    names = [str(label) for label in trial.classes]
    side = float(np.clip(2.2 + 0.45 * len(names), 3.2, 8))
    return drawing(
        lambda ax: drawn_matrix(counts, names, ax),
        "answers",
        "How many test rows of each class got each answer; the stronger the colour, the larger a "
        "share of the class. Right answers are on the diagonal.",
        size=(side + 0.6, side),
    )
