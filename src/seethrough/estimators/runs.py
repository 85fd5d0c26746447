"""Runs: what an estimator keeps of its last fit, so that it can be made again.

A run is a dict, as it is saved:

engine, seed     who computed, and from which chance
fresh, apart     whether θ was drawn; whether a validation set was given
epochs           where the schedules end
batches, rows    updates of an epoch, training samples
settings         those that the numbers depend on, whatever is set later
first            where it began: state, `packed`, or None where it was drawn or not kept; updates,
                 seen and scale as in `State`, best and waited as in `Patience`
made             updates, up to where the estimator stands
slowed           the share of η that was left from an epoch on, where it changed
restored         whether the estimator answers with another θ than the last
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from seethrough.engines import answering
from seethrough.training.stages import packed

if TYPE_CHECKING:
    from seethrough.engines import Engine, State, Task
    from seethrough.estimators.intake import Way
    from seethrough.training import Fitted, Plan, Terms

# the settings that a run's numbers depend on, beside its network, seed, engine and length
RULES: tuple[str, ...] = ("solver", "alpha", "l1", "batch_size", "shuffle", "learning_rate")
RULES += ("learning_rate_init", "power_t", "momentum", "nesterovs_momentum", "beta_1", "beta_2")
RULES += ("epsilon", "tol", "early_stopping", "validation_fraction", "max_fun", "init", "dropout")
RULES += ("clip_norm", "weight_averaging", "label_smoothing")
Run = dict[str, Any]


def begun(learner: Any, way: Way, engine: Engine, plan: Plan, state: State, terms: Terms) -> Run:
    """A run before its first update; where it went on from is kept with the stages only."""
    known = not way.fresh and terms.stages
    return {
        "engine": engine.name,
        "seed": plan.seed,
        "fresh": way.fresh,
        "epochs": way.epochs,
        "batches": 1 if learner.solver == "lbfgs" else plan.batches_per_epoch,
        "rows": plan.n,
        "settings": {name: getattr(learner, name) for name in RULES if hasattr(learner, name)},
        "first": {
            "state": packed(state) if known else None,
            "updates": state.updates,
            "seen": state.seen,
            "scale": state.scale,
            "best": terms.patience.best,
            "waited": terms.patience.waited,
        },
    }


def ended(run: Run, task: Task, fitted: Fitted, *, apart: bool) -> Run:
    """The same run when it is over."""
    return {
        **run,
        "apart": apart,
        "made": fitted.state.updates - run["first"]["updates"],
        "slowed": fitted.stages.slowed,
        "restored": fitted.theta is not answering(task, fitted.state),
    }
