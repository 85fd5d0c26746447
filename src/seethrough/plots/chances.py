"""One input only: the probability of each class over it."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from matplotlib.axes import Axes

from seethrough.plots.maps import Predict, class_probabilities
from seethrough.plots.scatter import default_names, marker_area
from seethrough.plots.style import Bools, Floats, Ints, axes, colour, dash, legend, marker
from seethrough.plots.words import listed, short, tell


def chances(
    predict_proba: Predict,
    x: Floats,
    y: Ints,
    class_names: Sequence[str] | None = None,
    feature: str = "x₁",
    wrong: Bools | None = None,
    ax: Axes | None = None,
) -> Axes:
    """Axes with the probability of each class over the one input, and the points along the top.

    Parameters
    ----------
    predict_proba : function
        Takes (m, 1), returns probabilities (m, K) or class indices (m,).
    x : (n,)
        The input of each point.
    y : (n,)
        Classes.
    class_names, feature, wrong, ax
        As for `points`.
    """
    ax = axes(ax, feature, "probability")
    names = default_names(y) if class_names is None else class_names
    room = 0.1 * (float(np.ptp(x)) or max(abs(float(x[0])), 1.0))
    at = np.linspace(x.min() - room, x.max() + room, 401)
    p = class_probabilities(predict_proba, at[:, None], len(names))
    for k, name in enumerate(names):
        ax.plot(at, p[:, k], color=colour(k), linestyle=dash(k))
        height = 1.1 + 0.1 * k
        style: dict[str, Any] = {"c": colour(k), "marker": marker(k), "s": marker_area(ax, len(x))}
        ax.scatter(x[y == k], np.full((y == k).sum(), height), label=name, **style)
        if wrong is not None:
            rows = wrong & (y == k)
            ring: dict[str, Any] = {
                "facecolors": "none",
                "edgecolors": "black",
                "s": 3 * marker_area(ax, len(x)),
            }
            label = None if k else "wrong"
            ax.scatter(x[rows], np.full(rows.sum(), height), label=label, **ring)
    ax.set_yticks([0, 0.5, 1])
    ax.grid(alpha=0.3)
    legend(ax)
    turns = at[1:][np.diff(p.argmax(axis=1)) != 0]
    where = f"changes at {listed([short(t) for t in turns])}" if len(turns) else "never changes"
    tell(ax, f"Probability of {listed(list(names))} over {feature}; the likeliest {where}.")
    return ax
