"""Estimators: scikit-learn's words in front, the equations' symbols behind."""

from seethrough.estimators.classifier import MLPClassifier

__all__ = ["MLPClassifier"]
