"""
The doctor: what goes wrong, on a run that has it
=================================================

``diagnose(clf, X, y)`` looks a trained network over. What it finds is told in words, with numbers
that it rests on, a picture, what to change, and the parameter that does it. For each thing that it
can find there is a small run in ``seethrough.lessons.ailments``; here they all are.
"""

from matplotlib import pyplot as plt

from seethrough import diagnose
from seethrough.explain.doctor.told import text
from seethrough.lessons.ailments import AILMENTS, fall_ill


def show(name: str) -> None:
    """Print and draw what the doctor finds in the run that has it."""
    case = fall_ill(name)
    print(AILMENTS[name].__doc__, "\n")
    found = diagnose(case.model, case.X, case.y, **case.held)
    finding = next(finding for finding in found if finding.name == name)
    print(text(finding))
    others = [other for other in dict.fromkeys(found.names) if other != name]
    if others:
        print("\nIt has as well:", ", ".join(others))
    _, ax = plt.subplots(figsize=(5, 3), layout="constrained")
    finding.plot(ax)


# %%
# A cycle: the article's own run
# ------------------------------
# A well-known tutorial trains at ε = 0.01 on a loss that is summed over 200 samples, which is a
# rate of 2 on their mean. Every thousandth loss is printed, and looks settled.
show("cycle")

# %%
# A rate that is too large
# ------------------------
# With gradient descent over the whole table the doctor looks along the next step; the run above
# has that finding too. With an optimiser such as Adam the end of the loss curve tells.
show("rate too large")

# %%
# A rate that is too small
# ------------------------
show("rate too small")

# %%
# Divergence
# ----------
# ``fit`` ends with an error that names the place; with ``on_divergence="warn"`` it keeps the best
# parameters, and the doctor can be asked.
show("divergence")

# %%
# A plateau
# ---------
show("plateau")

# %%
# Dead units
# ----------
show("dead units")

# %%
# Saturated units
# ---------------
show("saturated units")

# %%
# Columns of very different scale
# -------------------------------
show("columns of different scale")

# %%
# A column that holds one value
# -----------------------------
show("constant columns")

# %%
# A column that is another one
# ----------------------------
show("doubled columns")

# %%
# A column that tells the target
# ------------------------------
show("leak of the target")

# %%
# Labels that look wrong
# ----------------------
show("labels that look wrong")

# %%
# A rare class that the accuracy hides
# ------------------------------------
show("imbalance that accuracy hides")

# %%
# Overfitting
# -----------
# The second table, ``X_val`` and ``y_val``, was not learned from.
show("overfitting")

# %%
# Underfitting
# ------------
show("underfitting")

# %%
# A hidden layer that is larger than needed
# -----------------------------------------
show("layer larger than needed")

# %%
# And a healthy run
# -----------------
# The cycle's network at half the rate, as advised.
case = fall_ill("cycle")
print(diagnose(case.model.set_params(learning_rate_init=1.0).fit(case.X, case.y), case.X, case.y))
