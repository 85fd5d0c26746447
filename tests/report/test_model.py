import re

import numpy as np
import pytest
from sklearn.datasets import load_diabetes, load_iris
from sklearn.exceptions import NotFittedError
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

import seethrough
from seethrough import MLPClassifier, MLPRegressor, diagnose
from seethrough.data import moons
from seethrough.errors import DataError, OutputError
from seethrough.lessons.ailments import fall_ill

pytestmark = pytest.mark.filterwarnings("ignore::sklearn.exceptions.ConvergenceWarning")
X, y, *_ = moons(80)


def titles(path):
    return re.findall(r"<h2>(.*?)</h2>", path.read_text())


def net(**settings):
    return MLPClassifier((3,), "tanh", learning_rate_init=0.1, max_iter=20, **settings)


def test_a_network_of_two_inputs(tmp_path):
    """Every chapter is there, each drawing with its words; nothing comes from outside."""
    fresh = moons(50, seed=3)
    path = seethrough.report(
        net(checkpoints=10).fit(X, y), tmp_path / "r.html", X, y, fresh.X, fresh.y
    )
    assert titles(path) == [
        "Its answers", "What the doctor finds", "How it learned", "The way through the weights",
        "The network", "The boundary", "The hidden layer",
    ]  # fmt: skip
    page = path.read_text()
    labels = re.findall(r'<svg role="img" aria-label="([^"]*)"', page)
    assert len(labels) == page.count("<svg") == 10 + page.count("<strong>Evidence:</strong>")
    assert all(len(label) > 40 for label in labels)
    assert "rows of the test" in page
    assert not re.search(r'(src|href)="(?!#|data:)', page)
    ids = re.findall(r'\bid="([^"]+)"', page)
    assert len(ids) == len(set(ids))


def test_a_pipeline_of_four_columns(tmp_path):
    """What is held fixed is told; without stages there is no way through the weights."""
    iris = load_iris(as_frame=True)
    labels = np.array(["<a>", "b", "c"])[iris.target]
    pipeline = make_pipeline(StandardScaler(), net(checkpoints=0)).fit(iris.data, labels)
    path = seethrough.report(pipeline, tmp_path / "r.html", iris.data, labels)
    assert "The way through the weights" not in titles(path)
    page = path.read_text()
    assert "The plane with" in page
    assert "<a>" not in page.replace("&lt;a&gt;", "")


def test_a_regressor(tmp_path):
    """Numbers have their answers over the truth, and no boundary."""
    table = load_diabetes()
    reg = MLPRegressor(hidden_layer_sizes=(4,), max_iter=20, checkpoints=5)
    path = seethrough.report(
        reg.fit(table.data, table.target), tmp_path / "r.html", table.data, table.target
    )
    assert titles(path) == [
        "Its answers", "What the doctor finds", "How it learned", "The way through the weights",
        "The network",
    ]  # fmt: skip
    assert "RMSE" in path.read_text()


@pytest.mark.parametrize("held", [True, False])
def test_the_doctors_findings_are_a_chapter(held, tmp_path):
    """Each finding has evidence and picture there; the test tells what is known by heart."""
    case = fall_ill("overfitting")
    test = case.held if held else {}
    found = diagnose(case.model, case.X, case.y, **test)
    assert ("overfitting" in found.names) == held
    path = seethrough.report(case.model, tmp_path / "r.html", case.X, case.y, *test.values())
    page = path.read_text()
    chapter = page.partition("What the doctor finds</h2>")[2].partition("</section>")[0]
    assert found.line in chapter
    assert re.findall("<h3>(.*?)</h3>", chapter) == [name.capitalize() for name in found.names]
    assert chapter.count("<svg") == chapter.count("Evidence:") == len(found)


def test_where_nothing_was_found_a_sentence_says_so(tmp_path):
    """A healthy network has the chapter as well."""
    X, y, *_ = moons(500)
    healthy = net(alpha=0.01, n_iter_no_change=300, random_state=0)
    healthy.set_params(max_iter=300, hidden_layer_sizes=(8,))
    path = seethrough.report(healthy.fit(X, y), tmp_path / "r.html", X, y)
    chapter = path.read_text().partition("What the doctor finds</h2>")[2].partition("</section>")[0]
    assert "Nothing found: the doctor looked" in chapter
    assert "<svg" not in chapter


@pytest.mark.parametrize("kind", ["line", "one column", "two questions", "lbfgs"])
def test_other_networks(kind, tmp_path):
    """No hidden layer, one column, several questions and L-BFGS have the chapters that fit."""
    table, labels, network = X, y, net()
    if kind == "line":
        network.set_params(hidden_layer_sizes=())
    if kind == "lbfgs":
        network.set_params(solver="lbfgs")
    if kind == "one column":
        table = X[:, :1]
    if kind == "two questions":
        labels = np.column_stack([y, 1 - y])
    path = seethrough.report(network.fit(table, labels), tmp_path / "r.html", table, labels)
    assert "The network" in titles(path)
    assert ("The hidden layer" in titles(path)) == (kind == "lbfgs")


def test_what_cannot_be_reported(tmp_path):
    """No network, an unfitted one, half a test and a bad place are refused; nothing is left."""
    path = tmp_path / "r.html"
    with pytest.raises(NotFittedError):
        seethrough.report(net(), path, X, y)
    with pytest.raises(DataError, match="no network to look into"):
        seethrough.report(LogisticRegression().fit(X, y), path, X, y)
    fitted = net().fit(X, y)
    with pytest.raises(DataError, match="X_test and y_test belong together"):
        seethrough.report(fitted, path, X, y, X)
    gappy = np.where(np.arange(len(X))[:, None] == 3, np.nan, X)
    with pytest.raises(DataError, match="NaN in row 3"):
        seethrough.report(fitted, path, gappy, y)
    (tmp_path / "file").write_text("")
    with pytest.raises(OutputError):
        seethrough.report(fitted, tmp_path / "file" / "r.html", X, y)
    assert [entry.name for entry in tmp_path.iterdir()] == ["file"]


def test_the_name_is_package_and_function():
    """Importing a module of the package leaves seethrough.report callable."""
    import seethrough.report.page

    assert callable(seethrough.report)
    assert seethrough.report.page.num(1.0) == "1.000"
