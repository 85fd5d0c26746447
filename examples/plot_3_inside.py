"""
Inside: three straight steps make a curve
=========================================

A display draws a fitted network in scikit-learn's manner, and tells in words what it shows. Here
the two moons are learned by three hidden units, and each picture looks one step deeper.
"""

from matplotlib import pyplot as plt

from seethrough import (
    BoundaryDisplay,
    HiddenSpaceDisplay,
    LossSurfaceDisplay,
    MLPClassifier,
    NetworkDisplay,
    UnitsDisplay,
    data,
)


def axes() -> plt.Axes:
    """New axes that the page shows."""
    return plt.subplots(layout="constrained")[1]


X, y, *_ = data.moons()
clf = MLPClassifier((3,), "tanh", learning_rate_init=0.1, max_iter=2000, random_state=0)
clf.set_params(init="lecun_normal", tol=1e-5, n_iter_no_change=20, checkpoints=120).fit(X, y)

# %%
# The boundary, with the points that are answered wrong.
display = BoundaryDisplay.from_estimator(clf, X, y, ax=axes())
print(display.describe())

# %%
# What each unit adds to the score, and the sum so far: its last zero line is the boundary.
UnitsDisplay.from_estimator(
    clf, X, y, terms=True, fig=plt.figure(figsize=(8, 5), layout="constrained")
)

# %%
# The same from inside: the layer moves the points, and a grid with them, to where a line parts
# them.
HiddenSpaceDisplay.from_estimator(clf, X, y, ax=axes())

# %%
# The network with what it makes of row 7.
NetworkDisplay.from_estimator(clf, X, sample=7, ax=axes())

# %%
# The way that the training took, on the plane it lies in most.
LossSurfaceDisplay.from_estimator(clf, X, y, ax=axes())
