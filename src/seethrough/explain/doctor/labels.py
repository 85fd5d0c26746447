"""The labels: a rare class that is overlooked, and labels that look wrong."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np
from scipy.spatial.distance import cdist

from seethrough.explain.doctor.patient import Answered, Finding, Patient, sample_losses, some
from seethrough.plots.doctor import bars, suspects

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from numpy import ndarray

OVERLOOKED, HIDDEN = 0.5, 0.15  # of a class that is found; accuracy over the mean of such shares
SURE = 0.1  # a label that the network gives less of a chance is looked at
NEIGHBOURS = 15  # that are asked: none may have the label
SHOWN = 400  # samples in the picture
CANDIDATES = 200  # samples, those of the largest losses
FEWEST, SHARE = 3, 0.01  # of labels: where classes overlap, one in a hundred may be so by chance


def imbalance(patient: Patient) -> Iterator[Finding]:
    """A rare class that is hardly ever found, which the accuracy does not show."""
    codes = patient.table.codes
    if codes is None:
        return
    answers = decided(patient.table.tape.p)
    present = np.unique(codes)
    found = np.array([(answers[codes == k] == k).mean() for k in present])
    shares = np.array([(codes == k).mean() for k in present])
    accuracy, balanced = float((answers == codes).mean()), float(found.mean())
    worst = int(found.argmin())
    rare = shares[worst] < 1 / (2 * len(present))
    if not rare or found[worst] >= OVERLOOKED or accuracy - balanced < HIDDEN:
        return
    names = [patient.classes[k] for k in present]
    bar_names = [f"class {name}" for name in names]
    yield Finding(
        "imbalance that accuracy hides",
        f"{accuracy:.1%} are right, but of class {names[worst]}, {shares[worst]:.1%} of the rows, "
        f"only {found[worst]:.1%} are found.",
        {
            "accuracy": accuracy,
            "balanced accuracy": balanced,
            "found of the class": float(found[worst]),
            "share of the class": float(shares[worst]),
        },
        "Let all classes count the same, and measure balanced accuracy.",
        "class_weight='balanced', monitor='balanced_accuracy'",
        lambda ax: bars(
            bar_names, found, found < OVERLOOKED, "share of the class that is found", ax=ax
        ),
    )


def wrong_labels(patient: Patient) -> Iterator[Finding]:
    """Samples that cost most, in the midst of samples of another class."""
    codes, table = patient.table.codes, patient.table
    if codes is None or len(codes) <= 2 * NEIGHBOURS:
        return
    losses = sample_losses(table, patient.net)
    hard = np.argsort(-losses)[:CANDIDATES]
    given = chances(table.tape.p)[hard, codes[hard]]
    # a rare class has a small chance anywhere
    fair = np.minimum(1, len(patient.classes) * np.bincount(codes) / len(codes))[codes[hard]]
    hard = hard[given < SURE * fair]
    if not len(hard):
        return
    same = agreeing(table.x, codes, hard)
    strange = same == 0
    if strange.sum() < min(max(FEWEST, SHARE * len(codes)), CANDIDATES / 2):
        return
    marked = hard[strange]
    rows = patient.rows[marked]
    listed = ", ".join(map(str, rows[:6].tolist())) + (" …" if len(rows) > 6 else "")
    yield Finding(
        "labels that look wrong",
        f"{len(rows)} samples cost most and lie among samples of another class: rows {listed}.",
        {
            "samples": len(rows),
            "mean loss of all": float(losses.mean()),
            "least loss of these": float(losses[marked].min()),
        },
        "Look at these rows (counted from 0) and set their labels right; or make the network less "
        "sure of labels.",
        "label_smoothing=0.1",
        lambda ax: _drawn(table, losses, marked, ax),
        rows=tuple(rows.tolist()),
    )


def _drawn(table: Answered, losses: ndarray, marked: ndarray, ax: Axes | None) -> Axes:
    """The marked samples among some of the others, by neighbours and loss."""
    assert table.codes is not None
    others = some(len(losses), SHOWN)
    rows = np.r_[np.setdiff1d(others, marked), marked]
    same = agreeing(table.x, table.codes, rows)
    return suspects(same, losses[rows], np.isin(rows, marked), ax)


def decided(p: ndarray) -> ndarray:
    """The likeliest class of each row, (n,)."""
    return chances(p).argmax(axis=1)


def chances(p: ndarray) -> ndarray:
    """The probability of each class, (n, classes), where one output may answer for two."""
    return np.hstack([1 - p, p]) if p.shape[1] == 1 else p


def agreeing(x: ndarray, codes: ndarray, rows: ndarray) -> ndarray:
    """The share of each row's nearest neighbours that have its label; columns are scaled alike."""
    spread = x.std(axis=0)
    scaled = (x - x.mean(axis=0)) / np.where(spread > 0, spread, 1)
    distances = cdist(scaled[rows], scaled)
    distances[np.arange(len(rows)), rows] = np.inf
    near = np.argpartition(distances, NEIGHBOURS, axis=1)[:, :NEIGHBOURS]
    return np.asarray((codes[near] == codes[rows][:, None]).mean(axis=1))
