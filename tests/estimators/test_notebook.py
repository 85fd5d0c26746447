import re
from xml.etree import ElementTree as ET

import pytest
from sklearn import config_context
from sklearn.pipeline import make_pipeline
from sklearn.utils import estimator_html_repr

from seethrough import MLPClassifier, MLPRegressor
from seethrough.data import moons

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
    parts = dict(folded(net._repr_mimebundle_()["text/html"]))
    assert list(parts) == ["The network", "The loss over the epochs"]
    for drawing in parts.values():
        ET.fromstring(drawing)  # noqa: S314 - ours
    assert 'aria-label="Network of 2 inputs, 3 hidden units' in parts["The network"]
    assert "sk-top-container" in net._repr_html_()


def test_two_boxes_share_no_name():
    """A notebook is one page: the drawings of two boxes have ids of their own."""
    net = MLPClassifier((2,), max_iter=3).fit(X, y)
    boxes = ["".join(svg for _, svg in folded(net._repr_html_())) for _ in range(2)]
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
    pd = pytest.importorskip("pandas")
    net = MLPClassifier((2,), max_iter=3).fit(pd.DataFrame(X, columns=["<script>", "b"]), y)
    parts = net._repr_html_().partition('<div class="seethrough">')[2]
    assert "<script" not in parts
