"""L-BFGS: SciPy's own, turned into a generator of records, one per iteration.

SciPy calls back; the loop's consumers want to be called by nobody. So SciPy works in a thread
that stands still while a record is looked at.
"""

import warnings
from collections.abc import Callable, Generator, Iterable, Iterator
from queue import SimpleQueue
from threading import Event, Thread

import numpy as np
from numpy import ndarray
from scipy.optimize import OptimizeResult, minimize
from sklearn.exceptions import ConvergenceWarning

from seethrough.engines.protocol import State, Task
from seethrough.errors import DivergenceError
from seethrough.maths.network import backward, costs, forward
from seethrough.training.divergence import told
from seethrough.training.loop import Record, refuse_misfits

Tell = Callable[[Record], None]


def lbfgs(
    task: Task,
    state: State,
    *,
    epochs: int,
    tol: float,
    max_fun: int,
    stops: Iterable[int] | None = None,
) -> Generator[Record]:
    """Yield a record at each stop, an iteration counting as an epoch (Liu & Nocedal 1989).

    Parameters
    ----------
    task : what is learned; its optimiser, rule, η and schedule play no part
    state : where to begin
    epochs : iterations at the most
    tol : enough when no entry of the gradient is larger
    max_fun : evaluations of the cost at the most
    stops : increasing iterations at which somebody listens; default every one

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
    wanted = None if stops is None else {*stops, epochs}

    def work(tell: Tell) -> OptimizeResult:
        return _minimise(_Descent(task, state, wanted, tell), epochs, tol, max_fun)

    for item in _unrolled(work):
        if isinstance(item, Record):
            yield item
        elif item.status:
            _warn(item)


def _warn(result: OptimizeResult) -> None:
    warnings.warn(
        f"lbfgs failed to converge after {result.nit} iterations ({result.message}). "
        "Raise max_iter, max_fun or tol, or scale the columns to about ±1.",
        ConvergenceWarning,
        stacklevel=2,
    )


class _Descent:
    """The cost and its gradient for SciPy, and what they were at each iteration."""

    def __init__(self, task: Task, state: State, wanted: set[int] | None, tell: Tell) -> None:
        self.task, self.state, self._wanted, self._tell = task, state, wanted, tell
        self._rows: list[tuple[float, float, float]] = []

    def cost(self, theta: ndarray) -> tuple[float, ndarray]:
        """L and ∂L/∂θ."""
        task, theta = self.task, theta.astype(self.state.theta.dtype, copy=False)
        with np.errstate(over="ignore", invalid="ignore"):
            tape = forward(task.net, theta, task.x)
            data, penalty = costs(task.net, tape, task.y, task.w, task.penalty)
            g = backward(task.net, tape, task.y, task.w, task.penalty).dtheta
            self._last = data + penalty, float(np.linalg.norm(g)), penalty
        return data + penalty, g.astype(np.float64, copy=False)

    def iterated(self, intermediate_result: OptimizeResult) -> None:
        """Count an iteration; tell of it if somebody listens."""
        self.count(intermediate_result.x)
        if self._wanted is None or self.state.epochs in self._wanted:
            self.flush()

    def count(self, theta: ndarray) -> None:
        """Take in an iteration; the cost was last evaluated where it led."""
        self._rows.append(self._last)
        self.state = self.state._replace(
            theta=theta.astype(self.state.theta.dtype),
            updates=self.state.updates + 1,
            epochs=self.state.epochs + 1,
            seen=self.state.seen + self.task.x.shape[0],
        )

    def flush(self) -> None:
        """Tell of the iterations since the last record."""
        if self._rows:
            losses, norms, penalties = np.array(self._rows).T
            self._rows = []
            self._tell(Record(self.state, losses, penalties, norms, np.full(len(losses), np.nan)))


def _minimise(descent: _Descent, epochs: int, tol: float, max_fun: int) -> OptimizeResult:
    theta = descent.state.theta
    first = descent.cost(theta)[0]
    if not np.isfinite(first):
        raise DivergenceError(told(descent.task, 0, "the loss (E4), before any step"))
    result = minimize(
        descent.cost,
        theta.astype(np.float64),
        jac=True,
        method="L-BFGS-B",
        callback=descent.iterated,
        options={"maxiter": epochs - descent.state.epochs, "maxfun": max_fun, "gtol": tol},
    )
    if not np.isfinite([result.fun, *result.x]).all():
        raise DivergenceError(told(descent.task, descent.state.epochs, "met by the line search"))
    if not result.nit:  # nothing to gain from the start: that is told too
        descent.count(result.x)
    descent.flush()
    return result


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
