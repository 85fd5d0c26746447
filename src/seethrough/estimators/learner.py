"""What classifier and regressor share: a table comes in, a run is made, its end is kept."""

from __future__ import annotations

import warnings
from functools import partial
from math import inf, isnan
from typing import TYPE_CHECKING, Any, NamedTuple, Self

import numpy as np
from scipy.sparse import issparse
from sklearn.base import BaseEstimator
from sklearn.exceptions import ConvergenceWarning, NotFittedError
from sklearn.utils.metaestimators import available_if
from sklearn.utils.validation import (
    _check_sample_weight,
    check_consistent_length,
    column_or_1d,
    validate_data,
)

from seethrough.engines import Reference, State, Task
from seethrough.errors import DataError, SettingError
from seethrough.estimators import callbacks, door, settings, validation
from seethrough.estimators.exchange import Exchange
from seethrough.estimators.inside import Inside
from seethrough.estimators.validation import Held
from seethrough.maths.network import Network
from seethrough.maths.optimisers import blank_slots
from seethrough.training import Fitted, History, Patience, Plan, Terms, fit, start, train
from seethrough.training.fit import Source
from seethrough.training.lbfgs import lbfgs
from seethrough.training.progress import progress

if TYPE_CHECKING:
    from numpy import ndarray
    from numpy.typing import ArrayLike

FLOATS = (np.float64, np.float32)
# what scikit-learn calls the output of a head
ANSWERS = {"multiclass": "softmax", "squared": "identity", "poisson": "exp", "huber": "identity"}
ANSWERS |= {"binary": "logistic", "multilabel": "logistic", "absolute": "identity"}
ANSWERS |= {"quantile": "identity"}
TABLE = {"accept_sparse": "csr", "ensure_all_finite": False}
QUIET = 50  # epochs in one go where nobody listens


class Table(NamedTuple):
    """What came in: x, the labels or numbers, and the weights that were given with them."""

    x: Any
    labels: Any
    w: ndarray | None


class Way(NamedTuple):
    """How a table is learned.

    Attributes
    ----------
    fresh : from a new θ, or on from the one there is
    epochs : how many
    bit : whether the table is only a bit of all there is (`partial_fit`)
    """

    fresh: bool
    epochs: int
    bit: bool = False


class Learner(callbacks.CallbackSupportMixin, Inside, Exchange, BaseEstimator):
    """A network with settings; who inherits says in `__init__` which, and what y means.

    It has to have `_answers`, how scikit-learn's check_array looks at y; `_read(labels, way,
    classes)`, which refuses labels or notes what they are; `_head()`; `_columns(labels, dtype)`, y
    as (n, K); and `_importance(labels, way)`, what the classes count.
    """

    solver: str
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
    checkpoints: int
    callbacks: Any
    _memory: dict[str, Any]
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
        way = Way(not (self.warm_start and self.__sklearn_is_fitted__()), self.max_iter)
        table = self._enter(X, y, sample_weight, way)
        if (X_val is None) != (y_val is None) or (X_val is None and sample_weight_val is not None):
            raise DataError(
                "a validation set came in half: X_val and y_val belong together, and "
                "sample_weight_val to both. Give both, or neither."
            )
        held = None if X_val is None else self._hold(X_val, y_val, sample_weight_val, table.x.dtype)
        return self._learn(table, held, way)

    def _partial_fit(self, X: Any, y: Any, sample_weight: Any, classes: Any = None) -> Self:
        self._check_settings()
        way = Way(not self.__sklearn_is_fitted__(), 1, bit=True)
        return self._learn(self._enter(X, y, sample_weight, way, classes), None, way)

    def _enter(self, X: Any, y: Any, w: Any, way: Way, classes: Any = None) -> Table:
        """Refuse what cannot be learned from, and return the rest as arrays."""
        door.same_length(X, y)
        dtypes = FLOATS if way.fresh else (self.theta_.dtype.type,)
        x, labels = validate_data(
            *(self, X, y),
            reset=way.fresh,
            validate_separately=(TABLE | {"dtype": dtypes, "order": "C"}, self._answers),
        )
        check_consistent_length(x, labels)
        door.finite(x, getattr(self, "feature_names_in_", None))
        labels = _plain(labels)
        self._read(labels, way, classes)
        weights = self._weights(x, labels, w, way)
        if weights is not None and not weights.all():
            rows = np.flatnonzero(weights)
            x, labels, weights = x[rows], labels[rows], weights[rows]
        return Table(x, labels, weights)

    def _hold(self, X: Any, y: Any, w: Any, dtype: Any) -> Held:
        """The validation set that was given, checked like X and y."""
        door.same_length(X, y)
        x = self._floats(X, dtype)
        labels = _plain(np.asarray(y) if not issparse(y) else y)
        weights = self._weights(x, labels, w, Way(fresh=False, epochs=0))
        return Held(x, labels, self._columns(labels, x.dtype), weights)

    def _ready(self, X: ArrayLike) -> Any:
        """A table to answer for, as floats of θ's kind."""
        theta = self.__dict__.get("theta_")
        if theta is None:
            raise NotFittedError(
                f"This {type(self).__name__} instance is not fitted yet: it has no parameters. "
                "Call fit with a table and its labels first."
            )
        return self._floats(X, theta.dtype)

    def _floats(self, X: ArrayLike, dtype: Any) -> Any:
        """A table of the columns that were learned, as floats of this kind."""
        if not (
            # an array that is already right is not looked at by scikit-learn's slower checks
            type(X) is np.ndarray
            and X.dtype == dtype
            and X.shape == (len(X), self.n_features_in_)
            and len(X)
            and "feature_names_in_" not in self.__dict__
        ):
            X = validate_data(
                *(self, X),
                reset=False,
                dtype=dtype,
                **TABLE,
            )
        door.finite(X, self.__dict__.get("feature_names_in_"))
        return X

    def _question(self, X: ArrayLike, y: ArrayLike, w: ArrayLike | None) -> Task:
        """A table and its y as a task for the fitted network, to look into."""
        self._ready(X)
        held = self._hold(X, y, w, self.theta_.dtype)
        return settings.task(self, self.network_, held.x, held.y, held.w)

    def _learn(self, table: Table, held: Held | None, way: Way) -> Self:
        """Make a run and keep what it led to."""
        y = self._columns(table.labels, table.x.dtype)
        net = settings.network(self, table.x.shape[1], y.shape[1], self._head())
        plan = self._plan(net, table, y, apart=held is not None, fresh=way.fresh)
        if plan.split is not None:
            kept, rows = plan.split
            held = Held(table.x[rows], table.labels[rows], y[rows], _some(table.w, rows))
            table, y = Table(table.x[kept], table.labels[kept], _some(table.w, kept)), y[kept]
        task = settings.task(self, net, table.x, y, table.w)
        state = start(task, plan) if way.fresh else self._resume(task, net)
        terms = self._terms(task, held, way)
        history = History(None if way.fresh else self.history_)
        with callbacks.told(self, net, way.epochs, table.x, table.labels) as tell:
            terms = terms._replace(callbacks=(*terms.callbacks, *tell))
            source = self._source(task, plan, terms, way.epochs)
            fitted = fit(source, task, state, history, terms)
            self._keep(task, fitted, history, terms.patience)
        if fitted.end == "epochs" and not way.bit and self.solver != "lbfgs":
            _warn_of_the_end(way.epochs)
        return self

    def _plan(self, net: Network, table: Table, y: ndarray, *, apart: bool, fresh: bool) -> Plan:
        """What chance decides; nothing is held out where a validation set is apart."""
        holdout = self.early_stopping and not apart and self.solver != "lbfgs"
        return settings.plan(
            *(self, net, table.x.shape[0], table.x.dtype.name),
            fresh=fresh,
            holdout=float(self.validation_fraction) if holdout else None,
            # as scikit-learn splits, and names the classes if it cannot
            strata=np.array(["False", "True"])[(y[:, 0] > 0.5).astype(int)]
            if net.head == "binary"
            else None,
        )

    def _weights(self, x: Any, labels: ndarray, w: Any, way: Way) -> ndarray | None:
        """Sample weights times class weights; None where every row counts once."""
        given = None if w is None else _check_sample_weight(w, x, dtype=x.dtype)
        important = self._importance(labels, way)
        if given is None and important is None:
            return None
        counted = [part for part in (given, important) if part is not None]
        weights = np.prod(counted, axis=0, dtype=x.dtype)
        door.weights(weights)
        return weights

    def _resume(self, task: Task, net: Network) -> State:
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
        # an average is answered with, but not gone on from
        theta = memory["theta"] if same and task.rule.average else self.theta_
        return State(
            theta.copy(),
            tuple(memory["slots"]) if same else blank,
            memory["updates"] if same else 0,
            seen=self.t_,
            scale=memory["scale"],
        )

    def _terms(self, task: Task, held: Held | None, way: Way) -> Terms:
        """Who watches, and what ends the run."""
        judged = self.early_stopping and held is not None
        patience = Patience(
            self.tol, self.n_iter_no_change, validation.watched(self.monitor, judged=judged)
        )
        if self.solver == "lbfgs" and not judged:
            patience.n = inf
        if way.bit and not way.fresh:
            patience.best, patience.waited = self._memory["best"], self._memory["waited"]
        restore = judged and not way.bit if self.restore_best == "auto" else self.restore_best
        shown = partial(progress, epochs=way.epochs, label="epochs")
        return Terms(
            patience,
            exam=None if held is None else validation.exam(self, task, held),
            callbacks=tuple(self.callbacks or ()),
            restore=bool(restore),
            lenient=self.on_divergence == "warn",
            stages=self.checkpoints,
            watch=shown if self.verbose else iter,
        )

    def _source(self, task: Task, plan: Plan, terms: Terms, epochs: int) -> Source:
        """The records of a run, and how often somebody listens."""
        heard = terms.exam or terms.callbacks or terms.restore or terms.lenient or terms.stages
        stops = range(QUIET, epochs, QUIET) if terms.patience.n == inf and not heard else None
        if self.solver == "lbfgs":
            tol, most = float(self.tol), int(self.max_fun)
            return lambda state: lbfgs(
                task, state, epochs=epochs, tol=tol, max_fun=most, stops=stops
            )
        return lambda state: train(Reference(), task, plan, state, epochs=epochs, stops=stops)

    def _keep(self, task: Task, fitted: Fitted, history: History, patience: Patience) -> None:
        """Set all that is learned."""
        state = fitted.state
        self._network = task.net._asdict()
        self.theta_, self._stages = np.array(fitted.theta), fitted.stages
        self._memory = {
            "solver": self.solver,
            "theta": state.theta if task.rule.average else None,
            "slots": list(state.slots),
            "updates": state.updates,
            "scale": state.scale,
            "best": patience.best,
            "waited": patience.waited,
        }
        self.n_iter_, self.t_ = state.epochs, state.seen
        self.n_layers_, self.n_outputs_ = len(task.net.widths), task.net.widths[-1]
        self.out_activation_ = ANSWERS[task.net.head.split()[0]]
        self._keep_curves(history.curves())

    def _keep_curves(self, curves: dict[str, ndarray]) -> None:
        self.history_ = curves
        self.loss_curve_ = curves["loss"].tolist()
        self.loss_, self.best_loss_ = self.loss_curve_[-1], min(self.loss_curve_)
        self.validation_scores_ = self.best_validation_score_ = None
        if "validation_score" in curves:
            self.validation_scores_ = curves["validation_score"].tolist()
            scores = [score for score in self.validation_scores_ if not isnan(score)]
            self.best_validation_score_ = max(scores, default=-inf)
            if self.early_stopping:  # as in scikit-learn: another number was watched
                self.best_loss_ = None

    def _check_settings(self) -> None:
        settings.check(self)
        validation.scoring(self)

    def __sklearn_is_fitted__(self) -> bool:
        """Whether there are parameters to answer with."""
        return "theta_" in self.__dict__

    def __sklearn_tags__(self) -> Any:
        tags = super().__sklearn_tags__()
        tags.input_tags.sparse = True
        return tags


def _warn_of_the_end(epochs: int) -> None:
    warnings.warn(
        f"Training stopped after max_iter={epochs} epochs, before it had converged by tol and "
        "n_iter_no_change. Raise max_iter or learning_rate_init.",
        ConvergenceWarning,
        stacklevel=5,
    )


def stochastic(learner: Learner) -> bool:
    """Whether the solver learns bit by bit; partial_fit is there only then."""
    return learner.solver != "lbfgs"


learns_bit_by_bit = available_if(stochastic)


def _plain(labels: Any) -> ndarray:
    """Labels as an array of one or two dimensions; a single column is a vector."""
    labels = labels.toarray() if issparse(labels) else labels
    return column_or_1d(labels, warn=True) if labels.ndim == 2 and labels.shape[1] == 1 else labels


def _some(w: ndarray | None, rows: ndarray) -> ndarray | None:
    return None if w is None else w[rows]
