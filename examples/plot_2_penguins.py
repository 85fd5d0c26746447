"""
Penguins: female or male
========================

A line cannot tell the sexes apart from bill and mass, since three species are in the way.
"""

from matplotlib import pyplot as plt
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from seethrough import MLPClassifier, data, plots

birds = data.penguins()
network = MLPClassifier((8,), "tanh", learning_rate_init=0.03, max_iter=300, random_state=0)
model = make_pipeline(StandardScaler(), network).fit(birds.X, birds.y)

wrong = model.predict(birds.X) != birds.y
_, ax = plt.subplots(layout="constrained")
plots.boundary(
    model.predict_proba, birds.X, birds.codes, birds.classes, birds.features, wrong, ax=ax
)
