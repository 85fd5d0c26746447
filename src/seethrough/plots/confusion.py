"""Which classes are taken for which."""

from collections.abc import Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.patches import Rectangle

from seethrough.plots.style import BLUE, Ints, axes
from seethrough.plots.words import listed, tell

CROWDED = 12  # classes from which on the numbers would not be readable
STRONG = 0.65  # shade from which on a number is written in white
LONG = 18  # letters of a label that are shown


def confusion_matrix(counts: Ints, classes: Sequence[str], ax: Axes | None = None) -> Axes:
    """Axes with how often each class (row) was taken for each (column).

    The shade goes by the share of the row, so that rare classes are seen as well as frequent ones,
    and by its root, so that rare mistakes are.

    Parameters
    ----------
    counts : (K, K)
        Truth down, answers across.
    classes : K names
    """
    ax = axes(ax, "answer", "truth")
    shares = counts / np.maximum(counts.sum(axis=1, keepdims=True), 1)
    K = len(classes)
    ax.add_patch(Rectangle((-0.5, -0.5), K, K, facecolor="0.5", alpha=0.08, linewidth=0))
    for row, column in np.argwhere(counts):
        shade = float(np.sqrt(shares[row, column]))
        corner = (column - 0.5, row - 0.5)
        ax.add_patch(_cell(corner, shade))
        if K <= CROWDED:
            words = f"{counts[row, column]:,}"
            cell = ax.text(column, row, words, ha="center", va="center", fontsize="small")
            if shade > STRONG:
                cell.set_color("white")
    names = [name if len(name) <= LONG else f"{name[: LONG - 1]}…" for name in classes]
    turned = K > 4 and max(map(len, names)) > 3
    ax.set_xticks(range(K), names, rotation=90 if turned else 0, parse_math=False)
    ax.set_yticks(range(K), names, parse_math=False)
    ax.spines[:].set_visible(False)
    ax.set(xlim=(-0.5, K - 0.5), ylim=(K - 0.5, -0.5), aspect="equal")
    ax.tick_params(length=0, labelsize="small" if K <= CROWDED else "x-small")
    tell(ax, _spoken(counts, classes))
    return ax


def _spoken(counts: Ints, classes: Sequence[str]) -> str:
    """How many are right, and the commonest mistakes."""
    right = int(np.trace(counts))
    wrong = counts - np.diag(np.diag(counts))
    worst = [divmod(int(k), len(classes)) for k in np.argsort(-wrong, axis=None, kind="stable")]
    told = [f"{classes[i]} for {classes[j]} {wrong[i, j]:,} times" for i, j in worst if wrong[i, j]]
    mistakes = f" Taken, truth for answer: {listed(told)}." if told else ""
    return (
        f"Confusion matrix of {len(classes)} classes: "
        f"{right:,} of {counts.sum():,} right.{mistakes}"
    )


def _cell(corner: tuple[float, float], shade: float) -> Rectangle:
    """A square that lets the page shine through where its share is small."""
    return Rectangle(corner, 1, 1, facecolor=BLUE, alpha=shade, linewidth=0)
