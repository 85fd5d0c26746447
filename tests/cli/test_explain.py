import json
from importlib import resources
from pathlib import Path

import pytest
from typer.testing import CliRunner

from seethrough.cli.app import app
from seethrough.errors import SeethroughError
from seethrough.io.tables import load, save

PENGUINS = str(resources.files("seethrough.data") / "files" / "penguins.csv")


def run(*words):
    """Run a command in this process and return what it printed."""
    result = CliRunner().invoke(app, [*map(str, words)], env={"COLUMNS": "100"})
    if result.exception and not isinstance(result.exception, SystemExit):
        raise result.exception
    assert result.exit_code == 0, result.output
    return result.stdout


@pytest.fixture(scope="module", params=["sex", "body_mass_g"])
def model(request, tmp_path_factory):
    """A model of a class, and one of a number whose target is scaled."""
    path = tmp_path_factory.mktemp("model") / "m.skops"
    run("train", PENGUINS, "--target", request.param, "--out", path, "--epochs", "3")
    return path


def test_the_moons_before_the_first_update():
    """--moons --hidden 3 --step 0 is the article's network, row 0, with two softmax outputs."""
    shown = run("explain", "--moons", "--hidden", "3", "--step", "0")
    assert "x₁ = 0.7434612" in shown
    assert "z¹₁ = x₁ W¹₁₁ + x₂ W¹₂₁ + b¹₁ = 0.7434612·1.247373" in shown
    assert "p₂ = exp(z²₂) / (exp(z²₁) + exp(z²₂))" in shown
    assert "W²₃₂ ← W²₃₂ − η ∂L/∂W²₃₂" in shown
    assert shown == run("explain", "--moons")


def test_the_moons_later():
    """--step goes on to a later update, --row to another sample."""
    later = run("explain", "--moons", "--step", "10", "--row", "7")
    assert later != run("explain", "--moons", "--row", "7")
    assert "x₁ = 0.8844659" in later


def test_a_row_of_a_table(model):
    """A model's answer is explained from the raw values on, as `predict` gives it."""
    shown = run("explain", model, PENGUINS, "--row", "7")
    assert "(raw − mean) / spread = (39.2 − " in shown
    assert "bill_length_mm (plain)" in shown
    assert "island_Torgersen, from island = 'Torgersen'" in shown
    if "in the target's own unit" in shown:
        (answer,) = [line for line in shown.splitlines() if "answer =" in line]
        predicted = run("predict", model, PENGUINS).splitlines()[8].split(",")[-1]
        told = float(answer.rsplit("= ", 1)[1].split()[0])
        assert told == pytest.approx(float(predicted), rel=1e-4)


@pytest.mark.parametrize(
    ("words", "shown"),
    [
        (("--unit", "2,0"), "there it is z³₁"),
        (("--unit", "1,5"), "there it is z²₆"),
        (("--weight", "1,0,3"), "coefs_[1][0, 3]"),
        (("--weight", "1, b, 3"), "intercepts_[1][3]"),
    ],
)
def test_a_unit_and_a_weight(model, words, shown):
    """--unit and --weight tell of one only."""
    assert shown in run("explain", model, PENGUINS, *words)


@pytest.mark.parametrize(
    ("name", "begins"),
    [
        ("a.html", "<!doctype html>"),
        ("a.tex", r"\documentclass"),
        ("a.json", "{"),
        ("a.txt", "x  x, y"),
        ("a", "x  x, y"),
    ],
)
def test_the_ending_says_the_format(tmp_path, name, begins):
    """--out writes text, HTML, LaTeX or JSON by its ending; --format prints the same."""
    told = run("explain", "--moons", "--out", tmp_path / name)
    assert not told
    written = (tmp_path / name).read_text(encoding="utf-8")
    assert written.startswith(begins)
    form = {"a.html": "html", "a.tex": "latex", "a.json": "json"}.get(name, "text")
    assert run("explain", "--moons", "--format", form) == written


def test_json_can_be_read():
    """--format json prints nothing but JSON."""
    assert json.loads(run("explain", "--moons", "--format", "json"))["version"] == 1


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ((), "a model is missing"),
        (("m.skops",), "the table is missing"),
        (("m.skops", "--moons"), "together with --moons"),
        (("--moons", "--format", "jsno"), "Did you mean 'json'"),
        (("--moons", "--row", "200"), "from 0 to 199"),
        (("--moons", "--step", "-1"), "step is -1"),
        (("--moons", "--hidden", "0"), "hidden is 0"),
        (("--moons", "--unit", "0,9"), "layer 0 has units 0 to 2"),
        (("--moons", "--weight", "W"), "weight is"),
        (("lost.skops", PENGUINS), "there is no file lost.skops"),
    ],
)
def test_what_makes_no_sense_is_refused(words, told):
    """Each error says what is needed."""
    with pytest.raises(SeethroughError) as error:
        run("explain", *words)
    assert told in str(error.value)


def test_rows_that_cannot_be_explained(model):
    """A row outside the table, and one without a target."""
    with pytest.raises(SeethroughError, match="from 0 to 343"):
        run("explain", model, PENGUINS, "--row", "344")
    with pytest.raises(SeethroughError, match="row 3 does not tell"):
        run("explain", model, PENGUINS, "--row", "3")


def test_any_step_of_a_model(model, tmp_path):
    """A step that was not kept is made again from the table; another table is refused."""
    last = load(model).network._run["made"]
    shown = {run("explain", model, PENGUINS, "--step", step) for step in (0, 2, last)}
    assert len(shown) == 3
    some = tmp_path / "some.csv"
    for rows in (2, 12, 330):
        some.write_text("".join(Path(PENGUINS).read_text().splitlines(keepends=True)[:rows]))
        with pytest.raises(SeethroughError, match="not that of the fit"):
            run("explain", model, some, "--step", "2")


def test_a_model_of_before_does_not_say_which_rows_it_learned(model, tmp_path):
    """Its kept steps are there; for others the error says what is needed."""
    old = tmp_path / "old.skops"
    save(load(model)._replace(test=None), old)
    assert "step downhill" in run("explain", old, PENGUINS, "--step", "0")
    with pytest.raises(SeethroughError, match="the table of the fit is needed"):
        run("explain", old, PENGUINS, "--step", "2")
