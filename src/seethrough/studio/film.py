"""The plot as a scene of the library's films: as a film of the run, or as its last picture."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from time import perf_counter
from typing import Any

import numpy as np
from matplotlib.figure import Figure
from numpy import ndarray

from seethrough.maths.network import forward
from seethrough.plots.animate import Scene, film
from seethrough.plots.scenes import boundary_scene, line_scene
from seethrough.plots.style import number
from seethrough.studio.material import Material
from seethrough.studio.run import Run

FRAMES, CELLS = 48, 120
BUDGET = 3.0  # seconds for states as they were; those after it are the ones at hand
Shot = tuple[Scene, Callable[[ndarray], Any]]


def gif(run: Run) -> bytes:
    """Return a film of the plot, from the first update to the one that is shown."""
    scene, answers = _shot(run)
    frames = ((_title(update), answers(theta)) for update, theta in _stages(run))
    with tempfile.TemporaryDirectory() as folder:
        return film(Path(folder) / "studio.gif", scene, frames).read_bytes()


def picture(run: Run) -> Figure:
    """Return the plot at the update that is shown."""
    scene, answers = _shot(run)
    scene.show((_title(run.now), answers(run.state.theta)))
    return scene.figure


def _title(update: int) -> str:
    return f"after update {update:,}"


def _stages(run: Run) -> Iterator[tuple[int, ndarray]]:
    """Updates and their θ, closer at the start, where most happens; the last one is that shown."""
    way = np.linspace(0, 1, FRAMES) ** 2 * (run.now - run.first)
    end, last = perf_counter() + BUDGET, -1
    for wanted in (run.first + np.rint(way).astype(int)).tolist():
        late = perf_counter() > end and wanted < run.now
        state = run.at_hand(wanted) if late else run.state_at(wanted)
        if state.updates > last:
            yield state.updates, state.theta
        last = max(last, state.updates)


def _shot(run: Run) -> Shot:
    """The scene of the plot, and what turns θ into what a frame shows."""
    data, net = run.part.material, run.part.replay.task.net
    left, right, bottom, top = data.reach
    across, up = np.linspace(left, right, CELLS), np.linspace(bottom, top, CELLS)

    def p(theta: ndarray, spots: ndarray) -> ndarray:
        with np.errstate(all="ignore"):
            return forward(net, theta, data.lift(spots)).p

    if data.is_curve:
        line = np.column_stack([across, np.zeros(CELLS)])
        return line_scene(across, data.spots, data.axes), lambda theta: p(theta, line)[:, 0]
    xx, yy = np.meshgrid(across, up)
    cells = np.column_stack([xx.ravel(), yy.ravel()])
    codes, names, shares = _classes(data)
    scene = boundary_scene(xx, yy, data.spots, codes, names, data.axes)
    return scene, lambda theta: shares(p(theta, cells)).reshape(*xx.shape, -1)


def _classes(data: Material) -> tuple[ndarray, tuple[str, ...], Callable[[ndarray], ndarray]]:
    """Classes, their names, and what turns answers (m, outputs) into shares of the classes.

    Numbers are shown as two: those below their middle and those above.
    """
    if len(data.classes) > 2:
        return data.labels.astype(int), data.classes, lambda p: p
    low, high = (0.0, 1.0) if data.classes else (data.labels.min(), data.labels.max())
    middle = (low + high) / 2

    def shares(p: ndarray) -> ndarray:
        share = np.clip((p - low) / ((high - low) or 1), 0, 1)
        return np.hstack([1 - share, share])

    names = data.classes or tuple(f"{side} {number(middle, '.3g')}" for side in ("below", "above"))
    return (data.labels > middle).astype(int), names, shares
