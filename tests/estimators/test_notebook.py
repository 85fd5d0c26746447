import re
from html import escape
from xml.etree import ElementTree as ET

import numpy as np
import pytest
from sklearn import config_context
from sklearn.pipeline import make_pipeline
from sklearn.utils import estimator_html_repr

from seethrough import MLPClassifier, MLPRegressor
from seethrough.data import moons
from seethrough.estimators.diagnosis import look_at_curves

pytestmark = pytest.mark.filterwarnings("ignore::sklearn.exceptions.ConvergenceWarning")
X, y, *_ = moons(40)


def folded(html):
    """The parts that are folded below scikit-learn's box."""
    _, found, parts = html.partition('<div class="seethrough">')
    return (
        re.findall(
            r"<details><summary>(.*?)</summary>(<svg.*?</svg>)\s*</details>", parts, re.DOTALL
        )
        if found
        else []
    )


@pytest.mark.parametrize("kind", [MLPClassifier, MLPRegressor])
def test_a_fitted_network_has_folded_parts(kind):
    """The diagram and the loss are there after fitting, folded, whole and with their words."""
    net = kind(hidden_layer_sizes=(3,), max_iter=5)
    assert not folded(net._repr_html_())
    net.fit(X, y)
    html = net._repr_mimebundle_()["text/html"]
    parts = dict(folded(html))
    assert list(parts) == ["The network", "The loss over the epochs"]
    assert (
        re.findall("<summary>(.*?)</summary>", html.partition('"seethrough">')[2])[2]
        == "The doctor"
    )
    for drawing in parts.values():
        ET.fromstring(drawing)  # noqa: S314 - ours
    assert 'aria-label="Network of 2 inputs, 3 hidden units' in parts["The network"]
    assert "sk-top-container" in net._repr_html_()


# a penalty that leaves nothing of the weights: the loss stands still
PULLED = {"solver": "sgd", "alpha": 100.0, "learning_rate_init": 0.1, "momentum": 0}
PULLED |= {"hidden_layer_sizes": (), "max_iter": 90, "n_iter_no_change": np.inf}


def doctor(net):
    """What stands in the doctor's part."""
    return net._repr_html_().partition("<summary>The doctor</summary>")[2]


@pytest.mark.parametrize("kind", [MLPClassifier, MLPRegressor])
def test_the_doctor_looks_at_the_curves(kind):
    """A run that learns nothing is told of without a table; and what would tell more."""
    found = look_at_curves(still := kind(**PULLED).fit(X, y))
    assert found.names == (("plateau",) if kind is MLPClassifier else ())
    told = doctor(still)
    assert escape(found.line) in told
    assert told.count("<svg") == len(found)
    assert "seethrough.diagnose(estimator, X, y)" in told


@pytest.mark.parametrize("labels", [y, np.column_stack([y, 1 - y]), np.arange(40) % 3])
def test_every_kind_of_answer_can_be_looked_at(labels):
    """Several questions and several classes have what knowing nothing costs, too."""
    net = MLPClassifier((2,), solver="lbfgs", max_iter=5).fit(X, labels)
    assert "The doctor" in net._repr_html_()


def test_two_boxes_share_no_name():
    """A notebook is one page: the drawings of two boxes have ids of their own."""
    net = MLPClassifier(**PULLED).fit(X, y)
    assert look_at_curves(net).names == ("plateau",)
    boxes = [net._repr_html_().partition('"seethrough">')[2] for _ in range(2)]
    one, two = (set(re.findall(r'\bid="([^"]+)"', box)) for box in boxes)
    assert one
    assert not one & two


def test_scikit_learns_settings_hold():
    """In a pipeline scikit-learn's box stands alone; with text display there is none."""
    net = MLPClassifier((2,), max_iter=3).fit(X, y)
    assert "sk-top-container" in estimator_html_repr(make_pipeline(net))
    with config_context(display="text"):
        assert not hasattr(net, "_repr_html_")


def test_hostile_names_are_escaped():
    """Column names that look like tags do not become tags."""
    pd = pytest.importorskip("pandas", reason="pandas comes with the extra 'tables'")
    net = MLPClassifier((2,), max_iter=3).fit(pd.DataFrame(X, columns=["<script>", "b"]), y)
    parts = net._repr_html_().partition('<div class="seethrough">')[2]
    assert "<script" not in parts
