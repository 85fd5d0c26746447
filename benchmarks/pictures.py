"""Pictures of results, to be read on light pages and on dark ones: no ground, grey letters."""

from math import ceil

import matplotlib as mpl
from matplotlib.ticker import FuncFormatter, NullFormatter

from benchmarks.side_by_side import OURS, RESULTS
from seethrough.plots import style

GREY = "#7a7a7a"
LOOK = {
    f"{part}color": GREY
    for part in ("text.", "axes.label", "axes.title", "axes.edge", "xtick.", "ytick.")
}
COLOURS = (style.ORANGE, style.BLUE, "#009E73")  # ours first


def bars(name, panels, xlabel):
    """A panel of bars for each title, {title: {rival: value}}; shorter is better, ours coloured."""
    with mpl.rc_context(LOOK):
        fig, places = _panels(len(panels), 2.9, 0.27 * max(map(len, panels.values())) + 0.5)
        for ax, (title, values) in zip(places, panels.items(), strict=True):
            ax.set_title(title, fontsize="medium")
            colours = [style.ORANGE if rival == OURS else GREY for rival in values]
            drawn = ax.barh(list(values), list(values.values()), color=colours, height=0.6)
            ax.bar_label(drawn, fmt=_number, padding=3, fontsize="small")
            ax.margins(x=0.2)
            ax.spines["bottom"].set_visible(False)
            ax.tick_params(bottom=False, labelbottom=False, left=False, labelleft=_leftmost(ax))
            ax.invert_yaxis()
        fig.supxlabel(xlabel, fontsize="medium")
        _save(fig, name)


def lines(name, panels):
    """A panel of lines for each (title, xlabel, ylabel, {line: ([x], [y])}), on log scales."""
    with mpl.rc_context(LOOK):
        fig, places = _panels(len(panels), 4.2, 2.9, columns=2)
        for ax, (title, xlabel, ylabel, drawn) in zip(places, panels, strict=True):
            style.axes(ax, xlabel, ylabel).set_title(title, fontsize="medium")
            for k, (line, (x, y)) in enumerate(drawn.items()):
                look = {"color": COLOURS[k], "marker": style.marker(k), "markersize": 4}
                ax.plot(x, y, style.dash(k), label=line, **look)
            ax.set_yscale("log")
            if max(x) > 10 * min(x):
                ax.set_xscale("log")
            for axis in (ax.xaxis, ax.yaxis):
                axis.set_major_formatter(FuncFormatter(lambda value, _: _number(value)))
                axis.set_minor_formatter(NullFormatter())
            if len(drawn) > 1:
                ax.legend(frameon=False, fontsize="small")
        _save(fig, name)


def _panels(count, width, height, columns=4):
    """A figure with so many panels, a few in a row."""
    columns = min(columns, count)
    rows = ceil(count / columns)
    fig = style.figure(width * columns, height * rows + 0.4)
    return fig, [style.axes(ax) for ax in fig.subplots(rows, columns, squeeze=False).flat]


def _leftmost(ax):
    return ax.get_subplotspec().is_first_col()


def _number(value):
    return f"{value:,.0f}" if value >= 100 else f"{value:.3g}"


def _save(fig, name):
    RESULTS.mkdir(exist_ok=True)
    fig.savefig(RESULTS / f"{name}.png", dpi=150, transparent=True)
