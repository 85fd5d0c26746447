"""Explaining: one sample, one step, every number of a fitted estimator."""

from __future__ import annotations

from copy import copy, deepcopy
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Self

import numpy as np
from scipy.sparse import issparse

from seethrough.errors import SettingError
from seethrough.estimators import settings
from seethrough.explain import (
    LBFGS,
    Explanation,
    Path,
    Pushes,
    Step,
    explain_batch,
    explain_step,
    name,
    why_moved,
)
from seethrough.explain.digits import RESULT, rounded, write
from seethrough.explain.expression import Symbol
from seethrough.explain.focus import which_weight
from seethrough.maths.network import forward, layers
from seethrough.maths.optimisers import blank_slots

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy import ndarray
    from numpy.typing import ArrayLike

    from seethrough.engines import Task

DROPOUT = (
    "Dropout: this is a training pass, in which units are left out at random (r = 0) and the "
    "others count more (r > 1)."
)


class Explaining:
    """What a fitted network can tell of itself; the class that inherits has tasks and a memory."""

    theta_: ndarray
    t_: int
    solver: str
    random_state: Any
    history_: dict[str, ndarray]
    _network: dict[str, Any]
    _memory: dict[str, Any]
    _stages: dict[int, ndarray]

    def explain(
        self,
        X: ArrayLike,
        y: ArrayLike,
        sample: int | None = 0,
        *,
        unit: Sequence[int] | None = None,
        weight: Sequence[Any] | None = None,
        step: int | None = None,
        sample_weight: ArrayLike | None = None,
    ) -> Explanation:
        """Return where each number of a sample's answer comes from, and what it would change.

        Forward, loss, errors, gradients with their numeric checks, and the update that this table
        as one batch would make: the equations E1 to E9 with the numbers in them. With dropout it
        is a training pass, and units that are left out are told as dropped.

        Parameters
        ----------
        X, y : a table and what belongs to its rows, for example those that were learned
        sample : row of X, from 0; None for all rows at once, as tables
        unit : (layer, unit), both from 0, to be told of that unit only
        weight : (layer, input, unit) as in coefs_[layer][input, unit], to be told of that weight
            only; "b" for input is the bias
        step : after which update of θ to look, as for `at`; default is the estimator as it is
            now. Steps that were not kept need the table of the fit as X, y and sample_weight
        sample_weight : (n,) how often each row counts; default once

        Returns
        -------
        Explanation : lines and notes; it prints itself, and has text(), html(), latex(), json()

        Raises
        ------
        DataError
            There is no such row, or the table does not fit, or is not the one of the fit.
        SettingError
            There is no such unit, weight or step.
        NotFittedError
            Nothing was learned yet.
        """
        then = self._standing(step, X, y, sample_weight)
        made, notes = then._next(X, y, sample_weight)  # noqa: SLF001 - its own
        if sample is None:
            _refuse_focus(unit, weight)
            told: Explanation = explain_batch(made)
        else:
            told = explain_step(made, sample, unit=unit, weight=weight)
            notes += [] if made.masks is None else [_undropped(made, sample)]
        return _noted(told, notes)

    def why_moved(
        self,
        X: ArrayLike,
        y: ArrayLike,
        weight: Sequence[Any],
        step: int | None = None,
        *,
        sample_weight: ArrayLike | None = None,
    ) -> Pushes:
        """Return which rows push a weight up and which down, the strongest first.

        Parameters
        ----------
        X, y, weight, step, sample_weight : as for `explain`

        Returns
        -------
        Pushes : shares, (n,), that with the penalty add up to the gradient; up and down, the rows
            in order of strength; and it prints itself
        """
        then = self._standing(step, X, y, sample_weight)
        made, notes = then._next(X, y, sample_weight)  # noqa: SLF001 - its own
        return _noted(why_moved(made, weight), notes)

    def path(self, weight: Sequence[Any]) -> Path:
        """Return a weight's history: its value at each step that was kept.

        Parameters
        ----------
        weight : (layer, input, unit) as in coefs_[layer][input, unit]; "b" for input is the bias

        Returns
        -------
        Path : steps, updates of θ as for `at`, and values, both (n,)

        Raises
        ------
        SettingError
            There is no such weight, or nothing was kept.
        """
        self._ready_to_tell()
        if not self._stages:
            raise SettingError(
                "a weight's path was asked for, but no state of the training was kept on the way. "
                "Some are needed. Fit with checkpoints=100, which keeps up to 100."
            )
        widths = tuple(self._network["widths"])
        l, j, k = which_weight(layers(self.theta_, widths), weight)
        kept: dict[int, ndarray] = self._kept()  # type: ignore[attr-defined]
        found = [layers(theta, widths)[l] for theta in kept.values()]
        values = [float(one.b[k] if j is None else one.W[j, k]) for one in found]
        indices = (f"{k + 1}",) if j is None else (f"{j + 1}", f"{k + 1}")
        symbol = Symbol("b" if j is None else "W", f"{l + 1}", indices)
        return Path(symbol, np.array([*kept]), np.array(values))

    def _standing(self, step: int | None, X: Any, y: Any, w: Any) -> Self:
        """The estimator as it was after a step."""
        self._ready_to_tell()
        return self if step is None else self.at(step, X, y, w)  # type: ignore[attr-defined]

    def _ready_to_tell(self) -> None:
        """Refuse an estimator that was not fitted."""
        if "theta_" not in self.__dict__:
            self._ready([[0.0]])  # type: ignore[attr-defined]

    def _next(self, X: Any, y: Any, w: Any) -> tuple[Step, list[str]]:
        """The step that a table as one batch would make, and what is to be said of it."""
        task: Task = self._task(X, y, w)  # type: ignore[attr-defined]
        x: Any = task.x
        x = x.toarray() if issparse(x) else x
        masks = self._masks(task)
        step = Step(
            *(task.net, self.theta_, x, task.y, task.w, task.penalty),
            masks=masks,
            optimiser=LBFGS if self.solver == "lbfgs" else task.optimiser,
            rule=task.rule,
            eta=self._last_rate(task),
            features=self.__dict__.get("feature_names_in_"),
            classes=self._answer_names(),  # type: ignore[attr-defined]
            **self._remembered(task),
        )
        return step, [] if masks is None else [DROPOUT]

    def _remembered(self, task: Task) -> dict[str, Any]:
        """The optimiser's slots, and the number of the next update."""
        memory, blank = self._memory, blank_slots(task.optimiser, self.theta_, task.rule)
        if memory["solver"] != self.solver or len(memory["slots"]) != len(blank):
            return {"slots": blank, "t": 1}
        slots = tuple(memory["slots"])
        if task.rule.average:  # the θ that answers is its own mean
            slots = (*slots[:-1], self.theta_)
        return {"slots": slots, "t": memory["updates"] + 1}

    def _last_rate(self, task: Task) -> float:
        """η of the last update, where there was one."""
        rates = self.history_["learning_rate"]
        return float(rates[-1]) if len(rates) and np.isfinite(rates[-1]) else task.eta

    def _masks(self, task: Task) -> Any:
        """What dropout would leave of each layer in the next update; None without dropout."""
        alike: Any = copy(self)
        alike.batch_size, alike.random_state = len(task.y), deepcopy(self.random_state)
        plan = settings.plan(
            *(alike, task.net, len(task.y), self.theta_.dtype.name),
            fresh=False,
            holdout=None,
            strata=None,
            seen=self.t_,
        )
        return next(plan.batches(0))[1]


def _undropped(step: Step, row: int) -> str:
    """The answer to a row when nothing is left out."""
    p = forward(step.net, step.theta, step.x[row : row + 1]).p[0]
    answers = (
        f"{name(Symbol('p', '', (f'{k + 1}',)))} = {write(rounded(v, RESULT))}"
        for k, v in enumerate(p.tolist())
    )
    return f"With none left out the answer is {', '.join(answers)}."


def _noted(told: Any, notes: list[str]) -> Any:
    return replace(told, notes=(*notes, *told.notes))


def _refuse_focus(unit: Any, weight: Any) -> None:
    if unit is not None or weight is not None:
        raise SettingError(
            f"sample is None with unit={unit!r} and weight={weight!r}. A unit or weight is told of "
            "from one sample. Choose a sample, or leave unit and weight out; why_moved ranks all "
            "samples by what they do to a weight."
        )
