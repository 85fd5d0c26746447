"""Divergence: when a number is no longer finite, which one was the first, and why probably."""

from collections.abc import Iterable

import numpy as np
from numpy import ndarray

from seethrough.engines.protocol import Batch, State, Task
from seethrough.errors import DivergenceError
from seethrough.maths.network import Tape, backward, cost, forward
from seethrough.maths.optimisers import update

LARGE = 100.0  # a column that reaches further is worth scaling
HUGE = 1e6  # and so is a target


def refuse_divergence(
    task: Task, before: State, theta: ndarray, losses: ndarray, batches: Iterable[Batch]
) -> None:
    """Raise if a loss or a parameter is no longer finite.

    Parameters
    ----------
    task : what was learned
    before : the state before these updates
    theta : θ after them
    losses : the cost of each epoch
    batches : the updates once more, to look for the place
    """
    if np.isfinite(losses).all() and np.isfinite(theta).all():
        return
    epoch = before.epochs + [*np.flatnonzero(~np.isfinite(losses)), len(losses) - 1][0] + 1
    place = first_overflow(task, before, batches)
    raise DivergenceError(explained(task, int(epoch), place), place)


def explained(task: Task, epoch: int, place: str, *, steered: bool = True) -> str:
    """The three parts of the error: where, why probably, and what to do.

    steered : whether a learning rate has a say; with L-BFGS it has none
    """
    ways = (
        ", take a smaller learning rate (learning_rate_init), or shorten long gradients (clip_norm)"
    )
    cause = _cause(task, steered=steered)
    return (
        f"training diverged in epoch {epoch}, where the first number that was not finite was "
        f"{place}. Solver produced non-finite parameter weights. {cause}. Losses and "
        f"parameters must stay finite. Scale the columns to about ±1{ways if steered else ''}."
    )


def _cause(task: Task, *, steered: bool) -> str:
    from scipy.sparse import issparse  # half of a second, for a run that went wrong

    reach = np.asarray(
        abs(task.x).max(axis=0).todense() if issparse(task.x) else abs(task.x).max(0)
    )
    column, top = int(reach.argmax()), float(abs(task.y).max())
    if reach.max() > LARGE:
        return (
            # the words are scikit-learn's, which scripts may look for
            "The input data may contain large values and need to be preprocessed: "
            f"column {column} of x reaches {reach.ravel()[column]:.3g}"
            + (f", at a learning rate of {task.eta:g}" if steered else "")
        )
    if top > HUGE or not steered:
        return f"y reaches {top:.3g}, and the columns of x {reach.max():.3g}"
    return f"The learning rate {task.eta:g} is probably too large"


@np.errstate(all="ignore")
def first_overflow(task: Task, state: State, batches: Iterable[Batch]) -> str:
    """Make the updates once more, one number after the other, and name the first that overflows."""
    theta, slots, t = state.theta, state.slots, state.updates
    for batch in batches:
        rows = slice(None) if batch.rows is None else batch.rows
        some = task._replace(
            x=task.x[rows], y=task.y[rows], w=None if task.w is None else task.w[rows]
        )
        tape = forward(task.net, theta, some.x, batch.masks)
        if place := _overflow(some, tape):
            return place
        g = backward(task.net, tape, some.y, some.w, task.penalty).dtheta
        if not np.isfinite(g).all():
            return "a gradient (E7)"
        t += 1
        theta, slots = update(task.optimiser, theta, g, slots, t, batch.eta, task.rule)
        if not np.isfinite(theta).all():
            return f"a parameter after update {t} (E9)"
    return "one that only this engine's order of adding meets"


def _overflow(task: Task, tape: Tape) -> str | None:
    """The first number of a forward pass and its cost that is not finite."""
    last = len(tape.z) - 1
    for l, (z, a) in enumerate(zip(tape.z, tape.a[1:], strict=True)):
        if not np.isfinite(z).all():
            return f"a sum z of layer {l + 1} (E1)"
        if not np.isfinite(a).all():
            return "an answer p (E3)" if l == last else f"an activation of layer {l + 1} (E2)"
    if not np.isfinite(cost(task.net, tape, task.y, task.w, task.penalty)):
        return "the loss (E4)"
    return None
