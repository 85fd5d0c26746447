"""Moving pictures: what moves is drawn again for each frame, the rest stays."""

import subprocess
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from shutil import which
from typing import Any, NamedTuple

import numpy as np
from matplotlib import colormaps
from matplotlib.artist import Artist
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.colors import LinearSegmentedColormap
from matplotlib.figure import Figure
from PIL import Image

from seethrough.errors import OutputError, SettingError
from seethrough.files import writing
from seethrough.plots.style import COLOURS, DIVERGING

HOLD = 2  # seconds on the last frame
KINDS = (".gif", ".mp4")


class Scene(NamedTuple):
    """A figure that can be drawn frame by frame.

    Attributes
    ----------
    figure : Figure
    moving : artists that change from frame to frame
    show : is given what a frame shows; changes the artists, and returns those for this frame only
    """

    figure: Figure
    moving: Sequence[Artist]
    show: Callable[[Any], Iterable[Artist]]


def film(path: str | Path, scene: Scene, frames: Iterable[Any], fps: int = 12) -> Path:
    """Write a film of a scene and return its path; it runs over and over, its last frame held.

    Parameters
    ----------
    path : .gif, or .mp4 where ffmpeg is installed
    frames : what each frame shows, as the scene takes it
    fps : frames per second

    Raises
    ------
    SettingError
        The path ends in something else, or ffmpeg is not installed.
    OutputError
        The file cannot be written.
    """
    path = Path(path)
    check(path)
    with writing(path) as part:
        writers[path.suffix.lower()](part, pictures(scene, frames), fps)
    return path


def check(path: str | Path) -> None:
    """Refuse a kind of film that cannot be written, before long work is done for it.

    Raises
    ------
    SettingError
    """
    suffix = Path(path).suffix.lower()
    if suffix not in KINDS:
        raise SettingError(
            f"the film is to be {Path(path).name!r}. Written are {' and '.join(KINDS)}. Give the "
            "path one of these endings, for example learning.gif."
        )
    if suffix == ".mp4" and which("ffmpeg") is None:
        raise SettingError(
            f"the film is to be {Path(path).name!r}, and ffmpeg, which makes MP4, is not there. "
            "Install ffmpeg, or give the path the ending .gif."
        )


def pictures(scene: Scene, frames: Iterable[Any]) -> Iterator[Image.Image]:
    """Yield the frames: what stays is drawn once, what moves each time, in its order of depth."""
    canvas = FigureCanvasAgg(scene.figure)
    canvas.draw()
    scene.figure.set_layout_engine("none")
    for artist in scene.moving:
        artist.set_animated(True)
    canvas.draw()
    still = canvas.copy_from_bbox(scene.figure.bbox)
    for frame in frames:
        passing = list(scene.show(frame))
        canvas.restore_region(still)
        for artist in sorted([*scene.moving, *passing], key=Artist.get_zorder):
            (artist.axes or scene.figure).draw_artist(artist)
        for artist in passing:
            artist.remove()
        yield Image.fromarray(np.asarray(canvas.buffer_rgba())).convert("RGB")


def _gif(path: Path, frames: Iterable[Image.Image], fps: int) -> None:
    palette = _palette()
    few = [frame.quantize(palette=palette, dither=Image.Dither.NONE) for frame in frames]
    times = [1000 // fps] * (len(few) - 1) + [1000 * HOLD]
    more = few[1:]
    few[0].save(path, "GIF", save_all=True, append_images=more, duration=times, loop=0)


def _mp4(path: Path, frames: Iterable[Image.Image], fps: int) -> None:
    """Hand the pixels to ffmpeg, its last ones again and again; sides are cut to even numbers."""
    shown = list(frames)
    shown += shown[-1:] * (fps * HOLD)
    width, height = shown[0].size
    raw = ["-f", "rawvideo", "-pix_fmt", "rgb24", "-s", f"{width}x{height}", "-r", str(fps)]
    even = ["-vf", "crop=trunc(iw/2)*2:trunc(ih/2)*2", "-pix_fmt", "yuv420p", "-f", "mp4"]
    command = ["ffmpeg", "-loglevel", "error", "-y", *raw, "-i", "-", *even, str(path)]
    pixels = b"".join(frame.tobytes() for frame in shown)
    done = subprocess.run(command, input=pixels, capture_output=True, check=False)  # noqa: S603 - ours
    if done.returncode:
        raise OutputError(
            f"ffmpeg could not write {path.name} ({done.stderr.decode(errors='replace').strip()}). "
            "It has to know H.264 or MPEG-4. Give the path the ending .gif instead."
        )


writers = {".gif": _gif, ".mp4": _mp4}


def _palette() -> Image.Image:
    """The colours of every film: blue to white to orange, the other classes', and greys."""
    ramps = [colormaps["gray"](np.linspace(0, 1, 17)), DIVERGING(np.linspace(0, 1, 33))]
    for colour in COLOURS[2:]:
        ramp = LinearSegmentedColormap.from_list("ramp", ["white", colour])
        ramps.append(ramp(np.linspace(0, 1, 17)[1:]))
    image = Image.new("P", (1, 1))
    image.putpalette((255 * np.vstack(ramps)[:, :3]).round().astype(int).ravel().tolist())
    return image
