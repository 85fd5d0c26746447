"""From scikit-learn: its fitted MLP as ours, with what its optimiser remembers."""

from __future__ import annotations

from itertools import chain
from math import inf, nan
from typing import TYPE_CHECKING, Any

import numpy as np
from sklearn import neural_network
from sklearn.utils.validation import check_is_fitted

from seethrough.errors import ExchangeError
from seethrough.estimators.regressor import HEADS
from seethrough.estimators.validation import watched
from seethrough.maths.network import Network

if TYPE_CHECKING:
    from numpy import ndarray

# what an optimiser remembers there, in the order of our slots
SLOTS = {"adam": ("ms", "vs"), "sgd": ("velocities",), "lbfgs": ()}
SAME: tuple[str, ...] = (
    "n_features_in_",
    "feature_names_in_",
    "n_iter_",
    "t_",
    "n_layers_",
    "n_outputs_",
)
SAME += ("out_activation_", "classes_")


def converted(kind: Any, theirs: Any) -> Any:
    """Return our estimator of a kind; see `Exchange.from_sklearn`."""
    known = [neural_network.MLPClassifier, neural_network.MLPRegressor]
    [needed] = [
        other for other in known if other.__name__ in {base.__name__ for base in kind.mro()}
    ]
    if not isinstance(theirs, needed):
        raise ExchangeError(
            f"from_sklearn of {kind.__name__} was given a {type(theirs).__name__}. It needs a "
            f"fitted sklearn.neural_network.{needed.__name__}. Take that step out of a pipeline "
            "first, for example with pipe[-1]."
        )
    check_is_fitted(theirs)
    ours = kind(**theirs.get_params(deep=False))
    vars(ours).update({name: vars(theirs)[name] for name in SAME if name in vars(theirs)})
    if hasattr(theirs, "_label_binarizer"):
        ours._kind, ours._class_weights = _label_kind(theirs), None  # noqa: SLF001
    ours._network = _network(theirs)._asdict()  # noqa: SLF001
    ours.theta_ = _flat([*theirs.coefs_, *theirs.intercepts_])
    ours._stages, ours._memory, ours._overflow = {}, _memory(theirs), ""  # noqa: SLF001
    ours._keep_curves(_history(theirs))  # noqa: SLF001
    ours.best_loss_ = getattr(theirs, "best_loss_", ours.loss_)
    return ours


def _label_kind(theirs: Any) -> str:
    several = theirs._label_binarizer.y_type_.startswith("multilabel")  # noqa: SLF001 - only there
    return "multilabel" if several else "single"


def _network(theirs: Any) -> Network:
    widths = (theirs.coefs_[0].shape[0], *(len(b) for b in theirs.intercepts_))
    return Network(widths, (theirs.activation,) * (len(widths) - 2), _head(theirs))


def _head(theirs: Any) -> str:
    if not hasattr(theirs, "classes_"):
        return HEADS[theirs.loss]
    if _label_kind(theirs) == "multilabel":
        return "multilabel"
    return "binary" if theirs.out_activation_ == "logistic" else "multiclass"


def _flat(arrays: list[ndarray]) -> ndarray:
    """All weights, then all biases, as they stand in θ: layer by layer."""
    half = len(arrays) // 2
    layers = zip(arrays[:half], arrays[half:], strict=True)
    return np.concatenate([array.ravel() for array in chain.from_iterable(layers)])


def _memory(theirs: Any) -> dict[str, Any]:
    """What the optimiser and the patience remember, where they were kept."""
    optimiser: Any = getattr(theirs, "_optimizer", None)
    slots = SLOTS[theirs.solver] if optimiser is not None else ()
    slowed = optimiser is not None and theirs.learning_rate == "adaptive"
    score = getattr(theirs, "best_validation_score_", None)
    best = getattr(theirs, "best_loss_", None)
    best = inf if best is None else best
    return {
        "solver": theirs.solver,
        "theta": None,
        "slots": [_flat(getattr(optimiser, name)) for name in slots],
        "updates": int(getattr(optimiser, "t", 0)),
        "scale": float(optimiser.learning_rate / theirs.learning_rate_init) if slowed else 1.0,
        "watched": watched("score", judged=score is not None).__name__,
        "best": float(best if score is None else -score),
        "waited": int(getattr(theirs, "_no_improvement_count", 0)),
    }


def _history(theirs: Any) -> dict[str, ndarray]:
    """The curves that were kept; what was not is nan, and took no time."""
    loss = np.array(getattr(theirs, "loss_curve_", [theirs.loss_]), np.float64)
    unknown = np.full_like(loss, nan)
    curves = {"epoch": np.arange(1, len(loss) + 1), "loss": loss, "penalty": unknown}
    curves |= {"gradient_norm": unknown.copy(), "learning_rate": unknown.copy()}
    curves |= {"seconds": np.zeros_like(loss)}
    scores = getattr(theirs, "validation_scores_", None)
    if scores:
        curves["validation_loss"] = np.full(len(scores), nan)
        curves["validation_score"] = np.array(scores, np.float64)
    return curves
