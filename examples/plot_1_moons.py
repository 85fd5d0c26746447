"""
The moons, by a line and by a network
=====================================

Logistic regression is a network without a hidden layer.
"""

from matplotlib import pyplot as plt

from seethrough import MLPClassifier, data
from seethrough.plots.grid import boundary_grid

moons = data.moons()
panels = []
for hidden in ((), (3,)):
    clf = MLPClassifier(hidden, "tanh", learning_rate_init=0.1, max_iter=400, random_state=0)
    clf.fit(moons.X, moons.y)
    panels.append((f"hidden {hidden}: {clf.score(moons.X, moons.y):.3f}", clf.predict_proba))

fig = plt.figure(figsize=(8, 3.6), layout="constrained")
boundary_grid(panels, moons.X, moons.codes, moons.classes, fig=fig)
