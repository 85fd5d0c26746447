import os
import signal
import subprocess
import sys
import time

import pytest
from typer.testing import CliRunner

from seethrough import __version__
from seethrough.cli.app import app

COMMAND = [sys.executable, "-m", "seethrough"]


def run(*words, **options):
    """Run the command line in a process of its own."""
    return subprocess.run(
        [*COMMAND, *words], capture_output=True, text=True, check=False, timeout=120, **options
    )


def test_help_names_the_commands():
    """The help tells of the article."""
    result = CliRunner().invoke(app, ["--help"])
    assert result.exit_code == 0
    assert "article" in result.output


def test_version():
    """--version prints the version."""
    assert CliRunner().invoke(app, ["--version"]).output.strip() == __version__


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["--activation", "tahn"], "Did you mean 'tanh'"),
        (["--hidden", "0"], "hidden is 0"),
        (["--hidden", "-1"], "hidden is -1"),
        (["--passes", "0"], "passes is 0"),
    ],
)
def test_settings_without_sense(words, told, tmp_path):
    """A setting without sense ends with code 2 and one message, no traceback, nothing written."""
    result = run("article", "--out", "new", *words, cwd=tmp_path)
    assert result.returncode == 2
    assert told in result.stderr
    assert "Traceback" not in result.stderr
    assert not list(tmp_path.iterdir())


def test_a_folder_that_cannot_be_written(tmp_path):
    """An output folder that cannot be written ends with code 2 and says what to do."""
    (tmp_path / "taken").write_text("")
    result = run("article", "--out", "taken", cwd=tmp_path)
    assert result.returncode == 2
    assert "Choose another" in result.stderr


@pytest.mark.skipif(os.name == "nt", reason="Windows has no SIGINT to send to a child")
def test_ctrl_c_keeps_what_is_finished(tmp_path):
    """Ctrl-C in the middle exits with 130, and says what is kept; the report is there."""
    child = subprocess.Popen(
        [*COMMAND, "article", "--passes", "100000000"],
        cwd=tmp_path,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        env=os.environ | {"PYTHONUNBUFFERED": "1"},
    )
    told = ""
    while "6. Training" not in told:
        line = child.stdout.readline()
        assert line, told
        told += line
    time.sleep(0.5)
    child.send_signal(signal.SIGINT)
    rest, _ = child.communicate(timeout=30)
    assert child.returncode == 130, rest
    assert "5 of 10 parts are finished" in rest
    assert "Traceback" not in rest
    assert (tmp_path / "article" / "report.html").exists()


@pytest.mark.parametrize("heavy", ["numpy", "sklearn", "scipy", "matplotlib", "typer"])
def test_import_is_light(heavy):
    """`import seethrough` imports nothing heavy."""
    script = f"import seethrough, sys; sys.exit('{heavy}' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", script], check=False).returncode == 0


def test_help_is_light():
    """`seethrough --help` imports no NumPy, no scikit-learn and no matplotlib."""
    script = (
        "import sys; sys.argv = ['seethrough', '--help']\n"
        "from seethrough.cli.app import app\n"
        "try: app()\n"
        "except SystemExit: pass\n"
        "sys.exit(any(m in sys.modules for m in ('numpy', 'sklearn', 'matplotlib')))"
    )
    done = subprocess.run([sys.executable, "-c", script], check=False, capture_output=True)
    assert done.returncode == 0
