"""What classifier and regressor share: settings into a task and a plan, training, a look inside."""

from __future__ import annotations

import warnings
from math import inf
from typing import TYPE_CHECKING

import numpy as np
from sklearn.base import BaseEstimator
from sklearn.exceptions import ConvergenceWarning
from sklearn.utils import check_random_state
from sklearn.utils.validation import check_is_fitted, validate_data

from seethrough.engines import Reference, Task
from seethrough.estimators import door
from seethrough.maths.activations import ACTIVATIONS
from seethrough.maths.inits import INITS
from seethrough.maths.network import Network, Tape, layers, n_parameters
from seethrough.maths.optimisers import OPTIMISERS, Rule
from seethrough.maths.penalties import Penalty
from seethrough.maths.schedules import SCHEDULES, Schedule
from seethrough.training import History, Patience, Plan, start, train
from seethrough.training.progress import progress

if TYPE_CHECKING:
    from numpy import ndarray
    from numpy.typing import ArrayLike

FLOATS = (np.float64, np.float32)
# what scikit-learn calls the output of a head
ANSWERS = {"binary": "logistic", "multiclass": "softmax", "squared": "identity"}
ANSWERS |= {"poisson": "exp", "huber": "identity"}


class Learner(BaseEstimator):
    """A network with settings; who inherits says in `__init__` which, and what y means."""

    def tape(self, X: ArrayLike) -> Tape:
        """Return all sums z and activations a of one forward pass, and the answer p."""
        check_is_fitted(self, "theta_")
        x = validate_data(self, X, reset=False, dtype=FLOATS, ensure_all_finite=False)
        door.finite(x, getattr(self, "feature_names_in_", None))
        theta = self.theta_.astype(x.dtype, copy=False)
        return Reference().forward(self.network_, theta, x)

    @property
    def coefs_(self) -> list[ndarray]:
        """Weights of each layer, (d_in, d_out): views, so that writing to them changes θ."""
        return [W for W, _ in layers(self.theta_, self.network_.widths)]

    @property
    def intercepts_(self) -> list[ndarray]:
        """Biases of each layer, (d_out,), likewise."""
        return [b for _, b in layers(self.theta_, self.network_.widths)]

    @property
    def n_parameters_(self) -> int:
        """How many weights and biases there are."""
        return n_parameters(self.network_.widths)

    def _check_settings(self) -> None:
        door.hidden_sizes(self.hidden_layer_sizes)
        door.known("activation", self.activation, ACTIVATIONS)
        door.known("solver", self.solver, OPTIMISERS)
        door.known("learning_rate", self.learning_rate, SCHEDULES)
        door.known("init", self.init, INITS)
        for name in ("alpha", "l1", "learning_rate_init", "power_t", "tol", "epsilon"):
            door.number(name, getattr(self, name), 0)
        for name in ("momentum", "beta_1", "beta_2", "dropout"):
            door.number(name, getattr(self, name), 0, 1)
        door.whole("max_iter", self.max_iter, 1)
        if self.n_iter_no_change != inf:
            door.whole("n_iter_no_change", self.n_iter_no_change, 1)
        if self.batch_size != "auto":
            door.whole("batch_size", self.batch_size, 1)

    def _task(self, x: ndarray, y: ndarray, w: ndarray | None, head: str) -> Task:
        hidden = door.hidden_sizes(self.hidden_layer_sizes)
        widths = (x.shape[1], *hidden, y.shape[1])
        decoupled = self.solver == "adamw"
        # as Python's floats: a NumPy scalar would turn float32 into float64
        alpha, eta = float(self.alpha), float(self.learning_rate_init)
        rule = Rule(
            *(float(self.momentum), self.nesterovs_momentum, float(self.beta_1)),
            beta2=float(self.beta_2),
            epsilon=float(self.epsilon),
            decay=alpha if decoupled else 0.0,
        )
        return Task(
            *(Network(widths, (self.activation,) * len(hidden), head), x, y, w),
            penalty=Penalty(0.0 if decoupled else alpha, float(self.l1)),
            optimiser=self.solver,
            rule=rule,
            eta=eta,
            schedule=Schedule(self.learning_rate, float(self.power_t)),
        )

    def _plan(self, task: Task) -> Plan:
        n, seed = len(task.x), self.random_state
        if not isinstance(seed, int | np.integer):
            seed = check_random_state(seed).randint(2**32, dtype=np.uint32)
        return Plan(
            *(int(seed), task.net, n),
            batch_size=min(200, n) if self.batch_size == "auto" else int(self.batch_size),
            shuffle=self.shuffle,
            init=self.init,
            dropout=(self.dropout,) * len(task.net.activations),
            dtype=task.x.dtype.name,
        )

    def _train(self, task: Task, plan: Plan) -> None:
        history, patience = History(), Patience(self.tol, self.n_iter_no_change)
        # without patience nobody has to look at every epoch
        stops = range(50, self.max_iter, 50) if self.n_iter_no_change == inf else None
        records = train(
            *(Reference(), task, plan, start(task, plan)), epochs=self.max_iter, stops=stops
        )
        if self.verbose:
            records = progress(records, self.max_iter, label="epochs")
        for record in records:
            history.append(record)
            if patience.exhausted(record):
                break
        else:
            if self.n_iter_no_change != inf:
                _warn_of_stopping(self.max_iter)
        self.network_ = task.net
        self.theta_, self.n_iter_ = record.state.theta, record.state.epochs
        self.t_ = self.n_iter_ * plan.n
        self.loss_curve_, self.gradient_norm_curve_ = history.losses.tolist(), history.norms
        self.loss_, self.best_loss_ = self.loss_curve_[-1], min(self.loss_curve_)
        self.n_layers_, self.n_outputs_ = len(task.net.widths), task.net.widths[-1]
        self.out_activation_ = ANSWERS[task.net.head]


def _warn_of_stopping(epochs: int) -> None:
    warnings.warn(
        f"Training stopped after max_iter={epochs} epochs while the loss was still falling. "
        "Raise max_iter or learning_rate_init.",
        ConvergenceWarning,
        stacklevel=4,
    )
