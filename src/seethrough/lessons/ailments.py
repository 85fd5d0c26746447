"""Ailments: for each thing that the doctor can find, a run that has it, small and quick.

from seethrough.lessons.ailments import AILMENTS, fall_ill
case = fall_ill("dead units")
print(diagnose(case.model, case.X, case.y))
"""

from __future__ import annotations

import warnings
from collections.abc import Callable
from math import inf
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from seethrough.data import circles, moons, penguins, xor
from seethrough.errors import UnknownNameError
from seethrough.estimators import MLPClassifier

if TYPE_CHECKING:
    from numpy import ndarray

MEASURED = ("bill_length_mm", "bill_depth_mm", "flipper_length_mm", "body_mass_g")


class Case(NamedTuple):
    """A fitted model, what it learned from, and what was held out, where that matters."""

    model: Any
    X: ndarray
    y: ndarray
    held: dict[str, ndarray] = {}  # noqa: RUF012 - nobody writes to it


def network(hidden: tuple[int, ...] = (8,), activation: str = "tanh", **settings: Any) -> Any:
    """A small network on a fixed seed."""
    usual: dict[str, Any] = {"learning_rate_init": 0.05, "max_iter": 200, "random_state": 0}
    return MLPClassifier(hidden, activation, **usual | settings)


def descent(**settings: Any) -> Any:
    """The article's network: plain gradient descent over all samples, two softmax outputs."""
    plain: dict[str, Any] = {"solver": "sgd", "momentum": 0, "batch_size": 200, "alpha": 0.01}
    plain |= {"output": "softmax", "init": "lecun_normal", "n_iter_no_change": inf}
    return network((3,), **plain | settings)


def _cycle() -> Case:
    """The article's own run: ε = 0.01 on a sum over 200 samples is η = 2 on their mean."""
    X, y, *_ = moons()
    return Case(descent(learning_rate_init=2.0, max_iter=20_000), X, y)


def _diverged() -> Case:
    """A rate that throws the weights out of what a float can hold."""
    X, y, *_ = moons()
    settings: dict[str, Any] = {"learning_rate_init": 1000.0, "alpha": 1.0, "max_iter": 400}
    return Case(descent(on_divergence="warn", **settings), X, y)


def _scales() -> Case:
    """The moons, one measurement in metres and one in millimetres."""
    X, y, *_ = moons()
    return Case(network(), X * [1, 1000], y)


def _leak() -> Case:
    """Penguins' sex, from measurements and a code that was written down with the sex."""
    X, y, *_ = penguins()
    code = 1.0 * (y == "male") + np.random.default_rng(0).normal(0, 0.05, len(y))
    birds = np.column_stack([X[:, 0], code])
    return Case(network(), (birds - birds.mean(axis=0)) / birds.std(axis=0), y)


def _too_large() -> Case:
    """Adam at a rate of 3, three thousand times its default."""
    X, y, *_ = moons()
    return Case(network(learning_rate_init=3.0, batch_size=50, n_iter_no_change=inf), X, y)


def _too_small() -> Case:
    """Adam at a millionth."""
    X, y, *_ = moons()
    return Case(network(learning_rate_init=1e-6), X, y)


def _plateau() -> Case:
    """Exclusive or, by a network whose penalty pulls all weights to 0."""
    X, y, *_ = xor()
    settings: dict[str, Any] = {"solver": "sgd", "momentum": 0, "n_iter_no_change": inf}
    return Case(network((4,), alpha=20.0, learning_rate_init=0.1, **settings), X, y)


def _dead() -> Case:
    """A relu network at a rate far too large: each unit ends below 0 for every sample."""
    X, y, *_ = moons()
    settings: dict[str, Any] = {"solver": "sgd", "momentum": 0, "batch_size": 20}
    return Case(network(activation="relu", learning_rate_init=8.0, **settings), X, y)


def _saturated() -> Case:
    """Measurements in the hundreds, as they came."""
    X, y, *_ = penguins(MEASURED[:3])
    return Case(network(learning_rate_init=0.01), X, y)


def _wrong_labels() -> Case:
    """The moons with ten labels turned round."""
    X, y, *_ = moons(400, noise=0.1)
    rows = np.random.default_rng(0).choice(400, 10, replace=False)
    turned = np.isin(np.arange(400), rows)
    return Case(network(alpha=0.1), X, np.where(turned, y == 0, y == 1).astype(int))


def _imbalance() -> Case:
    """One in twenty is of the second class, and overlaps with the first."""
    rng = np.random.default_rng(0)
    y = (np.arange(600) % 20 == 0).astype(int)
    return Case(network((4,)), rng.normal(size=(600, 2)) + 1.2 * y[:, None], y)


def _overfitting() -> Case:
    """Sixty noisy points, two hundred units and no penalty."""
    seen, fresh = moons(60, noise=0.4), moons(500, noise=0.4, seed=1)
    model = network((200,), "relu", alpha=0.0, tol=0.0, max_iter=500, n_iter_no_change=inf)
    return Case(model, seen.X, seen.y, {"X_val": fresh.X, "y_val": fresh.y})


def _underfitting() -> Case:
    """Two circles, by a network of one unit: it can draw one line."""
    X, y, *_ = circles()
    return Case(network((1,)), X, y)


def _constant() -> Case:
    """The moons, and a column that was the same for everybody."""
    X, y, *_ = moons()
    return Case(network(), np.column_stack([X, np.full(len(y), 1.0)]), y)


def _doubled() -> Case:
    """The moons, and the first measurement once more, in inches."""
    X, y, *_ = moons()
    return Case(network(), np.column_stack([X, X[:, 0] / 2.54 + 1]), y)


def _too_many_units() -> Case:
    """Sixty-four units for a problem of three."""
    X, y, *_ = moons(noise=0.1)
    return Case(network((64,), "relu", n_iter_no_change=inf), X, y)


AILMENTS: dict[str, Callable[[], Case]] = {
    "divergence": _diverged,
    "columns of different scale": _scales,
    "leak of the target": _leak,
    "cycle": _cycle,
    "rate too large": _too_large,
    "rate too small": _too_small,
    "plateau": _plateau,
    "dead units": _dead,
    "saturated units": _saturated,
    "labels that look wrong": _wrong_labels,
    "imbalance that accuracy hides": _imbalance,
    "overfitting": _overfitting,
    "underfitting": _underfitting,
    "constant columns": _constant,
    "doubled columns": _doubled,
    "layer larger than needed": _too_many_units,
}


def fall_ill(name: str) -> Case:
    """Return a run that has what is asked for, trained; what training warns of is meant.

    Raises
    ------
    UnknownNameError
        It is nothing that the doctor finds.
    """
    if name not in AILMENTS:
        raise UnknownNameError("ailment", name, AILMENTS)
    case = AILMENTS[name]()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        case.model.fit(case.X, case.y)
    return case
