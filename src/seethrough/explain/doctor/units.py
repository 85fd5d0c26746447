"""Hidden units that have stopped learning: dead ones, and saturated ones."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np

from seethrough.explain.doctor.patient import Finding, Patient
from seethrough.plots.doctor import flat_units

if TYPE_CHECKING:
    from numpy import ndarray

ALWAYS = 0.95  # of the samples: a unit that is flat for so many hardly learns
SEVERAL = 0.25  # of a layer's units
FLAT = 0.01  # from the bound, where tanh' is 0.02 and the logistic's 0.01
# the value that an activation cannot pass on either side
BOUNDS = {"tanh": (-1.0, 1.0), "logistic": (0.0, 1.0)}


def dead_units(patient: Patient) -> Iterator[Finding]:
    """Relu units that answer 0 to every sample: no error passes through them any more."""
    for l, name in enumerate(patient.net.activations):
        if name != "relu":
            continue
        silent = patient.table.tape.a[l + 1] == 0
        dead = silent.all(axis=0)
        if dead.mean() < SEVERAL:
            continue
        yield _flat(
            *(patient, l, "dead units", silent, dead),
            "answer 0 to every sample: no error passes back through them, they never learn again",
            "Take a smaller rate, or an activation that is not flat below 0.",
            "activation='leaky_relu'",
        )


def saturated_units(patient: Patient) -> Iterator[Finding]:
    """Units of tanh or logistic that stand at a bound, where their slope is next to 0."""
    for l, name in enumerate(patient.net.activations):
        if name not in BOUNDS:
            continue
        low, high = BOUNDS[name]
        a = patient.table.tape.a[l + 1]
        flat = (a < low + FLAT) | (a > high - FLAT)
        stuck = flat.mean(axis=0) >= ALWAYS
        if stuck.mean() < SEVERAL:
            continue
        yield _flat(
            *(patient, l, "saturated units", flat, stuck),
            "stand at their bounds, where the slope is next to 0, for nearly all samples",
            "Scale the columns to about ±1, and let a penalty keep the weights small.",
            "make_pipeline(StandardScaler(), …), alpha=0.1",
        )


def _flat(
    patient: Patient,
    l: int,
    name: str,
    flat: ndarray,
    stuck: ndarray,
    words: str,
    change: str,
    setting: str,
) -> Finding:
    """A finding on units that are flat for samples (n, units); `stuck` tells which are meant."""
    lost = patient.rows[flat.all(axis=1)]
    width, units = len(stuck), np.flatnonzero(stuck) + 1
    shares = flat.mean(axis=0)
    listed = ", ".join(map(str, units[:8])) + (" …" if len(units) > 8 else "")
    return Finding(
        name,
        f"{len(units)} of {width} units of hidden layer {l + 1} (number {listed}) {words}.",
        {
            "units": len(units),
            "of": width,
            "flat for a share of at least": float(shares[stuck].min()),
            "samples that no unit of the layer learns from": len(lost),
        },
        change,
        setting,
        lambda ax: flat_units(shares, stuck, ax),
        rows=tuple(lost.tolist()),
    )
