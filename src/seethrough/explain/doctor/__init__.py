"""The doctor: what went wrong with a trained network, with evidence and a way out."""

from seethrough.explain.doctor.examine import BY_CURVES, DETECTORS, examine, examine_curves
from seethrough.explain.doctor.patient import Answered, Finding, Patient, Training
from seethrough.explain.doctor.told import Diagnosis

__all__ = [
    "BY_CURVES",
    "DETECTORS",
    "Answered",
    "Diagnosis",
    "Finding",
    "Patient",
    "Training",
    "examine",
    "examine_curves",
]
