from importlib import resources

import pytest
from PIL import Image
from typer.testing import CliRunner

from seethrough.cli.app import app
from seethrough.errors import DataError, SeethroughError, SettingError, UnknownNameError

PENGUINS = str(resources.files("seethrough.data") / "files" / "penguins.csv")


def run(*words):
    """Run a command in this process and return what it printed."""
    result = CliRunner().invoke(app, [*map(str, words)], env={"COLUMNS": "100"})
    if result.exception and not isinstance(result.exception, SystemExit):
        raise result.exception
    assert result.exit_code == 0, result.output
    return result.stdout


def test_compare(tmp_path):
    """The table has a row a size, the linear model first; the figure lies where it is told."""
    quick = ("--hidden", "1,2", "--seeds", "2", "--epochs", "3")
    told = run("compare", PENGUINS, "--target", "sex", *quick, "--out", tmp_path)
    for words in ("344 rows", "2 times: learned from 266 rows, measured on 67 others",
                  "0 (logistic regression)", "test accuracy", "does best in the test",
                  str(tmp_path / "sizes.png")):  # fmt: skip
        assert words in told
    assert "\r" not in told, "no progress bar without a terminal"
    assert {path.name for path in tmp_path.iterdir()} == {"sizes.png", "sizes.svg"}


@pytest.mark.parametrize(
    ("words", "error", "told"),
    [
        (["--hidden", "a"], SettingError, "hidden is 'a'"),
        (["--hidden", "-3"], SettingError, "hidden is -3"),
        (["--seeds", "0"], SettingError, "seeds is 0"),
        (["--test", "0"], SettingError, "no rows to compare on"),
        (["--target", "sx"], DataError, "sex"),
    ],
)
def test_compare_refuses(words, error, told, tmp_path):
    """What makes no sense is refused, and nothing is written."""
    with pytest.raises(error, match=told):
        run("compare", PENGUINS, "--target", "sex", "--out", tmp_path, *words)
    assert not list(tmp_path.iterdir())


def test_compare_interrupted(tmp_path, monkeypatch):
    """Ctrl-C ends it with a word, and nothing is written."""

    def interrupted(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr("seethrough.estimators.comparison.compare", interrupted)
    words = ["compare", PENGUINS, "--target", "sex", "--out", str(tmp_path)]
    result = CliRunner().invoke(app, words)
    assert result.exit_code == 130
    assert "Interrupted: nothing was written." in result.stdout
    assert not list(tmp_path.iterdir())


def test_animate_the_moons(tmp_path):
    """Without a table the moons are filmed."""
    path = tmp_path / "film.gif"
    told = run("animate", "--out", path, "--epochs", "6", "--frames", "3", "--what", "space")
    assert str(path) in told
    with Image.open(path) as image:
        assert image.n_frames == 3


def test_animate_a_table(tmp_path):
    """A column of classes is learned from the others, and filmed over the two that are named."""
    path = tmp_path / "film.gif"
    quick = ("--epochs", "4", "--frames", "4", "--axes", "bill_length_mm,bill_depth_mm")
    told = run("animate", PENGUINS, "--target", "species", "--out", path, *quick)
    assert "Classification of species" in told
    assert path.stat().st_size > 5_000


@pytest.mark.parametrize(
    ("words", "error", "told"),
    [
        (["--what", "bound"], UnknownNameError, "Did you mean 'boundary'"),
        (["--out", "film.avi"], SettingError, "Written are .gif and .mp4"),
        (["--frames", "0"], SettingError, "frames is 0"),
        (["--activation", "tanj"], SeethroughError, "tanh"),
        ([PENGUINS, "--target", "body_mass_g"], DataError, "a film shows how classes are parted"),
        (
            [PENGUINS, "--target", "sex", "--axes", "a,b", "--epochs", "2"],
            SettingError,
            "column 'a'",
        ),
    ],
)
def test_animate_refuses(words, error, told, tmp_path, monkeypatch):
    """What cannot be filmed is refused with a way out, and nothing is written."""
    monkeypatch.chdir(tmp_path)
    with pytest.raises(error, match=told):
        run("animate", *words)
    assert not list(tmp_path.iterdir())
