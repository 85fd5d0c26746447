"""Forward and backward over one block of samples, while it lies in the cache.

theta, g  θ and the gradient, not yet divided by Σw
net       widths, activations, head: see `Net`
masks     what dropout leaves, (hidden units, samples of the batch); empty without dropout
at        where the block starts in its batch
x         the block's inputs: see `inputs`
room      what a thread writes to: see `Room`
"""

from collections import namedtuple

from seethrough.engines.kernels.answers import answer
from seethrough.engines.kernels.bends import bend, times_slope
from seethrough.engines.kernels.blocks import BLAS, SPARSE, pack, pick
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
from seethrough.engines.kernels.products import PLAIN, multiply

# widths, and of each layer who multiplies; code of each hidden layer's activation; the head's code,
# its number, and where its questions' columns end
Net = namedtuple("Net", "widths by bends head number ends")  # noqa: PYI024

# flat buffers: a block's inputs, targets and weights; z, a and δ of all units, layer after layer;
# losses, and two rows to think in; a row of a layer's weights; what BLAS multiplies a product
# and what was there before by: (1, 1) to add, (1, 0) to begin
Room = namedtuple("Room", "x y w z a delta losses work row add begin")  # noqa: PYI024


@woven
def inputs(table, rows, first, m, by, room):
    """The block's inputs as its first layer takes them: (m, d) for BLAS, else (d, m)."""
    d = table.x.shape[1]
    if by == SPARSE:
        block = room.x[:0].reshape(0, 0)
    elif len(table.blocks_x):
        block = table.blocks_x[first * d : (first + m) * d].reshape(d, m)
    elif by == BLAS and not len(rows):
        block = table.x.reshape(table.x.size)[first * d : (first + m) * d].reshape(m, d)
    elif by == BLAS:
        block = room.x[: d * m].reshape(m, d)
        pick(table.x, rows, first, block)
    else:
        block = room.x[: d * m].reshape(d, m)
        pack(table.x, rows, first, block)
    return block


@woven
def targets(table, rows, first, m, room):
    """The block's targets, (K, m)."""
    K = table.y.shape[1]
    if len(table.blocks_y):
        block = table.blocks_y[first * K : (first + m) * K].reshape(K, m)
    else:
        block = room.y[: K * m].reshape(K, m)
        pack(table.y, rows, first, block)
    return block


@woven
def ahead(theta, net, table, rows, first, m, masks, at, x, room):
    """Fill z and a, but for the answer."""
    start, top = 0, 0
    for l in range(len(net.widths) - 1):
        d_in, d_out = net.widths[l], net.widths[l + 1]
        middle, end = start + d_in * d_out, start + (d_in + 1) * d_out
        W, b = theta[start:middle].reshape(d_in, d_out), theta[middle:end]
        here, there = top * m, (top + d_out) * m
        z = room.z[here:there].reshape(d_out, m)
        fed = x if l == 0 else room.a[here - d_in * m : here].reshape(d_in, m)
        # (E1)  zˡ = aˡ⁻¹ Wˡ + bˡ
        if net.by[l] == BLAS:
            weigh_wide(fed, l == 0, W, b, z, room.add)
        elif net.by[l] == SPARSE:
            weigh_sparse(table, rows, first, W, b, z, room.row[:d_out])
        else:
            weigh(fed, W, b, z, room.row)
        if l < len(net.bends):
            bend(net.bends[l], room.z[here:there], room.a[here:there])
            if len(masks):
                for k in range(d_out):
                    _times(room.a[here + k * m : here + (k + 1) * m], masks[top + k, at : at + m])
        start, top = end, top + d_out


@woven
def back(theta, g, net, table, rows, first, m, masks, at, x, room):
    """Add a block's share to the gradient, from the error in the last layer's delta on."""
    end, top = len(theta), net.widths[1:-1].sum()
    for l in range(len(net.widths) - 2, -1, -1):
        d_in, d_out = net.widths[l], net.widths[l + 1]
        start, middle, below = end - (d_in + 1) * d_out, end - d_out, top - d_in
        W, dW = theta[start:middle].reshape(d_in, d_out), g[start:middle].reshape(d_in, d_out)
        db, here, there = g[middle:end], top * m, (top + d_out) * m
        fed = x if l == 0 else room.a[below * m : here].reshape(d_in, m)
        delta = room.delta[here:there].reshape(d_out, m)
        # (E7)  ∂L/∂Wˡ = (aˡ⁻¹ᵀ δˡ + λ Wˡ) / Σw
        # (E8)  ∂L/∂bˡ = Σᵢ δˡᵢ / Σw
        if net.by[l] == BLAS:
            gather_wide(fed, l == 0, delta, dW, db, room.add)
        elif net.by[l] == SPARSE:
            gather_sparse(table, rows, first, delta, dW, db, room.row[:d_out])
        else:
            gather(fed, delta, dW, db)
        if l > 0:
            # (E6)  δˡ⁻¹ = (δˡ Wˡᵀ) ⊙ f′(zˡ⁻¹)
            error = room.delta[below * m : here]
            if net.by[l] == BLAS:
                multiply(W, PLAIN, delta, PLAIN, error.reshape(d_in, m), room.begin)
            else:
                pass_back(W, delta, error.reshape(d_in, m))
            z, a = room.z[below * m : here], room.a[below * m : here]
            if len(masks):
                for k in range(d_in):
                    unit = slice(k * m, (k + 1) * m)
                    _undrop(masks[below + k, at : at + m], a[unit], error[unit])
            times_slope(net.bends[l - 1], z, a, error)
        end, top = start, below


@woven
def downhill(theta, g, net, table, rows, first, m, masks, at, room):
    """Add a block's share to the gradient, not yet divided by Σw; return its cost and Σw."""
    x = inputs(table, rows, first, m, net.by[0], room)
    y = targets(table, rows, first, m, room)
    ahead(theta, net, table, rows, first, m, masks, at, x, room)
    K = len(y)
    top, end = net.widths[1:-1].sum() * m, net.widths[1:].sum() * m
    z, p = room.z[top:end].reshape(K, m), room.a[top:end].reshape(K, m)
    delta, losses = room.delta[top:end].reshape(K, m), room.losses[:m]
    # (E3)  p = head(zᴸ)
    answer(net.head, net.number, net.ends, z, y, p, delta, losses, room.work[: 2 * m].reshape(2, m))
    size = theta.dtype.type(m)
    if len(table.w):
        w = room.w[:m]
        weights(table.w, rows, first, w)
        size = total(w)
        # (E5)  δᴸ = w ⊙ ∂ℓ/∂zᴸ
        for k in range(K):
            _times(delta[k], w)
        _times(losses, w)
    back(theta, g, net, table, rows, first, m, masks, at, x, room)
    return total(losses), size


@woven
def answers(theta, net, table, rows, first, m, masks, room, out):
    """Fill a block's rows of out with its answers; no rows and no masks are given."""
    x = inputs(table, rows, first, m, net.by[0], room)
    ahead(theta, net, table, rows, first, m, masks, 0, x, room)
    K = net.widths[-1]
    top, end = net.widths[1:-1].sum() * m, net.widths[1:].sum() * m
    z, p = room.z[top:end].reshape(K, m), room.a[top:end].reshape(K, m)
    y, delta = room.y[: K * m].reshape(K, m), room.delta[top:end].reshape(K, m)
    # what y holds plays no part in p
    work = room.work[: 2 * m].reshape(2, m)
    answer(net.head, net.number, net.ends, z, y, p, delta, room.losses[:m], work)
    for i in range(m):
        for k in range(K):
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
def _times(row, factors):
    for i in range(len(row)):
        row[i] *= factors[i]


@vectorised
def _undrop(mask, a, delta):
    """Give back a without its mask, where it was kept, and mask the error."""
    for i in range(len(a)):
        a[i] = a[i] / mask[i] if mask[i] > 0.0 else 0.0
        delta[i] *= mask[i]
