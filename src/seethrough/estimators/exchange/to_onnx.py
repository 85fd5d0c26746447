"""To ONNX: the network as a graph of its plainest operations, in θ's kind of float.

Most of ONNX's own activations are there in float32 only, so each is spelled out, with the same
care for small and large numbers as in `seethrough.maths`.
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from onnx import ModelProto, TensorProto, checker, helper, numpy_helper
from sklearn.base import is_classifier

from seethrough.errors import ExchangeError
from seethrough.files import writing
from seethrough.maths import activations as ours
from seethrough.maths.heads import questions

if TYPE_CHECKING:
    from numpy import ndarray

OPSET, IR = 17, 8  # of 2022: old enough for any runtime in use


class Graph:
    """Nodes and constants; calling it adds a node and returns the name of what comes out."""

    def __init__(self, dtype: Any) -> None:
        self.dtype, self.nodes, self.constants = np.dtype(dtype), [], []  # type: ignore[var-annotated]
        self._numbers = map(str, count())

    def __call__(self, operation: str, *inputs: str | float | ndarray, **settings: Any) -> str:
        """Add a node; its inputs are names of what came before, or numbers."""
        names = [value if isinstance(value, str) else self.constant(value) for value in inputs]
        name = f"{operation}_{next(self._numbers)}"
        self.nodes.append(helper.make_node(operation, names, [name], **settings))
        return name

    def constant(self, value: float | ndarray) -> str:
        """Return the name of a constant; numbers are made θ's kind of float."""
        array = value if isinstance(value, np.ndarray) else np.array(value, self.dtype)
        name = f"constant_{next(self._numbers)}"
        self.constants.append(numpy_helper.from_array(array, name))
        return name

    def output(self, value: str, name: str) -> str:
        """Name what comes out of the whole."""
        self.nodes.append(helper.make_node("Identity", [value], [name]))
        return name


def _logistic(g: Graph, z: str) -> str:
    """1 or e over 1 + e, e = e^−|z|; onnxruntime's Sigmoid loses the digits of small answers."""
    e = g("Exp", g("Neg", g("Abs", z)))
    return g("Div", g("Where", g("GreaterOrEqual", z, 0.0), 1.0, e), g("Add", e, 1.0))


def _leaky_relu(g: Graph, z: str) -> str:
    return g("Max", z, g("Mul", z, ours.LEAK))


def _expm1(g: Graph, z: str) -> str:
    """e^min(z, 0) − 1 as 2t / (1 − t) for t = tanh(z / 2), where no digits cancel."""
    t = g("Tanh", g("Mul", g("Min", z, 0.0), 0.5))
    return g("Div", g("Mul", t, 2.0), g("Sub", 1.0, t))


def _elu(g: Graph, z: str) -> str:
    return g("Add", g("Max", z, 0.0), _expm1(g, z))


def _selu(g: Graph, z: str) -> str:
    below = g("Mul", _expm1(g, z), ours.SELU_ALPHA)
    return g("Mul", g("Add", g("Max", z, 0.0), below), ours.SELU_SCALE)


def _softplus(g: Graph, z: str) -> str:
    """max(z, 0) + ln(1 + e), e = e^−|z|; the logarithm as Kahan takes it, e ln u / (u − 1)."""
    e = g("Exp", g("Neg", g("Abs", z)))
    u = g("Add", e, 1.0)
    rounded = g("Sub", u, 1.0)
    lost = g("Equal", rounded, 0.0)
    quotient = g("Div", g("Mul", e, g("Log", u)), g("Where", lost, 1.0, rounded))
    return g("Add", g("Max", z, 0.0), g("Where", lost, e, quotient))


def _gelu(g: Graph, z: str) -> str:
    cube = g("Mul", g("Mul", g("Mul", z, z), z), ours.GELU_CUBE)
    bend = g("Tanh", g("Mul", g("Add", z, cube), ours.GELU_SLOPE))
    return g("Mul", g("Mul", z, 0.5), g("Add", bend, 1.0))


def _silu(g: Graph, z: str) -> str:
    return g("Mul", z, _logistic(g, z))


def _mish(g: Graph, z: str) -> str:
    return g("Mul", z, g("Tanh", _softplus(g, z)))


def _plain(operation: str) -> Callable[[Graph, str], str]:
    return lambda g, z: g(operation, z)


ACTIVATIONS: dict[str, Callable[[Graph, str], str]] = {
    "identity": _plain("Identity"),
    "logistic": _logistic,
    "tanh": _plain("Tanh"),
    "relu": _plain("Relu"),
    "leaky_relu": _leaky_relu,
    "elu": _elu,
    "selu": _selu,
    "gelu": _gelu,
    "silu": _silu,
    "softplus": _softplus,
    "mish": _mish,
}


def converted(model: Any, path: str | Path | None = None) -> ModelProto:
    """Return the model, and write it; see `Exchange.to_onnx`."""
    net, g = model.network_, Graph(model.theta_.dtype)
    kind = helper.np_dtype_to_tensor_dtype(g.dtype)
    z = _scores(g, model)
    answer = _labelled if is_classifier(model) else _numbers
    outputs = answer(g, z, model)
    graph = helper.make_graph(
        *(g.nodes, "seethrough"),
        [helper.make_tensor_value_info("X", kind, ["n", net.widths[0]])],
        [helper.make_tensor_value_info(*output) for output in outputs],
        g.constants,
    )
    opsets = [helper.make_opsetid("", OPSET)]
    proto = helper.make_model(
        graph, opset_imports=opsets, ir_version=IR, producer_name="seethrough"
    )
    checker.check_model(proto)
    if path is not None:
        with writing(path) as part:
            part.write_bytes(proto.SerializeToString())
    return proto


def _scores(g: Graph, model: Any) -> str:
    """The sums of the last layer."""
    a = "X"
    for l, (W, b) in enumerate(zip(model.coefs_, model.intercepts_, strict=True)):
        z = g("Add", g("MatMul", a, W), b)
        if l < len(model.network_.activations):
            a = ACTIVATIONS[model.network_.activations[l]](g, z)
    return z


Output = tuple[str, int, list[Any]]


def _numbers(g: Graph, z: str, model: Any) -> list[Output]:
    """What a regressor answers: (n,), or (n, K)."""
    p, K = z if model.network_.head != "poisson" else g("Exp", z), model.network_.widths[-1]
    if K == 1:
        p = g("Squeeze", p, np.array([1]))
    shape = ["n"] if K == 1 else ["n", K]
    return [(g.output(p, "prediction"), helper.np_dtype_to_tensor_dtype(g.dtype), shape)]


def _labelled(g: Graph, z: str, model: Any) -> list[Output]:
    """What a classifier answers, question by question: labels and probabilities."""
    head = model.network_.head
    if head == "multilabel":
        p = _logistic(g, z)
        yes = g("Cast", g("Greater", p, 0.5), to=TensorProto.INT64)
        return _pair(g, yes, p, model.network_.widths[-1:] * 2, TensorProto.INT64, "")
    if head == "binary":
        return _question(g, _two(g, z, len(model.classes_)), model.classes_, "")
    if head == "multiclass":
        return _question(g, g("Softmax", z, axis=1), model.classes_, "")
    outputs = []
    for i, columns in enumerate(questions(head)):
        places = np.arange(columns.start, columns.stop)
        p = g("Softmax", g("Gather", z, places, axis=1), axis=1)
        outputs += _question(g, p, model.classes_[i], f"_{i}")
    return outputs


def _two(g: Graph, z: str, classes: int) -> str:
    """Probabilities of both classes from one score; where there is one class only, it is sure."""
    p = _logistic(g, z)
    if classes == 1:
        return g("Add", g("Mul", p, 0.0), 1.0)
    return g("Concat", g("Sub", 1.0, p), p, axis=1)


def _question(g: Graph, p: str, classes: ndarray, suffix: str) -> list[Output]:
    """The likeliest class, and the probability of each."""
    names = _tensor(classes)
    label = g("Gather", names, g("ArgMax", p, axis=1, keepdims=0), axis=0)
    kind = helper.np_dtype_to_tensor_dtype(names.dtype)
    return _pair(g, label, p, (len(classes),), kind, suffix)


def _pair(
    g: Graph, label: str, p: str, sizes: tuple[int, ...], kind: int, suffix: str
) -> list[Output]:
    label, p = g.output(label, f"label{suffix}"), g.output(p, f"probabilities{suffix}")
    floats = helper.np_dtype_to_tensor_dtype(g.dtype)
    return [(label, kind, ["n", *sizes[1:]]), (p, floats, ["n", sizes[0]])]


def _tensor(classes: ndarray) -> ndarray:
    """Class labels in a form that ONNX has: whole numbers, floats, yes and no, or words."""
    plain = np.array(classes.tolist())
    forms = {"i": np.int64, "u": np.int64, "f": np.float64, "b": np.bool_, "U": np.object_}
    if plain.dtype.kind not in forms:
        raise ExchangeError(
            f"the classes are of the kind {plain.dtype.name}, for example {classes[0]!r}. ONNX has "
            "numbers, yes and no, and words. Give the classes such names, and fit again."
        )
    return plain.astype(forms[plain.dtype.kind])
