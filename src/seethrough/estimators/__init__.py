"""Estimators: scikit-learn's words in front, the equations' symbols behind."""

from seethrough.estimators.classifier import MLPClassifier
from seethrough.estimators.regressor import MLPRegressor

__all__ = ["MLPClassifier", "MLPRegressor"]
