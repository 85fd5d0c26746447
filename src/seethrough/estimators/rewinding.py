"""Rewinding: a fitted estimator as it was after any update of its last fit, bit by bit."""

from __future__ import annotations

from copy import copy, deepcopy
from numbers import Integral
from typing import TYPE_CHECKING, Any, Self

import numpy as np

from seethrough.engines import State
from seethrough.errors import SettingError
from seethrough.estimators import settings
from seethrough.estimators.remaking import Remaking
from seethrough.training import start
from seethrough.training.stages import packed, unpacked
from seethrough.training.stopping import WATCHED, Patience

if TYPE_CHECKING:
    from numpy import ndarray
    from numpy.typing import ArrayLike

    from seethrough.estimators.runs import Run

SHOWN = 12  # kept steps that an error lists


class Rewinding(Remaking):
    """What goes back in time; the class that inherits has learned.

    `_stages` are the states that were kept on the way, by epoch and `packed`.
    """

    random_state: Any
    _memory: dict[str, Any]
    _stages: dict[int, ndarray]

    def at(
        self,
        step: int,
        X: ArrayLike | None = None,
        y: ArrayLike | None = None,
        sample_weight: ArrayLike | None = None,
    ) -> Self:
        """Return the estimator as it was after a step of its last fit, bit by bit.

        A step is an update of θ, one for each batch of an epoch; with "lbfgs" an iteration. They
        count from where the last fit began: 0 is before its first update, the last is the
        estimator as it stands. Those two, and those that checkpoints kept, are there at once. For
        any other the run is made again from the nearest one, which needs the table; it is held
        against loss, penalty and gradient of every epoch of the fit, to the last bit.

        What is returned predicts, explains itself and learns on (partial_fit, warm_start) as if
        the fit had stopped there. In mid-epoch n_iter_ and the curves tell of the epochs before.
        θ is the step's own, also where a better one was restored at the end.

        Parameters
        ----------
        step : how many updates after the fit's beginning
        X, y, sample_weight : the table of the last fit

        Raises
        ------
        SettingError
            There is no such step, or it was not kept and no table is given.
        DataError
            The table is not the one of the fit.
        NotFittedError
            Nothing was learned yet.

        Examples
        --------
        >>> import seethrough
        >>> X, y, *_ = seethrough.data.moons()
        >>> clf = seethrough.MLPClassifier((3,), max_iter=500, random_state=0).fit(X, y)
        >>> clf.at(40, X, y).n_iter_
        40
        """
        self._ready_to_tell()  # type: ignore[attr-defined]
        _refuse_outside(step, self._known_run()["made"])
        if self._stands_at(step):
            return self._apart()
        return self._then(step, self._at_once(step) or self._from_table(step, X, y, sample_weight))

    def _from_table(self, step: int, X: Any, y: Any, w: Any) -> State:
        """The state after a step that was not kept."""
        if X is None or y is None:
            raise self._not_kept(step)
        since = self._before(step // self._known_run()["batches"])
        return self._made_again(since, step, (X, y, w))

    def _stands_at(self, step: int) -> bool:
        """Whether the estimator as it is is that of a step."""
        run = self._known_run()
        return bool(step == run["made"] and not run["restored"])

    def _kept(self) -> dict[int, ndarray]:
        """θ to answer with, at each step that is there at once."""
        run = self._known_run()
        steps = sorted({0, *(epoch * run["batches"] for epoch in self._stages), run["made"]})
        states = ((step, self._at_once(step)) for step in steps)
        known = {step: self._answering(packed(state)) for step, state in states if state}
        return known | ({run["made"]: self.theta_} if self._stands_at(run["made"]) else {})

    def _staged_thetas(self) -> dict[int, ndarray]:
        """θ to answer with, after each epoch that was kept on the way."""
        return {epoch: self._answering(rows) for epoch, rows in self._stages.items()}

    def _answering(self, rows: ndarray) -> ndarray:
        """θ to answer with, of a packed state; in older files it is all that was kept."""
        return rows if rows.ndim == 1 else rows[0 if self._memory["theta"] is None else -1]

    def _at_once(self, step: int) -> State | None:
        """The state after a step, if no table is needed for it."""
        epoch, batch = divmod(step, self._known_run()["batches"])
        if not batch and epoch in self._stages:
            return self._stage(epoch)
        return None if step else self._first()

    def _stage(self, epoch: int) -> State:
        run = self._known_run()
        first, slowed = run["first"], [s for e, s in run["slowed"].items() if e <= epoch]
        return unpacked(
            self._stages[epoch],
            updates=first["updates"] + epoch * run["batches"],
            epochs=epoch,
            seen=first["seen"] + epoch * run["rows"],
            scale=[first["scale"], *slowed][-1],
        )

    def _first(self) -> State | None:
        """Where the run began, if that is known."""
        run = self._known_run()
        first = run["first"]
        if first["state"] is not None:
            counts = {name: first[name] for name in ("updates", "seen", "scale")}
            return unpacked(first["state"], epochs=0, **counts)
        return self._drawn() if run["fresh"] else None

    def _drawn(self) -> State:
        """What the seed began with."""
        alike, dtype = self._as_in_the_fit(), self.theta_.dtype
        net = alike.network_
        plan = settings.plan(*(alike, net, 1, dtype.name), fresh=True, holdout=None, strata=None)
        x, y = (np.zeros((1, width), dtype) for width in (net.widths[0], net.widths[-1]))
        return start(settings.task(alike, net, x, y, None), plan)

    def _before(self, epoch: int) -> State:
        """The latest state at hand that is not behind an epoch; L-BFGS has to begin anew."""
        anew = self._known_run()["settings"]["solver"] == "lbfgs"
        before = [e for e in self._stages if e <= epoch and not anew]
        found = self._stage(max(before)) if before else self._first()
        if found is None:
            raise SettingError(
                "the last fit went on from an earlier one, and where it began was not kept. A "
                "state to go on from is needed. Fit with checkpoints=100, which keeps up to 100."
            )
        return found

    def _apart(self) -> Self:
        """The same estimator again; what is done to one is not done to the other."""
        then = copy(self)
        then.theta_, then.random_state = self.theta_.copy(), deepcopy(self.random_state)
        return then

    def _then(self, step: int, state: State) -> Self:
        """The estimator of a state."""
        run, then, rows = self._known_run(), self._apart(), packed(state)
        epoch = state.epochs
        averaged = self._memory["theta"] is not None
        then.theta_, then.n_iter_ = self._answering(rows).copy(), epoch
        vars(then).update(t_=state.seen, _overflow="")
        then._stages = {e: kept for e, kept in self._stages.items() if e <= epoch}  # noqa: SLF001
        slowed = {e: scale for e, scale in run["slowed"].items() if e <= epoch}
        then._run = {**run, "made": step, "restored": False, "slowed": slowed}  # noqa: SLF001
        length = len(self.history_["loss"]) - self.n_iter_ + epoch
        curves = {name: curve[:length] for name, curve in self.history_.items()}
        patience = _patience(run, self._memory["watched"], curves, epoch)
        then._memory = {  # noqa: SLF001
            **self._memory,
            "theta": rows[0] if averaged else None,
            "slots": [*rows[1:]],
            "updates": state.updates,
            "scale": state.scale,
            "best": patience.best,
            "waited": patience.waited,
        }
        then._keep_curves(curves)  # type: ignore[attr-defined]  # noqa: SLF001
        return then

    def _not_kept(self, step: int) -> SettingError:
        steps = [*map(str, self._kept())]
        there = ", ".join(steps[:SHOWN]) + (", …" if len(steps) > SHOWN else "")
        last = self._known_run()["made"]
        return SettingError(
            f"step is {step}, but of the steps 0 to {last} only {there} are kept. For the others "
            "the table of the fit is needed. Give X and y too (and sample_weight, if there was "
            "one), choose a step that is kept, or fit with checkpoints=100, which keeps up to 100."
        )


def _patience(run: Run, watched: str, curves: dict[str, ndarray], epoch: int) -> Patience:
    """The patience that was left after an epoch."""
    curve, sign = WATCHED[watched]
    first = run["first"]
    patience = Patience(float(run["settings"]["tol"]), 0)
    patience.best, patience.waited = first["best"], first["waited"]
    values = sign * curves[curve][len(curves["loss"]) - epoch :]
    for e, value in enumerate(values.tolist(), 1):
        patience.judge(value)
        if e in run["slowed"]:
            patience.waited = 0
    return patience


def _refuse_outside(step: Any, last: int) -> None:
    whole = isinstance(step, Integral) and not isinstance(step, bool)
    if not whole or not 0 <= step <= last:
        raise SettingError(
            f"step is {step!r}, but the last fit has the steps 0 to {last}, each an update of θ. "
            "One of them is needed. Choose a whole number between them, or train for longer."
        )
