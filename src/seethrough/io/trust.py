"""Trust: what skops has to be told to open a file with our estimators in it."""

TRUSTED_TYPES = (
    "seethrough.estimators.classifier.MLPClassifier",
    "seethrough.estimators.regressor.MLPRegressor",
)
