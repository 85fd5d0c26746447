"""Points in the plane and the decision boundary of any prediction function."""

from collections.abc import Sequence

import numpy as np
from matplotlib.axes import Axes

from seethrough.errors import ShapeError
from seethrough.plots.maps import (
    Predict,
    class_probabilities,
    parting_lines,
    shaded_image,
    two_classes,
)
from seethrough.plots.scatter import FEATURES, default_names, marker_area, scatter
from seethrough.plots.style import Bools, Floats, Ints, axes, legend
from seethrough.plots.words import listed, tell


def grid(X: Floats, n: int = 200, pad: float = 0.1) -> tuple[Floats, Floats, Floats]:
    """A grid of n × n cells over the data, whatever their scale.

    Parameters
    ----------
    X : (samples, 2)
        The data; a constant column is given a range of its own size, at least 1.
    n : int
        Cells per side.
    pad : float
        Room around the data, as a share of each column's range.

    Returns
    -------
    xx, yy : (n, n)
        Coordinates, as from ``np.meshgrid``.
    cells : (n * n, 2)
        The same as rows for a prediction function.

    Raises
    ------
    ShapeError
        X has not two columns.
    """
    if X.ndim != 2 or X.shape[1] != 2:
        raise ShapeError(f"X has shape {X.shape}. A map needs (samples, 2): choose two columns.")
    low, high = X.min(axis=0), X.max(axis=0)
    room = pad * np.where(high > low, high - low, np.maximum(np.abs(low), 1.0))
    xx, yy = np.meshgrid(*np.linspace(low - room, high + room, n).T)
    return xx, yy, np.column_stack([xx.ravel(), yy.ravel()])


def points(
    X: Floats,
    y: Ints,
    class_names: Sequence[str] | None = None,
    features: Sequence[str] | None = None,
    wrong: Bools | None = None,
    ax: Axes | None = None,
) -> Axes:
    """Axes with the points, a colour and a marker per class.

    Parameters
    ----------
    ax : Axes or None
        Where to draw; None makes a figure.
    X : (n, 2)
        Points.
    y : (n,)
        Class indices 0 … K - 1.
    class_names, features : sequences of str
        K names for the legend, two for the axes.
    wrong : (n,) of bool
        Points to ring.

    Raises
    ------
    ShapeError
        There are more classes than class names.
    """
    ax = axes(ax, *(FEATURES if features is None else features))
    names = default_names(y) if class_names is None else class_names
    if y.max() >= len(names):
        raise ShapeError(
            f"y holds class {y.max()} but there are {len(names)} class names: {list(names)}. "
            "Give one name per class.",
        )
    scatter(ax, X, y, names)
    if wrong is not None:
        ax.scatter(
            X[wrong, 0],
            X[wrong, 1],
            s=4 * marker_area(ax, len(X)),
            facecolors="none",
            edgecolors="black",
            label="wrong",
        )
    legend(ax)
    tell(ax, _spoken_points(ax, y, names, wrong))
    return ax


def _spoken_points(ax: Axes, y: Ints, names: Sequence[str], wrong: Bools | None) -> str:
    counts = [f"{name} ({(y == k).sum():,})" for k, name in enumerate(names)]
    told = f"Points over {ax.get_xlabel()} and {ax.get_ylabel()}: {listed(counts)}."
    return told if wrong is None else f"{told} {wrong.sum():,} answered wrong are ringed."


def boundary_map(ax: Axes, xx: Floats, yy: Floats, values: Floats) -> Axes:
    """Axes with the map of a prediction and its decision lines in black.

    Parameters
    ----------
    xx, yy : (ny, nx)
        The grid.
    values : (ny, nx) or (ny, nx, K)
        Probabilities of class 1, or of each class.
    """
    p = values if values.ndim == 3 else two_classes(values)
    shaded_image(ax, xx, yy, p)
    parting_lines(ax, xx, yy, p)
    return ax


def shares(p: Floats, names: Sequence[str]) -> str:
    """How much of a map each class has, in words, from the probabilities (m, K) of its cells."""
    part = np.bincount(p.argmax(axis=1), minlength=len(names)) / len(p)
    taken = [f"{name} has {share:.0%}" for name, share in zip(names, part, strict=False) if share]
    return f"Of the map, by the likeliest class, {listed(taken)}."


def boundary(
    predict_proba: Predict,
    X: Floats,
    y: Ints,
    class_names: Sequence[str] | None = None,
    features: Sequence[str] | None = None,
    wrong: Bools | None = None,
    ax: Axes | None = None,
) -> Axes:
    """Axes with the probability map of a prediction function, its decision lines and the points.

    Parameters
    ----------
    predict_proba : function
        Takes (m, 2), returns probabilities (m, K) or class indices (m,).
    ax, X, y, class_names, features, wrong
        As for `points`.

    Raises
    ------
    ShapeError, DataError
        The prediction function returns something else.
    """
    ax = axes(ax)
    xx, yy, cells = grid(X)
    p = class_probabilities(predict_proba, cells, int(y.max()) + 1)
    boundary_map(ax, xx, yy, p.reshape(*xx.shape, -1))
    points(X, y, class_names, features, wrong, ax=ax)
    tell(ax, shares(p, default_names(y) if class_names is None else class_names))
    return ax
