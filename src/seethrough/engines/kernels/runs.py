"""Whole runs: many updates in one call, by one thread or by several that share every batch.

theta, slots, average  θ, what the optimiser remembers, the running mean of θ (empty without)
gs, sums   of each thread: its share of ∂L/∂θ, (threads, p); its cost, Σw, penalty and ‖g‖²
starts     where in `rows` each batch begins, and where the last ends; just two for whole tables
block      samples taken at a time
penalty    λ and λ₁;  t, the number of updates before these
out        cost, ‖∂L/∂θ‖, penalty and Σw of each update, (4, updates)
"""

from math import isfinite, sqrt

from seethrough.engines.kernels.compiling import vectorised, woven
from seethrough.engines.kernels.passes import answers, downhill
from seethrough.engines.kernels.steps import AVERAGE, CLIP, mean, penalise, step
from seethrough.engines.kernels.steps import average as average_in
from seethrough.engines.kernels.threads import called_off, meet

COST, SIZE, WEIGHTS, SQUARES = range(4)


@vectorised
def run(
    me,
    theta,
    slots,
    average,
    gs,
    sums,
    net,
    table,
    rows,
    starts,
    masks,
    block,
    etas,
    penalty,
    optimiser,
    rule,
    t,
    room,
    gate,
    out,
):
    """Make one update per rate, as thread `me` of `len(gs)`.

    It stops where the cost is not finite: what it did not come to stays as it is in out.
    """
    threads = len(gs)
    low, high = len(theta) * me // threads, len(theta) * (me + 1) // threads
    own, part, g = gs[me], theta[low:high], gs[0, low:high]
    for u in range(len(etas)):
        first, last = starts[u % (len(starts) - 1)], starts[u % (len(starts) - 1) + 1]
        sums[me, COST], sums[me, SIZE] = _share(
            me, threads, theta, own, net, table, rows, first, last, masks, block, room, gate
        )
        meet(gate, threads, 3 * u + 1)
        if called_off(gate):
            return
        size = sums[:, SIZE].sum()
        for other in range(1, threads):
            _add(gs[other, low:high], g)
        sums[me, WEIGHTS] = _penalties(theta, gs[0], net.widths, low, high, penalty)
        sums[me, SQUARES] = mean(g, size)
        meet(gate, threads, 3 * u + 2)
        # (E4)  L = Σᵢ wᵢ ℓ(pᵢ, yᵢ) / Σw + λ/(2Σw) Σₗ‖Wˡ‖²
        weights, norm = sums[:, WEIGHTS].sum() / size, sqrt(sums[:, SQUARES].sum())
        cost = sums[:, COST].sum() / size + weights
        if norm > rule[CLIP]:
            _shorten(g, rule[CLIP] / norm)
        step(optimiser, part, g, slots[:, low:high], t + u + 1, etas[u], rule)
        if rule[AVERAGE]:
            average_in(average[low:high], part, t + u + 1, rule[AVERAGE])
        if me == 0:
            out[0, u], out[1, u], out[2, u], out[3, u] = cost, norm, weights, size
        meet(gate, threads, 3 * u + 3)
        if not isfinite(cost):
            return


@woven
def _share(me, threads, theta, g, net, table, rows, first, last, masks, block, room, gate):
    """The gradient of a thread's share of a batch, not yet divided by Σw; its cost and Σw."""
    g[:] = 0.0
    cost = size = g.dtype.type(0)
    for at in range(first + me * block, last, threads * block):
        m = min(block, last - at)
        part, count = downhill(theta, g, net, table, rows, at, m, masks, at - first, room)
        cost += part
        size += count
        if called_off(gate):
            break
    return cost, size


@vectorised
def _add(more, total):
    for q in range(len(total)):
        total[q] += more[q]


@vectorised
def _shorten(g, factor):
    for q in range(len(g)):
        g[q] *= factor


@vectorised
def _penalties(theta, g, widths, low, high, penalty):
    """Add the penalty's slope to the gradient of θ[low:high]; return what these weights cost."""
    start, total = 0, theta.dtype.type(0)
    for l in range(len(widths) - 1):
        middle = start + widths[l] * widths[l + 1]
        first, last = max(start, low), min(middle, high)
        if first < last:
            total += penalise(theta[first:last], g[first:last], penalty[0], penalty[1])
        start = middle + widths[l + 1]
    return total


@vectorised
def run_answers(me, threads, theta, net, table, rows, masks, block, room, gate, out):
    """Fill rows of out, (n, K), with the answers to a table, by every `threads`-th block."""
    for first in range(me * block, len(out), threads * block):
        answers(theta, net, table, rows, first, min(block, len(out) - first), masks, room, out)
        if called_off(gate):
            return
