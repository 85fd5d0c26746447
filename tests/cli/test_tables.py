import subprocess
import sys
from importlib import resources

import pandas as pd
import pytest
from typer.testing import CliRunner

from seethrough.cli.app import app
from seethrough.errors import SeethroughError

PENGUINS = str(resources.files("seethrough.data") / "files" / "penguins.csv")
QUICK = ("--epochs", "3")


def run(*words):
    """Run a command in this process and return what it printed."""
    result = CliRunner().invoke(app, [*map(str, words)], env={"COLUMNS": "100"})
    if result.exception and not isinstance(result.exception, SystemExit):
        raise result.exception
    assert result.exit_code == 0, result.output
    return result.stdout


@pytest.fixture(scope="module")
def model(tmp_path_factory):
    """A model of the penguins' sex, with what was printed beside it."""
    path = tmp_path_factory.mktemp("model") / "sex.skops"
    path.with_suffix(".txt").write_text(run("train", PENGUINS, "--target", "sex", "--out", path))
    return path


def test_train_tells_the_story(model):
    """The report tells rows, the guess and its reason, columns, rivals, scores and places."""
    told = model.with_suffix(".txt").read_text()
    for words in (
        "344 rows, 8 columns",
        "11 rows do not tell sex: dropped",
        "Classification of sex: it holds 2 different words",
        "island",
        "majority",
        "logistic regression",
        "balanced accuracy",
        "truth ↓",
        str(model),
        str(model.with_suffix(".html")),
    ):
        assert words in told
    assert "\r" not in told, "no progress bar without a terminal"


def test_train_writes_model_and_page(model):
    """The model and the page lie side by side, and nothing else."""
    names = {path.name for path in model.parent.iterdir()}
    assert {"sex.skops", "sex.html", "sex.txt"} <= names
    assert not any(name.startswith(".") for name in names)


def test_train_a_number(tmp_path, monkeypatch):
    """A measured target is a regression; the model is called by table and target."""
    monkeypatch.chdir(tmp_path)
    told = run("train", PENGUINS, "--target", "body_mass_g", "--drop", "year", *QUICK)
    for words in ("Regression of body_mass_g", "RMSE", "linear regression", "year (as you wished)"):
        assert words in told
    assert {path.name for path in tmp_path.iterdir()} == {
        "penguins-body_mass_g.skops",
        "penguins-body_mass_g.html",
    }


def test_a_table_without_names(tmp_path):
    """A table without names and with semicolons is learned, its last column the target."""
    path, out = tmp_path / "t.data", tmp_path / "m"
    rows = [f"{k % 7};{k * 0.5};{'a' if k % 7 < 3 else 'b'}" for k in range(60)]
    path.write_text("\n".join(rows))
    told = run("train", path, "--target", "last", "--out", out, "--hidden", "8", *QUICK)
    assert "Classification of column_3" in told
    assert "semicolon" in told
    path.write_text("\n".join(row.rpartition(";")[0] for row in rows))
    assert len(run("predict", tmp_path / "m.skops", path).splitlines()) == 61


def test_predict_to_the_screen(model):
    """Each row has its answer and the probability of each class."""
    head, *rows = run("predict", model, PENGUINS).splitlines()
    assert head == "prediction,probability_female,probability_male"
    assert len(rows) == 344
    for row in rows[:20]:
        answer, female, male = row.split(",")
        assert answer == ("female" if float(female) > float(male) else "male")


@pytest.mark.parametrize("name", ["p.csv", "p.csv.gz", "p.parquet"])
def test_predict_to_a_file(name, model, tmp_path):
    """The answers are written as the ending says, the same in every form."""
    assert run("predict", model, PENGUINS, "--out", tmp_path / name) == ""
    read = pd.read_parquet if name.endswith("parquet") else pd.read_csv
    answers = read(tmp_path / name)
    assert list(answers.columns) == ["prediction", "probability_female", "probability_male"]
    assert len(answers) == 344
    assert [path.name for path in tmp_path.iterdir()] == [name]


def test_evaluate(model):
    """The scores on another table are told, with the rows left out."""
    told = run("evaluate", model, PENGUINS)
    for words in ("11 rows do not tell sex", "333 rows measured", "ROC AUC", "female"):
        assert words in told


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["--target", "sexx"], "did you mean 'sex'"),
        (["--target", "sex", "--task", "regressions"], "Did you mean 'regression'"),
        (["--target", "sex", "--task", "regression"], "Regression needs numbers"),
        (["--target", "sex", "--hidden", "64,a"], "hidden is '64,a'"),
        (["--target", "sex", "--hidden", "0"], "hidden_layer_sizes"),
        (["--target", "sex", "--test", "2"], "test is 2"),
        (["--target", "sex", "--epochs", "0"], "epochs is 0"),
        (["--target", "sex", "--sep", ";"], "Try --sep ','"),
        (["--target", "sex", "--out", "taken/model"], "is in the way"),
    ],
)
def test_settings_without_sense(words, told, tmp_path, monkeypatch):
    """A setting without sense is refused by an error of ours, and nothing is written."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "taken").write_text("")
    with pytest.raises(SeethroughError, match=told):
        run("train", PENGUINS, *words)
    assert [path.name for path in tmp_path.iterdir()] == ["taken"]


def test_what_does_not_fit_is_refused(model, tmp_path):
    """What is no model, and a table that lacks a column, are refused, and nothing is written."""
    for command in ("predict", "evaluate"):
        with pytest.raises(SeethroughError, match="could not be opened as a model"):
            run(command, PENGUINS, PENGUINS)
    table = tmp_path / "t.csv"
    pd.read_csv(PENGUINS).drop(columns="island").to_csv(table, index=False)
    with pytest.raises(SeethroughError, match="no column 'island'"):
        run("predict", model, table, "--out", tmp_path / "p.csv")
    assert [path.name for path in tmp_path.iterdir()] == ["t.csv"]


def test_errors_end_with_code_2(tmp_path):
    """In a shell an error is one message and code 2, no traceback."""
    command = [sys.executable, "-m", "seethrough", "train", PENGUINS, "--target", "sexx"]
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=tmp_path)
    assert done.returncode == 2
    assert done.stderr.startswith("Error: the table has no column 'sexx'")
    assert "Traceback" not in done.stderr
