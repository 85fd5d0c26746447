"""A unit's share in the boundary: its map, and what the network would answer without it.

Without it means: held at its mean over the samples that are learned from, as its part in the next
layer's biases. So nothing but its differences from place to place is taken away.
"""

from __future__ import annotations

import numpy as np
from numpy import ndarray

from seethrough.maths.network import forward, layers
from seethrough.studio import maps
from seethrough.studio.curves import decisions, score
from seethrough.studio.material import Material
from seethrough.studio.run import Run
from seethrough.studio.screen import Answer


def share(run: Run, grid: maps.Grid, layer: int, k: int) -> Answer:
    """Return what a hidden unit does for the answer, with two maps: its own, and one without it.

    An output has no share: it is the answer.
    """
    net, data, theta = run.part.replay.task.net, run.part.material, run.state.theta
    if layer + 2 == len(net.widths):
        return {}, []
    own = maps.draw(net, theta, grid, maps.SWIFTEST, (layer, k))
    bare = without(run, layer, k)
    p, q = (_answers(run, at, grid.inputs(maps.SWIFTEST)) for at in (theta, bare))
    learned = data.train
    scores = [score(data, _answers(run, at, data.x[learned]), learned) for at in (theta, bare)]
    drawn = maps.draw(net, bare, grid, maps.SWIFTEST)
    told = {
        "high": own.high,
        "bare": (drawn.low, drawn.high),
        "moved": _moved(data, p, q),
        "scores": scores,
    }
    return {"share": told}, [own.answer, drawn.answer]


def without(run: Run, layer: int, k: int) -> ndarray:
    """θ of the network in which a hidden unit always gives its mean."""
    net, data = run.part.replay.task.net, run.part.material
    theta = run.state.theta.copy()
    mean = forward(net, theta, data.x[data.train]).a[layer + 1][:, k].mean()
    behind = layers(theta, net.widths)[layer + 1]
    behind.b[...] += mean * behind.W[k]
    behind.W[k] = 0.0
    return theta


def _answers(run: Run, theta: ndarray, x: ndarray) -> ndarray:
    with np.errstate(all="ignore"):
        return forward(run.part.replay.task.net, theta, x).p


def _moved(data: Material, p: ndarray, q: ndarray) -> float:
    """The share of the plot that is answered otherwise; of numbers, how far they go on average."""
    if data.classes:
        return float(np.mean(decisions(data, p) != decisions(data, q)))
    return float(np.mean(np.abs(p - q)))
