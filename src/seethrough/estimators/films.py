"""Films of a training, from the stages that a network kept of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from seethrough.errors import DataError, UnknownNameError
from seethrough.estimators.displays.boundary import weighing
from seethrough.estimators.displays.curves import parameter_names
from seethrough.estimators.displays.hidden import Looked, Space, refuse_no_map
from seethrough.estimators.displays.plane import Plane, plane
from seethrough.estimators.displays.sight import asked, network_of, readout, sight, stages
from seethrough.maths.network import layers
from seethrough.plots.animate import Scene, check, film
from seethrough.plots.boundary import grid
from seethrough.plots.scenes import boundary_scene, space_scene, units_scene, weights_scene

if TYPE_CHECKING:
    from numpy import ndarray

CELLS = (100, 75)  # of a map: across, up
Shot = tuple[Scene, Iterator[Any]]


class Wanted(NamedTuple):
    """What is to be filmed: as for `animate`, with the stages' θ, (t, p)."""

    estimator: Any
    X: Any
    y: Any
    axes: Any
    held: Any
    epochs: ndarray
    thetas: ndarray


def animate(
    estimator: Any,
    X: Any,
    y: Any,
    path: str | Path = "learning.gif",
    *,
    what: str = "boundary",
    axes: Sequence[int | str] | None = None,
    held: Mapping[int | str, Any] | None = None,
    fps: int = 12,
) -> Path:
    """Write a film of a training and return its path.

    Parameters
    ----------
    estimator : a network that kept stages (`checkpoints`), or a pipeline that ends in one; each
        stage that was kept is a frame
    X, y : the table and its classes
    path : .gif, or .mp4 where ffmpeg is installed
    what : "boundary"; "units", the maps of the last hidden layer and their sum; "space", where
        that layer moves the points and a grid; or "weights"
    axes, held : as for `BoundaryDisplay`, for "boundary" and "units"
    fps : frames per second

    Raises
    ------
    SettingError
        No stages were kept, or there is no such film.
    DataError, OutputError
        The table cannot be shown like that, or the file not written.
    """
    if what not in FILMS:
        raise UnknownNameError("film", what, FILMS)
    check(path)
    epochs, thetas = stages(estimator)
    titles = [f"after epoch {epoch:,}" for epoch in epochs]
    scene, frames = FILMS[what](Wanted(estimator, X, y, axes, held, epochs, thetas))
    return film(path, scene, zip(titles, frames, strict=True), fps)


def _map(wanted: Wanted) -> tuple[Plane, ndarray, ndarray, ndarray]:
    """The plane of a map, the grid on it, and its cells as rows."""
    X = wanted.X
    through = plane(X, wanted.axes, wanted.held, weighing(wanted.estimator, X))
    if len(through.names) < 2:
        raise DataError(
            "X has one column, and the film of a map needs two. Give a table with two columns, or "
            "take what='weights'."
        )
    return through, *_grid(through.points[np.isfinite(through.points).all(axis=1)])


def _grid(points: ndarray) -> tuple[ndarray, ndarray, ndarray]:
    corners, across_up = grid(points, 2)[2], CELLS
    x, y = (np.linspace(a, b, n) for a, b, n in zip(corners[0], corners[3], across_up, strict=True))
    xx, yy = np.meshgrid(x, y)
    return xx, yy, np.column_stack([xx.ravel(), yy.ravel()])


def _boundary(wanted: Wanted) -> Shot:
    names, codes = asked(wanted.estimator, wanted.y)
    through, xx, yy, cells = _map(wanted)
    looking = sight(wanted.estimator, through, cells)
    shown = (through.points, codes, names, through.names, through.told)
    frames = (looking.p(theta).reshape(*xx.shape, -1) for theta in wanted.thetas)
    return boundary_scene(xx, yy, *shown), frames


def _units(wanted: Wanted) -> Shot:
    inner, codes = network_of(wanted.estimator), asked(wanted.estimator, wanted.y).codes
    through, xx, yy, cells = _map(wanted)
    refuse_no_map(inner, through)
    looking, widths = sight(wanted.estimator, through, cells), inner.network_.widths

    def frame(theta: ndarray) -> tuple[ndarray, ndarray, float]:
        maps = looking.tape(theta).a[-2].T.reshape(-1, *xx.shape)
        return maps, *readout(*layers(theta, widths)[-1], (0, 1))

    shown = (*frame(wanted.thetas[-1]), through.points, codes, through.names, through.told)
    return units_scene(xx, yy, *shown), map(frame, wanted.thetas)


def _space(wanted: Wanted) -> Shot:
    names, codes = asked(wanted.estimator, wanted.y)
    space = Space(wanted.estimator, wanted.X)
    last = space.look(wanted.thetas[-1])
    looks = [space.look(theta, last.view) for theta in wanted.thetas]
    everything = [look.places for look in looks]
    everything += [look.lines.reshape(-1, 2) for look in looks if look.lines is not None]
    xx, yy, cells = _grid(np.vstack(everything))
    scene = space_scene(xx, yy, last.places, codes, last.lines, names, last.view.names)

    def answers(look: Looked) -> ndarray | None:
        return None if look.predict is None else look.predict(cells).reshape(*xx.shape, -1)

    return scene, ((look.places, look.lines, answers(look)) for look in looks)


def _weights(wanted: Wanted) -> Shot:
    scene = weights_scene(wanted.epochs, wanted.thetas, parameter_names(wanted.estimator))
    return scene, iter(range(1, len(wanted.epochs) + 1))


FILMS = {"boundary": _boundary, "units": _units, "space": _space, "weights": _weights}
