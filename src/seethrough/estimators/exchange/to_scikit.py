"""To scikit-learn: its own MLP with our parameters."""

from __future__ import annotations

from inspect import signature
from typing import TYPE_CHECKING, Any

import numpy as np
from sklearn import neural_network
from sklearn.base import is_classifier
from sklearn.preprocessing import LabelBinarizer
from sklearn.utils._param_validation import (
    InvalidParameterError,
    validate_parameter_constraints,
)

from seethrough.errors import ExchangeError

if TYPE_CHECKING:
    from numpy import ndarray

    from seethrough.maths.network import Network

ACTIVATIONS = ("identity", "logistic", "tanh", "relu")
# scikit-learn's name of the output, by head
OUTPUTS = {"binary": "logistic", "multilabel": "logistic", "multiclass": "softmax"}
OUTPUTS |= {"squared": "identity", "poisson": "exp"}
# what goes by the same name and means the same, here and there
SAME: tuple[str, ...] = (
    "n_features_in_",
    "feature_names_in_",
    "classes_",
    "n_iter_",
    "t_",
    "loss_",
    "best_loss_",
)
SAME += ("loss_curve_", "validation_scores_", "best_validation_score_")


def converted(model: Any) -> Any:
    """Return scikit-learn's estimator; see `Exchange.to_sklearn`."""
    net = model.network_
    _refuse_unknown(net, getattr(model, "classes_", None))
    kind = neural_network.MLPClassifier if is_classifier(model) else neural_network.MLPRegressor
    theirs = kind(**_settings(model, kind, net))
    coefs, intercepts = _copies(model.coefs_), _copies(model.intercepts_)
    output = OUTPUTS[net.head]
    if net.head == "multiclass" and net.widths[-1] == 2:
        # e^z₁ / (e^z₀ + e^z₁) is the logistic function of z₁ − z₀
        coefs[-1], intercepts[-1], output = _second(coefs[-1]), _second(intercepts[-1]), "logistic"
    theirs.coefs_, theirs.intercepts_, theirs.out_activation_ = coefs, intercepts, output
    theirs.n_layers_, theirs.n_outputs_ = len(net.widths), len(intercepts[-1])
    vars(theirs).update({name: vars(model)[name] for name in SAME if name in vars(model)})
    _prepare_warm_start(theirs)
    if is_classifier(model):
        theirs._label_binarizer = _binarizer(model.classes_, net.head)  # noqa: SLF001 - has no other
    return theirs


def _refuse_unknown(net: Network, classes: Any) -> None:
    """Refuse what scikit-learn's network has not."""
    several = sorted(set(net.activations))
    strange = [name for name in several if name not in ACTIVATIONS]
    lacks = {
        f"layers of several activations, {', '.join(several)}": len(several) > 1,
        f"the activation {', '.join(map(repr, strange))}": bool(strange),
        f"the head {net.head!r}": net.head not in OUTPUTS,
        "an answer where there is only one class": classes is not None and len(classes) == 1,
    }
    for what, lacking in lacks.items():
        if lacking:
            raise ExchangeError(
                f"scikit-learn's MLP lacks {what}. It has one activation for all layers out of "
                f"{', '.join(ACTIVATIONS)}, and the heads {', '.join(OUTPUTS)}. Fit such a "
                "network, or use to_onnx() or to_torch(), which know them all."
            )


def _settings(model: Any, kind: Any, net: Network) -> dict[str, Any]:
    """Our settings, those apart that scikit-learn would not take."""
    found = {name: getattr(model, name) for name in signature(kind).parameters}
    found |= {"hidden_layer_sizes": net.widths[1:-1]}
    if net.activations:
        found["activation"] = net.activations[0]
    return {name: value for name, value in found.items() if _takes(kind, name, value)}


def _takes(kind: Any, name: str, value: Any) -> bool:
    constraints = {name: kind._parameter_constraints[name]}  # noqa: SLF001 - its name for them
    try:
        validate_parameter_constraints(constraints, {name: value}, kind.__name__)
    except InvalidParameterError:
        return False
    return True


def _copies(views: list[ndarray]) -> list[ndarray]:
    return [view.copy() for view in views]


def _second(columns: ndarray) -> ndarray:
    """The second column less the first, still as a column."""
    return columns[..., 1:] - columns[..., :1]


def _prepare_warm_start(theirs: Any) -> None:
    """Set what a later fit or partial_fit there expects of an earlier one."""
    theirs._no_improvement_count = 0  # noqa: SLF001
    theirs._best_coefs = _copies(theirs.coefs_)  # noqa: SLF001
    theirs._best_intercepts = _copies(theirs.intercepts_)  # noqa: SLF001
    for name in ("classes_", "loss_curve_", "validation_scores_"):
        if isinstance(vars(theirs).get(name), list | np.ndarray):
            setattr(theirs, name, vars(theirs)[name].copy())


def _binarizer(classes: ndarray, head: str) -> LabelBinarizer:
    """What turns answers into labels there."""
    labels = np.eye(len(classes), dtype=int) if head == "multilabel" else classes
    return LabelBinarizer().fit(labels)
