"""Training as a moving picture."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TypeAlias

import numpy as np
from matplotlib import colormaps
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from PIL import Image

from seethrough.errors import ShapeError
from seethrough.files import writing
from seethrough.plots.boundary import points
from seethrough.plots.maps import shade, shaded_image, two_classes, zero_line
from seethrough.plots.style import DIVERGING, Floats, Ints, figure

Painter: TypeAlias = Callable[[Floats, str], Image.Image]
HOLD = 2000  # milliseconds on the last frame


def boundary_gif(
    path: str | Path,
    frames: Floats,
    xx: Floats,
    yy: Floats,
    X: Floats,
    y: Ints,
    titles: Sequence[str],
    fps: int = 12,
) -> Path:
    """Path of the GIF written: the boundary as it moves, over and over, the last frame held.

    Parameters
    ----------
    path : str or Path
        The file.
    frames : (F, ny, nx)
        Probabilities of class 1.
    xx, yy : (ny, nx)
        The grid.
    X, y : (n, 2), (n,)
        Points and their classes, 0 or 1.
    titles : sequence of F str
        What stands over each frame.
    fps : int
        Frames per second.

    Raises
    ------
    ShapeError
        There is not one title per frame.
    OutputError
        The file cannot be written.
    """
    if len(titles) != len(frames):
        raise ShapeError(
            f"{len(frames)} frames and {len(titles)} titles came in. Give one title per frame.",
        )
    fig = figure(4.8, 4.0)
    draw = _painter(fig, points(X, y, ax=fig.add_subplot()), xx, yy, frames[0])
    pictures = [draw(p, title) for p, title in zip(frames, titles, strict=True)]
    times = [1000 // fps] * (len(pictures) - 1) + [HOLD]
    with writing(path) as part:
        pictures[0].save(part, save_all=True, append_images=pictures[1:], duration=times, loop=0)
    return Path(path)


def _painter(fig: Figure, ax: Axes, xx: Floats, yy: Floats, first: Floats) -> Painter:
    """A function that redraws only what moves and returns the picture."""
    image = shaded_image(ax, xx, yy, two_classes(first))
    title = ax.set_title(" ", parse_math=False)
    moving = [image, *ax.collections, title]
    canvas = FigureCanvasAgg(fig)
    canvas.draw()
    fig.set_layout_engine("none")
    for artist in moving:
        artist.set_animated(True)
    canvas.draw()
    palette = _palette()
    still = canvas.copy_from_bbox(fig.bbox)

    def draw(p: Floats, text: str) -> Image.Image:
        image.set_data(shade(two_classes(p)))
        title.set_text(text)
        line = zero_line(ax, xx, yy, p - 0.5)
        canvas.restore_region(still)
        for artist in sorted([*moving, *([line] if line else [])], key=Artist.get_zorder):
            ax.draw_artist(artist)
        if line:
            line.remove()
        picture = Image.fromarray(np.asarray(canvas.buffer_rgba())).convert("RGB")
        return picture.quantize(palette=palette, dither=Image.Dither.NONE)

    return draw


def _palette() -> Image.Image:
    """The colours of every film: blue to white to orange, and greys for lines and letters."""
    ramps = [colormaps["gray"](np.linspace(0, 1, 33)), DIVERGING(np.linspace(0, 1, 65))]
    image = Image.new("P", (1, 1))
    image.putpalette((255 * np.vstack(ramps)[:, :3]).round().astype(int).ravel().tolist())
    return image
