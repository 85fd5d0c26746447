"""
Break it: what a gradient check sees
====================================

Six bugs that everybody makes once, each in a network of a few functions: one function is replaced.
``seethrough break-it`` does the same in the terminal, and ``seethrough break-it --exercise 1``
shows only the check, and asks which bug it is.
"""

from matplotlib import pyplot as plt

from seethrough import MLPClassifier, data
from seethrough.lessons.break_it import break_it
from seethrough.lessons.which_bug import exercise, solution

# %%
# A network without a bug
# -----------------------
# Every gradient by formula and by difference of the loss: they agree to eight digits.
moons = data.moons()
clf = MLPClassifier((3,), "tanh", learning_rate_init=0.1, max_iter=500, random_state=0)
check = clf.fit(moons.X, moons.y).check_gradients(moons.X, moons.y)
print(check)
_, ax = plt.subplots(figsize=(5, 3), layout="constrained")
_ = check.plot(ax)

# %%
# Networks with one
# -----------------
# The check finds each bug in the first step, and names the layer. Training only tells that
# something is wrong, and of the last bug not even that.


def show(name: str) -> None:
    """Print what the check says of a bug, and draw what training does with it and without."""
    broken = break_it(name)
    print(broken)
    _, ax = plt.subplots(figsize=(5, 3), layout="constrained")
    broken.plot(ax)


# %%
# The slope of tanh, forgotten
# ~~~~~~~~~~~~~~~~~~~~~~~~~~~~
show("tanh_slope_forgotten")

# %%
# A sum in place of a mean
# ~~~~~~~~~~~~~~~~~~~~~~~~
show("sum_for_mean")

# %%
# The slope of relu at the wrong place
# ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~
show("relu_slope_of_the_error")

# %%
# A softmax with the slope of another loss
# ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~
show("another_loss")

# %%
# Biases without a gradient
# ~~~~~~~~~~~~~~~~~~~~~~~~~
show("bias_gradient_missing")

# %%
# Weights that are updated before the error passes back
# ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~
show("updated_too_early")

# %%
# Which bug is it?
# ----------------
# An exercise: look at the two checks, think, then read on.
print(exercise(7))

# %%
# The answer, and what gives it away:
print(solution(7))
