import numpy as np
import pytest

from seethrough import MLPClassifier, MLPRegressor
from seethrough.errors import DataError
from seethrough.studio import Studio
from seethrough.studio.widget import WEB, joined

pytestmark = pytest.mark.usefixtures("unchecked")
RNG = np.random.default_rng(0)
X = RNG.normal(size=(40, 3))


def answered(widget, message):
    """What the widget sends to a page that sent a message."""
    sent = []
    widget.send = lambda head, buffers: sent.append((head, buffers))
    widget._answer(None, message, [])
    return sent


def test_a_view_is_answered_with_arrays_as_bytes():
    """Each answer names the view that asked, and tells type and shape of its bytes."""
    sent = answered(Studio(), {"type": "tick", "n": 3, "view": "7"})
    assert [head["type"] for head, _ in sent] == ["state", "frame"]
    for head, buffers in sent:
        assert head["view"] == "7"
        for told, content in zip(head["buffers"], buffers, strict=True):
            assert len(content) == np.prod(told["shape"]) * np.dtype(told["type"]).itemsize


def test_own_classes_are_learned_with_the_estimators_settings():
    """Names, widths and rate are the estimator's and the table's."""
    model = MLPClassifier((5, 4), ["relu", "tanh"], learning_rate_init=0.03, random_state=3)
    labels = np.where(X[:, 0] > 0, "right", "left")
    (state, _), _ = answered(Studio(model, X, labels), {"type": "tick", "n": 1})
    assert state["widths"] == [3, 5, 4, 1]
    assert state["classes"] == ["left", "right"]
    assert state["settings"]["training"]["eta"] == 0.03
    assert state["settings"]["network"]["activations"] == ["relu", "tanh"]


def test_own_numbers_are_learned():
    """Floats are a regression, and its loss falls."""
    widget = Studio(
        MLPRegressor(hidden_layer_sizes=(6,), random_state=0), X, X[:, 0] + 0.1 * X[:, 2]
    )
    frames = [answered(widget, {"type": "tick", "n": n})[-1][0] for n in (0, 200)]
    assert frames[1]["marks"]["loss"] < 0.5 * frames[0]["marks"]["loss"]


@pytest.mark.parametrize(("X", "y"), [(X[:, :1], X[:, 0]), (X, np.zeros(40)), (X, np.zeros(3))])
def test_what_cannot_be_shown_is_refused(X, y):
    """One column, one class, too few answers: each is refused in words."""
    with pytest.raises(DataError, match=r"Needed are|From 2 to 6"):
        Studio(None, X, y)


def test_the_module_is_one_file():
    """Joined, the module imports nothing, exports the widget alone, and holds every other file."""
    text = joined()
    assert "\nimport " not in text
    assert text.count("\nexport ") == 1
    views = [path.name for path in (WEB / "views").iterdir()]
    assert len(views) > 5
    for name in views:
        assert f"const of_views_{name.removesuffix('.js')} = " in text
