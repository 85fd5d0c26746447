"""Forward and backward over one block of samples, while it lies in the cache.

theta, g  θ and the gradient, not yet divided by Σw
fresh     whether this is the first block: what g held before is nothing
net       widths, activations, head: see `Net`
masks     what dropout leaves, (hidden units, samples of the batch); empty without dropout
at        where the block starts in its batch
x         the block's inputs: see `inputs`
room      what a thread writes to: see `Room`
"""

from collections import namedtuple

from seethrough.engines.kernels.answers import answer
from seethrough.engines.kernels.bends import bend, times_slope
from seethrough.engines.kernels.blocks import SPARSE, TILES, pack, pick
from seethrough.engines.kernels.compiling import summing, vectorised, woven
from seethrough.engines.kernels.layers import (
    gather,
    gather_sparse,
    gather_wide,
    pass_back,
    weigh,
    weigh_sparse,
    weigh_wide,
)
from seethrough.engines.kernels.products import BEGIN, PLAIN, multiply
from seethrough.engines.kernels.views import matrix, row

# widths, all hidden units, and of each layer who multiplies; code of each hidden layer's
# activation; the head's code, its number, and where its questions' columns end
Net = namedtuple("Net", "widths hidden by bends head number ends")  # noqa: PYI024

# flat buffers: a block's inputs, targets and weights; z, a and δ of all units, layer after layer;
# losses, and two rows to think in; a row of a layer's weights; a layer with samples as rows
Room = namedtuple("Room", "x y w z a delta losses work row turned")  # noqa: PYI024


@woven
def inputs(table, rows, first, m, by, room):
    """The block's inputs as its first layer takes them: (m, d) for tiles, else (d, m)."""
    d = table.x.shape[1]
    if by == SPARSE:
        block = matrix(room.x, 0, 0, 0)
    elif len(table.blocks_x):
        block = matrix(table.blocks_x, first * d, d, m)
    elif by == TILES and not len(rows):
        block = matrix(table.x, first * d, m, d)
    elif by == TILES:
        block = matrix(room.x, 0, m, d)
        pick(table.x, rows, first, block)
    else:
        block = matrix(room.x, 0, d, m)
        pack(table.x, rows, first, block)
    return block


@woven
def targets(table, rows, first, m, room):
    """The block's targets, (K, m)."""
    K = table.y.shape[1]
    if len(table.blocks_y):
        block = matrix(table.blocks_y, first * K, K, m)
    else:
        block = matrix(room.y, 0, K, m)
        pack(table.y, rows, first, block)
    return block


@woven
def ahead(theta, net, table, rows, first, m, masks, at, x, room):
    """Fill z and a, but for the answer."""
    start, top = 0, 0
    for l in range(len(net.widths) - 1):
        d_in, d_out = net.widths[l], net.widths[l + 1]
        W, b = matrix(theta, start, d_in, d_out), row(theta, start + d_in * d_out, d_out)
        z = matrix(room.z, top * m, d_out, m)
        fed = x if l == 0 else matrix(room.a, (top - d_in) * m, d_in, m)
        # (E1)  zˡ = aˡ⁻¹ Wˡ + bˡ
        if net.by[l] == TILES:
            weigh_wide(fed, l == 0, W, b, z, matrix(room.turned, 0, m, d_out))
        elif net.by[l] == SPARSE:
            weigh_sparse(table, rows, first, W, b, z, row(room.row, 0, d_out))
        else:
            weigh(fed, W, b, z, room.row)
        if l < len(net.bends):
            a = row(room.a, top * m, d_out * m)
            bend(net.bends[l], row(room.z, top * m, d_out * m), a)
            if len(masks):
                for k in range(d_out):
                    _times(row(a, k * m, m), masks[top + k, at : at + m])
        start, top = start + (d_in + 1) * d_out, top + d_out


@woven
def back(theta, g, fresh, net, table, rows, first, m, masks, at, x, room):
    """Add a block's share to the gradient, from the error in the last layer's delta on."""
    end, top = len(theta), net.hidden
    for l in range(len(net.widths) - 2, -1, -1):
        d_in, d_out = net.widths[l], net.widths[l + 1]
        start, below = end - (d_in + 1) * d_out, top - d_in
        W, dW = matrix(theta, start, d_in, d_out), matrix(g, start, d_in, d_out)
        db, delta = row(g, end - d_out, d_out), matrix(room.delta, top * m, d_out, m)
        fed = x if l == 0 else matrix(room.a, below * m, d_in, m)
        # the block's share of E7 and E8; `settle` has the rest
        if fresh:
            cleared = d_out if net.by[l] == TILES else (d_in + 1) * d_out
            _clear(row(g, end - cleared, cleared))
        if net.by[l] == TILES:
            turned = matrix(room.turned, 0, m, d_out)
            gather_wide(fed, l == 0, delta, dW, db, turned, not fresh)
        elif net.by[l] == SPARSE:
            gather_sparse(table, rows, first, delta, dW, db, row(room.row, 0, d_out))
        else:
            gather(fed, delta, dW, db)
        if l > 0:
            # (E6)  δˡ⁻¹ = (δˡ Wˡᵀ) ⊙ f′(zˡ⁻¹)
            if net.by[l] == TILES:
                error = matrix(room.delta, below * m, d_in, m)
                multiply(W, PLAIN, delta, error, BEGIN)
            else:
                pass_back(W, delta, matrix(room.delta, below * m, d_in, m))
            z, a = row(room.z, below * m, d_in * m), row(room.a, below * m, d_in * m)
            error = row(room.delta, below * m, d_in * m)
            if len(masks):
                for k in range(d_in):
                    _undrop(masks[below + k, at : at + m], row(a, k * m, m), row(error, k * m, m))
            times_slope(net.bends[l - 1], z, a, error)
        end, top = start, below


@woven
def downhill(theta, g, fresh, net, table, rows, first, m, masks, at, room):
    """Add a block's share to the gradient, not yet divided by Σw; return its cost and Σw."""
    x = inputs(table, rows, first, m, net.by[0], room)
    y = targets(table, rows, first, m, room)
    ahead(theta, net, table, rows, first, m, masks, at, x, room)
    K = len(y)
    top = net.hidden * m
    z, p = matrix(room.z, top, K, m), matrix(room.a, top, K, m)
    delta = matrix(room.delta, top, K, m)
    losses, work = row(room.losses, 0, m), matrix(room.work, 0, 2, m)
    # (E3)  p = head(zᴸ)
    answer(net.head, net.number, net.ends, z, y, p, delta, losses, work, known=True)
    size = theta.dtype.type(m)
    if len(table.w):
        w = row(room.w, 0, m)
        weights(table.w, rows, first, w)
        size = total(w)
        # (E5)  δᴸ = w ⊙ ∂ℓ/∂zᴸ
        for k in range(K):
            _times(delta[k], w)
        _times(losses, w)
    back(theta, g, fresh, net, table, rows, first, m, masks, at, x, room)
    return total(losses), size


@woven
def answers(theta, net, table, rows, first, m, masks, room, out):
    """Fill a block's rows of out with its answers; no rows and no masks are given."""
    x = inputs(table, rows, first, m, net.by[0], room)
    ahead(theta, net, table, rows, first, m, masks, 0, x, room)
    K = net.widths[-1]
    top = net.hidden * m
    z, p = matrix(room.z, top, K, m), matrix(room.a, top, K, m)
    # what y holds plays no part in p
    y, delta = matrix(room.y, 0, K, m), matrix(room.delta, top, K, m)
    losses, work = row(room.losses, 0, m), matrix(room.work, 0, 2, m)
    answer(net.head, net.number, net.ends, z, y, p, delta, losses, work, known=False)
    for k in range(K):
        for i in range(m):
            out[first + i, k] = p[k, i]


@vectorised
def weights(w, rows, first, block):
    """Fill in the block's weights."""
    for i in range(len(block)):
        block[i] = w[rows[first + i] if len(rows) else first + i]


@summing
def total(numbers):
    """Σᵢ wᵢ ℓᵢ, or Σᵢ wᵢ."""
    s = numbers.dtype.type(0)
    for i in range(len(numbers)):
        s += numbers[i]
    return s


@vectorised
def _clear(numbers):
    for q in range(len(numbers)):
        numbers[q] = 0.0


@vectorised
def _times(row, factors):
    for i in range(len(row)):
        row[i] *= factors[i]


@vectorised
def _undrop(mask, a, delta):
    """Give back a without its mask, where it was kept, and mask the error."""
    for i in range(len(a)):
        a[i] = a[i] / mask[i] if mask[i] > 0.0 else 0.0
        delta[i] *= mask[i]
