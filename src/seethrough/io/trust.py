"""Trust: what skops has to be told to open a file with our estimators in it."""

#: Types that a model file of skops may hold beside those that skops knows.
TRUSTED_TYPES = (
    "seethrough.estimators.classifier.MLPClassifier",
    "seethrough.estimators.regressor.MLPRegressor",
)
