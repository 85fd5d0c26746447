"""How good answers are: the usual numbers for classes and for measured targets."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from sklearn.metrics import (
    accuracy_score,
    log_loss,
    mean_absolute_error,
    r2_score,
    roc_auc_score,
    root_mean_squared_error,
)

from seethrough.errors import DataError

if TYPE_CHECKING:
    from numpy import ndarray

# name of a score: whether more is better
CLASSIFICATION = {"accuracy": True, "balanced accuracy": True, "log-loss": False, "ROC AUC": True}
REGRESSION = {"RMSE": False, "MAE": False, "R²": True}
SHOWN = 5  # labels that an error lists


def classification(truth: ndarray, p: ndarray, classes: ndarray) -> dict[str, float]:
    """The scores of probabilities p (n, K) of the classes; nan where one is not defined."""
    answers = classes[p.argmax(axis=1)]
    # a class that the probabilities leave no room for costs much, but not ∞
    p = np.clip(np.asarray(p, dtype=float), 1e-15, 1)
    return {
        "accuracy": float(accuracy_score(truth, answers)),
        "balanced accuracy": _balanced(truth, answers),
        "log-loss": float(log_loss(truth, p / p.sum(axis=1, keepdims=True), labels=classes)),
        "ROC AUC": _auc(truth, p, classes),
    }


def regression(truth: ndarray, answers: ndarray) -> dict[str, float]:
    """The scores of answers (n,) in the target's own unit."""
    several = len(truth) > 1
    return {
        "RMSE": float(root_mean_squared_error(truth, answers)),
        "MAE": float(mean_absolute_error(truth, answers)),
        "R²": float(r2_score(truth, answers)) if several else float("nan"),
    }


def scores(model: Any, X: Any, truth: ndarray, task: str) -> dict[str, float]:
    """The scores of a fitted estimator or pipeline."""
    if task == "regression":
        return regression(truth, model.predict(X))
    return classification(truth, model.predict_proba(X), model.classes_)


def _balanced(truth: ndarray, answers: ndarray) -> float:
    """The mean over the classes of the share that is found."""
    return float(np.mean([np.mean(answers[truth == k] == k) for k in np.unique(truth)]))


def _auc(truth: ndarray, p: ndarray, classes: ndarray) -> float:
    """The chance that a row of a class looks more like it than another; the mean over classes."""
    chosen = [1] if len(classes) == 2 else range(len(classes))
    each = [
        roc_auc_score(truth == classes[k], p[:, k])
        for k in chosen
        if 0 < np.sum(truth == classes[k]) < len(truth)
    ]
    return float(np.mean(each)) if each else float("nan")


def known(truth: ndarray, classes: ndarray, target: str) -> None:
    """Refuse labels that a model was not taught.

    Raises
    ------
    DataError
    """
    strange = [label for label in np.unique(truth) if label not in classes]
    if strange:
        named = ", ".join(repr(str(label)) for label in strange[:SHOWN])
        taught = ", ".join(map(str, classes[:SHOWN])) + (" …" if len(classes) > SHOWN else "")
        raise DataError(
            f"{target!r} holds {named}, which the model was not taught. It knows {taught}. "
            "Spell labels as in the table it learned from, or leave such rows out."
        )
