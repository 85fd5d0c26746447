"""How well the network fits: it learned by heart, or less than there is to learn."""

from __future__ import annotations

from collections.abc import Iterator
from math import sqrt
from typing import TYPE_CHECKING

import numpy as np

from seethrough.explain.doctor.curves import learned_by_heart, overfits
from seethrough.explain.doctor.labels import decided
from seethrough.explain.doctor.patient import (
    Answered,
    Finding,
    Patient,
    idle_loss,
    mean_loss,
    measures,
    sample_losses,
    some,
)
from seethrough.plots.doctor import bars

if TYPE_CHECKING:
    from numpy import ndarray

GAP, SURE = 0.2, 4.0  # of the loss of knowing nothing; standard errors
MISSED = 0.05  # of the score, that a look at the neighbours has more
UNLEARNED = 0.2  # of the loss of knowing nothing, that training has left
NEIGHBOURS, FOLDS, SOME = 10, 5, 2000
NARROW = 16  # units that may be too few
ENOUGH = 50  # rows to speak of a fit at all


def overfitting(patient: Patient) -> Iterator[Finding]:
    """A network that does worse on rows it has not learned from: it knows them by heart."""
    found = list(learned_by_heart(patient.training))
    yield from found
    if not found and (losses := _by_table(patient)) is not None:
        yield overfits(patient.training, *losses)


def _by_table(patient: Patient) -> tuple[float, float, str] | None:
    """The losses on the table and on what is held out; without that, in training and on the table.

    The loss in training, before each update and with units left out, is no measure then.
    """
    held, training = patient.held, patient.training
    if held is None and (training.dropout or training.restored):
        return None
    unseen = patient.table if held is None else held
    before = float(training.losses[-1]) if held is None else mean_loss(patient.table, patient.net)
    losses = sample_losses(unseen, patient.net)
    after, error = mean_loss(unseen, patient.net), float(losses.std()) / sqrt(len(losses))
    gap = after - before
    if gap <= max(GAP * idle_loss(unseen, patient.net), SURE * error, before):
        return None
    return before, after, "this table" if held is None else "what was held out"


def underfitting(patient: Patient) -> Iterator[Finding]:
    """A network that knows less than a look at the nearest neighbours tells."""
    table, idle = patient.table, patient.training.idle
    left = float(patient.training.losses[-1])
    if (
        len(patient.rows) < ENOUGH
        or left < UNLEARNED * idle
        or mean_loss(table, patient.net) < UNLEARNED * idle
    ):
        return
    numbers = measures(patient.net)
    scores = _scores(table, numbers=numbers)
    if scores is None:
        return
    own, neighbours = scores
    error = sqrt(max(neighbours * (1 - neighbours), 0) / min(len(patient.rows), SOME))
    if neighbours - own < MISSED + 2 * error:
        return
    name = "R²" if numbers else "accuracy"
    hidden = patient.net.widths[1:-1]
    wider = tuple(max(2 * width, 8) for width in hidden) or (16,)
    narrow = min(hidden, default=0) < NARROW
    units = f", hidden_layer_sizes={wider}" if narrow else ""
    values = np.array([own, neighbours])
    yield Finding(
        "underfitting",
        f"the network's {name} is {own:.3f} on this table, while the ten nearest neighbours of "
        f"a row tell {neighbours:.3f}: there is more to learn.",
        {
            f"{name} of the network": own,
            f"{name} of the neighbours": neighbours,
            "training loss": left,
            "loss of knowing nothing": idle,
        },
        f"Let it learn longer{', with more units' if narrow else ''}, or take a smaller penalty.",
        f"max_iter=1000, tol=0, n_iter_no_change=50, alpha=0.0001{units}",
        lambda ax: bars(["network", "neighbours"], values, np.array([True, False]), name, ax=ax),
        command=f"--hidden {','.join(map(str, wider))}" if narrow else "--epochs 1000",
    )


def _scores(table: Answered, *, numbers: bool) -> tuple[float, float] | None:
    """Accuracy or R² of the network and of the nearest neighbours, on some of the rows."""
    from sklearn.metrics import accuracy_score, r2_score
    from sklearn.model_selection import KFold, cross_val_predict
    from sklearn.neighbors import KNeighborsClassifier, KNeighborsRegressor
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import StandardScaler

    if not numbers and table.codes is None:
        return None
    rows = some(len(table.x), SOME)
    truth: ndarray = (table.y if table.codes is None else table.codes)[rows]
    answers = (table.tape.p if numbers else decided(table.tape.p))[rows]
    kind, score = (
        (KNeighborsRegressor, r2_score) if numbers else (KNeighborsClassifier, accuracy_score)
    )
    model = make_pipeline(StandardScaler(), kind(NEIGHBOURS))
    folds = KFold(FOLDS, shuffle=True, random_state=0)
    near = cross_val_predict(model, table.x[rows], truth, cv=folds)
    return float(score(truth, answers)), float(score(truth, near))
