"""Pictures to files, the same bytes every time."""

from pathlib import Path

from matplotlib import rc_context
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.backends.backend_svg import FigureCanvasSVG
from matplotlib.figure import Figure

from seethrough.files import writing

# Text as paths: no fonts needed where it is read. The salt fixes the ids inside an SVG.
SVG = {"svg.fonttype": "path", "svg.hashsalt": "seethrough"}


def save(drawn: Axes | Figure, directory: str | Path, name: str) -> tuple[Path, Path]:
    """Paths of `name`.png (150 dpi) and `name`.svg, written into the directory.

    Raises
    ------
    OutputError
        They cannot be written there.
    """
    fig = drawn.get_figure(root=True)
    assert fig is not None, "axes that are drawn stand in a figure"
    png, svg = Path(directory) / f"{name}.png", Path(directory) / f"{name}.svg"
    engine, dpi = fig.get_layout_engine(), fig.dpi
    if engine:
        engine.execute(fig)
        fig.set_layout_engine("none")  # what is laid out once stays, and takes half the time
    fig.set_dpi(150)
    # `savefig` would draw all once more before each
    with writing(png) as part:
        FigureCanvasAgg(fig).print_png(part, metadata={"Software": None})
    fig.set_dpi(dpi)
    with rc_context(SVG), writing(svg) as part:
        FigureCanvasSVG(fig).print_svg(part, metadata={"Date": None, "Creator": None})
    fig.set_layout_engine(engine)
    return png, svg
