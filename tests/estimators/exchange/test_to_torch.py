"""PyTorch: the module answers what the network answers. Skipped where there is no PyTorch."""

import importlib.util
import io

import numpy as np
import pytest

from seethrough import MLPClassifier, MLPRegressor
from seethrough.data import moons
from seethrough.errors import ExtraError
from seethrough.maths.activations import ACTIVATIONS

pytestmark = [
    pytest.mark.usefixtures("unchecked"),
    pytest.mark.filterwarnings("ignore::sklearn.exceptions.ConvergenceWarning"),
]
HERE = importlib.util.find_spec("torch") is not None
needs_torch = pytest.mark.skipif(not HERE, reason="torch is not installed (extra torch)")
X, y, *_ = moons()
THREE = (X[:, 0] > 0).astype(int) + (X[:, 1] > 0)
FAR = np.vstack([X, 30 * X, 1e-4 * X])
HEADS = {
    "binary": (MLPClassifier(), y),
    "two softmax": (MLPClassifier(output="softmax"), y),
    "multiclass": (MLPClassifier(), THREE),
    "multiclass 3 2": (MLPClassifier(), np.column_stack([THREE, y])),
    "multilabel": (MLPClassifier(), np.column_stack([y, THREE > 0, THREE > 1]).astype(int)),
    "squared": (MLPRegressor(), X**2),
    "poisson": (MLPRegressor("poisson"), THREE),
    "huber": (MLPRegressor("huber"), X[:, 0]),
    "absolute": (MLPRegressor("absolute_error"), X[:, 0]),
    "quantile": (MLPRegressor("quantile", quantile=0.9), X[:, 0]),
}
TOLERANCE = {np.float64: {"rtol": 1e-6, "atol": 1e-12}, np.float32: {"rtol": 1e-4, "atol": 1e-6}}
QUICK = {"hidden_layer_sizes": (5, 4), "max_iter": 20, "random_state": 0}


def fitted(head, dtype=np.float64, **settings):
    """An estimator with a head, quickly fitted."""
    model, labels = HEADS[head]
    return type(model)(**model.get_params() | QUICK | settings).fit(X.astype(dtype), labels)


@needs_torch
@pytest.mark.parametrize("dtype", TOLERANCE)
@pytest.mark.parametrize("head", HEADS)
@pytest.mark.parametrize("activation", ACTIVATIONS)
def test_the_module_agrees(activation, head, dtype):
    """p is the same, near and far, for every activation and head and both kinds of float."""
    import torch

    model = fitted(head, dtype, activation=(activation, "tanh"))
    table = (X if head == "poisson" else FAR).astype(dtype)
    with torch.no_grad():
        p = model.to_torch()(torch.from_numpy(table)).numpy()
    assert p.dtype == dtype
    np.testing.assert_allclose(p, model.activations(table).p, **TOLERANCE[dtype])


@needs_torch
@pytest.mark.parametrize("head", ["multiclass 3 2", "poisson", "binary"])
def test_the_module_is_one_of_theirs(head):
    """Its state can be saved and loaded there, and its gradients flow."""
    import torch

    model = fitted(head)
    module, file = model.to_torch(), io.BytesIO()
    torch.save(module.state_dict(), file)
    file.seek(0)
    other = fitted(head, random_state=1).to_torch()
    other.load_state_dict(torch.load(file, weights_only=True))
    table = torch.from_numpy(X)
    assert torch.equal(other(table), module(table))
    module(table).sum().backward()
    assert all(parameter.grad is not None for parameter in module.parameters())
    assert sum(parameter.numel() for parameter in module.parameters()) == model.n_parameters_


@needs_torch
def test_weights_are_copies():
    """What is trained there does not change the estimator."""
    import torch

    model = fitted("binary")
    before = model.theta_.copy()
    with torch.no_grad():
        for parameter in model.to_torch().parameters():
            parameter.zero_()
    assert np.array_equal(model.theta_, before)


@pytest.mark.skipif(HERE, reason="torch is installed: nothing is missing")
def test_without_torch_the_extra_is_named():
    """Where PyTorch is missing, the error is an ImportError that says what to install."""
    with pytest.raises(ExtraError, match=r"no package 'torch'.*pip install 'seethrough\[torch\]'"):
        fitted("binary").to_torch()


def test_without_onnx_the_extra_is_named(monkeypatch):
    """Where onnx is missing, likewise."""
    import sys

    monkeypatch.setitem(sys.modules, "onnx", None)
    monkeypatch.delitem(sys.modules, "seethrough.estimators.exchange.to_onnx", raising=False)
    with pytest.raises(ImportError, match=r"no package 'onnx'.*seethrough\[exchange\]"):
        fitted("binary").to_onnx()
