"""Whole runs: many updates in one call, every batch in shares that any thread may take.

moving     what the updates change: see `Moving`
gs, sums   of each share: its ∂L/∂θ, (shares, p); its cost, Σw, and of a stretch of θ penalty
           and ‖g‖², (4, shares)
batches    which samples, and at which rate: see `Batches`
block      samples taken at a time
how        θ is changed: see `How`;  t, the number of updates before these
out        cost, ‖∂L/∂θ‖, penalty and Σw of each update, (4, updates)
"""

from collections import namedtuple
from math import inf, isfinite, sqrt

from seethrough.engines.kernels.compiling import entry, vectorised, woven
from seethrough.engines.kernels.passes import answers, downhill, total
from seethrough.engines.kernels.steps import AVERAGE, CLIP, average, settle, step
from seethrough.engines.kernels.threads import called_off, take, wait
from seethrough.engines.kernels.views import row

COST, SIZE, WEIGHTS, SQUARES = range(4)
PIECE = 4096  # numbers of θ that are settled and moved at a time


# θ, what the optimiser remembers, (slots, p), and the running mean of θ, empty without
Moving = namedtuple("Moving", "theta slots mean")  # noqa: PYI024
# samples, all batches one after the other (none: the whole table); where each starts, and where
# the last ends; what dropout leaves, (hidden units, samples), of a single batch; η of each
Batches = namedtuple("Batches", "rows starts masks etas")  # noqa: PYI024
# λ and λ₁; code of the optimiser, and its numbers
How = namedtuple("How", "penalty optimiser rule")  # noqa: PYI024


@entry
def run(moving, gs, sums, net, table, batches, block, how, t, room, gate, out):
    """Make one update per rate, as one of the threads that have this gate.

    It stops where the cost is not finite: what it did not come to stays as it is in out.
    """
    shares, rule = len(gs), how.rule
    for u in range(len(batches.etas)):
        b = u if len(batches.rows) else 0
        s = take(gate, 3 * u, shares, -1)
        while s >= 0:
            sums[COST, s], sums[SIZE, s] = _share(
                s, moving.theta, gs, net, table, batches, b, block, room, gate
            )
            s = take(gate, 3 * u, shares, s)
        wait(gate, 3 * u, shares)
        if called_off(gate):
            return
        s = take(gate, 3 * u + 1, shares, -1)
        while s >= 0:
            sums[WEIGHTS, s], sums[SQUARES, s] = _settle(
                s, moving, gs, net.widths, how, total(sums[SIZE]), t + u + 1, batches.etas[u]
            )
            s = take(gate, 3 * u + 1, shares, s)
        wait(gate, 3 * u + 1, shares)
        if called_off(gate):
            return
        s = take(gate, 3 * u + 2, shares, -1)
        while s >= 0:
            # (E4)  L = Σᵢ wᵢ ℓ(pᵢ, yᵢ) / Σw + λ/(2Σw) Σₗ‖Wˡ‖²
            size = total(sums[SIZE])
            weights, norm = total(sums[WEIGHTS]) / size, sqrt(total(sums[SQUARES]))
            if s == 0:
                out[0, u] = total(sums[COST]) / size + weights
                out[1, u], out[2, u], out[3, u] = norm, weights, size
            if rule[CLIP] < inf:
                low, high = _stretch(s, moving.theta, gs)
                if norm > rule[CLIP]:
                    _shorten(row(gs, low, high - low), rule[CLIP] / norm)
                _step(low, high, moving, gs, how, t + u + 1, batches.etas[u])
            s = take(gate, 3 * u + 2, shares, s)
        wait(gate, 3 * u + 2, shares)
        if called_off(gate) or not isfinite(out[0, u]):
            return


@woven
def _share(s, theta, gs, net, table, batches, b, block, room, gate):
    """The gradient of a share of a batch, not yet divided by Σw; its cost and Σw."""
    first, last, g = batches.starts[b], batches.starts[b + 1], gs[s]
    cost = size = g.dtype.type(0)
    begin = first + s * block
    if begin >= last:
        g[:] = 0.0
    for at in range(begin, last, len(gs) * block):
        m, rows, masks, fresh = min(block, last - at), batches.rows, batches.masks, at == begin
        part, count = downhill(theta, g, fresh, net, table, rows, at, m, masks, at - first, room)
        cost += part
        size += count
        if called_off(gate):
            break
    return cost, size


@vectorised
def _stretch(s, theta, gs):
    """Where a share of θ begins, and where it ends."""
    return len(theta) * s // len(gs), len(theta) * (s + 1) // len(gs)


@woven
def _settle(s, moving, gs, widths, how, size, t, eta):
    """Make ∂L/∂θ of a share of θ; return what its weights cost, and ‖g‖² of it.

    Piece by piece, and where ‖g‖ plays no part each is moved while it lies in the cache.
    """
    low, high = _stretch(s, moving.theta, gs)
    cost = length = size * 0
    for first in range(low, high, PIECE):
        last = min(first + PIECE, high)
        for other in range(1, len(gs)):
            more = row(gs, other * len(moving.theta) + first, last - first)
            _add(more, row(gs, first, last - first))
        weights, squares = _settle_all(moving.theta, gs, widths, first, last, how.penalty, size)
        cost, length = cost + weights, length + squares
        if how.rule[CLIP] == inf:
            _step(first, last, moving, gs, how, t, eta)
    return cost, length


@vectorised
def _step(low, high, moving, g, how, t, eta):
    """Move θ[low:high]."""
    n, rule = high - low, how.rule
    theta, m = row(moving.theta, low, n), row(moving.slots, low, n)
    v = row(moving.slots, len(moving.theta) + low, n)
    step(how.optimiser, theta, row(g, low, n), m, v, t, eta, rule)
    if rule[AVERAGE]:
        average(row(moving.mean, low, n), theta, t, rule[AVERAGE])


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
            n = last - first
            weights, squares = settle(row(g, first, n), row(theta, first, n), lam, lam1, size)
            cost, length = cost + weights, length + squares
        first, last = max(middle, low), min(end, high)
        if first < last:  # biases are free
            n = last - first
            _, squares = settle(row(g, first, n), row(theta, first, n), lam * 0, lam1 * 0, size)
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
