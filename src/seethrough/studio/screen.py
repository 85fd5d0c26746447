"""The screen: what the page is told of a run, and what it has been told already."""

from __future__ import annotations

from typing import Any, TypeAlias

import numpy as np
from numpy import ndarray

from seethrough.bugs import BUGS
from seethrough.maths.network import forward
from seethrough.studio import maps, own_table
from seethrough.studio.curves import decisions
from seethrough.studio.material import Material
from seethrough.studio.run import Run
from seethrough.studio.way import Part
from seethrough.studio.wire import Message

Answer: TypeAlias = tuple[Message, list[ndarray]]
TOLD = ("name", "value", "least", "most", "options")  # of a column that is on no axis


class Screen:
    """What a page shows."""

    def __init__(self, grid: maps.Grid | None = None) -> None:
        self._part: Part | None = None
        self._grid = grid
        self.forget()

    def anew(self) -> Screen:
        """A screen that shows nothing yet, with the cells of this one."""
        return Screen(self._grid)

    def forget(self) -> None:
        """Tell the whole curve next time."""
        self._sent: frozenset[int] = frozenset()
        self._every = 0

    def is_new(self, run: Run) -> bool:
        """Whether other settings or points hold now than those that were told."""
        return self._part is not run.part

    def state(self, run: Run, table: Any, name: str) -> Answer:
        """The settings, names and points that hold now."""
        part = self._part = run.part
        data, net = part.material, part.replay.task.net
        names = ("features", "axes", "classes", "title", "reach")
        told = {
            "type": "state",
            "settings": part.settings,
            "widths": net.widths,
            "curve": data.is_curve,
            "table": _columns(table, name),
            "bug": _bug(part),
            "others": [dict(zip(TOLD, other, strict=False)) for other in data.others],
            **{name: getattr(data, name) for name in names},
        }
        floats = [np.asarray(array, np.float32) for array in (data.spots, data.labels)]
        features = self.cells(data).features()
        return told, [*floats, data.held.astype(np.uint8), features]

    def frame(self, run: Run, message: Message) -> Answer:
        """The state that is shown: its place, marks, maps and weights, and news for the curves."""
        replay, theta = run.part.replay, run.state.theta
        swift, show = message.get("swift") is True, _wanted(run, message.get("show"))
        cells = maps.cells(replay.task.net, swift=swift)
        drawn = maps.draw(replay.task.net, theta, self.cells(run.part.material), cells, show)
        marks = run.mark()
        rows, whole = self._news(run)
        plan, cut = run.part.job.plan, run.part.cut
        head = {
            "type": "frame",
            "update": run.now,
            **run.place._asdict(),
            "batches": plan.batches_per_epoch,
            "samples": plan.n if cut is None else cut.size,
            "first": run.first,
            "last": run.last,
            "end": run.end,
            "changes": run.changes,
            "marks": marks._asdict(),
            "whole": whole,
            "show": show,
            "low": drawn.low,
            "high": drawn.high,
            "scales": drawn.scales,
        }
        if not swift:
            head["confusion"] = confusion(run.part, theta)
        return head, [drawn.answer, drawn.units, theta.astype(np.float32), rows]

    def second(self, run: Run, message: Message) -> Answer:
        """A second run beside the first: its marks, map and curve."""
        net, grid = run.part.replay.task.net, self.cells(run.part.material)
        cells = maps.cells(net, swift=message.get("swift") is True)
        drawn = maps.draw(net, run.state.theta, grid, cells)
        told = {
            "update": run.now,
            "marks": run.mark()._asdict(),
            "low": drawn.low,
            "high": drawn.high,
            "training": run.part.settings["training"],
        }
        return told, [drawn.answer, run.curves.table()]

    def _news(self, run: Run) -> tuple[ndarray, bool]:
        """The rows of the curve that the page has not, and whether they are all there are."""
        whole = self._every != run.curves.every
        rows = run.curves.table(frozenset() if whole else self._sent)
        self._sent, self._every = frozenset(run.curves.rows), run.curves.every
        return rows, whole

    def cells(self, data: Material) -> maps.Grid:
        """The plot's cells."""
        self._grid = maps.Grid(data) if self._grid is None else self._grid.of(data)
        return self._grid


def _bug(part: Part) -> Message | None:
    """What the bug that is on breaks, and whether the network has what it breaks."""
    bug = BUGS.get(part.settings["training"]["bug"])
    if bug is None:
        return None
    bends = part.replay.task.net.activations
    return {
        **{key: getattr(bug, key) for key in ("name", "number", "changes", "activation")},
        "right": bug.right_line,
        "wrong": bug.wrong_line,
        "shows": bug.activation in bends or bug.piece != "pass_back",
    }


def _columns(table: Any, name: str) -> Message | None:
    if table is None:
        return None
    columns = list(map(str, table.columns))
    return {"name": name, "columns": columns, "axes": own_table.numbers(table)}


def confusion(part: Part, theta: ndarray) -> Message | None:
    """How often each class (rows) is answered by each (columns), on the test if there is one."""
    data = part.material
    if not data.classes:
        return None
    rows = data.test if len(data.test) else data.train
    with np.errstate(all="ignore"):
        p = forward(part.replay.task.net, theta, data.x[rows]).p
    table = np.zeros((len(data.classes),) * 2, int)
    np.add.at(table, (data.labels[rows], decisions(data, p)), 1)
    return {"table": table, "of": "test" if len(data.test) else "training"}


def _wanted(run: Run, show: Any) -> tuple[int, int] | None:
    """A hidden unit whose map is wanted, if there is such a one."""
    widths = run.part.replay.task.net.widths[1:-1]
    if not (isinstance(show, list) and len(show) == 2 and all(type(v) is int for v in show)):
        return None
    layer, k = show
    return (layer, k) if 0 <= layer < len(widths) and 0 <= k < widths[layer] else None
