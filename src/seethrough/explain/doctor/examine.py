"""The table of detectors, and the examination that asks all of them."""

import numpy as np

from seethrough.explain.doctor import columns, curves, fit, labels, rate, size, units
from seethrough.explain.doctor.patient import Detector, Patient
from seethrough.explain.doctor.told import Diagnosis

# by name, the gravest first: what stands further up is often the cause of what stands below
DETECTORS: dict[str, Detector] = {
    "divergence": curves.divergence,
    "columns of different scale": columns.scale,
    "leak of the target": columns.leak,
    "cycle": curves.cycle,
    "rate too large": rate.rate_too_large,
    "rate too small": rate.rate_too_small,
    "plateau": curves.plateau,
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
    with np.errstate(over="ignore", invalid="ignore", divide="ignore"):
        return Diagnosis(found for detector in DETECTORS.values() for found in detector(patient))
