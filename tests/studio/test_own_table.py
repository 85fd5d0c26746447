import json

import numpy as np
import pandas as pd
import pytest

from seethrough import MLPRegressor
from seethrough.errors import DataError
from seethrough.studio import own_table
from seethrough.studio.session import Session
from seethrough.studio.wire import encode

pytestmark = pytest.mark.usefixtures("unchecked")


@pytest.fixture(scope="module")
def table():
    """Two axes, a number, a category, a date, a gap here and there, and three classes."""
    rng = np.random.default_rng(0)
    age = rng.integers(20, 81, 150)
    frame = pd.DataFrame({"a": rng.normal(size=150), "b": rng.normal(size=150), "age": age})
    frame["sex"] = rng.choice(["f", "m", "m"], 150)
    frame["when"] = pd.date_range("2020-01-01", periods=150).strftime("%Y-%m-%d")
    frame["same"] = 7
    frame["kind"] = np.where(age > 50, "old", np.where(frame["sex"] == "m", "man", "woman"))
    frame.loc[::9, "age"] = np.nan
    frame.loc[::7, "a"] = np.nan
    return frame


@pytest.fixture
def made(table):
    """A session that has learned the table."""
    session = Session(engine="reference")
    ask(session, "upload", name="own.csv", content=table.to_csv(index=False).encode())
    ask(session, "set", section="training", values={"solver": "adam", "eta": 0.02})
    ask(session, "tick", n=100)
    return session


def ask(session, kind, content=b"", **more):
    """The answers to a message, by type; an error fails the test."""
    answers = session.handle({"type": kind, **more}, content)
    for head, buffers in answers:
        assert head["type"] != "error", head
        encode(head, buffers)
    return {head["type"]: (head, buffers) for head, buffers in answers}


def test_columns_on_no_axis_are_told_with_their_range(made, table):
    """A number stands at its median between its ends, a category at its most frequent."""
    others = {other["name"]: other for other in ask(made, "hello")["state"][0]["others"]}
    assert list(others) == ["age", "sex", "when"]
    age = others["age"]
    assert (age["value"], age["least"], age["most"]) == (
        *(table["age"].median(), table["age"].min(), table["age"].max()),
    )
    assert (others["sex"]["value"], others["sex"]["options"]) == ("m", ("m", "f"))


def test_inputs_are_those_of_the_rows(made, table):
    """A spot with the others at a row's values is that row's input."""
    data = made.run.part.material
    row = 10
    a, b, age, sex = table.loc[row, ["a", "b", "age", "sex"]]
    at = data.standing({"age": age, "sex": sex})
    inputs = at.lift(np.array([[a, b]], float))[0]
    known = [not name.startswith("when") for name in data.features]
    assert inputs[known] == pytest.approx(data.x[row][known], abs=1e-6)


def test_another_value_moves_the_map_and_nothing_else(made, table):
    """With another age the answer is another; θ, marks and the time line stay."""
    theta = made.run.state.theta.copy()
    before, (answer, *_) = ask(made, "show")["frame"]
    answers = ask(made, "fix", values={"age": 25.0})
    head, (moved, *_) = answers["frame"]
    assert answers["state"][0]["others"][0]["value"] == 25.0
    assert not np.array_equal(moved, answer)
    assert np.array_equal(made.run.state.theta, theta)
    for name in ("marks", "update", "last", "changes", "confusion"):
        assert str(head[name]) == str(before[name])
    median = float(table["age"].median())
    _, (again, *_) = ask(made, "fix", values={"age": median})["frame"]
    assert np.array_equal(again, answer)


def test_a_point_that_is_added_has_the_others_where_they_stand(made):
    """Added at an age of 25, moved later at another age: it keeps its own; all is kept in mind."""
    ask(made, "fix", values={"age": 25.0, "sex": "f"})
    ask(made, "point", do="add", spot=[0.0, 0.0], label=1)
    data = made.run.part.material
    assert np.array_equal(data.x[-1], data.lift(np.zeros((1, 2)))[0])
    ask(made, "fix", values={"age": 70.0})
    ask(made, "point", do="move", row=len(data.x) - 1, spot=[0.5, 0.0])
    moved = made.run.part.material.x[-1]
    placed = data.placed(np.array([[0.5, 0.0]])).shape[1]
    assert np.array_equal(moved[placed:], data.x[-1][placed:])
    assert not np.array_equal(moved[:placed], data.x[-1][:placed])
    theta, recipe = made.run.state.theta.copy(), json.loads(json.dumps(made.recipe()))
    ask(made, "fix", values={"age": 30.0})
    ask(made, "restore", recipe=recipe)
    assert json.loads(json.dumps(made.recipe())) == recipe
    assert np.array_equal(made.run.state.theta, theta)
    assert made.run.part.material.others[0].value == 70.0


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"age": 1000}, "age is 1000.0, but must be a number from 20 to 80"),
        ({"age": "old"}, "age is 'old'"),
        ({"sex": "x"}, "sex 'x' is not known"),
        ({"sex": 3}, "sex '3"),
        ("age", "must map names of columns to values"),
    ],
)
def test_a_value_that_a_column_cannot_have_is_refused(made, values, words):
    """The error names what it can be, and nothing moves."""
    before = made.recipe()
    ((head, _),) = made.handle({"type": "fix", "values": values})
    assert words in head["text"]
    assert made.recipe() == before


def test_more_columns_than_there_is_room_for(table):
    """Of 40 columns as many are learned from as the diagram has room for."""
    wide = pd.concat([table, pd.DataFrame(np.random.default_rng(1).normal(size=(150, 40)))], axis=1)
    wide.columns = wide.columns.map(str)
    data = {"target": "kind", "across": "", "up": "", "test": 0.2, "seed": 0}
    made = own_table.material(wide, data)
    assert made.x.shape[1] == len(made.features) == own_table.COLUMNS
    assert made.lift(made.spots[:2]).shape == (2, own_table.COLUMNS)


def test_arrays_of_a_notebook_have_sliders_too():
    """The columns behind the second stand at their medians, and can be moved."""
    rng = np.random.default_rng(0)
    session = Session.of(None, rng.normal(size=(60, 4)), rng.integers(0, 2, 60))
    (head, _) = ask(session, "hello")["state"]
    assert [other["name"] for other in head["others"]] == ["x3", "x4"]
    before = ask(session, "show")["frame"][1][0]
    assert not np.array_equal(ask(session, "fix", values={"x4": 1.5})["frame"][1][0], before)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "own.csv is empty"),
        (b"\x00" * 100, "own.csv is no text"),
        (b'"', "own.csv"),
        (b"a,b\n", "0 of the columns are numbers"),
        (b"a,b,c\n1,2,3", "0 of the columns are numbers"),
        (b"\xff\xfe\x00", "own.csv could not be read"),
        (b"a,b,c\n" + b"1,1,x\n" * 50, "0 of the columns are numbers"),
        (b"a,b,c\n" + b"1,2,3\n" * 4_000_000, "the file has 24,000,006 bytes"),
        (b"a,b,c\n" + b"1,2,3\n4,5,6\n" * 100_001, "the table has 200,002 rows"),
    ],
    ids=lambda value: str(value[:20]),
)
def test_a_file_that_cannot_be_learned_is_refused_in_words(content, words):
    """The words are those of the file that was given; the run that was there stays."""
    session = Session(engine="reference")
    ((head, _),) = session.handle({"type": "upload", "name": "own.csv"}, content)
    assert words in head["text"]
    assert "tmp" not in head["text"]
    assert session.run.part.settings["data"]["name"] == "moons"


@pytest.mark.parametrize("where", ["a", "c", "k"])
def test_numbers_that_cannot_be_summed_are_refused_with_their_column(where):
    """On an axis, beside it or as target: what overflows is named, not shown as a blank map."""
    rng = np.random.default_rng(0)
    frame = pd.DataFrame(rng.normal(size=(30, 4)), columns=["a", "b", "c", "k"])
    frame.loc[7, where] = -1.7e308
    session = Session(engine="reference")
    content = frame.to_csv(index=False).encode()
    ((head, _),) = session.handle({"type": "upload", "name": "own.csv"}, content)
    assert head["text"].startswith(f"{where} holds 1.7e+308. Numbers up to 1e+100")


def test_a_name_that_nobody_can_read_is_refused():
    """A column's name of a hundred thousand letters would take a picture ten seconds."""
    rows = b"".join(b"%d,%d,%d\n" % (i, i % 7, i % 2) for i in range(30))
    content = b"a" * 100_000 + b",b,k\n" + rows
    ((head, _),) = Session().handle({"type": "upload", "name": "own.csv"}, content)
    assert "a column's name has 100,000 letters" in head["text"]
    assert len(head["text"]) < 200


def test_long_texts_are_not_told_in_full():
    """Categories and classes of a page each are cut or left out, so that a state stays small."""
    words = ["x" * 100_000 + str(i) for i in range(3)]
    rows = "".join(f"{i},{i % 7},{words[i % 3]},{words[i % 2]}\n" for i in range(40))
    session = Session(engine="reference")
    told = ask(session, "upload", name="own.csv", content=f"a,b,t,k\n{rows}".encode())
    assert len(encode(*told["state"])) < 50_000
    assert [len(name) for name in told["state"][0]["classes"]] == [200, 200]
    assert told["state"][0]["others"] == []


def test_arrays_with_gaps_are_refused_with_their_place():
    """A notebook's table that cannot be learned from is told where, in X and in y."""
    X, y = np.random.default_rng(0).normal(size=(2, 20, 2))
    y = y[:, 0]
    model = MLPRegressor(hidden_layer_sizes=(3,), engine="reference")
    X[4, 1] = np.nan
    with pytest.raises(DataError, match=r"^x2 is nan in row 4\. Finite numbers up to 1e\+100"):
        Session.of(model, X, y)
    X[4, 1], y[7] = 0, np.inf
    with pytest.raises(DataError, match=r"^y is inf in row 7"):
        Session.of(model, X, y)
