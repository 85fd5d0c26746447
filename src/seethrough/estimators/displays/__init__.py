"""Displays: pictures of a fitted network in scikit-learn's manner.

Each has `from_estimator`, which takes a network, a pipeline that ends in one or, where no look
inside is needed, any classifier; `plot`, to draw again elsewhere; and `describe`, the picture in
words.
"""

from seethrough.estimators.displays.answers import ConfusionDisplay, ReliabilityDisplay
from seethrough.estimators.displays.boundary import BoundaryDisplay
from seethrough.estimators.displays.curves import CurvesDisplay, LossCurveDisplay, WeightsDisplay
from seethrough.estimators.displays.hidden import HiddenSpaceDisplay, UnitsDisplay
from seethrough.estimators.displays.network import NetworkDisplay
from seethrough.estimators.displays.sizes import HiddenSizesDisplay, LearningCurveDisplay
from seethrough.estimators.displays.surface import LossSurfaceDisplay

__all__ = [
    "BoundaryDisplay",
    "ConfusionDisplay",
    "CurvesDisplay",
    "HiddenSizesDisplay",
    "HiddenSpaceDisplay",
    "LearningCurveDisplay",
    "LossCurveDisplay",
    "LossSurfaceDisplay",
    "NetworkDisplay",
    "ReliabilityDisplay",
    "UnitsDisplay",
    "WeightsDisplay",
]
