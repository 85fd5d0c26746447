"""The numeric check of one gradient: the cost with one parameter moved to both sides.

Only what lies behind the parameter's unit changes, so only that is computed again, from the
tape, by the same `forward`: a check costs a small part of a pass.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy import ndarray

from seethrough.explain.sample import Sample
from seethrough.maths import penalties
from seethrough.maths.activations import ACTIVATIONS
from seethrough.maths.gradcheck import central_difference
from seethrough.maths.heads import head
from seethrough.maths.network import Network, fed, forward, n_parameters


def difference(s: Sample, l: int, j: int | None, k: int) -> float | None:
    """∂L by weight j, or by the bias, of unit k of layer l, as a central difference in float64.

    None where a number left what a float can hold.
    """
    layer = s.tape.layers[l]
    start = np.array([layer.b[k] if j is None else layer.W[j, k]], np.float64)
    along = np.ones(len(s.step.y)) if j is None else fed(s.tape, l)[:, j].astype(np.float64)
    loss = _loss_behind(s, l, k)

    def cost(at: ndarray) -> float:
        penalty = 0.0 if j is None else penalties.cost(s.step.penalty, [at])
        return (loss(along * (at - start)) + penalty) / s.size().value

    with np.errstate(over="ignore", invalid="ignore"):
        slope = float(central_difference(cost, start)[0])
    return slope if np.isfinite(slope) else None


def _loss_behind(s: Sample, l: int, k: int) -> Callable[[ndarray], float]:
    """The batch's summed loss, when unit k's sums of layer l are moved by so much, (n,)."""
    z = s.tape.z[l].astype(np.float64)
    if l == s.last:
        return lambda by: _loss(s, l, z + np.outer(by, np.arange(z.shape[1]) == k))
    f = ACTIVATIONS[s.net.activations[l]].f
    kept = None if s.tape.masks is None else s.tape.masks[l + 1]
    a, mask = f(z[:, k]), 1.0 if kept is None else kept[:, k]
    behind, W = s.tape.z[l + 1].astype(np.float64), s.tape.layers[l + 1].W[k].astype(np.float64)
    return lambda by: _loss(s, l + 1, behind + np.outer(mask * (f(z[:, k] + by) - a), W))


def _loss(s: Sample, l: int, z: ndarray) -> float:
    """The batch's summed loss, from the sums of layer l on."""
    row, w, p = head(s.net.head), s.step.w, None
    if l < s.last:
        tail = Network(s.net.widths[l + 1 :], s.net.activations[l + 1 :], s.net.head)
        theta = s.step.theta[-n_parameters(tail.widths) :].astype(np.float64)
        masks = None if s.tape.masks is None else s.tape.masks[l + 1 :]
        tape = forward(tail, theta, ACTIVATIONS[s.net.activations[l]].f(z), masks)
        z, p = tape.z[-1], tape.p
    each = row.loss(z, row.f(z) if p is None else p, s.step.y.astype(np.float64))
    return float(each.sum() if w is None else (w @ each).sum())
