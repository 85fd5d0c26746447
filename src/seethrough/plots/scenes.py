"""What a film of the training can show: the boundary, a line, the units, the hidden space, weights.

Each scene is given, for a frame, a title and what is to be seen.
"""

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
from matplotlib.artist import Artist

from seethrough.plots.animate import Scene
from seethrough.plots.boundary import points
from seethrough.plots.maps import parting_lines, shade, shaded_image, zero_line
from seethrough.plots.scatter import FEATURES, default_names
from seethrough.plots.space import threads
from seethrough.plots.style import Floats, Ints, axes, figure, number, panel_title
from seethrough.plots.units import unit_maps
from seethrough.plots.weights import weight_curves

Titled = tuple[str, Any]
PANELS = 5  # units at most that a film shows


def boundary_scene(
    xx: Floats,
    yy: Floats,
    X: Floats,
    y: Ints,
    class_names: Sequence[str] | None = None,
    features: Sequence[str] = FEATURES,
    held: str = "",
) -> Scene:
    """The boundary as it moves; a frame is a title and probabilities (ny, nx, K).

    Parameters
    ----------
    xx, yy : (ny, nx)
        The grid.
    X, y, class_names, features
        As for `points`.
    held : what is held fixed, below the figure
    """
    fig = figure(4.8, 4.0)
    if held:
        fig.supxlabel(held, fontsize="x-small", parse_math=False)
    ax = points(X, y, class_names, features, ax=fig.add_subplot())
    K = len(default_names(y) if class_names is None else class_names)
    image = shaded_image(ax, xx, yy, np.full((*xx.shape, K), 1 / K))
    title = ax.set_title(" ", parse_math=False)

    def show(frame: Titled) -> Iterable[Artist]:
        words, p = frame
        title.set_text(words)
        image.set_data(shade(p))
        return parting_lines(ax, xx, yy, p)

    return Scene(fig, [image, *ax.collections, title], show)


def line_scene(x: Floats, X: Floats, features: Sequence[str] = ("x", "y")) -> Scene:
    """The answer to one input as it bends; a frame is a title and the answers (m,).

    Parameters
    ----------
    x : (m,) inputs, from left to right
    X : (n, 2) points: input and what is to be learned
    features : what the axes show
    """
    fig = figure(4.8, 4.0)
    ax = axes(fig.add_subplot(), *features)
    ax.plot(*X.T, "o", markersize=3, color="0.5")
    (line,) = ax.plot(x, np.full_like(x, np.nan), color="black", linewidth=2)
    ax.set(xlim=(x.min(), x.max()), ylim=ax.get_ylim())
    title = ax.set_title(" ", parse_math=False)

    def show(frame: Titled) -> Iterable[Artist]:
        words, answers = frame
        title.set_text(words)
        line.set_ydata(answers)
        return []

    return Scene(fig, [*ax.lines, title], show)


def units_scene(
    xx: Floats,
    yy: Floats,
    maps: Floats,
    weights: Floats,
    bias: float,
    X: Floats,
    y: Ints,
    features: Sequence[str] = FEATURES,
    held: str = "",
) -> Scene:
    """The units' maps and their sum; a frame is a title and (maps, weights, bias).

    Parameters
    ----------
    xx, yy, maps, weights, bias, X, y, features
        As for `unit_maps`, at the end of the training: colours and the choice of units go by it.
    held : what is held fixed, below the title
    """
    fig = unit_maps(figure(6.4, 4.8), xx, yy, maps, weights, bias, X, y, features, PANELS)
    *panels, last = [ax for ax in fig.axes if ax.images and ax.get_title()]
    numbers = [int(ax.get_title().split(",")[0].removeprefix("unit ")) - 1 for ax in panels]
    whole = last.get_title().split(",")[0]
    for line in [c for c in last.collections if c.get_zorder() == 4]:
        line.remove()
    title = fig.suptitle(f" \n{held}" if held else " ", fontsize="small", parse_math=False)
    heads = [ax.title for ax in (*panels, last)]

    def show(frame: Titled) -> Iterable[Artist]:
        words, (maps, weights, bias) = frame
        title.set_text(f"{words}\n{held}" if held else words)
        total = np.tensordot(weights, maps, axes=1) + bias
        for ax, j in zip(panels, numbers, strict=True):
            ax.images[0].set_data(maps[j])
            panel_title(ax, f"unit {j + 1}, × {number(weights[j])}")
        last.images[0].set_data(total)
        panel_title(last, f"{whole}, bias {number(bias)}")
        line = zero_line(last, xx, yy, total)
        return [] if line is None else [line]

    drawn = [artist for ax in (*panels, last) for artist in (*ax.images, *ax.collections)]
    return Scene(fig, [*drawn, *heads, title], show)


def space_scene(
    xx: Floats,
    yy: Floats,
    places: Floats,
    y: Ints,
    lines: Floats | None = None,
    class_names: Sequence[str] | None = None,
    features: Sequence[str] = ("unit 1", "unit 2"),
) -> Scene:
    """The hidden space as it folds; a frame is a title and (places, lines, p).

    Parameters
    ----------
    xx, yy : (ny, nx)
        A grid over all that will be seen.
    places, y, lines, class_names, features
        As for `hidden_space`; p are the probabilities (ny, nx, K) on the grid, or None.
    """
    fig = figure(4.8, 4.0)
    ax = fig.add_subplot()
    K = len(default_names(y) if class_names is None else class_names)
    image = shaded_image(ax, xx, yy, np.full((*xx.shape, K), 1 / K))
    drawn = [] if lines is None else threads(ax, lines)
    before = len(ax.collections)
    points(places, y, class_names, features, ax=ax)
    dots = ax.collections[before:]
    ax.set(xlim=(xx.min(), xx.max()), ylim=(yy.min(), yy.max()))
    title = ax.set_title(" ", parse_math=False)

    def show(frame: Titled) -> Iterable[Artist]:
        words, (places, lines, p) = frame
        title.set_text(words)
        for k, some in enumerate(dots):
            some.set_offsets(places[y == k])
        for collection, threads_now in zip(drawn, [] if lines is None else lines, strict=True):
            collection.set_segments(list(threads_now))
        if p is None:
            return []
        image.set_data(shade(p))
        return parting_lines(ax, xx, yy, p)

    return Scene(fig, [image, *drawn, *dots, title], show)


def weights_scene(epochs: Ints, thetas: Floats, names: Sequence[str]) -> Scene:
    """The weights' curves as they grow; a frame is a title and how many epochs are seen."""
    fig = figure(6.4, 4.0)
    ax = weight_curves(epochs, thetas, names, ax=fig.add_subplot())
    title = ax.set_title(" ", parse_math=False)
    whole = [np.asarray(line.get_ydata()) for line in ax.lines]
    ax.set(xlim=ax.get_xlim(), ylim=ax.get_ylim())

    def show(frame: Titled) -> Iterable[Artist]:
        words, n = frame
        title.set_text(words)
        for line, values in zip(ax.lines, whole, strict=True):
            line.set_data(epochs[:n], values[:n])
        return []

    return Scene(fig, [*ax.lines, title], show)
