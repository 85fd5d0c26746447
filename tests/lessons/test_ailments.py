import re

import numpy as np
import pytest
from matplotlib.axes import Axes
from sklearn.base import clone
from sklearn.feature_selection import VarianceThreshold
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from seethrough import diagnose
from seethrough.data import moons
from seethrough.errors import UnknownNameError
from seethrough.explain.doctor import DETECTORS
from seethrough.lessons.ailments import AILMENTS, descent, fall_ill

pytestmark = [
    pytest.mark.usefixtures("unchecked"),
    pytest.mark.filterwarnings("ignore::sklearn.exceptions.ConvergenceWarning"),
]

ID = r'\bid="([^"]+)"'


@pytest.fixture(scope="module")
def found():
    """What the doctor says of each ailment, by its name; each is fitted once."""
    cases = {name: fall_ill(name) for name in AILMENTS}
    return {
        name: (case, diagnose(case.model, case.X, case.y, **case.held))
        for name, case in cases.items()
    }


def the(found, name):
    """The first finding of that name in the run that has it."""
    return next(finding for finding in found[name][1] if finding.name == name)


def test_every_detector_has_its_run():
    """The table of runs and the table of detectors have the same names."""
    assert list(AILMENTS) == list(DETECTORS)


@pytest.mark.parametrize("name", AILMENTS)
def test_the_doctor_finds_it(name, found):
    """A run that has it is found to have it: told in words, numbers, a picture and a way out."""
    finding = the(found, name)
    assert finding.evidence
    assert all(np.isfinite(value) for value in finding.evidence.values())
    assert finding.change
    assert finding.setting
    assert isinstance(finding.plot(), Axes)


@pytest.mark.parametrize("name", AILMENTS)
def test_a_diagnosis_can_be_read(name, found):
    """As text and as HTML it has what was found, every number and what to do."""
    diagnosis = found[name][1]
    text, html = str(diagnosis), diagnosis._repr_html_()
    again = diagnosis._repr_html_()
    assert not {*re.findall(ID, html)} & {*re.findall(ID, again)}, "both may stand in a notebook"
    finding = the(found, name)
    assert " ".join(finding.change.split()) in " ".join(text.split())
    assert finding.setting in text
    for key in finding.evidence:
        assert key in " ".join(text.split())
        assert key in html
    assert html.count("<details>") == html.count('<svg role="img"') == len(diagnosis)


def test_the_articles_run(found):
    """The article's own run: a cycle of two steps, at a rate about twice too large."""
    assert found["cycle"][1].names == ("cycle", "rate too large")
    assert the(found, "cycle").evidence["steps"] == 2
    assert the(found, "cycle").evidence["lowest"] == pytest.approx(0.070758, abs=1e-6)
    assert the(found, "cycle").evidence["highest"] == pytest.approx(0.071316, abs=1e-6)
    large = next(f for f in found["cycle"][1] if f.name == "rate too large")
    assert large.evidence["factor"] == pytest.approx(2, abs=0.3)


def test_what_is_advised_heals_the_articles_run(found):
    """At the rate that the doctor names, the article's run goes round in no circle."""
    case, _ = found["cycle"]
    assert the(found, "cycle").setting == "learning_rate_init=1"
    model = clone(case.model).set_params(learning_rate_init=1.0, max_iter=4000)
    assert diagnose(model.fit(case.X, case.y), case.X, case.y).names == ()


@pytest.mark.parametrize(("hidden", "eta", "steps"), [(1, 10.25, 4), (2, 6.5, 8)])
def test_longer_cycles_of_real_runs(hidden, eta, steps):
    """At still larger rates the article's network goes round in four steps, or in eight."""
    X, y, *_ = moons()
    settings = {"hidden_layer_sizes": (hidden,), "learning_rate_init": eta, "max_iter": 3000}
    cycle = diagnose(descent().set_params(**settings).fit(X, y), X, y)[0]
    assert (cycle.name, cycle.evidence["steps"]) == ("cycle", steps)
    assert f"in a cycle of {steps} steps" in cycle.what


def test_the_first_operation_that_overflowed_is_named(found):
    """A run that left the floats tells by which equation."""
    assert "the loss (E4)" in the(found, "divergence").what


def test_wrong_labels_are_the_ones_that_were_turned(found):
    """The rows that are named are among the ten that were turned round, and most of these."""
    turned = set(np.random.default_rng(0).choice(400, 10, replace=False).tolist())
    rows = set(the(found, "labels that look wrong").rows)
    assert rows <= turned
    assert len(rows) >= 6


def test_units_are_named_with_their_samples(found):
    """Dead units are dead for every sample, and these are named."""
    finding = the(found, "dead units")
    case = found["dead units"][0]
    dead = (case.model.activations(case.X).a[1] == 0).all(axis=0)
    assert finding.evidence["units"] == dead.sum()
    assert len(finding.rows) == (case.model.activations(case.X).a[1] == 0).all(axis=1).sum()


@pytest.mark.parametrize(
    ("name", "column"),
    [("leak of the target", "x2"), ("constant columns", "x3"), ("doubled columns", "x3 is x1"),
     ("columns of different scale", "to 590 (x2)")],
)  # fmt: skip
def test_columns_are_named(name, column, found):
    """The column that does it is told by its name."""
    assert column in the(found, name).what


def test_units_that_are_said_to_be_spare_are(found):
    """A network of as many units as the doctor leaves over learns the same task."""
    case = found["layer larger than needed"][0]
    finding = the(found, "layer larger than needed")
    assert finding.evidence["that can go"] >= 32
    left = int(finding.evidence["units"] - finding.evidence["that can go"])
    assert finding.setting == f"hidden_layer_sizes=({left},)"
    assert finding.command == f"--hidden {left}"
    smaller = clone(case.model).set_params(hidden_layer_sizes=(left,))
    assert smaller.fit(case.X, case.y).score(case.X, case.y) > 0.98


def again(case, **settings):
    """The case's network, trained anew with other settings on the same table."""
    return clone(case.model).set_params(**settings), case.X, case.y


def piped(case, step):
    """The case's network behind a step."""
    return make_pipeline(step, clone(case.model)), case.X, case.y


def without_turned(case):
    """The table without the rows that the doctor names."""
    found = diagnose(case.model, case.X, case.y)
    rows = np.delete(np.arange(len(case.y)), found[0].rows)
    return clone(case.model), case.X[rows], case.y[rows]


CURES = {
    "divergence": lambda case: again(case, learning_rate_init=1000 / 10 / 10 / 10),
    "columns of different scale": lambda case: piped(case, StandardScaler()),
    "leak of the target": lambda case: (clone(case.model), case.X[:, :1], case.y),
    "rate too large": lambda case: again(case, learning_rate_init=0.3),
    "rate too small": lambda case: again(case, learning_rate_init=1e-2),
    "plateau": lambda case: again(case, alpha=0.0001, solver="adam"),
    "dead units": lambda case: again(case, activation="leaky_relu"),
    "saturated units": lambda case: piped(case, StandardScaler()),
    "labels that look wrong": without_turned,
    "imbalance that accuracy hides": lambda case: again(case, class_weight="balanced"),
    "overfitting": lambda case: again(case, early_stopping=True, alpha=1.0),
    "underfitting": lambda case: again(
        case, max_iter=1000, tol=0, n_iter_no_change=50, hidden_layer_sizes=(8,)
    ),
    "constant columns": lambda case: piped(case, VarianceThreshold()),
    "doubled columns": lambda case: (clone(case.model), case.X[:, :2], case.y),
}


@pytest.mark.parametrize("name", CURES)
def test_what_is_advised_helps(name, found):
    """Once done what the finding says, it is found no more."""
    case = found[name][0]
    model, X, y = CURES[name](case)
    assert name not in diagnose(model.fit(X, y), X, y, **case.held).names


def test_an_ailment_that_is_none():
    """A name that stands in no table is refused."""
    with pytest.raises(UnknownNameError, match="Did you mean 'cycle'"):
        fall_ill("cycles")
