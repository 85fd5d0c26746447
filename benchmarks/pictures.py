"""Pictures of results, to be read on light pages and on dark ones: no ground, grey letters."""

import matplotlib as mpl
from matplotlib.ticker import NullFormatter

from benchmarks.side_by_side import OURS, RESULTS
from seethrough.plots import style

GREY = "#7a7a7a"
LOOK = {
    f"{part}color": GREY
    for part in ("text.", "axes.label", "axes.title", "axes.edge", "xtick.", "ytick.")
}


def is_ours(name):
    """Whether a row is ours."""
    return name.startswith(OURS)


def bars(name, panels, xlabel):
    """A panel of bars for each title, {title: {rival: value}}, shorter is better, ours coloured."""
    with mpl.rc_context(LOOK):
        rows = max(map(len, panels.values()))
        fig = style.figure(3.1 * len(panels) + 1.6, 0.32 * rows + 1.1)
        for ax, (title, values) in zip(
            fig.subplots(1, len(panels), sharey=True, squeeze=False)[0], panels.items(), strict=True
        ):
            style.axes(ax).set_title(title, fontsize="medium")
            colours = [style.ORANGE if is_ours(rival) else GREY for rival in values]
            drawn = ax.barh(list(values), list(values.values()), color=colours, height=0.6)
            ax.bar_label(drawn, fmt=lambda value: f"{value:,.3g}", padding=3, fontsize="small")
            ax.set_xscale("log")
            ax.margins(x=0.25)
            ax.xaxis.set_minor_formatter(NullFormatter())
        ax.invert_yaxis()
        fig.supxlabel(xlabel, fontsize="small")
        _save(fig, name)


def lines(name, panels):
    """A panel of lines for each (title, xlabel, ylabel, {line: ([x], [y])}), on log scales."""
    with mpl.rc_context(LOOK):
        fig = style.figure(3.4 * len(panels), 3.2)
        for ax, (title, xlabel, ylabel, drawn) in zip(
            fig.subplots(1, len(panels), squeeze=False)[0], panels, strict=True
        ):
            style.axes(ax, xlabel, ylabel).set_title(title, fontsize="medium")
            for k, (line, (x, y)) in enumerate(drawn.items()):
                look = {"color": style.colour(k), "marker": style.marker(k), "markersize": 4}
                ax.plot(x, y, style.dash(k), label=line, **look)
            ax.set_xscale("log")
            ax.set_yscale("log")
            if len(drawn) > 1:
                ax.legend(frameon=False, fontsize="small")
        _save(fig, name)


def _save(fig, name):
    RESULTS.mkdir(exist_ok=True)
    fig.savefig(RESULTS / f"{name}.png", dpi=150, transparent=True)
