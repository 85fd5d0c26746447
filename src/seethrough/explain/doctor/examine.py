"""The tables of detectors, and the examinations that ask all of them."""

from collections.abc import Callable, Iterable, Iterator
from typing import TypeVar

import numpy as np

from seethrough.explain.doctor import columns, curves, fit, labels, rate, size, units
from seethrough.explain.doctor.patient import CurveDetector, Detector, Finding, Patient, Training
from seethrough.explain.doctor.told import Diagnosis

T = TypeVar("T")

# Those that need no table: they look at the curves of the training and at nothing else.
BY_CURVES: dict[str, CurveDetector] = {
    "divergence": curves.divergence,
    "cycle": curves.cycle,
    "rate too large": curves.thrown_about,
    "plateau": curves.plateau,
    "overfitting": curves.learned_by_heart,
}


def _by_curve(name: str) -> Detector:
    def detector(patient: Patient) -> Iterator[Finding]:
        return BY_CURVES[name](patient.training)

    return detector


# by name, the gravest first: what stands further up is often the cause of what stands below
DETECTORS: dict[str, Detector] = {
    "divergence": _by_curve("divergence"),
    "columns of different scale": columns.scale,
    "leak of the target": columns.leak,
    "cycle": _by_curve("cycle"),
    "rate too large": rate.rate_too_large,
    "rate too small": rate.rate_too_small,
    "plateau": _by_curve("plateau"),
    "dead units": units.dead_units,
    "saturated units": units.saturated_units,
    "labels that look wrong": labels.wrong_labels,
    "imbalance that accuracy hides": labels.imbalance,
    "overfitting": fit.overfitting,
    "underfitting": fit.underfitting,
    "constant columns": columns.constant_columns,
    "doubled columns": columns.doubled_columns,
    "layer larger than needed": size.layer_too_large,
}


def examine(patient: Patient) -> Diagnosis:
    """Return what the detectors find, the gravest first."""
    return _asked(DETECTORS.values(), patient)


def examine_curves(training: Training) -> Diagnosis:
    """Return what is found in the curves of a training alone, the gravest first."""
    return _asked(BY_CURVES.values(), training)


def _asked(detectors: Iterable[Callable[[T], Iterator[Finding]]], of: T) -> Diagnosis:
    with np.errstate(over="ignore", invalid="ignore", divide="ignore"):
        return Diagnosis(found for detector in detectors for found in detector(of))
