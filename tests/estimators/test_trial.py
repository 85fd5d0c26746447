from importlib import resources
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from seethrough.data.tables import read_table
from seethrough.data.target import prepared, question, take_apart
from seethrough.errors import DataError, SettingError
from seethrough.estimators import tabular
from seethrough.estimators.trial import Plan, examine, run, split

PENGUINS = resources.files("seethrough.data") / "files" / "penguins.csv"
GERMAN = Path(__file__).parents[3] / "shared" / "data" / "german.data.gz"


def tried(frame, target, **plan):
    """A trial of a frame."""
    parts = take_apart(frame, target)
    return run(parts, question(parts.y), Plan(**plan))


@pytest.fixture(scope="module")
def kinds():
    """300 rows with columns of every kind, a yes-or-no target and a number that follows from x."""
    rng, n = np.random.default_rng(0), 300
    x = rng.standard_normal(n)
    return pd.DataFrame({
        "x": x,
        "whole": pd.array(np.where(np.arange(n) % 7, np.arange(n) % 5, None), dtype="Int64"),
        "yes": rng.random(n) < 0.5,
        "word": rng.choice(["u", "v", "w"], n),
        "gaps": np.where(rng.random(n) < 0.2, None, rng.choice(["p", "q"], n)),
        "code": rng.choice(["1", "2", "A"], n),
        "category": pd.Categorical(rng.choice(["a", "b"], n)),
        "text": [f"w{i} q" for i in range(n)],
        "date": pd.date_range("2020-01-01", periods=n).astype(str),
        "y": np.where(x > 0, "yes", "no"),
        "z": 3 * x,
    })  # fmt: skip


@pytest.fixture(scope="module")
def trial(kinds):
    """A classification of them."""
    return tried(kinds.drop(columns="z"), "y")


def test_every_kind_of_column_is_used(trial):
    """Numbers, categories, text and dates are told apart."""
    expected = {"x": "number", "whole": "number", "yes": "number", "word": "category"}
    expected |= {"gaps": "category", "code": "category", "category": "category"}
    assert trial.uses == expected | {"text": "text", "date": "date"}


def test_the_network_learns_what_there_is(trial):
    """A class that follows from one column is told, and the majority is not enough."""
    assert trial.scores["network"]["accuracy"] > 0.85
    assert trial.scores["majority"]["balanced accuracy"] == 0.5
    assert list(trial.scores) == ["majority", "logistic regression", "network"]
    assert trial.rows == {"dropped": 0, "learned": 240, "test": 60}


def test_numbers_are_answered_in_their_own_unit(kinds):
    """A regression answers in the unit of its target."""
    trial = tried(kinds[["x", "word", "z"]], "z")
    assert trial.scores["network"]["R²"] > 0.95
    assert trial.scores["mean"]["RMSE"] == pytest.approx(trial.truth.std(), rel=0.2)


def test_the_same_seed_gives_the_same(kinds, trial):
    """The same table and seed give the same answers, another seed others."""
    frame = kinds.drop(columns="z")
    again, other = tried(frame, "y"), tried(frame, "y", seed=1)
    pd.testing.assert_frame_equal(again.model.answers(frame), trial.model.answers(frame))
    assert not other.model.answers(frame).equals(trial.model.answers(frame))


@pytest.mark.parametrize("column", ["x", "whole", "yes", "word", "gaps", "code", "text", "date"])
@pytest.mark.parametrize("value", [None, "zzz", 7, 2.5])
def test_what_was_never_seen_is_answered(column, value, kinds, trial):
    """Gaps, unseen words and numbers for words have finite probabilities."""
    strange = kinds.head(5).astype({column: object}).assign(**{column: value})
    answers = trial.model.answers(strange)
    np.testing.assert_allclose(answers.filter(like="probability").sum(axis=1), 1, rtol=1e-5)
    assert answers["prediction"].isin(["yes", "no"]).all()


def test_words_in_a_column_of_numbers_are_told(kinds, trial):
    """Words where numbers were count as missing, and the reader is told."""
    assert trial.model.doubts(kinds) == []
    (told,) = trial.model.doubts(kinds.assign(x="much"))
    assert "'x' was a column of numbers: 300 values such as 'much'" in told


def test_order_and_further_columns_do_not_matter(kinds, trial):
    """The columns are found by name, whatever their order and whatever else there is."""
    turned = kinds[kinds.columns[::-1]].assign(more=1)
    pd.testing.assert_frame_equal(trial.model.answers(turned), trial.model.answers(kinds))


def test_a_column_that_is_gone_is_named(kinds, trial):
    """A column that the model needs and the table lacks is named, with the nearest there is."""
    with pytest.raises(DataError, match=r"no column 'word' \(did you mean 'words'\?\)"):
        trial.model.answers(kinds.rename(columns={"word": "words"}))
    with pytest.raises(DataError, match="no rows"):
        trial.model.answers(kinds.head(0))


def test_the_lean_pipeline_gives_the_same_numbers(kinds):
    """What is left out of a fitted vectorizer does not change what it gives."""
    X = kinds.drop(columns=["y", "z"])
    columns = tabular.preprocessing().fit(X)[0]
    pd.testing.assert_frame_equal(tabular.lean(columns).transform(X), columns.transform(X))


def test_many_categories():
    """20,000 different words in a column are learned from in bounded memory."""
    n = 20_000
    word = [f"user {k * 7919 % n} {'north' if k % 3 else 'south'}" for k in range(n)]
    frame = pd.DataFrame({"word": word, "y": np.where(np.arange(n) % 3, "up", "down")})
    trial = tried(frame, "y", epochs=3)
    assert trial.uses == {"word": "text"}
    assert trial.scores["network"]["accuracy"] > 0.95


def test_a_class_seen_once_is_learned_and_not_tested(kinds):
    """A class that is seen once is among the learned rows."""
    frame = kinds[["x", "word", "y"]].copy()
    frame.loc[5, "y"] = "rare"
    trial = tried(frame, "y", epochs=2)
    assert "rare" in trial.classes
    assert "rare" not in trial.truth


@given(
    st.lists(st.sampled_from("aabbbbc"), min_size=10, max_size=60),
    st.floats(0.01, 0.99),
    st.integers(0, 99),
)
def test_split(labels, share, seed):
    """The rows are parted without loss, and each class of the test can be learned."""
    train, test = split(pd.Series(labels, dtype=object), "classification", share, seed)
    assert sorted([*train, *test]) == list(range(len(labels)))
    learned = [labels[row] for row in train]
    assert all(learned.count(labels[row]) >= 2 for row in test)


@settings(max_examples=10)
@given(st.integers(10, 40), st.booleans())
def test_the_smallest_tables(n, words):
    """Ten rows are enough to run."""
    y = np.where(np.arange(n) % 2, "a", "b") if words else np.arange(n) * 1.5
    trial = tried(pd.DataFrame({"x": np.arange(n) % 4, "y": y}), "y", epochs=2, hidden=(2,))
    assert trial.rows["learned"] + trial.rows["test"] == n


def test_without_a_test(kinds):
    """With no rows held out nothing is measured, and all are learned from."""
    trial = tried(kinds[["x", "y"]], "y", test=0, epochs=2)
    assert trial.scores == {}
    assert trial.rows == {"dropped": 0, "learned": 300, "test": 0}


@pytest.mark.parametrize(
    ("plan", "told"), [({"test": 1}, "test is 1"), ({"epochs": 0}, "epochs is")]
)
def test_plans_without_sense(plan, told, kinds):
    """A plan that makes no sense is refused."""
    with pytest.raises(SettingError, match=told):
        tried(kinds, "y", **plan)


def test_examine(kinds, trial):
    """A model is measured on the rows of another table that have the target."""
    exam = examine(trial.model, kinds.assign(y=kinds["y"].mask(kinds.index < 10)))
    assert exam.untold == 10
    assert exam.scores["accuracy"] > 0.85
    with pytest.raises(DataError, match="which the model was not taught"):
        examine(trial.model, kinds.assign(y="maybe"))
    with pytest.raises(DataError, match="no column 'y'"):
        examine(trial.model, kinds.drop(columns="y"))
    with pytest.raises(DataError, match="no row of the table has a value of 'y'"):
        examine(trial.model, kinds.assign(y=None))


def test_a_measured_target_that_holds_words(kinds):
    """Words in a target that was learned as numbers are refused."""
    model = tried(kinds[["x", "z"]], "z", epochs=2).model
    with pytest.raises(DataError, match="'z' holds words"):
        examine(model, kinds.assign(z="much"))


def test_whole_numbers_as_classes(kinds):
    """Labels that are whole numbers are the same with gaps among them."""
    frame = kinds[["x"]].assign(y=np.arange(300) % 2)
    model = tried(frame, "y", epochs=2).model
    exam = examine(model, frame.assign(y=frame["y"].astype(float).mask(frame.index < 5)))
    assert set(exam.truth) == {0, 1}
    assert examine(model, frame.assign(y=frame["y"].astype(str))).untold == 0


@pytest.mark.parametrize("target", ["sex", "species"])
def test_penguins(target):
    """The network tells penguins apart about as well as the line does."""
    trial = tried(read_table(PENGUINS).frame, target)
    net, line = (trial.scores[k]["accuracy"] for k in ("network", "logistic regression"))
    assert net >= line - 0.05
    assert prepared(pd.Series(trial.truth), "classification").isin(trial.classes).all()


@pytest.mark.skipif(not GERMAN.exists(), reason="no ../shared/data/german.data.gz at hand")
def test_german_credit():
    """The network tells German credit about as well as the line does."""
    trial = tried(read_table(GERMAN).frame, "column_21")
    net, line = (trial.scores[k]["accuracy"] for k in ("network", "logistic regression"))
    assert net >= line - 0.05
