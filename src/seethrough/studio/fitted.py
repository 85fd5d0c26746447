"""An estimator in the studio: its settings, and if it is fitted, the state that runs begin with."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from seethrough.engines import State
from seethrough.errors import DataError, SettingError
from seethrough.maths.network import Network
from seethrough.maths.optimisers import blank_slots
from seethrough.studio.job import Job
from seethrough.studio.material import Given, Material
from seethrough.studio.settings import Settings


class Start(NamedTuple):
    """Where the runs of a fitted network begin.

    Attributes
    ----------
    settings : of its data and network; with others a run begins with weights of its own
    solver : whose memory the state holds
    net : widths, activations and head
    classes : names, in the order of its outputs; none where numbers are learned
    state : θ, and all else to go on with as if the fit had not stopped
    """

    settings: Settings
    solver: str
    net: Network
    classes: tuple[str, ...]
    state: State

    def at(self, made: Job) -> tuple[State, int]:
        """The state for a job, and how many batches of its epoch are made."""
        blank = blank_slots(made.task.optimiser, self.state.theta, made.task.rule)
        known = made.task.optimiser == self.solver and len(blank) == len(self.state.slots)
        batch = self.state.updates - self.state.epochs * made.plan.batches_per_epoch
        within = 0 <= batch < made.plan.batches_per_epoch
        return self.state._replace(slots=self.state.slots if known else blank), batch * within

    def suits(self, new: Settings) -> bool:
        """Whether a run with these settings is one of this network."""
        fixed = {"fixed": self.settings["data"]["fixed"]}  # a view of the same data
        same = {"data": new["data"] | fixed, "network": new["network"]}
        return same == self.settings

    def refuse_misfit(self, net: Network, data: Material) -> None:
        """Refuse to show the network as one that it is not.

        Raises
        ------
        SettingError
            The table asks for another network, or it is of a kind that the studio has not.
        """
        if (net, data.classes) != (self.net, self.classes):
            raise SettingError(
                f"the fitted network has the widths {self.net.widths}, the head {self.net.head!r} "
                f"and the classes {self.classes}; this table in the studio asks for {net.widths}, "
                f"{net.head!r} and {data.classes}. Give the table that it was fitted on, and fit "
                "with the head that is the default."
            )


def given(X: Any, y: Any) -> Given:
    """The table that a notebook gives, and the names of its columns."""
    table = np.asarray(X, float)
    names = getattr(X, "columns", None)
    names = [f"x{j + 1}" for j in range(table.shape[-1])] if names is None else names
    return Given(table, np.asarray(y), tuple(map(str, names)))


def start(model: Any, settings: Settings) -> Start | None:
    """Where runs begin with an estimator; None if it is not fitted."""
    if model is None or not model.__sklearn_is_fitted__():
        return None
    memory = model._memory  # noqa: SLF001 - a part of us
    state = State(
        np.array(model.theta_, float),
        tuple(np.array(slot, float) for slot in memory["slots"]),
        *(memory["updates"], model.n_iter_, model.t_, memory["scale"]),
    )
    settings = {section: settings[section] for section in ("data", "network")}
    classes = tuple(map(str, getattr(model, "classes_", ())))
    return Start(settings, memory["solver"], model.network_, classes, state)


def settings_of(model: Any) -> Settings:
    """The settings of an estimator that the studio has too; none for None.

    Raises
    ------
    DataError
        It is no estimator of ours.
    """
    if model is None:
        return {}
    from seethrough.estimators import MLPClassifier, MLPRegressor  # takes scikit-learn

    if not isinstance(model, MLPClassifier | MLPRegressor):
        raise DataError(
            f"the model is a {type(model).__name__}. The studio shows an MLPClassifier or "
            "MLPRegressor of seethrough. Give one; of a pipeline its last step, with the table "
            "that the steps before it make."
        )
    hidden = model.hidden_layer_sizes
    hidden = [hidden] if isinstance(hidden, int) else [int(width) for width in hidden]
    bend = model.activation
    seed = model.random_state if isinstance(model.random_state, int) else 0
    return {
        "network": {
            "hidden": hidden,
            "activations": [bend] * len(hidden) if isinstance(bend, str) else list(bend),
            "init": model.init,
            "seed": seed,
        },
        "training": {
            "solver": model.solver,
            "eta": float(model.learning_rate_init),
            "schedule": model.learning_rate,
            "momentum": float(model.momentum),
            "batch": 200 if model.batch_size == "auto" else int(model.batch_size),
            "lam": float(model.alpha),
            "lam1": float(model.l1),
            "dropout": float(model.dropout) if isinstance(model.dropout, int | float) else 0.0,
            "balanced": getattr(model, "class_weight", None) == "balanced",
            "epochs": int(model.max_iter),
        },
        # what a fitted network has seen is no test for it
        "data": {"test": 0.0} if model.__sklearn_is_fitted__() else {},
    }
