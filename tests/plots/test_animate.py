import time

import numpy as np
import pytest
from PIL import Image

from seethrough.errors import OutputError, ShapeError
from seethrough.plots.animate import boundary_gif
from seethrough.plots.boundary import grid


@pytest.fixture(scope="module")
def film(X, sigmoid):
    """Sixty frames of a line that turns, with their grid."""
    xx, yy, _ = grid(X)
    angles = np.linspace(0, 3, 60)[:, None, None]
    frames = sigmoid(4 * (np.cos(angles) * xx + np.sin(angles) * yy - 0.3))
    return frames, xx, yy


@pytest.fixture(scope="module")
def gif(film, X, y, tmp_path_factory):
    """The path of the film and the seconds it took."""
    start = time.perf_counter()
    titles = [f"pass {i}" for i in range(60)]
    path = boundary_gif(tmp_path_factory.mktemp("gif") / "film.gif", *film, X, y, titles)
    return path, time.perf_counter() - start


def test_film_is_small_and_quick(gif):
    """Sixty frames of 480 × 400 take under 3 MB and, with room for slow machines, 8 s."""
    path, seconds = gif
    assert path.stat().st_size < 3e6
    assert seconds < 8


def test_film_has_its_frames(gif):
    """The film loops over sixty frames of a twelfth of a second and holds the last for 2 s."""
    with Image.open(gif[0]) as image:
        assert (image.n_frames, image.size, image.info["loop"]) == (60, (480, 400), 0)
        assert image.info["duration"] == 80
        image.seek(59)
        assert image.info["duration"] == 2000


def test_frames_move_and_the_frame_stays(gif):
    """The map and the title change from frame to frame, the tick labels do not, paper is white."""
    with Image.open(gif[0]) as image:
        first = np.asarray(image.convert("RGB")).astype(int)
        image.seek(30)
        later = np.asarray(image.convert("RGB")).astype(int)
    assert (first[30:340, 70:380] != later[30:340, 70:380]).any()
    assert (first[:20] != later[:20]).any()
    np.testing.assert_array_equal(first[370:], later[370:])
    assert later[-1, -1].tolist() == [255, 255, 255]


def test_frames_without_a_line(X, y, film, tmp_path):
    """A network that says the same everywhere is filmed too."""
    _, xx, yy = film
    path = boundary_gif(tmp_path / "a.gif", np.full((1, 200, 200), 0.5), xx, yy, X, y, ["start"])
    with Image.open(path) as image:
        assert image.n_frames == 1


def test_titles_must_match(X, y, film, tmp_path):
    """One title for sixty frames is refused."""
    with pytest.raises(ShapeError, match="60 frames and 1 titles"):
        boundary_gif(tmp_path / "a.gif", *film, X, y, ["start"])


def test_film_into_a_file(X, y, film, tmp_path):
    """A path below a file is refused."""
    (tmp_path / "taken").write_text("")
    frames, xx, yy = film
    with pytest.raises(OutputError, match="could not be written"):
        boundary_gif(tmp_path / "taken" / "a.gif", frames[:1], xx, yy, X, y, ["start"])
