"""A hidden layer that is larger than it needs to be."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np

from seethrough.explain.doctor.patient import Finding, Patient, mean_loss
from seethrough.maths.activations import ACTIVATIONS
from seethrough.maths.heads import head, questions
from seethrough.plots.doctor import changed_by_removal

if TYPE_CHECKING:
    from numpy import ndarray

ALIKE = 0.9999  # correlation of two units that do the same
SPARE, NARROW = 0.5, 8  # of a layer's units; a layer that is small enough already
LEARNED = 0.5  # of the loss of knowing nothing
SAME = 0.01  # of the answers' spread: two numbers that differ by less are one answer
STEPS = 24  # numbers of units that are tried


def layer_too_large(patient: Patient) -> Iterator[Finding]:
    """A layer half of whose units can go, and not one answer changes.

    A network that has not learned much needs few units as well: of those nothing is said.
    """
    idle = patient.training.idle
    if mean_loss(patient.table, patient.net) > LEARNED * idle:
        return
    for l, name in enumerate(patient.net.activations):
        width = patient.net.widths[l + 1]
        counts, changed = removals(patient, l)
        spare = int(counts[: np.argmax(changed > 0) if changed.any() else None].max(initial=0))
        if width < NARROW or spare < SPARE * width:
            continue
        twins = len(doubles(patient.table.tape.a[l + 1]))
        sizes = [*patient.net.widths[1:-1]]
        sizes[l] = width - spare
        yield Finding(
            "layer larger than needed",
            f"{spare} of {width} units of hidden layer {l + 1} ({name}) can be left out together "
            "without changing one answer.",
            {"units": width, "that can go": spare, "doubles of another unit": twins},
            "Train a smaller network: it is quicker, easier to look through, and less likely to "
            "learn by heart.",
            f"hidden_layer_sizes={tuple(sizes)}",
            lambda ax, c=counts, v=changed, s=spare: changed_by_removal(c, v, s, ax),  # type: ignore[misc]
            command=f"--hidden {','.join(map(str, sizes))}",
        )


def removals(patient: Patient, l: int) -> tuple[ndarray, ndarray]:
    """Numbers of units that are left out, and the share of answers that change.

    A unit that does what another one does hands its weights over to that one first. A unit that is
    left out answers its mean, which is to move its weights into the next bias.
    """
    a, (W, b) = patient.table.tape.a[l + 1], patient.table.tape.layers[l + 1]
    W, b = merged(a, W, b)
    order, width = np.argsort(a.std(axis=0) * np.linalg.norm(W, axis=1), kind="stable"), a.shape[1]
    counts = np.unique(np.linspace(0, width, min(width, STEPS) + 1).astype(int))
    before, changed = _answers(patient.net.head, patient.table.tape.p), []
    for count in counts:
        without = a.copy()
        without[:, order[:count]] = a[:, order[:count]].mean(axis=0)
        after = _onward(patient, l + 1, without @ W + b)
        changed.append(_differ(before, _answers(patient.net.head, after)))
    return counts, np.array(changed)


def merged(a: ndarray, W: ndarray, b: ndarray) -> tuple[ndarray, ndarray]:
    """Weights and bias of the next layer when every double has handed its weights over."""
    W, b, middle = W.copy(), b.copy(), a.mean(axis=0)
    for i, j in doubles(a):
        # aⱼ = factor aᵢ + a constant
        factor = np.cov(a[:, i], a[:, j])[0, 1] / a[:, i].var(ddof=1)
        W[i] += factor * W[j]
        b += (middle[j] - factor * middle[i]) * W[j]
        W[j] = 0
    return W, b


def doubles(a: ndarray) -> list[tuple[int, int]]:
    """Pairs (i, j), i < j, of units that do the same, up to a factor and a constant."""
    live = np.flatnonzero(a.std(axis=0) > 0)
    if len(live) < 2:
        return []
    alike = np.triu(np.abs(np.corrcoef(a[:, live], rowvar=False)) > ALIKE, 1)
    firsts = alike & ~alike.any(axis=0)[:, None]  # a double is not doubled itself
    return [
        (int(live[column.argmax()]), int(live[j]))
        for j, column in enumerate(firsts.T)
        if column.any()
    ]


def _onward(patient: Patient, l: int, z: ndarray) -> ndarray:
    """The answer p from the sums z of layer l on, counted from 0."""
    for W, b in patient.table.tape.layers[l + 1 :]:
        z = ACTIVATIONS[patient.net.activations[l]].f(z) @ W + b
        l += 1
    return np.asarray(head(patient.net.head).f(z))


def _answers(name: str, p: ndarray) -> ndarray:
    """The decisions (n, questions), or the numbers as they are."""
    family = name.split(maxsplit=1)[0]
    if family in {"binary", "multilabel"}:
        return p > 0.5
    if family == "multiclass":
        return np.column_stack([p[:, columns].argmax(axis=1) for columns in questions(name)])
    return p


def _differ(before: ndarray, after: ndarray) -> float:
    """The share of rows whose answers differ."""
    if before.dtype.kind == "f":
        return float((np.abs(after - before) > SAME * before.std(axis=0)).any(axis=1).mean())
    return float((before != after).any(axis=1).mean())
