"""Narrow networks: whole runs in one call, block by block of samples, while a block is in cache.

widths, bends  the network's widths, and the code of each hidden layer's activation
x, y, w        a block's inputs (d, block), targets (K, block) and weights (block,); m samples count
masks          what dropout leaves, (hidden units, samples of the batch); empty without dropout
a, z, delta    of all units but the inputs, (units, block)
"""

import numpy as np

from seethrough.engines.kernels.answers import answer
from seethrough.engines.kernels.bends import bend, times_slope
from seethrough.engines.kernels.layers import gather, pass_back, summing, weigh
from seethrough.engines.kernels.steps import AVERAGE, CLIP, average, length, penalise, step
from seethrough.engines.kernels.vector_math import vectorised

BLOCK = 256  # samples: a block of a few dozen units lies in the first-level cache


@vectorised
def pack(table, rows, first, m, block):
    """Turn m samples, from the first of the rows on, into the columns of a block."""
    for i in range(m):
        for j in range(table.shape[1]):
            block[j, i] = table[rows[first + i], j]


@vectorised
def ahead(theta, widths, bends, masks, at, x, a, z, m):
    """Fill z and a of a block."""
    start, top = 0, 0
    for l in range(len(widths) - 1):
        d_in, d_out = widths[l], widths[l + 1]
        middle, end = start + d_in * d_out, start + (d_in + 1) * d_out
        fed = x if l == 0 else a[top - d_in : top]
        weigh(fed, theta[start:middle].reshape(d_in, d_out), theta[middle:end], z[top:], m)
        if l < len(bends):
            for k in range(top, top + d_out):
                bend(bends[l], z[k], a[k], m)
                if len(masks):
                    _times(a[k], masks[k, at : at + m], m)
        start, top = end, top + d_out


@vectorised
def back(theta, g, widths, bends, masks, at, x, a, z, delta, m):
    """Add a block's share to the gradient, from the error in the last rows of delta on."""
    end, top = len(theta), len(a) - widths[-1]
    for l in range(len(widths) - 2, -1, -1):
        d_in, d_out = widths[l], widths[l + 1]
        start, middle, below = end - (d_in + 1) * d_out, end - d_out, top - d_in
        fed = x if l == 0 else a[below:top]
        # (E7)  ∂L/∂Wˡ = (aˡ⁻¹ᵀ δˡ + λ Wˡ) / Σw
        # (E8)  ∂L/∂bˡ = Σᵢ δˡᵢ / Σw
        gather(fed, delta[top:], g[start:middle].reshape(d_in, d_out), g[middle:end], m)
        if l > 0:
            # (E6)  δˡ⁻¹ = (δˡ Wˡᵀ) ⊙ f′(zˡ⁻¹)
            W = theta[start:middle].reshape(d_in, d_out)
            pass_back(W, delta[top:], delta[below:top], m)
            for k in range(below, top):
                if len(masks):
                    _undrop(masks[k, at : at + m], a[k], delta[k], m)
                times_slope(bends[l - 1], z[k], a[k], delta[k], m)
        end, top = start, below


@vectorised
def _times(row, factors, m):
    for i in range(m):
        row[i] *= factors[i]


@vectorised
def _undrop(mask, a, delta, m):
    """Give back a without its mask, where it was kept, and mask the error."""
    for i in range(m):
        a[i] = a[i] / mask[i] if mask[i] > 0.0 else 0.0
        delta[i] *= mask[i]


@summing
def _total(losses, w, m):
    """Σᵢ wᵢ ℓᵢ, and Σw."""
    cost = size = losses[0] * 0.0
    for i in range(m):
        cost += losses[i] * w[i]
        size += w[i]
    return cost, size


@vectorised
def block_downhill(theta, g, net, masks, at, x, y, w, buffers, m):
    """Add a block's share to the gradient, not yet divided by Σw; return its cost and Σw."""
    widths, bends, head, number, ends = net
    a, z, delta, losses, work = buffers
    top = len(a) - widths[-1]
    ahead(theta, widths, bends, masks, at, x, a, z, m)
    # (E3)  p = head(zᴸ)
    answer(head, number, ends, z[top:], y, a[top:], delta[top:], losses, work, m)
    # (E5)  δᴸ = w ⊙ ∂ℓ/∂zᴸ
    for k in range(top, len(a)):
        _times(delta[k], w, m)
    back(theta, g, widths, bends, masks, at, x, a, z, delta, m)
    return _total(losses, w, m)


@vectorised
def batch_downhill(theta, g, net, masks, data, rows, first, last, buffers):
    """The gradient and cost of a batch, not yet divided by Σw, and Σw.

    With no rows the batch is the whole table, which then comes packed in blocks.
    """
    x, y, w = data
    g[:] = 0.0
    cost = size = theta[0] * 0.0
    for at in range(first, last, BLOCK):
        m, b = min(BLOCK, last - at), 0
        if len(rows):
            pack(x[1], rows, at, m, x[0][0])
            pack(y[1], rows, at, m, y[0][0])
            pack(w[1], rows, at, m, w[0][0])
        else:
            b = at // BLOCK
        part, count = block_downhill(
            theta, g, net, masks, at - first, x[0][b], y[0][b], w[0][b, 0], buffers, m
        )
        cost += part
        size += count
    return cost, size


@vectorised
def run(theta, slots, mean, net, data, rows, starts, masks, etas, penalty, optimiser, rule, t, out):
    """Make one update per rate; fill the columns of out with cost, ‖∂L/∂θ‖, penalty and Σw.

    It stops where the cost is not finite: what it did not come to stays as it is in out.
    """
    g, buffers = np.empty_like(theta), _room(theta, net[0])
    for u in range(len(etas)):
        first, last = starts[u], starts[u + 1]
        if not len(rows):
            first, last = 0, starts[1]
        cost, size = batch_downhill(theta, g, net, masks, data, rows, first, last, buffers)
        weights = _penalise_all(theta, g, net[0], penalty[0], penalty[1])
        for q in range(len(g)):
            g[q] /= size
        norm = length(g)
        # (E4)  L = Σᵢ wᵢ ℓ(pᵢ, yᵢ) / Σw + λ/(2Σw) Σₗ‖Wˡ‖²
        out[0, u], out[1, u] = cost / size + weights / size, norm
        out[2, u], out[3, u] = weights / size, size
        if norm > rule[CLIP]:
            for q in range(len(g)):
                g[q] *= rule[CLIP] / norm
        step(optimiser, theta, g, slots, t + u + 1, etas[u], rule)
        if rule[AVERAGE]:
            average(mean, theta, t + u + 1, rule[AVERAGE])
        if not np.isfinite(out[0, u]):
            return


@vectorised
def _room(theta, widths):
    """Buffers for one block: a, z and δ of all units but the inputs, losses, and two rows more."""
    units = widths[1:].sum()
    a = np.empty((units, BLOCK), theta.dtype)
    losses, work = np.empty(BLOCK, theta.dtype), np.empty((2, BLOCK), theta.dtype)
    return a, np.empty_like(a), np.empty_like(a), losses, work


@vectorised
def _penalise_all(theta, g, widths, lam, lam1):
    """Add the penalty's slope to the gradient of all weights; return what they cost."""
    start, total = 0, theta[0] * 0.0
    for l in range(len(widths) - 1):
        middle = start + widths[l] * widths[l + 1]
        total += penalise(theta, g, start, middle, lam, lam1)
        start = middle + widths[l + 1]
    return total
