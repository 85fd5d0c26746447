"""A picture inside HTML, as notebooks show it: complete in itself, and told in words as well."""

import io
from base64 import b64encode
from collections.abc import Callable
from html import escape

from matplotlib import rc_context
from matplotlib.axes import Axes

from seethrough.plots.files import SVG
from seethrough.plots.style import figure


def image(draw: Callable[[Axes], object], alt: str, size: tuple[float, float] = (4.6, 3.1)) -> str:
    """An img element with the drawing; `draw` is given axes, `size` is in inches."""
    file, fig = io.BytesIO(), figure(*size)
    with rc_context(SVG):
        draw(fig.add_subplot())
        fig.savefig(file, format="svg", metadata={"Date": None, "Creator": None})
    data = b64encode(file.getvalue()).decode()
    style = f"width: {96 * size[0]:.0f}px; max-width: 100%"
    return f'<img alt="{escape(alt)}" style="{style}" src="data:image/svg+xml;base64,{data}">'
