"""All curves of a training side by side."""

from collections.abc import Mapping

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from seethrough.plots.curves import gradient_norm_curve, log_axis, loss_curve, plain_curve
from seethrough.plots.style import Floats, axes, figure, panel_font

Curves = Mapping[str, Floats]


def training_curves(curves: Curves, fig: Figure | None = None) -> Figure:
    """Figure with a panel for the losses, the gradient's norm, the rate and the validation score.

    Panels without numbers are left out.

    Parameters
    ----------
    curves : dict of (epochs,) arrays
        epoch and loss, and any of penalty, validation_loss, gradient_norm, learning_rate and
        validation_score.
    fig : Figure or None
        Where to draw; None makes one whose size fits the number of panels.
    """
    known = [name for name in PANELS if name in curves and np.isfinite(curves[name]).any()]
    wide = len(known) % 2  # of an odd number, the losses have a row of their own
    rows = (len(known) + 1) // 2
    fig = figure(7.2, 2.4 * rows) if fig is None else fig
    layout = fig.add_gridspec(rows, 2)
    for k, name in enumerate(known):
        row, column = divmod(k + wide, 2)
        place = layout[0, :] if wide and k == 0 else layout[row, column]
        ax = fig.add_subplot(place)
        PANELS[name](ax, curves)
        _small(ax)
    return fig


def _losses(ax: Axes, curves: Curves) -> None:
    names = {"loss": "training", "validation_loss": "validation", "penalty": "penalty in training"}
    several = len(names.keys() & curves.keys()) > 1
    for name, label in names.items():
        if name in curves:
            loss_curve(curves["epoch"], curves[name], label if several else None, ax=ax)


def _norm(ax: Axes, curves: Curves) -> None:
    gradient_norm_curve(curves["epoch"], curves["gradient_norm"], ax=ax)


def _rate(ax: Axes, curves: Curves) -> None:
    rates = curves["learning_rate"]
    plain_curve(axes(ax, "", "learning rate η"), curves["epoch"], rates)
    if np.nanmax(rates) > 100 * np.nanmin(rates) > 0:
        log_axis(ax)
    elif np.nanmin(rates) == np.nanmax(rates):
        ax.set_ylim(0, 2 * float(np.nanmax(rates)))


def _score(ax: Axes, curves: Curves) -> None:
    plain_curve(axes(ax, "", "validation score"), curves["epoch"], curves["validation_score"])


PANELS = {
    "loss": _losses,
    "gradient_norm": _norm,
    "learning_rate": _rate,
    "validation_score": _score,
}


def _small(ax: Axes) -> None:
    """Labels that fit a panel."""
    size = panel_font(ax)
    ax.set_xlabel("epoch", fontsize=size)
    ax.yaxis.label.set_fontsize(size)
    ax.tick_params(which="both", labelsize=size)
    if ax.get_legend() is not None:
        ax.legend(
            loc="upper right",
            fontsize=size,
            frameon=False,
            borderaxespad=0,
            handlelength=1.5,
            labelspacing=0.2,
        )
