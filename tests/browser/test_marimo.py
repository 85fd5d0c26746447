"""The widget in a real notebook: a marimo page, with a fitted network."""

import os
import re
import subprocess
import sys
from importlib.util import find_spec

import pytest

from seethrough import MLPClassifier
from seethrough.data import moons
from seethrough.studio.session import Session

pytestmark = [
    pytest.mark.skipif(
        find_spec("marimo") is None and "CI" not in os.environ,
        reason="marimo is not installed: pip install -c constraints.txt '.[test]'",
    ),
    pytest.mark.filterwarnings("ignore::sklearn.exceptions.ConvergenceWarning"),
]
FIT = 'MLPClassifier((4,), "tanh", batch_size=32, max_iter=10, random_state=0).fit(X, y)'
NOTEBOOK = f"""
import marimo

app = marimo.App()


@app.cell
def studio():
    from seethrough import MLPClassifier
    from seethrough.data import moons
    from seethrough.studio import Studio

    X, y, *_ = moons()
    Studio({FIT}, X, y)
    return
"""
MUTED = "rgb(89, 99, 114)"
WAIT = 60_000  # milliseconds: a notebook's page is large, and its kernel imports everything


@pytest.fixture
def notebook(tmp_path):
    """The link of a marimo page with the widget on it."""
    path = tmp_path / "notebook.py"
    path.write_text(NOTEBOOK)
    command = [sys.executable, "-m", "marimo", "run", str(path), "--headless", "--no-token"]
    own = os.environ | dict.fromkeys(("XDG_CONFIG_HOME", "XDG_STATE_HOME"), str(tmp_path))
    with subprocess.Popen(command, env=own, stdout=subprocess.PIPE, text=True) as server:
        found = (re.search(r"http://\S+", line) for line in server.stdout)
        yield next(filter(None, found)).group()
        server.terminate()


def test_a_fitted_network_plays_in_marimo(page, notebook):
    """It stands at the fit's last update with the fit's loss, plays on, and can be read."""
    faults = []
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.set_default_timeout(WAIT)
    page.goto(notebook)
    X, y, *_ = moons()
    clf = eval(FIT, {"MLPClassifier": MLPClassifier, "X": X, "y": y})  # noqa: S307 - it stands above
    run = Session.of(clf, X, y).run
    readings = page.locator(".readings dd")
    readings.nth(2).filter(has_text=f"{run.mark().loss:.4f}").wait_for()
    assert readings.first.inner_text() == str(run.now) == "70"
    # the notebook has colours of the same names, and they are not ours
    assert page.locator(".readings dt").first.evaluate("e => getComputedStyle(e).color") == MUTED
    page.get_by_role("button", name="Play", exact=True).click()
    page.wait_for_timeout(1500)
    page.get_by_role("button", name="Pause", exact=True).click()
    page.wait_for_timeout(500)
    shown = int(readings.first.inner_text().replace("\u202f", ""))
    assert shown > 90
    run.go(shown)
    assert readings.nth(2).inner_text() == f"{run.mark().loss:.4f}"
    assert faults == []
