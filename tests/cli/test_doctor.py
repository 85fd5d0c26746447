import re

import numpy as np
import pandas as pd
import pytest
from typer.testing import CliRunner

from seethrough.bugs import BUGS
from seethrough.cli.app import app
from seethrough.errors import DataError, UnknownNameError

QUICK = ("--epochs", "3")


def run(*words):
    """Run a command in this process and return what it printed."""
    result = CliRunner().invoke(app, [*map(str, words)], env={"COLUMNS": "100"})
    if result.exception and not isinstance(result.exception, SystemExit):
        raise result.exception
    assert result.exit_code == 0, result.output
    return result.stdout


@pytest.fixture(scope="module")
def ill(tmp_path_factory):
    """A folder with a table whose code column tells the target, a model, and what was printed."""
    folder = tmp_path_factory.mktemp("ill")
    rng = np.random.default_rng(0)
    sold = rng.integers(0, 2, 200)
    frame = pd.DataFrame({"noise": rng.normal(size=200), "sold": np.where(sold, "yes", "no")})
    frame["date of sale"] = 40 * sold + rng.integers(1, 30, 200)
    frame["date again"] = 2.54 * frame["date of sale"]
    frame.to_csv(folder / "houses.csv", index=False)
    words = ("train", folder / "houses.csv", "--target", "sold", "--out", folder / "m.skops")
    (folder / "told.txt").write_text(run(*words))
    return folder


def test_training_ends_with_a_line_of_the_doctor(ill):
    """Where something is found, the last lines of training say what, and how to hear more."""
    told = " ".join((ill / "told.txt").read_text().split())
    assert re.search(r"The doctor found \d things?: leak of the target", told)
    assert f"`seethrough doctor {ill / 'm.skops'} {ill / 'houses.csv'}` tells why" in told


def test_a_healthy_run_is_not_talked_about(tmp_path):
    """Where nothing is found, training says nothing of the doctor."""
    rng = np.random.default_rng(0)
    frame = pd.DataFrame(rng.normal(size=(300, 3)), columns=["a", "b", "c"])
    frame["y"] = frame["a"] * 2 + frame["b"] * frame["c"] + rng.normal(size=300)
    frame.to_csv(tmp_path / "t.csv", index=False)
    told = run("train", tmp_path / "t.csv", "--target", "y", "--out", tmp_path / "m.skops")
    assert "doctor" not in told


def test_the_doctor_tells_columns_by_their_names(ill):
    """The leak and the doubled column are told by the table's names, with the option to drop."""
    told = " ".join(run("doctor", ill / "m.skops", ill / "houses.csv").split())
    assert "leak of the target" in told
    assert "--drop 'date of sale'" in told
    assert "date again is date of sale" in told
    assert "(plain)" not in told


def test_the_options_that_are_named_heal(ill):
    """Trained again with the options that the doctor names, the leak is gone."""
    again = ("train", ill / "houses.csv", "--target", "sold", "--out", ill / "n.skops", *QUICK)
    run(*again, "--drop", "date of sale", "--drop", "date again")
    assert "leak of" not in run("doctor", ill / "n.skops", ill / "houses.csv")


def test_the_page_is_whole_and_alone(ill):
    """The page has each finding with a drawing, and fetches nothing."""
    told = run("doctor", ill / "m.skops", ill / "houses.csv", "--out", ill / "page.html")
    assert str(ill / "page.html") in told
    page = (ill / "page.html").read_text()
    assert page.count("<svg") == page.count("Evidence:") >= 2
    assert "Leak of the target" in page
    assert not re.search(r'(src|href)="(?!#)', page.replace('xlink:href="#', ""))


def test_a_table_without_the_target_is_refused(ill, tmp_path):
    """A table that does not tell the target cannot be used, and the error says so."""
    pd.DataFrame({"noise": [1.0], "more": 2}).to_csv(tmp_path / "t.csv", index=False)
    with pytest.raises(DataError, match="sold"):
        run("doctor", ill / "m.skops", tmp_path / "t.csv")


def test_break_it_lists_the_bugs():
    """Without a name every bug is told with both lines."""
    told = run("break-it")
    for name, bug in BUGS.items():
        assert f"{name} breaks {bug.number}" in told
        assert bug.wrong_line in told


def test_break_it_runs_a_bug():
    """A name runs that bug: its check and the end of its training."""
    told = run("break-it", "sum_for_mean")
    assert "The gradients are wrong" in told
    assert "with the bug" in told
    with pytest.raises(UnknownNameError, match="sum_for_mean"):
        run("break-it", "sum")


def test_break_it_asks():
    """An exercise hides the bug; --answer tells it."""
    asked = run("break-it", "--exercise", "1")
    assert "Which bug is it?" in asked
    assert "wrong  " not in asked
    assert run("break-it", "--exercise", "1", "--answer").startswith(asked.partition("\n--")[0])
