"""Fitted estimators of every sort that a file may hold."""

import warnings

import numpy as np
import pytest
from sklearn.exceptions import ConvergenceWarning

from seethrough import MLPClassifier, MLPRegressor
from seethrough.data import moons

X, y, *_ = moons()
THREE = (X[:, 0] > 0).astype(int) + (X[:, 1] > 0)
YES = np.column_stack([y, X[:, 0] > 0.3, X[:, 1] > 0]).astype(int)
WORDS = np.array(["no", "yes", "maybe é"])


def frame():
    """The table with names for its columns."""
    import pandas as pd

    return pd.DataFrame(X, columns=["left", "right"])


def names():
    """The words as pandas hands them over: Python's own objects."""
    return WORDS[THREE].astype(object)


CASES = {
    "defaults": lambda: (MLPClassifier(), X, y),
    "tanh, softplus": lambda: (
        MLPClassifier((4, 3), activation=("tanh", "softplus"), dropout=[0, 0.2]),
        X,
        y,
    ),
    "softmax": lambda: (MLPClassifier(output="softmax"), X, y),
    "floats as classes": lambda: (MLPClassifier(), X, THREE.astype(float)),
    "bools as classes": lambda: (MLPClassifier(), X, y.astype(bool)),
    "words": lambda: (MLPClassifier(class_weight={"no": 2, "yes": 1.5}), X, WORDS[THREE]),
    "objects and names": lambda: (MLPClassifier(), frame(), names()),
    "weighed numbers": lambda: (MLPClassifier(class_weight={0: 2, np.int64(1): 0.5}), X, y),
    "yes and no": lambda: (MLPClassifier(), X, YES),
    "weighed questions": lambda: (
        MLPClassifier(class_weight=[{0: 1, 1: 3}, {1: 2}, {}]),
        X,
        YES,
    ),
    "several questions": lambda: (MLPClassifier(), X, np.column_stack([WORDS[THREE], WORDS[y]])),
    "questions of two kinds": lambda: (
        MLPClassifier(),
        X,
        np.column_stack([names(), y.astype(object)]),
    ),
    "sgd": lambda: (MLPClassifier(solver="sgd", learning_rate="adaptive", tol=1.0), X, y),
    "lbfgs": lambda: (MLPClassifier(solver="lbfgs"), X, y),
    "averaging": lambda: (MLPClassifier(solver="adamw", weight_averaging=0.9), X, y),
    "early stopping": lambda: (MLPClassifier(early_stopping=True, n_iter_no_change=3), X, y),
    "no patience": lambda: (MLPClassifier(n_iter_no_change=np.inf), X, y),
    "stages": lambda: (MLPClassifier(checkpoints=4), X, y),
    "float32": lambda: (MLPClassifier(checkpoints=2), X.astype(np.float32), y),
    "no hidden layer": lambda: (MLPClassifier(()), X, y),
    "sizes in an array": lambda: (MLPClassifier(np.array([4, 2])), X, y),
    "scorer": lambda: (MLPClassifier(early_stopping=True, monitor="roc_auc"), X, y),
    "numbers": lambda: (MLPRegressor(), X, X[:, 0] * X[:, 1]),
    "several numbers": lambda: (MLPRegressor(solver="rmsprop"), X, X**2),
    "counts": lambda: (MLPRegressor("poisson"), X, THREE),
    "quantile": lambda: (MLPRegressor("quantile", quantile=0.9, clip_norm=1.0), X, X[:, 0]),
    "huber": lambda: (MLPRegressor("huber", early_stopping=True), frame(), X[:, 0]),
}


def fitted(name):
    """A quick fit of a case, and the table it was fitted to."""
    model, table, labels = CASES[name]()
    sizes = {"hidden_layer_sizes": (4,)} if np.array_equal(model.hidden_layer_sizes, [100]) else {}
    model.set_params(max_iter=12, random_state=0, **sizes)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ConvergenceWarning)
        return model.fit(table, labels), table, labels


@pytest.fixture(params=CASES)
def case(request):
    """An estimator of every sort, its table and its labels."""
    return fitted(request.param)


@pytest.fixture
def make():
    """A function that fits the case of a name."""
    return fitted


@pytest.fixture
def answers():
    """A function that returns all that an estimator predicts, stages too."""
    return all_answers


@pytest.fixture
def equal():
    """A function that tells whether two values are the same, bit by bit and kind by kind."""
    return the_same


def all_answers(model, table):
    found = [model.predict(table)]
    if hasattr(model, "predict_proba"):
        chances = model.predict_proba(table)
        found += chances if isinstance(chances, list) else [chances]
    if model._stages:
        staged = getattr(model, "staged_predict_proba", None) or model.staged_predict
        found += [*staged(table)]
    return found


def the_same(one, other):
    if type(one) is not type(other):
        return False
    if isinstance(one, np.ndarray):
        kind = (one.dtype, one.shape) == (other.dtype, other.shape)
        bits = one.tolist() if one.dtype == object else one.tobytes()
        return kind and bits == (other.tolist() if one.dtype == object else other.tobytes())
    if isinstance(one, dict):
        return [*one] == [*other] and all(the_same(one[key], other[key]) for key in one)
    if isinstance(one, list | tuple):
        return len(one) == len(other) and all(map(the_same, one, other))
    return one == other or (one != one and other != other)  # noqa: PLR0124 - nan is nan here
