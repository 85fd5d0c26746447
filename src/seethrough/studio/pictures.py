"""Pictures of the panels, as SVG."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING

import numpy as np
from matplotlib import rc_context

from seethrough.maths.network import forward, layers
from seethrough.plots.boundary import boundary_map, points
from seethrough.plots.curves import loss_curve
from seethrough.plots.files import SVG
from seethrough.plots.network import diagram
from seethrough.plots.style import axes
from seethrough.studio.run import Run

if TYPE_CHECKING:
    from matplotlib.axes import Axes

CELLS = 160


def svg(run: Run, panel: str) -> bytes:
    """Return the picture of a panel: "network", "plot" or "curves"."""
    figure = PANELS[panel](run).get_figure(root=True)
    assert figure is not None, "axes that are drawn stand in a figure"
    sheet = BytesIO()
    with rc_context(SVG):
        figure.savefig(sheet, format="svg", metadata={"Date": None, "Creator": None})
    return sheet.getvalue()


def _network(run: Run) -> Axes:
    net, data = run.part.replay.task.net, run.part.material
    W, b = zip(*layers(run.state.theta, net.widths), strict=True)
    answers = data.classes if len(data.classes) == net.widths[-1] else ("answer",)
    return diagram(W, b, data.features, answers)


def _plot(run: Run) -> Axes:
    data = run.part.material
    left, right, bottom, top = data.reach
    across = np.linspace(left, right, CELLS)
    if data.is_curve:
        ax = axes(None, *data.axes)
        ax.plot(*data.spots.T, "o", markersize=3, color="0.5")
        spots = np.column_stack([across, np.zeros(CELLS)])
        ax.plot(across, _answers(run, spots)[:, 0], color="black")
        return ax
    xx, yy = np.meshgrid(across, np.linspace(bottom, top, CELLS))
    p = _answers(run, np.column_stack([xx.ravel(), yy.ravel()]))
    p = p[:, 0].reshape(xx.shape) if p.shape[1] == 1 else p.reshape(*xx.shape, -1)
    ax = points(data.spots, data.labels.astype(int), data.classes, data.axes)
    return boundary_map(ax, xx, yy, p)


def _answers(run: Run, spots: np.ndarray) -> np.ndarray:
    with np.errstate(all="ignore"):
        net, lift = run.part.replay.task.net, run.part.material.lift
        return forward(net, run.state.theta, lift(spots)).p


def _curves(run: Run) -> Axes:
    updates, losses, _, test, *_ = run.curves.table().T
    ax = loss_curve(updates, losses, "training")
    if len(run.part.material.test):
        loss_curve(updates, test, "test", ax=ax)
    ax.set(xlabel="update", ylabel="mean loss")
    return ax


PANELS = {"network": _network, "plot": _plot, "curves": _curves}
