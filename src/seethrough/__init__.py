"""A neural network you can see through: from scratch in Python, every number open to look at."""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from seethrough import data, explain, io, plots
    from seethrough.estimators import MLPClassifier, MLPRegressor
    from seethrough.estimators.diagnosis import diagnose
    from seethrough.estimators.displays import (
        BoundaryDisplay,
        ConfusionDisplay,
        CurvesDisplay,
        HiddenSizesDisplay,
        HiddenSpaceDisplay,
        LearningCurveDisplay,
        LossCurveDisplay,
        LossSurfaceDisplay,
        NetworkDisplay,
        ReliabilityDisplay,
        UnitsDisplay,
        WeightsDisplay,
    )
    from seethrough.estimators.films import animate
    from seethrough.io import load, save
    from seethrough.report.model import report

__version__ = "0.1.0"
__all__ = [
    "BoundaryDisplay",
    "ConfusionDisplay",
    "CurvesDisplay",
    "HiddenSizesDisplay",
    "HiddenSpaceDisplay",
    "LearningCurveDisplay",
    "LossCurveDisplay",
    "LossSurfaceDisplay",
    "MLPClassifier",
    "MLPRegressor",
    "NetworkDisplay",
    "ReliabilityDisplay",
    "UnitsDisplay",
    "WeightsDisplay",
    "animate",
    "data",
    "diagnose",
    "explain",
    "io",
    "load",
    "plots",
    "report",
    "save",
]

_HOMES = {
    "MLPClassifier": "seethrough.estimators",
    "MLPRegressor": "seethrough.estimators",
    "diagnose": "seethrough.estimators.diagnosis",
    "animate": "seethrough.estimators.films",
    "load": "seethrough.io",
    "save": "seethrough.io",
}
_HOMES |= {name: "seethrough.estimators.displays" for name in __all__ if name.endswith("Display")}


def __getattr__(name: str) -> object:
    """Import a public name on first use: `import seethrough` alone is to cost nothing."""
    if name not in __all__:
        raise AttributeError(f"module 'seethrough' has no attribute {name!r}")
    value = (
        getattr(import_module(_HOMES[name]), name)
        if name in _HOMES
        else import_module(f"seethrough.{name}")
    )
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*__all__, "__version__"})
