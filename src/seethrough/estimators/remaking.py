"""Remaking: the last fit made again from its table, and compared to what it was."""

from __future__ import annotations

from collections.abc import Mapping
from copy import copy
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

import numpy as np

from seethrough.engines import State, Task, chosen
from seethrough.errors import DataError, DivergenceError, SettingError
from seethrough.estimators import settings
from seethrough.estimators.intake import some
from seethrough.training.again import Made, again, again_downhill, within

if TYPE_CHECKING:
    from numpy import ndarray

    from seethrough.estimators.runs import Run
    from seethrough.training import Plan, Record
    from seethrough.training.plan import Mark


class Remaking:
    """What makes a fit again; the class that inherits reads tables and draws plans.

    `_run` is what is known of the last fit (see `runs`), or None; `_marks` are where its shuffles
    stood at the states that were kept, as far as its plan still knew.
    """

    theta_: ndarray
    n_iter_: int
    history_: dict[str, ndarray]
    _network: dict[str, Any]
    _run: Run | None = None
    _marks: Mapping[int, Mark] = MappingProxyType({})

    def _known_run(self) -> Run:
        if self._run is None:
            raise SettingError(
                "this estimator does not know how it was trained: it comes from scikit-learn, or "
                "from a file of an older version. To go back, a fit of its own is needed. Call "
                "fit first."
            )
        return self._run

    def _as_in_the_fit(self) -> Any:
        """The estimator with the settings of that fit, whatever was set since."""
        run, alike = self._known_run(), copy(self)
        vars(alike).update(
            run["settings"],
            hidden_layer_sizes=self._network["widths"][1:-1],
            activation=self._network["activations"],
            random_state=run["seed"],
            engine=run["engine"],
            t_=run["first"]["seen"],
        )
        settings.check(alike)
        return alike

    def _made_again(self, since: State, step: int, table: tuple[Any, Any, Any]) -> State:
        """The state after a step, by making the run again from a state before it.

        Raises
        ------
        DataError
            The table is not the one of the fit.
        """
        run, alike = self._known_run(), self._as_in_the_fit()
        task, plan = alike._problem(*table)  # noqa: SLF001 - its own
        updates = run["epochs"] * run["batches"]
        engine = chosen(run["engine"], task, updates, min(plan.batch_size, plan.n))
        made = Made(engine, task, plan, run["epochs"], run["slowed"])
        try:
            if alike.solver == "lbfgs":
                record = again_downhill(
                    made, since, step, tol=float(alike.tol), max_fun=int(alike.max_fun)
                )
                self._compare(record, since.epochs)
                return record.state
            return self._trained(made, since, *divmod(step, run["batches"]))
        except DivergenceError as error:
            raise another_table(f"with it, {error}") from error

    def _problem(self, X: Any, y: Any, w: Any) -> tuple[Task, Plan]:
        """What is learned from a table, and by which plan; as in the fit."""
        run, net = self._known_run(), self.network_  # type: ignore[attr-defined]
        table = self._same_table(X, y, w)  # type: ignore[attr-defined]
        columns = self._columns(table.labels, table.x.dtype)  # type: ignore[attr-defined]
        plan = self._plan(  # type: ignore[attr-defined]
            net, table, columns, apart=run["apart"], fresh=run["fresh"]
        )
        if plan.split is not None:
            kept, _ = plan.split
            table, columns = some(table, kept), columns[kept]
        if plan.n != run["rows"]:
            raise another_table(f"it has {plan.n} rows to learn from, that one had {run['rows']}")
        if self._marks:
            plan.recall(self._marks)
        return settings.task(self, net, table.x, columns, table.w), plan

    def _trained(self, made: Made, state: State, epoch: int, batch: int) -> State:
        """The state after some epochs and batches, each epoch compared to that of the fit."""
        for record in again(made, state, epoch):
            self._compare(record, state.epochs)
            state = record.state
        if not batch:
            return state
        for record in again(made, state, epoch + 1):
            self._compare(record, epoch)
        return within(made, state, batch)

    def _compare(self, record: Record, since: int) -> None:
        """Refuse the epochs of a run that is not the one that was made."""
        first = len(self.history_["loss"]) - self.n_iter_ + since
        shown = {"loss": record.losses, "penalty": record.penalties, "gradient_norm": record.norms}
        for name, values in shown.items():
            curve = self.history_[name][first : first + len(values)]
            others = np.flatnonzero(curve != values[: len(curve)])
            for e in others[:1]:
                raise another_table(
                    f"with it, the {name} of epoch {since + e + 1} is {float(values[e])!r}, in the "
                    f"fit it was {float(curve[e])!r}"
                )


def another_table(how: str) -> DataError:
    """The error that a table is not that of the fit."""
    return DataError(
        f"the table is not that of the fit: {how}. To make the run again, the same table is "
        "needed, on a machine that rounds alike. Give the X, y and sample_weight of that fit."
    )
