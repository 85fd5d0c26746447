"""What classifier and regressor share: a table comes in, a run is made, its end is kept."""

from __future__ import annotations

from collections.abc import Generator, Iterator
from contextlib import contextmanager
from functools import partial
from math import inf, isnan, log2, nan
from typing import TYPE_CHECKING, Any, Self

import numpy as np
from sklearn.base import BaseEstimator
from sklearn.exceptions import ConvergenceWarning
from sklearn.utils.metaestimators import available_if

from seethrough.engines import Engine, State, Task, chosen
from seethrough.engines.choice import pace
from seethrough.errors import SettingError, warn
from seethrough.estimators import callbacks, door, runs, settings, validation
from seethrough.estimators.exchange import Exchange
from seethrough.estimators.explaining import Explaining
from seethrough.estimators.inside import Inside
from seethrough.estimators.intake import Intake, Table, Way, some
from seethrough.estimators.rewinding import Rewinding
from seethrough.estimators.validation import Held
from seethrough.maths.network import Network
from seethrough.maths.optimisers import blank_slots
from seethrough.training import Fitted, History, Patience, Plan, Record, Terms, fit, start, train
from seethrough.training.fit import Source
from seethrough.training.lbfgs import lbfgs
from seethrough.training.progress import progress
from seethrough.training.stages import spacing
from seethrough.training.stopping import looks

if TYPE_CHECKING:
    from numpy import ndarray
    from numpy.typing import ArrayLike

# what scikit-learn calls the output of a head
ANSWERS = {"multiclass": "softmax", "squared": "identity", "poisson": "exp", "huber": "identity"}
ANSWERS |= {"binary": "logistic", "multilabel": "logistic", "absolute": "identity"}
ANSWERS |= {"quantile": "identity"}
QUIET = 0.1  # seconds of training in one go where nobody listens: what Ctrl-C may lose


class Learner(
    callbacks.CallbackSupportMixin,
    Intake,
    Inside,
    Rewinding,
    Explaining,
    Exchange,
    BaseEstimator,
):
    """A network with settings; who inherits says in `__init__` which, and what y means.

    Beside what `Intake` needs it has to have `_head()`, the name of the head that answers.
    """

    solver: str
    learning_rate: str
    max_iter: int
    max_fun: int
    tol: float
    n_iter_no_change: float
    verbose: bool
    warm_start: bool
    early_stopping: bool
    validation_fraction: float
    monitor: Any
    restore_best: bool | str
    on_divergence: str
    checkpoints: int | str
    callbacks: Any
    engine: str
    _memory: dict[str, Any]
    _overflow: str
    _doc_link_module = "seethrough"
    _doc_link_template = (
        "https://seethrough.readthedocs.io/en/latest/reference.html#seethrough.{estimator_name}"
    )

    @callbacks.with_callbacks  # type: ignore[untyped-decorator]
    def fit(
        self,
        X: ArrayLike,
        y: ArrayLike,
        sample_weight: ArrayLike | None = None,
        *,
        X_val: ArrayLike | None = None,
        y_val: ArrayLike | None = None,
        sample_weight_val: ArrayLike | None = None,
    ) -> Self:
        """Learn from a table and what belongs to its rows.

        Parameters
        ----------
        X : (n, d) array, sparse matrix or data frame
        y : (n,) or (n, K) labels or numbers
        sample_weight : (n,) how often each row counts; default once. Rows that count 0 times are
            left out
        X_val, y_val, sample_weight_val : a validation set of your own; with early_stopping it
            takes the place of the held-out part

        Raises
        ------
        DataError, ShapeError, SettingError
            What came in cannot be learned from.
        DivergenceError
            A number left what a float can hold.
        """
        self._check_settings()
        door.whole_validation_set(X_val, y_val, sample_weight_val)
        way = Way(not (self.warm_start and self.__sklearn_is_fitted__()), self.max_iter)
        with _or_as_before(self):
            table = self._training_table(X, y, sample_weight, way)
            held = None
            if X_val is not None:
                held = self._validation_table(X_val, y_val, sample_weight_val, like=table)
            return self._learn(table, held, way)

    def _partial_fit(self, X: Any, y: Any, sample_weight: Any, classes: Any = None) -> Self:
        self._check_settings()
        if self.learning_rate in {"cosine", "warmup_cosine"}:
            raise SettingError(
                f"learning_rate is {self.learning_rate!r} in partial_fit, where nobody knows how "
                "long the run will be. A rate that does not depend on it is needed. Take "
                "'constant', 'invscaling' or 'adaptive'."
            )
        way = Way(not self.__sklearn_is_fitted__(), 1, bit=True)
        with _or_as_before(self):
            table = self._training_table(X, y, sample_weight, way, classes)
            return self._learn(table, None, way)

    def _learn(self, table: Table, held: Held | None, way: Way) -> Self:
        """Make a run and keep what it led to."""
        y = self._columns(table.labels, table.x.dtype)
        net = settings.network(self, table.x.shape[1], y.shape[1], self._head())
        apart = held is not None
        plan = self._plan(net, table, y, apart=apart, fresh=way.fresh)
        if plan.split is not None:
            kept, rows = plan.split
            x_apart, labels, w = some(table, rows)
            held = Held(x_apart, labels, y[rows], w)
            table, y = some(table, kept), y[kept]
        task = settings.task(self, net, table.x, y, table.w)
        state = start(task, plan) if way.fresh else self._resume(task, net, way)
        terms = self._terms(task, held, way)._replace(stages=settings.stages(self, state))
        history = History(None if way.fresh else self.history_)
        with callbacks.context(self, net, way, table) as tell:
            terms = terms._replace(callbacks=(*terms.callbacks, *tell))
            engine = self._engine(task, plan, way.epochs)
            run = runs.begun(self, way, engine, plan, state, terms)
            source = self._source(engine, task, plan, terms, way.epochs)
            fitted = fit(source, task, state, history, terms)
            self._keep(task, fitted, history, terms.patience)
            self._marks = plan.marks(self._stages)
            self._run = runs.ended(run, task, fitted, apart=apart)
        if fitted.end == "epochs" and not way.bit and self.solver != "lbfgs":
            _warn_of_the_end(way.epochs)
        return self

    def _plan(self, net: Network, table: Table, y: ndarray, *, apart: bool, fresh: bool) -> Plan:
        """What chance decides; nothing is held out where a validation set is apart."""
        holdout = self.early_stopping and not apart and self.solver != "lbfgs"
        return settings.plan(
            *(self, net, table.x.shape[0], table.x.dtype.name),
            fresh=fresh,
            seen=0 if fresh else self.t_,
            holdout=float(self.validation_fraction) if holdout else None,
            # as scikit-learn splits, and names the classes if it cannot
            strata=np.array(["False", "True"])[(y[:, 0] > 0.5).astype(int)]
            if net.head == "binary"
            else None,
        )

    def _resume(self, task: Task, net: Network, way: Way) -> State:
        """The state to go on from: θ as it is now, with what the optimiser remembers."""
        if self.network_.widths != net.widths:
            raise SettingError(
                f"the fitted network has the widths {self.network_.widths}, the settings ask for "
                f"{net.widths}. Training can only go on in the same network. Fit anew with "
                "warm_start=False."
            )
        memory = self._memory
        blank = blank_slots(task.optimiser, self.theta_, task.rule)
        same = memory["solver"] == self.solver and len(memory["slots"]) == len(blank)
        theta, slots = self.theta_, tuple(memory["slots"]) if same else blank
        if task.rule.average and same:
            # an average is answered with, but not gone on from, unless θ was set since
            untouched = np.array_equal(self.theta_, slots[-1])
            theta, slots = (memory["theta"], slots) if untouched else (theta, (*slots[:-1], theta))
        slowed = same and way.bit and self.learning_rate == "adaptive"
        return State(
            theta.copy(),
            slots,
            memory["updates"] if same else 0,
            seen=self.t_,
            scale=memory["scale"] if slowed else 1.0,
        )

    def _terms(self, task: Task, held: Held | None, way: Way) -> Terms:
        """Who watches, and what ends the run."""
        judged = self.early_stopping and held is not None
        patience = Patience(
            self.tol, self.n_iter_no_change, validation.watched(self.monitor, judged=judged)
        )
        if self.solver == "lbfgs" and not judged:
            patience.n = inf
        if not way.fresh and self._memory["watched"] == patience.watched.__name__:
            patience.best, patience.waited = self._memory["best"], self._memory["waited"]
        restore = judged and not way.bit if self.restore_best == "auto" else self.restore_best
        shown = partial(progress, epochs=way.epochs, label="epochs")
        return Terms(
            patience,
            exam=None if held is None else validation.exam(self, task, held),
            callbacks=tuple(self.callbacks or ()),
            restore=bool(restore),
            lenient=self.on_divergence == "warn",
            watch=shown if self.verbose else iter,
        )

    def _engine(self, task: Task, plan: Plan, epochs: int) -> Engine:
        updates, batch = epochs * plan.batches_per_epoch, min(plan.batch_size, plan.n)
        return chosen(self.engine, task, updates, batch)

    def _source(self, engine: Engine, task: Task, plan: Plan, terms: Terms, epochs: int) -> Source:
        """The records of a run, and how often somebody listens."""
        heard = terms.exam or terms.callbacks or terms.restore or terms.lenient
        if self.solver == "lbfgs":
            listened = heard or terms.patience.n < inf or self.verbose or terms.stages
            how = {
                "tol": float(self.tol),
                "max_fun": int(self.max_fun),
                "listened": bool(listened),
            }
            return lambda state: lbfgs(engine, task, state, epochs=epochs, **how)  # type: ignore[arg-type]
        epoch = plan.batches_per_epoch * pace(engine, task.net, min(plan.batch_size, plan.n))
        quiet = 2 ** max(0, int(log2(QUIET / epoch)))  # as the spacing of stages is

        def apart(done: int) -> int:
            if heard or not terms.stages:
                return 1 if heard else quiet
            # where patience may end the run at any time, there are to be stages at any time
            reached = done if terms.patience.n < inf else epochs
            return min(spacing(reached, terms.stages), quiet)

        def source(state: State) -> Generator[Record]:
            stops = looks(terms.patience, state.epochs, epochs, apart)
            return train(engine, task, plan, state, epochs=epochs, stops=stops)

        return source

    def _keep(self, task: Task, fitted: Fitted, history: History, patience: Patience) -> None:
        """Set all that is learned."""
        state = fitted.state
        self._network = task.net._asdict()
        self.theta_, self._stages = np.array(fitted.theta), dict(fitted.stages.states)
        self._memory = {
            "solver": self.solver,
            "theta": state.theta if task.rule.average else None,
            "slots": list(state.slots),
            "updates": state.updates,
            "scale": state.scale,
            "watched": patience.watched.__name__,
            "best": patience.best,
            "waited": patience.waited,
        }
        self._overflow = fitted.overflow
        self.n_iter_, self.t_ = state.epochs, state.seen
        self.n_layers_, self.n_outputs_ = len(task.net.widths), task.net.widths[-1]
        self.out_activation_ = ANSWERS[task.net.head.split()[0]]
        self._keep_curves(history.curves())

    def _keep_curves(self, curves: dict[str, ndarray]) -> None:
        self.history_ = curves
        self.loss_curve_ = curves["loss"].tolist()
        # a network that was only drawn has no loss yet
        self.loss_ = self.loss_curve_[-1] if self.loss_curve_ else nan
        self.best_loss_ = min(self.loss_curve_, default=inf)
        self.validation_scores_ = self.best_validation_score_ = None
        if "validation_score" in curves:
            judged = ~np.isnan(curves["validation_loss"]) | ~np.isnan(curves["validation_score"])
            self.validation_scores_ = curves["validation_score"][judged].tolist()
            scores = [score for score in self.validation_scores_ if not isnan(score)]
            self.best_validation_score_ = max(scores, default=-inf)
            if self.early_stopping:  # as in scikit-learn: another number was watched
                self.best_loss_ = None

    def _check_settings(self) -> None:
        settings.check(self)
        validation.scoring(self)

    def _html_repr(self) -> str:
        """What notebooks show: scikit-learn's box, and the fitted network folded below it."""
        from seethrough.estimators.notebook import box

        return box(self)

    def __sklearn_is_fitted__(self) -> bool:
        """Whether there are parameters to answer with."""
        return "theta_" in self.__dict__

    def __sklearn_tags__(self) -> Any:
        tags = super().__sklearn_tags__()
        tags.input_tags.sparse = True
        return tags


@contextmanager
def _or_as_before(learner: Any) -> Iterator[None]:
    """Whatever goes wrong, leave the learner as it was: an older network answers on."""
    before = dict(vars(learner))
    try:
        yield
    except BaseException:
        # scikit-learn's callbacks are taken down after this
        new = [name for name in vars(learner) if name not in before and "callback" not in name]
        for name in new:
            delattr(learner, name)
        vars(learner).update(before)
        raise


def _warn_of_the_end(epochs: int) -> None:
    warn(
        f"Training stopped after max_iter={epochs} epochs, before it had converged by tol and "
        "n_iter_no_change. Raise max_iter or learning_rate_init.",
        ConvergenceWarning,
    )


def stochastic(learner: Learner) -> bool:
    """Whether the solver learns bit by bit; partial_fit is there only then."""
    return learner.solver != "lbfgs"


learns_bit_by_bit = available_if(stochastic)
