"""The numbers of one training step seen from one sample, as lines to be shown."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

import numpy as np

from seethrough.errors import DataError, DivergenceError
from seethrough.explain import backward as back
from seethrough.explain import forward as ahead
from seethrough.explain.sample import Line, Sample
from seethrough.maths.gradcheck import check
from seethrough.maths.network import Network, backward, cost, forward, layers
from seethrough.maths.optimisers import Rule, sgd
from seethrough.maths.penalties import FREE, Penalty

if TYPE_CHECKING:
    from jaxtyping import Float
    from numpy import ndarray


def explain_step(
    net: Network,
    theta: Float[ndarray, " p"],
    x: Float[ndarray, "n d"],
    y: Float[ndarray, "n K"],
    row: int,
    *,
    w: Float[ndarray, " n"] | None = None,
    penalty: Penalty = FREE,
    eta: float = 0.001,
    masks: Sequence[ndarray | None] | None = None,
    features: Sequence[str] | None = None,
    classes: Sequence[str] | None = None,
) -> list[Line]:
    """Return the lines E1 to E9 of a step of plain gradient descent, in the order of computing.

    Parameters
    ----------
    net, theta, x, y, w, penalty, masks : as in `maths.network`
    row : the sample, counted from 0 in this batch
    eta : learning rate η
    features, classes : names of the inputs and of the classes, for the words

    Raises
    ------
    DataError
        There is no such row.
    DivergenceError
        A number of the step is NaN or infinite.
    """
    _there(row, len(x))
    tape = forward(net, theta, x, masks)
    slopes = backward(net, tape, y, w, penalty)
    mean = cost(net, tape, y, w, penalty)
    _finite(*tape.z, *tape.a, *slopes.delta, slopes.dtheta, np.array(mean))
    with np.errstate(over="ignore", invalid="ignore"):
        difference = check(net, theta, x, y, w, penalty, masks).difference
    after, _ = sgd(theta, slopes.dtheta, (), 1, eta, Rule())
    gradient, numeric, moved = (layers(v, net.widths) for v in (slopes.dtheta, difference, after))
    update = back.Update(gradient, numeric, moved, eta)
    sample = Sample(net, tape, slopes, y, w, penalty, row)
    return [
        *ahead.inputs(sample, features),
        *_ahead(sample, classes, mean),
        *_back(sample, update),
    ]


def _ahead(s: Sample, classes: Sequence[str] | None, mean: float) -> Iterator[Line]:
    for l in range(len(s.tape.layers)):
        yield from ahead.layer(s, l)
    yield from ahead.answer(s, classes)
    yield from ahead.cost(s, mean)


def _back(s: Sample, update: back.Update) -> Iterator[Line]:
    yield from back.error(s)
    for l in reversed(range(len(s.tape.layers) - 1)):
        yield from back.passed_back(s, l)
    for lines in (back.weights, back.biases, back.step):
        for l in range(len(s.tape.layers)):
            yield from lines(s, l, update)


def _there(row: int, n: int) -> None:
    if not 0 <= row < n:
        raise DataError(
            f"row is {row}, but the batch has {n} rows. "
            "A step is explained from one of its samples, counted from 0. "
            f"Choose a row from 0 to {n - 1}."
        )


def _finite(*arrays: ndarray) -> None:
    if not all(np.isfinite(array).all() for array in arrays):
        raise DivergenceError(
            "A number of this step is NaN or infinite. "
            "A calculation can be shown only while all its numbers are finite. "
            "Look for such values in x, y, w and θ, or explain an earlier step."
        )
