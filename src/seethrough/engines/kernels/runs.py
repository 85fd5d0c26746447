"""Whole runs: many updates in one call, by one thread or by several that share every batch.

moving     what the updates change: see `Moving`
gs, sums   of each thread: its share of ∂L/∂θ, (threads, p); its cost, Σw, penalty and ‖g‖²
batches    which samples, and at which rate: see `Batches`
block      samples taken at a time
rule       how θ is changed: see `How`;  t, the number of updates before these
out        cost, ‖∂L/∂θ‖, penalty and Σw of each update, (4, updates)
"""

from collections import namedtuple
from math import isfinite, sqrt

from seethrough.engines.kernels.compiling import entry, vectorised, woven
from seethrough.engines.kernels.passes import answers, downhill
from seethrough.engines.kernels.steps import AVERAGE, CLIP, average, settle, step
from seethrough.engines.kernels.threads import called_off, meet

COST, SIZE, WEIGHTS, SQUARES = range(4)


# θ, what the optimiser remembers, (slots, p), and the running mean of θ, empty without
Moving = namedtuple("Moving", "theta slots mean")  # noqa: PYI024
# samples, all batches one after the other (none: the whole table); where each starts, and where
# the last ends; what dropout leaves, (hidden units, samples), of a single batch; η of each
Batches = namedtuple("Batches", "rows starts masks etas")  # noqa: PYI024
# λ and λ₁; code of the optimiser, and its numbers
How = namedtuple("How", "penalty optimiser rule")  # noqa: PYI024


@entry
def run(me, moving, gs, sums, net, table, batches, block, how, t, room, gate, out):
    """Make one update per rate, as thread `me` of `len(gs)`.

    It stops where the cost is not finite: what it did not come to stays as it is in out.
    """
    theta, threads, rule = moving.theta, len(gs), how.rule
    low, high = len(theta) * me // threads, len(theta) * (me + 1) // threads
    own, part, g = gs[me], theta[low:high], gs[0, low:high]
    slots, mean = moving.slots[:, low:high], moving.mean[low:high]
    for u in range(len(batches.etas)):
        b = u if len(batches.rows) else 0
        first, last = batches.starts[b], batches.starts[b + 1]
        sums[me, COST], sums[me, SIZE] = _share(
            me, threads, theta, own, net, table, batches, first, last, block, room, gate
        )
        meet(gate, threads, 3 * u + 1)
        if called_off(gate):
            return
        size = sums[:, SIZE].sum()
        for other in range(1, threads):
            _add(gs[other, low:high], g)
        sums[me, WEIGHTS], sums[me, SQUARES] = _settle_all(
            theta, gs[0], net.widths, low, high, how.penalty, size
        )
        meet(gate, threads, 3 * u + 2)
        # (E4)  L = Σᵢ wᵢ ℓ(pᵢ, yᵢ) / Σw + λ/(2Σw) Σₗ‖Wˡ‖²
        weights, norm = sums[:, WEIGHTS].sum() / size, sqrt(sums[:, SQUARES].sum())
        cost = sums[:, COST].sum() / size + weights
        if norm > rule[CLIP]:
            _shorten(g, rule[CLIP] / norm)
        step(how.optimiser, part, g, slots, t + u + 1, batches.etas[u], rule)
        if rule[AVERAGE]:
            average(mean, part, t + u + 1, rule[AVERAGE])
        if me == 0:
            out[0, u], out[1, u], out[2, u], out[3, u] = cost, norm, weights, size
        meet(gate, threads, 3 * u + 3)
        if not isfinite(cost):
            return


@woven
def _share(me, threads, theta, g, net, table, batches, first, last, block, room, gate):
    """The gradient of a thread's share of a batch, not yet divided by Σw; its cost and Σw."""
    g[:] = 0.0
    cost = size = g.dtype.type(0)
    for at in range(first + me * block, last, threads * block):
        m = min(block, last - at)
        part, count = downhill(
            theta, g, net, table, batches.rows, at, m, batches.masks, at - first, room
        )
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
def _settle_all(theta, g, widths, low, high, penalty, size):
    """Make ∂L/∂θ[low:high] of a sum over samples; return what these weights cost, and ‖g‖²."""
    start, cost, length, lam, lam1 = 0, size * 0, size * 0, penalty[0], penalty[1]
    for l in range(len(widths) - 1):
        middle, end = start + widths[l] * widths[l + 1], start + (widths[l] + 1) * widths[l + 1]
        first, last = max(start, low), min(middle, high)
        if first < last:
            weights, squares = settle(g[first:last], theta[first:last], lam, lam1, size)
            cost, length = cost + weights, length + squares
        first, last = max(middle, low), min(end, high)
        if first < last:  # biases are free
            _, squares = settle(g[first:last], theta[first:last], lam * 0, lam1 * 0, size)
            length += squares
        start = end
    return cost, length


@entry
def run_answers(me, threads, theta, net, table, rows, masks, block, room, gate, out):
    """Fill rows of out, (n, K), with the answers to a table, by every `threads`-th block."""
    for first in range(me * block, len(out), threads * block):
        answers(theta, net, table, rows, first, min(block, len(out) - first), masks, room, out)
        if called_off(gate):
            return
