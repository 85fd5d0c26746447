"""Fitted state: what a model file keeps of an estimator, and what each piece of it has to be.

The same checks run before a file is written and after one was read: what can be saved can be
loaded, and a file cannot claim a network that its numbers do not make.
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import chain
from typing import Any

import numpy as np
from numpy import ndarray

from seethrough.estimators import MLPClassifier, MLPRegressor, labels
from seethrough.estimators.labels import Labels
from seethrough.estimators.learner import ANSWERS
from seethrough.estimators.regressor import HEADS
from seethrough.io.runs import count, is_run, number
from seethrough.maths.activations import ACTIVATIONS
from seethrough.maths.network import Network, n_parameters

ESTIMATORS = {"MLPClassifier": MLPClassifier, "MLPRegressor": MLPRegressor}
# a file has all of these; where a later version remembers more, it has to fill in older files
MEMORY = {"solver", "theta", "slots", "updates", "scale", "watched", "best", "waited"}
State = dict[str, Any]


def taken(model: Any) -> State:
    """Return what a file keeps of a fitted estimator; the rest follows from it."""
    known = (name for name, _, needed in PIECES if needed or name in OPTIONAL[type(model)])
    return {name: vars(model)[name] for name in known if name in vars(model)}


def given(model: Any, state: State) -> None:
    """Set a state that was checked, and all that follows from it."""
    net = network(state)
    vars(model).update(state, _network=net._asdict(), n_features_in_=net.widths[0])
    model.n_layers_, model.n_outputs_ = len(net.widths), net.widths[-1]
    model.out_activation_ = ANSWERS[net.head.split()[0]]
    model._overflow = ""  # noqa: SLF001 - where a run diverged is not kept
    model._keep_curves(state["history_"])  # noqa: SLF001 - the estimator reads its own curves
    # by what these went is told by the settings of that fit, which may have changed since
    model.best_loss_ = state["best_loss_"]
    model.best_validation_score_ = state["best_validation_score_"]


def check(kind: type, state: State) -> None:
    """Refuse a state that is not whole, or whose pieces do not belong together.

    Raises
    ------
    ValueError
    TypeError, KeyError, and others that nonsense leads to
    """
    state.setdefault("_run", None)  # files of before know nothing of it
    needed = {name for name, _, always in PIECES if always} | (OPTIONAL[kind] - {NAMES})
    if not needed <= set(state) <= needed | {NAMES}:
        raise ValueError(f"fitted holds {sorted(state)!r:.200} in place of {sorted(needed)}")
    for name, fits, _ in PIECES:
        if name in state and not fits(state[name], state):
            raise ValueError(f"{name} is not what it must be for this network")


def network(state: State) -> Network:
    """The network of a state."""
    net = state["_network"]
    return Network(tuple(net["widths"]), tuple(net["activations"]), net["head"])


def _vector(value: Any, like: ndarray) -> bool:
    """Whether an array has another's shape and kind."""
    return isinstance(value, ndarray) and (value.shape, value.dtype) == (like.shape, like.dtype)


def _is_network(value: State, state: State) -> bool:
    widths, activations, head = value["widths"], value["activations"], value["head"]
    return (
        set(value) == {"widths", "activations", "head"}
        and all(count(width, 1) for width in widths)
        and len(widths) == len(activations) + 2
        and set(activations) <= set(ACTIVATIONS)
        and (_classified(head, widths[-1], state) if "_kind" in state else _measured(head))
    )


def _classified(head: str, outputs: int, state: State) -> bool:
    """Whether a head and its outputs answer with these classes."""
    known = Labels(state["_kind"], state["classes_"])
    sizes = [len(classes) for classes in known.each]
    if known.kind not in {"single", "multilabel", "multioutput"} or not all(sizes):
        return False
    heads = {labels.head(known, output) for output in ("auto", "softmax")}
    return head in heads and outputs == (1 if head == "binary" else sum(sizes))


def _measured(head: str) -> bool:
    """Whether a head answers with numbers."""
    family, *tau = head.split()
    if family == "quantile":
        return len(tau) == 1 and 0 < float(tau[0]) < 1
    return head in HEADS.values()


def _is_classes(value: Any, state: State) -> bool:
    each = value if state["_kind"] == "multioutput" else [value]
    return isinstance(each, list) and all(
        isinstance(classes, ndarray) and classes.ndim == 1 for classes in each
    )


def _is_class_weights(value: Any, state: State) -> bool:
    """Whether each class of each question has a weight, or none has any."""
    known = Labels(state["_kind"], state["classes_"])
    yes_or_no = [2] * len(known.classes)
    sizes = yes_or_no if known.kind == "multilabel" else [len(classes) for classes in known.each]
    return value is None or (
        isinstance(value, list)
        and [weights.shape for weights in value] == [(size,) for size in sizes]
        and all(weights.dtype == np.float64 for weights in value)
    )


def _is_theta(value: Any, state: State) -> bool:
    """Whether θ has the network's length, and every number of it exists."""
    return (
        isinstance(value, ndarray)
        and value.dtype in (np.float64, np.float32)
        and value.shape == (n_parameters(network(state).widths),)
        and bool(np.isfinite(value).all())
    )


def _is_memory(value: State, state: State) -> bool:
    theta = state["theta_"]
    return (
        set(value) == MEMORY
        and all(isinstance(value[name], str) for name in ("solver", "watched"))
        and (value["theta"] is None or _vector(value["theta"], theta))
        and (value["theta"] is None or bool(np.isfinite(value["theta"]).all()))
        and isinstance(value["slots"], list)
        and all(_vector(slot, theta) for slot in value["slots"])
        and all(count(value[name]) for name in ("updates", "waited"))
        and all(number(value[name]) for name in ("scale", "best"))
    )


def _is_stages(value: dict[int, ndarray], state: State) -> bool:
    """Whether states have a row for θ and one for each slot; files of before had θ alone."""
    theta, rows = state["theta_"], 1 + len(state["_memory"]["slots"])
    like = theta if state["_run"] is None else np.broadcast_to(theta, (rows, theta.size))
    return all(map(count, value)) and all(_vector(v, like) for v in value.values())


def _is_history(value: dict[str, ndarray], _: State) -> bool:
    arrays = all(isinstance(v, ndarray) and v.ndim == 1 for v in value.values())
    kinds = arrays and {v.dtype.kind for v in value.values()} <= {"i", "f"}
    epochs = {len(value[name]) for name in value if not name.startswith("validation")}
    return kinds and "loss" in value and len(epochs) == 1


def _is_names(value: ndarray, state: State) -> bool:
    strings = all(isinstance(name, str) for name in chain(value))
    return strings and value.shape == network(state).widths[:1]


def _is_count(value: Any, _: State) -> bool:
    return count(value)


def _is_best(value: Any, _: State) -> bool:
    return value is None or number(value)


NAMES = "feature_names_in_"
OPTIONAL: dict[type, set[str]] = {
    MLPClassifier: {"_kind", "classes_", "_class_weights", NAMES},
    MLPRegressor: {NAMES},
}
# each piece, what it has to be, and whether every fitted estimator has it; in the order of trust
PIECES: tuple[tuple[str, Callable[[Any, State], bool], bool], ...] = (
    ("_kind", lambda value, _: isinstance(value, str), False),
    ("classes_", _is_classes, False),
    ("_class_weights", _is_class_weights, False),
    ("_network", _is_network, True),
    ("theta_", _is_theta, True),
    ("_memory", _is_memory, True),
    ("_stages", _is_stages, True),
    ("_run", is_run, True),
    ("history_", _is_history, True),
    (NAMES, _is_names, False),
    ("n_iter_", _is_count, True),
    ("t_", _is_count, True),
    ("best_loss_", _is_best, True),
    ("best_validation_score_", _is_best, True),
)
