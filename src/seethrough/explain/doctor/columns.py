"""The columns: of different scale, without content, twice there, or telling the target."""

from __future__ import annotations

from collections.abc import Iterator
from shlex import quote
from typing import TYPE_CHECKING

import numpy as np
from scipy.stats import rankdata

from seethrough.explain.doctor.patient import Finding, Patient, measures, named, some
from seethrough.plots.doctor import bars, pair

if TYPE_CHECKING:
    from numpy import ndarray

RATIO, FAR = 100.0, 100.0  # between the sizes of two columns; of one column
SAME = 1e-6  # of a standard deviation
ORDERS = 0.995  # how well a column alone orders the target
TELLS, OTHERS = 0.985, 0.9  # how well such columns tell it, and all others
FOLDS, LEAST, SEEN = 3, 30, 5  # rows that an answer about leaks takes at least, and of a class
SOME = 5000  # rows that the others are tried on


def scale(patient: Patient) -> Iterator[Finding]:
    """Columns of very different size, or far from 1: one rate cannot suit all their weights."""
    sizes = column_sizes(patient.table.x)
    there = sizes[sizes > 0]
    if not len(there) or (there.max() <= RATIO * there.min() and there.max() <= FAR):
        return
    large = sizes >= min(float(there.max()), FAR)
    top, low = int(sizes.argmax()), int(np.where(sizes > 0, sizes, np.inf).argmin())
    names = patient.features
    yield Finding(
        "columns of different scale",
        f"the columns' sizes go from {sizes[low]:.3g} ({names[low]}) to {sizes[top]:.3g} "
        f"({names[top]}), and a rate suits weights of columns of one size, best about 1.",
        {
            "largest": float(there.max()),
            "smallest": float(there.min()),
            "ratio": float(there.max() / there.min()),
        },
        "Scale every column to mean 0 and standard deviation 1.",
        "make_pipeline(StandardScaler(), …)",
        lambda ax: bars(names, sizes, large, "size of a typical entry", log=True, ax=ax),
    )


def column_sizes(x: ndarray) -> ndarray:
    """The root mean square of each column's entries that are not 0, (d,); 0 where all are."""
    counts = np.count_nonzero(x, axis=0)
    squares = np.einsum("ij,ij->j", x, x, dtype=np.float64)
    return np.asarray(np.sqrt(squares / np.maximum(counts, 1)))


def constant_columns(patient: Patient) -> Iterator[Finding]:
    """Columns that hold one value: their weights only shift the bias."""
    constant = np.ptp(patient.table.x, axis=0) == 0
    made = by_source(patient)
    names = [name for name, columns in made.items() if constant[columns].all()]
    if not names or len(patient.rows) < 2:
        return
    spread = patient.table.x.std(axis=0)
    yield Finding(
        "constant columns",
        f"columns that hold one value tell nothing: {named(names)}.",
        {"columns": len(names), "of": len(made)},
        "Leave them out.",
        "make_pipeline(VarianceThreshold(), …)",
        lambda ax: bars(patient.features, spread, constant, "standard deviation", ax=ax),
        command=_drop(names),
    )


def by_source(patient: Patient) -> dict[str, list[int]]:
    """The columns that were made from each source, by its name."""
    made: dict[str, list[int]] = {}
    for j, source in enumerate(patient.sources):
        made.setdefault(source, []).append(j)
    return made


def doubled_columns(patient: Patient) -> Iterator[Finding]:
    """Columns that are others in another unit: their weights can be split in any way."""
    made, x = by_source(patient), patient.table.x
    pairs = doubles(made, twins(x))
    if not pairs:
        return
    told = [f"{double} is {first}" for first, double in pairs]
    names = [double for _, double in pairs]
    first, double = pairs[0]
    yield Finding(
        "doubled columns",
        f"columns that are others once more, up to unit and zero: {named(told, 3)}.",
        {"columns": len(pairs)},
        "Leave out one of each pair: what they share is spread over both at random.",
        f"X.drop(columns={names[:3]!r})",
        lambda ax: pair(x[:, made[first][0]], x[:, made[double][0]], (first, double), ax),
        command=_drop(names),
    )


def doubles(made: dict[str, list[int]], pairs: list[tuple[int, int]]) -> list[tuple[str, str]]:
    """Pairs of sources, the second of which has nothing that is not a twin of the first's."""
    twin, shared = {j: i for i, j in pairs}, {i for pair in pairs for i in pair}
    marks = {
        name: {twin.get(j, j) for j in columns}
        for name, columns in made.items()
        if shared.intersection(columns)
    }
    found, kept = [], list[str]()
    for name in sorted(marks, key=lambda name: -len(marks[name])):
        first = next((other for other in kept if marks[name] <= marks[other]), None)
        if first is None:
            kept.append(name)
        else:
            found.append((first, name))
    return found


def twins(x: ndarray) -> list[tuple[int, int]]:
    """Pairs (i, j), i < j, of columns that are the same once they are scaled.

    Columns that are the same have the same product with any vector: those that are next to each
    other by it are looked at.
    """
    spread = x.std(axis=0, dtype=np.float64)
    live = np.flatnonzero(spread > 0)
    if len(live) < 2 or len(x) < 3:
        return []
    scaled = (x[:, live] - x[:, live].mean(axis=0)) / spread[live]
    mark = np.random.default_rng(0).standard_normal(len(x)) @ scaled / np.sqrt(len(x))
    order = np.argsort(mark, kind="stable")
    near = np.split(order, np.flatnonzero(np.diff(mark[order]) > SAME) + 1)
    groups = (np.sort(group) for group in near if len(group) > 1)
    return sorted(
        (int(live[first]), int(live[other]))
        for first, *others in groups
        for other in others
        if np.abs(scaled[:, first] - scaled[:, other]).max() < 1e3 * SAME
    )


def leak(patient: Patient) -> Iterator[Finding]:
    """Columns that tell the target nearly by themselves, where all others do not."""
    orders = orderings(patient)
    telling = {patient.sources[j] for j in np.flatnonzero(orders >= ORDERS)}
    suspects = np.array([source in telling for source in patient.sources])
    if not suspects.any() or suspects.all() or len(patient.rows) < LEAST:
        return
    alone, without = told_by(patient, suspects), told_by(patient, ~suspects)
    if alone < TELLS or without >= OTHERS:
        return
    names = list(dict.fromkeys(patient.sources[j] for j in np.argsort(-orders) if suspects[j]))
    yield Finding(
        "leak of the target",
        f"the target can be told from {named(names)} alone, and not from the other columns: was "
        "that known before the target was?",
        {"these alone": alone, "all others": without},
        "Leave the column out, unless it is known at the time of asking.",
        f"X.drop(columns={names[:3]!r})",
        lambda ax: bars(patient.features, orders, suspects, "how well it tells the target", ax=ax),
        command=_drop(names),
    )


def orderings(patient: Patient) -> ndarray:
    """How well each column alone orders the target, (d,): 0 not at all, 1 without a mistake.

    For classes, the best of |2 AUC − 1| for one class against the others; for numbers, the size
    of Spearman's correlation.
    """
    ranks = rankdata(patient.table.x, axis=0)
    codes = patient.table.codes
    if codes is None and not measures(patient.net):
        return np.zeros(ranks.shape[1])
    if codes is None:
        y = rankdata(patient.table.y[:, 0])
        cross = (y - y.mean()) @ (ranks - ranks.mean(axis=0))
        with np.errstate(invalid="ignore", divide="ignore"):
            rho = cross / (len(y) * y.std() * ranks.std(axis=0))
        return np.nan_to_num(np.abs(rho))
    best = np.zeros(ranks.shape[1])
    for k in np.unique(codes):
        own = codes == k
        m, n = own.sum(), len(codes)
        if min(m, n - m) >= SEEN:
            auc = (ranks[own].sum(axis=0) - m * (m + 1) / 2) / (m * (n - m))
            best = np.maximum(best, np.abs(2 * auc - 1))
    return best


def told_by(patient: Patient, columns: ndarray) -> float:
    """How well a decision tree tells the target of new rows from these columns.

    For classes, the mean share of each that is found; for numbers, R².
    """
    from sklearn.metrics import balanced_accuracy_score, r2_score
    from sklearn.model_selection import KFold, cross_val_predict
    from sklearn.tree import DecisionTreeClassifier, DecisionTreeRegressor

    codes, rows = patient.table.codes, some(len(patient.rows), SOME)
    x, y = patient.table.x[rows][:, columns], patient.table.y[rows, 0]
    y = y if codes is None else codes[rows]
    model, score = (
        (DecisionTreeRegressor(random_state=0, min_samples_leaf=5), r2_score)
        if codes is None
        else (DecisionTreeClassifier(random_state=0), balanced_accuracy_score)
    )
    folds = KFold(FOLDS, shuffle=True, random_state=0)
    return float(score(y, cross_val_predict(model, x, y, cv=folds)))


def _drop(names: list[str], most: int = 3) -> str:
    return " ".join(f"--drop {quote(name)}" for name in names[:most])
