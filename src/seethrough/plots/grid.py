"""The boundaries of several models side by side."""

from collections.abc import Sequence

from matplotlib.figure import Figure

from seethrough.plots.boundary import boundary_map, grid
from seethrough.plots.maps import Predict, class_probabilities
from seethrough.plots.scatter import FEATURES, default_names, scatter
from seethrough.plots.style import Floats, Ints, panel_grid, panel_title
from seethrough.plots.words import listed, tell


def boundary_grid(
    panels: Sequence[tuple[str, Predict]],
    X: Floats,
    y: Ints,
    class_names: Sequence[str] | None = None,
    features: Sequence[str] = FEATURES,
    fig: Figure | None = None,
) -> Figure:
    """Figure with the boundary of each model over the same points.

    Parameters
    ----------
    panels : sequence of (title, predict_proba)
        The prediction functions take (m, 2) and return probabilities (m, K) or labels (m,).
    X, y : (n, 2), (n,)
        Points and their classes.
    class_names, features : sequences of str
        K names for the legend, two for the axes.
    fig : Figure or None
        Where to draw; None makes one whose size fits the number of panels.

    Raises
    ------
    ShapeError, DataError
        A prediction function returns something else.
    """
    fig, places = panel_grid(fig, len(panels), features)
    xx, yy, cells = grid(X)
    names = default_names(y) if class_names is None else class_names
    for ax, (title, predict) in zip(places, panels, strict=True):
        p = class_probabilities(predict, cells, len(names))
        boundary_map(ax, xx, yy, p.reshape(*xx.shape, -1))
        scatter(ax, X, y, names)
        panel_title(ax, title)
    handles = places[0].get_legend_handles_labels()[0]
    fig.legend(
        handles=handles,
        loc="outside upper center",
        ncols=len(names),
        fontsize="small",
        markerscale=2,
    )
    tell(fig, f"The boundaries over the same {len(y):,} points of: {listed(list(dict(panels)))}.")
    return fig
