"""Inside one update: the lines of a sample, a unit or a weight, from `explain`."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from seethrough.engines import Batch
from seethrough.errors import DataError
from seethrough.explain import Line, explain_step, html
from seethrough.maths.gradcheck import check
from seethrough.maths.network import backward, fed, forward, layers, n_parameters
from seethrough.studio.run import Run

LARGEST = 700  # parameters of a network whose every number is shown
LINES = 60  # of one stage at most
PUSHES, POINTS = 5, 80  # samples that push a weight; points of its history
CHECKED = 64  # samples of a gradient check
STAGES = {
    "forward": ("E1", "E2", "E3"),
    "loss": ("E4",),
    "error": ("E5",),
    "back": ("E6",),
    "gradient": ("E7", "E8"),
    "step": ("E9",),
}


UNITS = {"z", "a", "p", "δ", "∂L/∂b"}  # letters of the numbers that a unit has
AHEAD = {"E1", "E2", "E3", "E4"}
ALL = {number for numbers in STAGES.values() for number in numbers}


class View(NamedTuple):
    """A batch seen from one of its samples, with all it takes to explain it."""

    run: Run
    batch: Batch
    row: int
    alone: bool

    def lines(self) -> list[Line]:
        """The lines of this sample's step."""
        task, material = self.run.part.replay.task, self.run.part.material
        x, y, w, rows = task.x, task.y, task.w, self.batch.rows
        if rows is not None and not self.alone:
            x, y, w = x[rows], y[rows], None if w is None else w[rows]
        if self.alone:
            x, y, w = material.x[rows], material.y[rows], None
        return explain_step(
            *(task.net, self.run.state.theta, x, y, self.row),
            w=w,
            penalty=task.penalty,
            eta=self.batch.eta,
            masks=self.batch.masks,
            features=material.features,
            classes=material.classes or None,
        )


def sample(run: Run, index: int) -> dict[str, Any]:
    """Every stage of the next update as one sample sees it; of a test sample, only its answer.

    Raises
    ------
    DataError
        There is no such sample, or the network is too large.
    """
    _refuse_large(run)
    view = _seen_from(run, index)
    lines = view.lines()
    if view.alone:
        lines = [line for line in lines if line.number in AHEAD]
        lines = [line for line in lines if line.symbol.letter != "L"]
    if not _plain(run):
        lines = [line for line in lines if line.number != "E9"]
    return {"stages": _stages(lines), "with": _company(view)}


def unit(run: Run, index: int, layer: int, k: int) -> dict[str, Any]:
    """A unit's sum and answer for a sample, and the error that comes back to it."""
    _refuse_large(run)
    widths = run.part.replay.task.net.widths
    _there("layer", layer, len(widths) - 1)
    _there("unit", k, widths[layer + 1])
    view = _seen_from(run, index)
    layers_named = {f"{layer + 1}"} | ({""} if layer == len(widths) - 2 else set())
    own = [
        line
        for line in view.lines()
        if line.symbol.letter in UNITS
        and line.symbol.layer in layers_named
        and line.symbol.indices == (f"{k + 1}",)
        and line.number in (AHEAD if view.alone else ALL)
    ]
    W, b = layers(run.state.theta, widths)[layer]
    return {
        "html": html(own),
        "weights": W[:, k],
        "bias": float(b[k]),
        "with": _company(view),
    }


def weight(run: Run, index: int, layer: int, j: int, k: int) -> dict[str, Any]:
    """A weight's gradient, who pushes it, where it goes next, where it was; j = −1: the bias."""
    _refuse_large(run)
    net = run.part.replay.task.net
    at = place_of(net.widths, layer, j, k)
    view = _seen_from(run, index)
    letter = "b" if j == -1 else "W"
    indices = (f"{k + 1}",) if j == -1 else (f"{j + 1}", f"{k + 1}")
    own = [
        line
        for line in view.lines()
        if line.symbol.letter.endswith(letter)
        and line.symbol.layer == f"{layer + 1}"
        and line.symbol.indices == indices
        and (line.number != "E9" or _plain(run))
    ]
    return {
        "html": html(own),
        "value": float(run.state.theta[at]),
        "next": _next(run, at),
        "solver": run.part.replay.task.optimiser,
        "pushes": _pushes(run, layer, j, k),
        "history": _history(run, at),
        "with": _company(view),
    }


def place_of(widths: tuple[int, ...], layer: Any, j: Any, k: Any) -> int:
    """Where in θ a weight is, or with j = −1 a bias.

    Raises
    ------
    DataError
        There is no such weight.
    """
    _there("layer", layer, len(widths) - 1)
    _there("unit", k, widths[layer + 1])
    if j != -1:
        _there("input", j, widths[layer])
    start = n_parameters(widths[: layer + 1])
    d_in, d_out = widths[layer], widths[layer + 1]
    return start + (d_in if j == -1 else j) * d_out + k


def gradient_check(run: Run) -> dict[str, Any]:
    """The largest error of any gradient of the shown state, on some of the samples."""
    task = run.part.replay.task
    if len(run.state.theta) > LARGEST:
        return {"parameters": len(run.state.theta), "error": None}
    x, y = task.x[:CHECKED], task.y[:CHECKED]
    w = None if task.w is None else task.w[:CHECKED]
    with np.errstate(all="ignore"):
        found = check(task.net, run.state.theta, x, y, w, task.penalty)
    return {"parameters": len(found.error), "error": float(found.error.max())}


def _stages(lines: list[Line]) -> list[dict[str, Any]]:
    stages = []
    for name, numbers in STAGES.items():
        own = [line for line in lines if line.number in numbers]
        if own:
            more = max(0, len(own) - LINES)
            stages.append({"name": name, "html": html(own[:LINES]), "more": more})
    return stages


def _seen_from(run: Run, index: int) -> View:
    """The next batch if the sample is in it, else all samples; a test sample is alone."""
    material = run.part.material
    _there("sample", index, len(material.x))
    batch = run.batch or Batch(None, None, run.part.replay.task.eta)
    if material.held[index]:
        return View(run, Batch(np.array([index]), None, batch.eta), 0, alone=True)
    row = int(np.searchsorted(material.train, index))
    if batch.rows is None:
        return View(run, batch, row, alone=False)
    inside = np.flatnonzero(batch.rows == row)
    if len(inside):
        return View(run, batch, int(inside[0]), alone=False)
    return View(run, Batch(None, None, batch.eta), row, alone=False)


def _company(view: View) -> str:
    """In words, whom the sample is averaged with."""
    if view.alone:
        return "a test sample: nothing is learned from it"
    if view.batch.rows is None:
        return f"with all {len(view.run.part.replay.task.x)} samples to learn from"
    return f"in the next batch of {len(view.batch.rows)}"


def _pushes(run: Run, layer: int, j: int, k: int) -> list[tuple[int, float]]:
    """The samples whose share of the gradient is largest, each with it."""
    task, theta = run.part.replay.task, run.state.theta
    tape = forward(task.net, theta, task.x)
    delta = backward(task.net, tape, task.y, task.w, task.penalty).delta[layer][:, k]
    shares = delta if j == -1 else fed(tape, layer)[:, j] * delta
    most = np.argsort(-np.abs(shares))[:PUSHES]
    rows = run.part.material.train
    return [(int(rows[i]), float(shares[i]) / len(shares)) for i in most]


def _next(run: Run, at: int) -> float | None:
    """The parameter after the next update, by whatever rule."""
    batch, replay = run.batch, run.part.replay
    if batch is None:
        return None
    with np.errstate(all="ignore"):
        after = replay.engine.run(replay.task, run.state, [batch]).state.theta
    return float(after[at])


def _history(run: Run, at: int) -> list[tuple[int, float]]:
    """The parameter along the way, at some updates that are evenly spread."""
    now, updates = run.now, np.unique(np.linspace(run.first, run.last, POINTS).astype(int))
    found = []
    for update in updates.tolist():
        run.now = update
        found.append((update, float(run.state.theta[at])))
    run.now = now
    return found


def _plain(run: Run) -> bool:
    """Whether the step is the equation's own, without momentum or any other rule."""
    task = run.part.replay.task
    return task.optimiser == "sgd" and not task.rule.momentum


def _there(kind: str, value: Any, end: int) -> None:
    if not (type(value) is int and 0 <= value < end):
        raise DataError(
            f"{kind} is {str(value)[:40]}, but there are {end}, counted from 0. Choose one of them."
        )


def _refuse_large(run: Run) -> None:
    size = len(run.state.theta)
    if size > LARGEST:
        raise DataError(
            f"the network has {size:,} weights and biases. Every number can be shown up to "
            f"{LARGEST}. Take fewer layers or units to look inside."
        )
