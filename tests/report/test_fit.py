import re

import numpy as np
import pandas as pd
import pytest

from seethrough.data.target import question, take_apart
from seethrough.estimators.trial import Plan, run
from seethrough.report import fit


def tried(target, **plan):
    """A trial of a small table with names that need escaping."""
    rng, n = np.random.default_rng(0), 120
    frame = pd.DataFrame({"<x>": rng.standard_normal(n), "c": 1, "w": rng.choice(["u", "v"], n)})
    x = frame["<x>"]
    frame["<y>"] = {"class": np.where(x > 0, "<yes>", "no"), "many": np.arange(n) % 12}.get(
        target, x
    )
    parts = take_apart(frame, "<y>")
    return run(parts, question(parts.y), Plan(epochs=3, **plan))


@pytest.mark.parametrize("target", ["class", "many", "number"])
def test_the_page_is_whole_and_alone(target, tmp_path):
    """The page tells rows, columns and scores, escapes names, and fetches nothing."""
    trial = tried(target)
    page = fit.write(trial, tmp_path / "r.html", "<t>.csv", ["a <note>"]).read_text()
    for told in ("&lt;t&gt;.csv", "a &lt;note&gt;", "c (always 1)", ">96<", trial.question.task):
        assert told in page
    for row in fit.scored(trial.scores)[1:]:
        assert all(cell in page for cell in row)
    assert page.count("<svg") == 2 + len(trial.diagnosis)
    assert trial.diagnosis.line in page
    assert not re.search(r"<(yes|x|y|t|note)>", page)
    assert not re.search(r'(src|href)="(?!#)', page.replace('xlink:href="#', ""))


def test_without_a_test_the_page_says_so(tmp_path):
    """Where nothing was held out, the page says that nothing was measured."""
    trial = tried("class", test=0)
    page = fit.write(trial, tmp_path / "r.html", "t.csv").read_text()
    assert "nothing was measured" in page
    assert page.count("<svg") == 1 + len(trial.diagnosis)


@pytest.mark.parametrize(
    ("value", "name", "text"),
    [(0.98765, "accuracy", "0.9877"), (-1.5, "R²", "−1.5000"), (np.nan, "ROC AUC", "–"),
     (12345.678, "RMSE", "12,346"), (0.0012345, "MAE", "0.0012345"), (0.0, "RMSE", "0.0000")],
)  # fmt: skip
def test_numbers_have_digits_that_matter(value, name, text):
    """Shares have four decimals, numbers in a unit five digits; what is not defined is a dash."""
    assert fit.number(value, name) == text


def test_columns_are_gathered_by_their_use():
    """Columns with the same use stand together, the left-out ones with their reason."""
    rows = fit.columns({"a": "number", "b": "text", "c": "number"}, {"d": "all missing"})
    assert rows[1:] == [
        ("number", "2", "a, c"),
        ("text", "1", "b"),
        ("left out", "1", "d (all missing)"),
    ]
    many = fit.columns({str(k): "number" for k in range(50)}, {})
    assert many[1][2].endswith("39 and 10 more")


def test_confusions():
    """Few classes have the whole matrix, many the commonest mistakes only."""
    truth, answers = np.array(["a", "a", "b"]), np.array(["a", "b", "b"])
    assert fit.confused(truth, answers, np.array(["a", "b"]))[1:] == [
        ("a", "1", "1"),
        ("b", "0", "1"),
    ]
    labels = np.arange(20)
    mistakes = fit.confused(labels, np.where(labels == 3, 4, labels), labels)
    assert mistakes[1:] == [("3", "4", "1")]


def test_the_verdict_is_honest():
    """The sentence says better, worse or the same, whichever way the score counts."""
    trial = tried("class")
    for task, name, line, net, told in (
        ("classification", "accuracy", 0.8, 0.9, "better than"),
        ("classification", "accuracy", 0.9, 0.8, "worse than"),
        ("classification", "accuracy", 0.9, 0.90001, "is that of"),
        ("regression", "RMSE", 2.0, 1.0, "better than"),
        ("regression", "RMSE", 1.0, 2.0, "worse than"),
    ):
        scores = {"none": {name: 0}, "line": {name: line}, "network": {name: net}}
        asked = trial.question._replace(task=task)
        assert told in fit.verdict(trial._replace(question=asked, scores=scores))
