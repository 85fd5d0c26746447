import os
import stat
from shutil import which

import numpy as np
import pytest
from PIL import Image

from seethrough.errors import OutputError, SettingError
from seethrough.plots import animate
from seethrough.plots.animate import check, film
from seethrough.plots.boundary import grid
from seethrough.plots.scenes import boundary_scene


@pytest.fixture(scope="module")
def scene(X, y):
    """A scene of the boundary, and frames of a line that turns."""
    xx, yy, _ = grid(X, 100)
    angles = np.linspace(0, 3, 30)
    p = [1 / (1 + np.exp(-4 * (np.cos(a) * xx + np.sin(a) * yy - 0.3))) for a in angles]
    frames = [(f"pass {i}", np.stack([1 - q, q], axis=-1)) for i, q in enumerate(p)]
    return boundary_scene(xx, yy, X, y), frames


@pytest.fixture(scope="module")
def gif(scene, tmp_path_factory):
    return film(tmp_path_factory.mktemp("gif") / "film.gif", *scene)


def test_film_has_its_frames(gif):
    """The film loops over its frames of a twelfth of a second and holds the last for 2 s."""
    with Image.open(gif) as image:
        assert (image.n_frames, image.size, image.info["loop"]) == (30, (480, 400), 0)
        assert image.info["duration"] == 80
        image.seek(29)
        assert image.info["duration"] == 2000
    assert gif.stat().st_size < 1e6


def test_frames_move_and_the_frame_stays(gif):
    """The map and the title change from frame to frame, the tick labels do not, paper is white."""
    with Image.open(gif) as image:
        first = np.asarray(image.convert("RGB")).astype(int)
        image.seek(15)
        later = np.asarray(image.convert("RGB")).astype(int)
    assert (first[30:340, 70:380] != later[30:340, 70:380]).any()
    assert (first[:20] != later[:20]).any()
    np.testing.assert_array_equal(first[370:], later[370:])
    assert later[-1, -1].tolist() == [255, 255, 255]


def test_frames_without_a_line(scene, tmp_path):
    """A network that says the same everywhere is filmed too."""
    path = film(tmp_path / "a.gif", scene[0], [("start", np.full((100, 100, 2), 0.5))])
    with Image.open(path) as image:
        assert image.n_frames == 1


def test_film_into_a_file(scene, tmp_path):
    """A path below a file is refused."""
    (tmp_path / "taken").write_text("")
    with pytest.raises(OutputError, match="could not be written"):
        film(tmp_path / "taken" / "a.gif", scene[0], scene[1][:1])


def test_other_kinds_are_refused(monkeypatch):
    """Another ending is refused with those there are; so is MP4 where ffmpeg is not."""
    with pytest.raises(SettingError, match=r"'a.avi'. Written are .gif and .mp4"):
        check("a.avi")
    monkeypatch.setattr(animate, "which", lambda _: None)
    with pytest.raises(SettingError, match="Install ffmpeg"):
        check("a.mp4")


def stand_in(folder, monkeypatch, script):
    """A program called ffmpeg that runs a script."""
    program = folder / "ffmpeg"
    program.write_text(f"#!/bin/sh\n{script}\n")
    program.chmod(program.stat().st_mode | stat.S_IXUSR)
    monkeypatch.setenv("PATH", f"{folder}{os.pathsep}{os.environ['PATH']}")


def test_pixels_go_to_ffmpeg(scene, tmp_path, monkeypatch):
    """ffmpeg is handed every frame as it is, the last one held for 2 s, and told its size."""
    stand_in(
        tmp_path, monkeypatch, 'echo "$@" > "$(dirname "$0")/told"; for p; do :; done; cat > "$p"'
    )
    path = film(tmp_path / "a.mp4", scene[0], scene[1][:3], fps=5)
    frames = np.frombuffer(path.read_bytes(), np.uint8).reshape(-1, 400, 480, 3)
    assert len(frames) == 3 + 2 * 5
    assert (frames[0] != frames[2]).any()
    assert (frames[2:] == frames[2]).all()
    assert "-s 480x400 -r 5" in (tmp_path / "told").read_text()


def test_ffmpeg_that_fails(scene, tmp_path, monkeypatch):
    """What ffmpeg complains of is told, and no half film is left."""
    stand_in(tmp_path, monkeypatch, "cat > /dev/null; echo no codec >&2; exit 1")
    with pytest.raises(OutputError, match=r"\(no codec\)"):
        film(tmp_path / "a.mp4", scene[0], scene[1][:1])
    assert not list(tmp_path.glob("*.mp4"))


@pytest.mark.skipif(which("ffmpeg") is None, reason="ffmpeg is not installed")
def test_mp4(scene, tmp_path):
    """Where ffmpeg is installed an MP4 comes out."""
    path = film(tmp_path / "a.mp4", scene[0], scene[1][:5])
    assert path.read_bytes()[4:8] == b"ftyp"
