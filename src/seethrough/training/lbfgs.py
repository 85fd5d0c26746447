"""L-BFGS: SciPy's own, turned into a generator of records, one per iteration.

SciPy calls back; the loop's consumers want to be called by nobody. So where somebody listens,
SciPy works in a thread that stands still while a record is looked at.
"""

from collections.abc import Callable, Generator, Iterator
from math import sqrt
from queue import SimpleQueue
from threading import Event, Thread

import numpy as np
from numpy import ndarray
from scipy.optimize import OptimizeResult, minimize
from sklearn.exceptions import ConvergenceWarning

from seethrough.engines.protocol import Engine, State, Task
from seethrough.engines.teams import blas_alone
from seethrough.errors import DivergenceError, warn
from seethrough.training.divergence import explained
from seethrough.training.loop import Record, refuse_misfits

Tell = Callable[[Record], None]


def lbfgs(
    engine: Engine,
    task: Task,
    state: State,
    *,
    epochs: int,
    tol: float,
    max_fun: int,
    listened: bool = True,
) -> Generator[Record]:
    """Yield a record of each iteration, which counts as an epoch (Liu & Nocedal 1989).

    Parameters
    ----------
    engine : who computes cost and gradient
    task : what is learned; its optimiser, rule, η and schedule play no part
    state : where to begin
    epochs : iterations at the most
    tol : enough when no entry of the gradient is larger
    max_fun : evaluations of the cost at the most
    listened : whether somebody listens to each; else all come in one record at the end

    Warns
    -----
    ConvergenceWarning
        SciPy gave up before it had converged.

    Raises
    ------
    DivergenceError
        The cost at the start, or θ at the end, is not finite.
    """
    refuse_misfits(task)
    descent = _Descent(engine, task, state, listened=listened)
    # here, so that who listens changes no bit: an engine counts its threads in the thread that
    # asks it first
    descent.refuse_overflow()

    def work(tell: Tell) -> OptimizeResult:
        descent.tell = tell
        return _minimise(descent, epochs, tol, max_fun)

    for item in _unrolled(work) if listened else _at_once(work):
        if isinstance(item, Record):
            yield item
        elif item.status:
            _warn(item)


def _warn(result: OptimizeResult) -> None:
    warn(
        f"lbfgs failed to converge after {result.nit} iterations ({result.message}). "
        "Raise max_iter, max_fun or tol, or scale the columns to about ±1.",
        ConvergenceWarning,
    )


class _Descent:
    """The cost and its gradient for SciPy, and what they were at each iteration.

    Attributes
    ----------
    tell : is given the records
    """

    tell: Tell

    def __init__(self, engine: Engine, task: Task, state: State, *, listened: bool) -> None:
        self._engine, self.task, self.state, self._listened = engine, task, state, listened
        self._rows: list[tuple[float, float, float]] = []

    def refuse_overflow(self) -> None:
        """Raise if the cost is not finite at the start."""
        if not np.isfinite(self.cost(self.state.theta)[0]):
            place = "the loss (E4), before any step"
            raise DivergenceError(explained(self.task, 0, place, steered=False), place)

    def cost(self, theta: ndarray) -> tuple[float, ndarray]:
        """L and ∂L/∂θ."""
        theta = theta.astype(self.state.theta.dtype, copy=False)
        cost, penalty, g, _ = self._engine.downhill(self.task, theta)
        with np.errstate(over="ignore"):
            self._last = cost, sqrt(g @ g), penalty
        return cost, g.astype(np.float64, copy=False)

    def iterated(self, intermediate_result: OptimizeResult) -> None:
        """Count an iteration; tell of it if somebody listens."""
        self.count(intermediate_result.x)
        if self._listened:
            self.flush()

    def count(self, theta: ndarray) -> None:
        """Take in an iteration; the cost was last evaluated where it led."""
        self._rows.append(self._last)
        self._reached = theta.copy()

    @property
    def epochs(self) -> int:
        """Iterations done, also those that are not told yet."""
        return self.state.epochs + len(self._rows)

    def flush(self) -> None:
        """Tell of the iterations since the last record."""
        if not self._rows:
            return
        losses, norms, penalties = np.array(self._rows).T
        self._rows, made, before = [], len(losses), self.state
        self.state = before._replace(
            theta=self._reached.astype(before.theta.dtype),
            updates=before.updates + made,
            epochs=before.epochs + made,
            seen=before.seen + made * self.task.x.shape[0],
        )
        etas = np.full(made, np.nan)
        self.tell(Record(self.state, losses, penalties, norms, etas, behind=False))


def _minimise(descent: _Descent, epochs: int, tol: float, max_fun: int) -> OptimizeResult:
    options = {"maxiter": epochs - descent.state.epochs, "maxfun": max_fun, "gtol": tol}
    try:
        # L-BFGS adds up vectors so short that threads would only wait for each other
        with blas_alone:
            result = minimize(
                descent.cost,
                descent.state.theta.astype(np.float64),
                jac=True,
                method="L-BFGS-B",
                callback=descent.iterated,
                options=options,
            )
    except KeyboardInterrupt:
        descent.flush()  # what was learned is told before the interrupt goes on
        raise
    if not np.isfinite([result.fun, *result.x]).all():
        place, epoch = "met by the line search", descent.epochs
        raise DivergenceError(explained(descent.task, epoch, place, steered=False), place)
    if not result.nit:  # nothing to gain from the start: that is told too
        descent.count(result.x)
    descent.flush()
    return result


def _at_once(work: Callable[[Tell], OptimizeResult]) -> Iterator[Record | OptimizeResult]:
    """Yield what `work` has told, and what it returned, when it is through or interrupted."""
    records: list[Record] = []
    try:
        result = work(records.append)
    except KeyboardInterrupt:
        yield from records
        raise
    yield from records
    yield result


def _unrolled(work: Callable[[Tell], OptimizeResult]) -> Iterator[Record | OptimizeResult]:
    """Yield what `work` tells and then returns; it works in a thread, and waits at every yield."""
    told_of: SimpleQueue[Record | OptimizeResult | BaseException] = SimpleQueue()
    go_on: SimpleQueue[None] = SimpleQueue()
    closed = Event()

    def tell(record: Record) -> None:
        told_of.put(record)
        go_on.get()
        if closed.is_set():
            raise StopIteration  # SciPy's word for a callback that has had enough

    def run() -> None:
        try:
            told_of.put(work(tell))
        except BaseException as error:  # noqa: BLE001 - raised again where the records are awaited
            told_of.put(error)

    thread = Thread(target=run, daemon=True)
    thread.start()
    try:
        while isinstance(item := told_of.get(), Record):
            yield item
            go_on.put(None)
        if isinstance(item, BaseException):
            raise item
        yield item
    finally:
        closed.set()
        go_on.put(None)
        thread.join()
