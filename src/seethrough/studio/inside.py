"""Inside one update: the lines of a sample, a unit or a weight, from `explain`."""

from __future__ import annotations

from itertools import pairwise
from time import perf_counter
from typing import Any, NamedTuple

import numpy as np

from seethrough.engines import Batch
from seethrough.errors import DataError
from seethrough.explain import Explanation, Step, explain_step, fragment, why_moved
from seethrough.explain.expression import MOST
from seethrough.explain.focus import which_unit, which_weight
from seethrough.maths.network import layers, n_parameters
from seethrough.studio.run import Run

LINES = 60  # of one stage at most
PUSHES, POINTS = 5, 80  # samples that push a weight; points of its history
BUDGET = 0.5  # seconds for the states of a history as they were; then those at hand are taken
STAGES = {
    "forward": ("x", "E1", "E2", "E3"),
    "loss": ("E4",),
    "error": ("E5",),
    "back": ("E6",),
    "gradient": ("E7", "E8"),
    "step": ("E9",),
}
AHEAD = ("x", "E1", "E2", "E3", "E4")
OF_A_UNIT = ("E1", "E2", "E3", "E4", "E5", "E6", "E8")  # an edge tells of its weight


class View(NamedTuple):
    """A batch seen from one of its samples, with all it takes to explain it."""

    run: Run
    batch: Batch
    row: int
    alone: bool

    def step(self) -> Step:
        """The update that this batch makes; a test sample's is made by nobody."""
        task, material, state = self.run.part.replay.task, self.run.part.material, self.run.state
        x, y, w, rows = task.x, task.y, task.w, self.batch.rows
        if self.alone:
            x, y, w = material.x[rows], material.y[rows], None
        elif rows is not None:
            x, y, w = x[rows], y[rows], None if w is None else w[rows]
        return Step(
            *(task.net, state.theta, x, y, w),
            penalty=task.penalty,
            masks=self.batch.masks,
            optimiser=task.optimiser,
            rule=task.rule,
            slots=state.slots,
            t=state.updates + 1,
            eta=self.batch.eta,
            features=material.features,
            classes=material.classes or None,
        )

    def told(self, **of: Any) -> Explanation:
        """The sample's calculations; of a test sample, only those that lead to its answer."""
        explanation = explain_step(self.step(), self.row, **of)
        if not self.alone:
            return explanation
        lines = explanation.only(*AHEAD).lines
        return Explanation(tuple(line for line in lines if line.symbol.letter != "L"))


def sample(run: Run, index: int) -> dict[str, Any]:
    """Every stage of the next update as one sample sees it; of a test sample, only its answer.

    Raises
    ------
    DataError
        There is no such sample.
    DivergenceError
        A number is no longer finite.
    """
    view = _seen_from(run, index)
    widths = run.part.replay.task.net.widths
    return {"stages": _stages(view.told(), widths), "with": _company(view)}


def unit(run: Run, index: int, layer: int, k: int) -> dict[str, Any]:
    """A unit's sum and answer for a sample, and the error that comes back to it."""
    matrices = layers(run.state.theta, run.part.replay.task.net.widths)
    l, k = which_unit(matrices, (layer, k))
    view = _seen_from(run, index)
    return {
        "html": fragment(view.told(unit=(l, k)).only(*OF_A_UNIT).lines),
        "weights": matrices[l].W[:, k],
        "bias": float(matrices[l].b[k]),
        "with": _company(view),
    }


def weight(run: Run, index: int, layer: int, j: int, k: int) -> dict[str, Any]:
    """A weight's gradient, who pushes it, where it goes next, where it was; j = −1: the bias."""
    at = place_of(run, layer, j, k)
    view = _seen_from(run, index)
    place = (layer, "b" if j == -1 else j, k)
    return {
        "html": fragment(view.told(weight=place).lines),
        "value": float(run.state.theta[at]),
        "next": _next(run, at),
        "solver": run.part.replay.task.optimiser,
        "pushes": _pushes(view, place),
        "history": _history(run, at),
        "with": _company(view),
    }


def place_of(run: Run, layer: Any, j: Any, k: Any) -> int:
    """Where in θ a weight is, or with j = −1 a bias.

    Raises
    ------
    SettingError
        There is no such weight.
    """
    widths = run.part.replay.task.net.widths
    l, row, k = which_weight(layers(run.state.theta, widths), (layer, "b" if j == -1 else j, k))
    row = widths[l] if row is None else row
    return n_parameters(widths[: l + 1]) + row * widths[l + 1] + k


def _stages(told: Explanation, widths: tuple[int, ...]) -> list[dict[str, Any]]:
    """The lines of each stage, and whether there are more than these."""
    stages = []
    for name, numbers in STAGES.items():
        own = told.only(*numbers).lines
        if own:
            more = len(own) > LINES or _left_out(name, widths)
            stages.append({"name": name, "html": fragment(own[:LINES]), "more": more})
    return stages


def _left_out(stage: str, widths: tuple[int, ...]) -> bool:
    """Whether `explain` chooses in this stage among too many numbers."""
    if stage in {"gradient", "step"}:
        return any(a * b > MOST for a, b in pairwise(widths))
    return stage in {"forward", "back"} and max(widths) > MOST


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
    """In words, whom the sample is averaged with, and that a bug is not told."""
    bug = view.run.part.settings["training"]["bug"]
    told = "" if bug == "none" else "; as the equations say, without the bug that is on"
    return _others(view) + told


def _others(view: View) -> str:
    if view.alone:
        return "a test sample: nothing is learned from it"
    if view.batch.rows is not None:
        return f"in the next batch of {len(view.batch.rows)}"
    n, batch = len(view.run.part.replay.task.x), view.run.batch
    if batch is None or batch.rows is None:
        return f"with all {n} samples to learn from"
    return f"not in the next batch: as if all {n} samples were in it"


def _pushes(view: View, place: tuple[Any, ...]) -> list[tuple[int, float]]:
    """The samples whose shares of the gradient are largest, each with its own."""
    if view.alone:
        return []
    rows = view.run.part.material.train
    if view.batch.rows is not None:
        rows = rows[view.batch.rows]
    shares = why_moved(view.step(), place).shares
    most = np.argsort(-np.abs(shares), kind="stable")[:PUSHES]
    return [(int(rows[i]), float(shares[i])) for i in most if shares[i]]


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
    updates = np.unique(np.linspace(run.first, run.last, POINTS).astype(int)).tolist()
    end, found = perf_counter() + BUDGET, {}
    for update in updates:
        late = perf_counter() > end and update < run.last
        state = run.at_hand(update) if late else run.state_at(update)
        found[state.updates] = float(state.theta[at])
    return list(found.items())


def _there(kind: str, value: Any, end: int) -> None:
    if not (type(value) is int and 0 <= value < end):
        raise DataError(
            f"{kind} is {str(value)[:40]}, but there are {end}, counted from 0. Choose one of them."
        )
