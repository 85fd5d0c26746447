"""ONNX: onnxruntime answers what the estimator answers."""

import numpy as np
import pytest

from seethrough import MLPClassifier, MLPRegressor
from seethrough.data import moons
from seethrough.errors import ExchangeError, OutputError
from seethrough.maths.activations import ACTIVATIONS

onnx = pytest.importorskip("onnx", reason="onnx is not installed")
runtime = pytest.importorskip("onnxruntime", reason="onnxruntime is not installed")
pytestmark = [
    pytest.mark.usefixtures("unchecked"),
    pytest.mark.filterwarnings("ignore::sklearn.exceptions.ConvergenceWarning"),
    pytest.mark.filterwarnings("ignore:y holds one class only:RuntimeWarning"),
]
X, y, *_ = moons()
THREE = (X[:, 0] > 0).astype(int) + (X[:, 1] > 0)
WORDS = np.array(["no", "yes", "maybe é"])[THREE]
FAR = np.vstack([X, 30 * X, 1e-4 * X])  # where functions saturate, and where they vanish
# every head, with every kind of label
HEADS = {
    "binary": (MLPClassifier(), y),
    "binary words": (MLPClassifier(), np.array(["left", "right"])[y].astype(object)),
    "binary bools": (MLPClassifier(), y.astype(bool)),
    "two softmax": (MLPClassifier(output="softmax"), y),
    "one class": (MLPClassifier(), np.zeros(200, int)),
    "multiclass": (MLPClassifier(), THREE),
    "multiclass floats": (MLPClassifier(), THREE + 0.0),
    "multiclass words": (MLPClassifier(), WORDS),
    "multiclass 3 2": (MLPClassifier(), np.column_stack([WORDS, np.array(["a", "b"])[y]])),
    "of two kinds": (MLPClassifier(), np.column_stack([WORDS.astype(object), y.astype(object)])),
    "multilabel": (MLPClassifier(), np.column_stack([y, THREE > 0, THREE > 1]).astype(int)),
    "squared": (MLPRegressor(), X[:, 0] * X[:, 1]),
    "squared 2": (MLPRegressor(), X**2),
    "poisson": (MLPRegressor("poisson"), THREE),
    "huber": (MLPRegressor("huber"), X[:, 0]),
    "absolute": (MLPRegressor("absolute_error"), X[:, 0]),
    "quantile": (MLPRegressor("quantile", quantile=0.9), X[:, 0]),
}
TOLERANCE = {np.float64: {"rtol": 1e-6, "atol": 1e-12}, np.float32: {"rtol": 1e-4, "atol": 1e-6}}


def fitted(head, dtype, **settings):
    """An estimator with a head, quickly fitted."""
    model, labels = HEADS[head]
    settings = {"hidden_layer_sizes": (5, 4), "max_iter": 20, "random_state": 0} | settings
    model = type(model)(**model.get_params() | settings)
    return model.fit(X.astype(dtype), labels)


def run(proto, table):
    """What onnxruntime answers, by name."""
    session = runtime.InferenceSession(proto.SerializeToString())
    names = [output.name for output in session.get_outputs()]
    return dict(zip(names, session.run(None, {"X": table}), strict=True))


def expected(model, table):
    """What the estimator answers, by the names that ONNX has for it."""
    if not hasattr(model, "predict_proba"):
        return {"prediction": model.predict(table)}
    labels, chances = model.predict(table), model.predict_proba(table)
    if model._kind != "multioutput":
        return {"label": labels, "probabilities": chances}
    pairs = enumerate(zip(labels.T, chances, strict=True))
    return {
        name: value
        for i, pair in pairs
        for name, value in zip((f"label_{i}", f"probabilities_{i}"), pair, strict=True)
    }


@pytest.mark.parametrize("dtype", TOLERANCE)
@pytest.mark.parametrize("head", HEADS)
@pytest.mark.parametrize("activation", ACTIVATIONS)
def test_the_runtime_agrees(activation, head, dtype):
    """All outputs agree, near and far, for every activation and head and both kinds of float."""
    model = fitted(head, dtype, activation=(activation, "tanh"))
    table = (X if head == "poisson" else FAR).astype(dtype)
    found, needed = run(model.to_onnx(), table), expected(model, table)
    assert found.keys() == needed.keys()
    for name, values in needed.items():
        if values.dtype.kind == "f" and not name.startswith("label"):
            np.testing.assert_allclose(found[name], values, **TOLERANCE[dtype])
            assert found[name].dtype == dtype
        else:
            assert found[name].tolist() == values.tolist()


@pytest.mark.parametrize("activation", ACTIVATIONS)
def test_small_and_large_sums_keep_their_digits(activation):
    """One unit alone agrees to 1e-6 of its value, where its function nearly vanishes too."""
    model = MLPRegressor("squared_error", (1,), activation, max_iter=1, random_state=0).fit(
        X[:, :1], X[:, 0]
    )
    model.theta_[:] = [1, 0, 1, 0]
    z = np.r_[-np.logspace(-12, 1.5, 80), 0, np.logspace(-12, 110, 120)][:, None]
    found = run(model.to_onnx(), z)["prediction"]
    # where gelu vanishes its own digits are lost too: 1 + tanh u is rounding there
    atol = 1e-14 if activation == "gelu" else 1e-22
    np.testing.assert_allclose(found, model.predict(z), rtol=1e-6, atol=atol)


def test_no_hidden_layer():
    """Logistic regression is a graph too."""
    model = fitted("multiclass", np.float64, hidden_layer_sizes=(), activation="relu")
    found = run(model.to_onnx(), X)
    np.testing.assert_allclose(found["probabilities"], model.predict_proba(X), rtol=1e-6)


def test_the_file_is_the_model(tmp_path):
    """What is written is what is returned; a folder that is none is refused."""
    model = fitted("binary", np.float64)
    proto = model.to_onnx(tmp_path / "model.onnx")
    assert (tmp_path / "model.onnx").read_bytes() == proto.SerializeToString()
    session = runtime.InferenceSession(tmp_path / "model.onnx")
    assert session.run(["label"], {"X": X})[0].tolist() == model.predict(X).tolist()
    (tmp_path / "file").touch()
    with pytest.raises(OutputError, match="could not be written"):
        model.to_onnx(tmp_path / "file" / "model.onnx")


def test_classes_that_onnx_has_not():
    """Classes of a kind of its own are refused with a way out."""
    model = fitted("binary", np.float64)
    model.classes_ = np.array([b"no", b"yes"])
    with pytest.raises(ExchangeError, match=r"classes are of the kind.*ONNX has.*fit again"):
        model.to_onnx()
