"""Validation: how a network does on samples that it does not learn from."""

from __future__ import annotations

from collections.abc import Callable
from copy import copy
from inspect import signature
from math import nan
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from sklearn.metrics import check_scoring, get_scorer_names

from seethrough.errors import UnknownNameError
from seethrough.maths.network import cost, forward
from seethrough.maths.penalties import FREE
from seethrough.training import Verdict
from seethrough.training.stopping import (
    Watched,
    training_loss,
    validation_error,
    validation_loss,
)

if TYPE_CHECKING:
    from numpy import ndarray

    from seethrough.engines import Task


class Held(NamedTuple):
    """A validation set: x, the labels or numbers as they came, the same as (n, K), weights."""

    x: Any
    labels: Any
    y: ndarray
    w: ndarray | None


def watched(monitor: Any, *, judged: bool) -> Watched:
    """The number of a record that patience goes by, if a validation set is to judge or not."""
    if not judged:
        return training_loss
    return validation_loss if monitor == "loss" else validation_error


def exam(learner: Any, task: Task, held: Held) -> Callable[[ndarray], Verdict]:
    """A function that judges a θ by its loss on the validation set and by the chosen score."""
    judge = copy(learner)
    # what is held out comes as arrays: column names were checked at the door
    judge.__dict__.pop("feature_names_in_", None)
    judge.__dict__["_network"] = task.net._asdict()
    scorer = scoring(learner)
    weights = {"sample_weight": held.w} if held.w is not None and _weighs(scorer) else {}

    def verdict(theta: ndarray) -> Verdict:
        judge.theta_ = theta
        with np.errstate(over="ignore", invalid="ignore"):
            tape = forward(task.net, theta, held.x)
            loss = cost(task.net, tape, held.y, held.w, FREE)
        if not np.isfinite(tape.p).all():
            return Verdict(loss, nan)  # no scorer takes such answers; training will tell
        return Verdict(loss, float(scorer(judge, held.x, held.labels, **weights)))

    return verdict


def scoring(learner: Any) -> Callable[..., float]:
    """The scorer that `monitor` names; "score" and "loss" go with the estimator's own.

    Raises
    ------
    SettingError
        There is no such scorer.
    """
    monitor = learner.monitor
    if isinstance(monitor, str) and monitor in {"score", "loss"}:
        return type(learner).score
    if isinstance(monitor, str) and monitor not in get_scorer_names():
        raise UnknownNameError("monitor", monitor, ["score", "loss", *get_scorer_names()])
    return check_scoring(learner, scoring=monitor)


def _weighs(scorer: Any) -> bool:
    """Whether a scorer can be told how often each row counts."""
    measure = getattr(scorer, "_score_func", scorer)
    return "sample_weight" in signature(measure).parameters
