"""The shown network as code for other libraries, with the weights in it."""

from __future__ import annotations

from itertools import pairwise

from seethrough.errors import ExchangeError
from seethrough.maths.activations import LEAK
from seethrough.maths.network import layers
from seethrough.studio.run import Run

SCIKIT = ("identity", "logistic", "tanh", "relu")  # scikit-learn's activations
TORCH = {
    "identity": "Identity()",
    "logistic": "Sigmoid()",
    "tanh": "Tanh()",
    "relu": "ReLU()",
    "leaky_relu": f"LeakyReLU({LEAK})",
    "elu": "ELU()",
    "selu": "SELU()",
    "gelu": 'GELU(approximate="tanh")',
    "silu": "SiLU()",
    "softplus": "Softplus(threshold=40)",
    "mish": "Mish()",
}
HEADS = {"binary": "Sigmoid()", "multiclass": "Softmax(dim=1)", "squared": "Identity()"}


def scikit(run: Run) -> str:
    """Return code for scikit-learn that answers as the shown network does.

    Raises
    ------
    ExchangeError
        Its layers have several activations, or one that scikit-learn has not.
    """
    net, data = run.part.replay.task.net, run.part.material
    bends = sorted(set(net.activations)) or ["identity"]
    if len(bends) > 1 or bends[0] not in SCIKIT:
        raise ExchangeError(
            f"the layers' activations are {', '.join(bends)}. scikit-learn has one for all layers, "
            f"out of {', '.join(SCIKIT)}. Take one of these, or the code for PyTorch."
        )
    kind = "MLPClassifier" if data.classes else "MLPRegressor"
    d, classes = net.widths[0], len(data.classes)
    begun = f"range({classes}), classes=range({classes})" if classes else "[0.0]"
    W, b = zip(*layers(run.state.theta, net.widths), strict=True)
    return "\n".join(
        [
            "import numpy as np",
            f"from sklearn.neural_network import {kind}",
            "",
            *_about(run),
            f"clf = {kind}(hidden_layer_sizes={net.widths[1:-1]!r}, activation={bends[0]!r})",
            f"clf.partial_fit(np.zeros(({max(classes, 1)}, {d})), {begun})  # for its shapes alone",
            f"clf.coefs_ = [{', '.join(f'np.array({w.tolist()!r})' for w in W)}]",
            f"clf.intercepts_ = [{', '.join(f'np.array({v.tolist()!r})' for v in b)}]",
            f"print(clf.{'predict_proba' if classes else 'predict'}(np.zeros((1, {d}))))",
            "",
        ]
    )


def torch(run: Run) -> str:
    """Return code for PyTorch that answers as the shown network does."""
    net = run.part.replay.task.net
    after = [*(TORCH[name] for name in net.activations), HEADS[net.head]]
    modules = [
        f"    nn.Linear{shape!r}, nn.{bend},"
        for shape, bend in zip(pairwise(net.widths), after, strict=True)
    ]
    values = [
        f"    {array.tolist()!r},"
        for W, b in layers(run.state.theta, net.widths)
        for array in (W.T, b)
    ]
    return "\n".join(
        [
            "import torch",
            "from torch import nn",
            "",
            *_about(run),
            "model = nn.Sequential(",
            *modules,
            ").double()",
            "values = [",
            *values,
            "]",
            "with torch.no_grad():",
            "    for parameter, value in zip(model.parameters(), values):",
            "        parameter.copy_(torch.tensor(value, dtype=torch.float64))",
            f"print(model(torch.zeros((1, {net.widths[0]}), dtype=torch.float64)))",
            "",
        ]
    )


def _about(run: Run) -> list[str]:
    """Comments on what goes in and comes out; names are quoted, so that they stay in their line."""
    data = run.part.material
    answers = f"; its classes 0, 1, … are {data.classes!r}" if data.classes else ""
    return [
        f"# the network after update {run.now:,}{answers}",
        f"# its inputs, scaled as the studio scales them: {data.features!r}",
    ]
