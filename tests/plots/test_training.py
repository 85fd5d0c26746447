import numpy as np

from seethrough.plots.training import training_curves
from seethrough.plots.words import describe

CURVES = {"epoch": np.arange(1, 6), "loss": np.array([5.0, 4, 3, 2, 1])}


def test_each_curve_has_its_panel():
    """Losses share a panel; what was not recorded, or has no numbers, has none."""
    more = {"penalty": CURVES["loss"] / 10, "gradient_norm": CURVES["loss"]}
    more |= {"learning_rate": np.full(5, np.nan)}
    losses, norm = training_curves(CURVES | more).axes
    assert len(losses.lines) == 2
    assert norm.get_yscale() == "log"
    fig = training_curves(CURVES)
    assert len(fig.axes) == 1
    assert describe(fig) == "mean loss: 5 at 1, 1 at 5; lowest 1 at 5."


def test_rates():
    """A rate that is always the same has a floor of zero; one that falls far is logarithmic."""
    for rate, scale in ((np.full(5, 0.1), "linear"), (np.geomspace(1, 1e-3, 5), "log")):
        ax = training_curves(CURVES | {"learning_rate": rate}).axes[1]
        assert ax.get_yscale() == scale
    ax = training_curves(CURVES | {"learning_rate": np.full(5, 0.1)}).axes[1]
    assert ax.get_ylim() == (0, 0.2)
