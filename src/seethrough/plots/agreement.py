"""How far numbers that were answered are from the true ones."""

import numpy as np
from matplotlib.axes import Axes

from seethrough.plots.style import BLUE, Floats, axes
from seethrough.plots.words import counted, short, tell

MOST = 2_000  # points; more hide one another


def agreement(truth: Floats, answers: Floats, name: str = "target", ax: Axes | None = None) -> Axes:
    """Axes with the answer over the true number of each row, and the line where both are equal.

    Of more than 2,000 rows as many are shown, evenly taken along the table.

    Parameters
    ----------
    truth, answers : (n,)
    name : what the numbers are
    """
    ax = axes(ax, f"true {name}", f"answered {name}")
    shown = np.linspace(0, len(truth) - 1, min(len(truth), MOST)).astype(int)
    ends = [min(truth.min(), answers.min()), max(truth.max(), answers.max())]
    ax.plot(ends, ends, color="0.5", linewidth=1, zorder=1)
    ax.scatter(truth[shown], answers[shown], s=9, color=BLUE, alpha=0.5, linewidth=0, zorder=2)
    ax.grid(alpha=0.3)
    tell(
        ax, f"Answered over true {name} of {counted(len(truth), 'row')}. {_spoken(truth, answers)}"
    )
    return ax


def _spoken(truth: Floats, answers: Floats) -> str:
    off = float(np.abs(answers - truth).mean())
    span = f"from {short(truth.min())} to {short(truth.max())}"
    return f"The true ones go {span}; answers are {short(off)} off on average."
