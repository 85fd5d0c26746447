"""Settings: scikit-learn's words, checked, and translated into the symbols below."""

from __future__ import annotations

from difflib import get_close_matches
from inspect import signature
from math import inf
from numbers import Integral, Real
from typing import TYPE_CHECKING, Any

import numpy as np
from sklearn.utils import check_random_state
from sklearn.utils._param_validation import (
    Interval,
    InvalidParameterError,
    Options,
    StrOptions,
    validate_parameter_constraints,
)

from seethrough.engines import ENGINES, Task
from seethrough.errors import SettingError
from seethrough.estimators import door
from seethrough.maths.activations import ACTIVATIONS
from seethrough.maths.inits import INITS
from seethrough.maths.network import Network
from seethrough.maths.optimisers import OPTIMISERS, Rule
from seethrough.maths.penalties import Penalty
from seethrough.maths.schedules import SCHEDULES, Schedule
from seethrough.training import Plan
from seethrough.training.stages import size

if TYPE_CHECKING:
    from numpy import ndarray

    from seethrough.engines import State

SHARE = [Interval(Real, 0, 1, closed="left")]
NOT_NEGATIVE = [Interval(Real, 0, None, closed="left")]
POSITIVE = [Interval(Real, 0, None, closed="neither")]
COUNT = [Interval(Integral, 1, None, closed="left")]
SWITCH = ["boolean"]
STAGES, ROOM = 50, 500_000  # how many stages a fit keeps unasked, and the bytes they may take

# what each setting may be; where scikit-learn has it, as there
CONSTRAINTS: dict[str, list[Any]] = {
    "hidden_layer_sizes": ["array-like", *COUNT],
    "activation": [StrOptions(set(ACTIVATIONS)), "array-like"],
    "solver": [StrOptions({"lbfgs", *OPTIMISERS})],
    "alpha": NOT_NEGATIVE,
    "batch_size": [StrOptions({"auto"}), *COUNT],
    "learning_rate": [StrOptions(set(SCHEDULES))],
    "learning_rate_init": POSITIVE,
    "power_t": NOT_NEGATIVE,
    "max_iter": COUNT,
    "shuffle": SWITCH,
    "random_state": ["random_state"],
    "tol": NOT_NEGATIVE,
    "verbose": ["verbose"],
    "warm_start": SWITCH,
    "momentum": [Interval(Real, 0, 1, closed="both")],
    "nesterovs_momentum": SWITCH,
    "early_stopping": SWITCH,
    "validation_fraction": SHARE,
    "beta_1": SHARE,
    "beta_2": SHARE,
    "epsilon": POSITIVE,
    "n_iter_no_change": [*COUNT, Options(Real, {inf})],
    "max_fun": COUNT,
    "l1": NOT_NEGATIVE,
    "init": [StrOptions(set(INITS))],
    "dropout": [*SHARE, "array-like"],
    "clip_norm": [*POSITIVE, None],
    "weight_averaging": SHARE,
    "monitor": [str, callable],
    "restore_best": [*SWITCH, StrOptions({"auto"})],
    "on_divergence": [StrOptions({"raise", "warn"})],
    "checkpoints": [Interval(Integral, 0, None, closed="left"), StrOptions({"auto"})],
    "callbacks": [list, tuple, None],
    "engine": [StrOptions(set(ENGINES))],
}


class ParameterError(SettingError, InvalidParameterError):
    """A setting has a value that makes no sense; scikit-learn's InvalidParameterError too."""


def check(learner: Any) -> None:
    """Refuse settings that make no sense.

    Raises
    ------
    SettingError
    """
    for name, value in learner.get_params(deep=False).items():
        _check(learner, name, value)
    hidden = len(door.hidden_sizes(learner.hidden_layer_sizes))
    for name in ("activation", "dropout"):
        for value in layered(name, getattr(learner, name), hidden):
            _check(learner, name, value)
    for callback in learner.callbacks or ():
        if not callable(callback):
            raise SettingError(
                f"callbacks holds {callback!r}. Each must be a function that takes a record. Give "
                "functions, or scikit-learn's callbacks by set_callbacks."
            )
    if learner.solver == "lbfgs":
        _check_lbfgs(learner)


def _check(learner: Any, name: str, value: Any) -> None:
    """Refuse one value, with the nearest right name or the default as a way out."""
    constraints = learner._parameter_constraints.get(name)  # noqa: SLF001 - scikit-learn's name
    if constraints is None:  # a parameter that a subclass has added
        return
    kind = type(learner)
    try:
        validate_parameter_constraints({name: constraints}, {name: value}, kind.__name__)
    except InvalidParameterError as error:
        names = {n for c in constraints if isinstance(c, Options) for n in map(str, c.options)}
        near = get_close_matches(str(value).lower(), names, n=1)
        default = signature(kind).parameters[name].default
        way = f"Did you mean {near[0]!r}?" if near else f"The default is {default!r}."
        raise ParameterError(f"{error} {way}") from None


def _check_lbfgs(learner: Any) -> None:
    """lbfgs compares the cost from step to step: it cannot bear chance, and makes its own steps."""
    for name, off in (("dropout", 0), ("clip_norm", None), ("weight_averaging", 0), ("l1", 0)):
        value = getattr(learner, name)
        if value is not None and np.any(np.asarray(value) != off):
            raise SettingError(
                f"{name} is {value!r} with solver='lbfgs'. L-BFGS needs a smooth cost without "
                f"chance, and makes its own steps. Leave {name} at {off!r}, or take solver='adam'."
            )


def layered(name: str, value: Any, hidden: int) -> tuple[Any, ...]:
    """One value for each hidden layer: a single one serves all.

    Raises
    ------
    SettingError
        There are more or fewer values than layers.
    """
    if isinstance(value, str) or not np.iterable(value):
        return (value,) * max(hidden, 1)
    values = tuple(value)
    if len(values) != hidden:
        raise SettingError(
            f"{name} has {len(values)} values, {value!r}, for {hidden} hidden layers. Needed is "
            f"one for each layer, or a single one for all. Give {name} {hidden} values."
        )
    return values


def network(learner: Any, d: int, K: int, head: str) -> Network:
    """The network for d inputs and K outputs."""
    hidden = door.hidden_sizes(learner.hidden_layer_sizes)
    names = layered("activation", learner.activation, len(hidden))[: len(hidden)]
    return Network((d, *hidden, K), names, head)


def task(learner: Any, net: Network, x: Any, y: ndarray, w: ndarray | None) -> Task:
    """What is learned, from what, by which rule."""
    decoupled, lbfgs = learner.solver == "adamw", learner.solver == "lbfgs"
    # as Python's floats: a NumPy scalar would turn float32 into float64
    alpha = float(learner.alpha)
    rule = Rule(
        *(float(learner.momentum), learner.nesterovs_momentum, float(learner.beta_1)),
        beta2=float(learner.beta_2),
        epsilon=float(learner.epsilon),
        decay=alpha if decoupled else 0.0,
        clip=inf if learner.clip_norm is None else float(learner.clip_norm),
        average=float(learner.weight_averaging),
    )
    return Task(
        *(net, x, y, w),
        penalty=Penalty(0.0 if decoupled else alpha, float(learner.l1)),
        optimiser="sgd" if lbfgs else learner.solver,
        rule=rule,
        eta=float(learner.learning_rate_init),
        schedule=Schedule("constant" if lbfgs else learner.learning_rate, float(learner.power_t)),
    )


def stages(learner: Any, state: State) -> int:
    """How many states of the way to keep at most; unasked, those of a network that is small."""
    if learner.checkpoints != "auto":
        return int(learner.checkpoints)
    # L-BFGS would have to stop at each iteration, and begins anew whatever is kept
    return 0 if learner.solver == "lbfgs" else min(STAGES, ROOM // size(state))


def plan(
    learner: Any,
    net: Network,
    n: int,
    dtype: str,
    *,
    fresh: bool,
    holdout: float | None,
    strata: Any,
    seen: int = 0,
) -> Plan:
    """All that chance decides."""
    seed = learner.random_state
    if not isinstance(seed, int | np.integer):
        seed = check_random_state(seed).randint(2**32, dtype=np.uint32)
    hidden = len(net.activations)
    return Plan(
        *(int(seed), net, n),
        batch_size=200 if learner.batch_size == "auto" else int(learner.batch_size),
        shuffle=learner.shuffle,
        init=learner.init,
        dropout=layered("dropout", learner.dropout, hidden)[:hidden],
        dtype=dtype,
        fresh=fresh,
        holdout=holdout,
        strata=strata,
        seen=seen,
    )
