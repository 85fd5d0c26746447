"""Pictures of the panels, as SVG or PNG."""

from __future__ import annotations

from io import BytesIO

from matplotlib import rc_context
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from seethrough.errors import DataError
from seethrough.maths.network import layers
from seethrough.plots.confusion import confusion_matrix
from seethrough.plots.curves import loss_curve
from seethrough.plots.files import SVG
from seethrough.plots.network import diagram
from seethrough.studio import film
from seethrough.studio.run import Run
from seethrough.studio.screen import confusion


def drawn(run: Run, panel: str, kind: str) -> bytes:
    """Return the picture of a panel.

    Parameters
    ----------
    panel : "network", "plot", "curves" or "confusion"
    kind : "svg" or "png"

    Raises
    ------
    DataError
        A confusion matrix is wanted where no classes are learned.
    """
    sheet = BytesIO()
    with rc_context(SVG):
        PANELS[panel](run).savefig(sheet, format=kind, dpi=150, metadata=KINDS[kind][1])
    return sheet.getvalue()


def _network(run: Run) -> Figure:
    net, data = run.part.replay.task.net, run.part.material
    W, b = zip(*layers(run.state.theta, net.widths), strict=True)
    answers = data.classes if len(data.classes) == net.widths[-1] else ("answer",)
    return _whole(diagram(W, b, data.features, answers))


def _curves(run: Run) -> Figure:
    updates, losses, _, test, *_ = run.curves.table().T
    ax = loss_curve(updates, losses, "training")
    if len(run.part.material.test):
        loss_curve(updates, test, "test", ax=ax)
    ax.set(xlabel="update", ylabel="mean loss")
    return _whole(ax)


def _confusion(run: Run) -> Figure:
    told, classes = confusion(run.part, run.state.theta), run.part.material.classes
    if told is None:
        raise DataError(
            "numbers are learned, not classes. A confusion matrix needs classes. Take the picture "
            "of the plot or of the curves."
        )
    ax = confusion_matrix(told["table"], classes)
    ax.set_title(f"{told['of']} points")
    return _whole(ax)


def _whole(ax: Axes) -> Figure:
    figure = ax.get_figure(root=True)
    assert figure is not None, "axes that are drawn stand in a figure"
    return figure


PANELS = {"network": _network, "plot": film.picture, "curves": _curves, "confusion": _confusion}
# by kind: its type, and what of the file's own words would differ from time to time
KINDS: dict[str, tuple[str, dict[str, None]]] = {
    "svg": ("image/svg+xml", {"Date": None, "Creator": None}),
    "png": ("image/png", {"Software": None}),
}
