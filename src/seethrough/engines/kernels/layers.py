"""A layer on a block of samples: forward, the error passed back, the gradient.

Narrow layers are multiplied in short loops, wide ones in tiles, sparse inputs by what is not 0.

a, z, delta  (units, m), C-ordered: the m samples of a unit lie side by side
W, b         (d_in, d_out) and (d_out,) of the layer, views of θ; dW, db likewise of the gradient

Up to four rows are taken at a time, so that what they share is loaded once.
"""

from seethrough.engines.kernels.compiling import summing, vectorised
from seethrough.engines.kernels.products import BEGIN, PLAIN, TURNED, multiply, turn


@summing
def weigh(a, W, b, z, row):
    """Fill z; the weights of a unit are laid side by side in row."""
    # (E1)  zˡ = aˡ⁻¹ Wˡ + bˡ
    for k in range(len(z)):
        for j in range(len(W)):
            row[j] = W[j, k]
        _weighed(a, row[: len(W)], b[k], z[k])


@summing
def pass_back(W, delta, back):
    """δˡ Wˡᵀ, the first half of E6."""
    for j in range(len(back)):
        _weighed(delta, W[j], W.dtype.type(0), back[j])


@summing
def _weighed(rows, weights, start, total):
    """Fill total with the start and all rows, each times its weight."""
    m, n = len(total), len(weights)
    done = (n - 1) % 4 + 1
    r0, w0 = rows[0], weights[0]
    if done == 1:
        for i in range(m):
            total[i] = start + w0 * r0[i]
    elif done == 2:
        r1, w1 = rows[1], weights[1]
        for i in range(m):
            total[i] = start + w0 * r0[i] + w1 * r1[i]
    elif done == 3:
        r1, r2, w1, w2 = rows[1], rows[2], weights[1], weights[2]
        for i in range(m):
            total[i] = start + w0 * r0[i] + w1 * r1[i] + w2 * r2[i]
    else:
        r1, r2, r3, w1, w2, w3 = rows[1], rows[2], rows[3], weights[1], weights[2], weights[3]
        for i in range(m):
            total[i] = start + w0 * r0[i] + w1 * r1[i] + w2 * r2[i] + w3 * r3[i]
    for j in range(done, n, 4):
        r0, r1, r2, r3 = rows[j], rows[j + 1], rows[j + 2], rows[j + 3]
        w0, w1, w2, w3 = weights[j], weights[j + 1], weights[j + 2], weights[j + 3]
        for i in range(m):
            total[i] += w0 * r0[i] + w1 * r1[i] + w2 * r2[i] + w3 * r3[i]


@summing
def gather(a, delta, dW, db):
    """Add the block's share of E7 and E8, without λ and Σw."""
    m, d_in = delta.shape[1], len(a)
    done = (d_in - 1) % 2 + 1
    for k in range(len(delta)):
        d, a0, a1 = delta[k], a[0], a[done - 1]
        s = s0 = s1 = dW.dtype.type(0)
        for i in range(m):
            s += d[i]
            s0 += a0[i] * d[i]
            s1 += a1[i] * d[i]
        db[k] += s
        dW[0, k] += s0
        if done == 2:
            dW[1, k] += s1
        for j in range(done, d_in, 2):
            a0, a1 = a[j], a[j + 1]
            s0 = s1 = dW.dtype.type(0)
            for i in range(m):
                s0 += a0[i] * d[i]
                s1 += a1[i] * d[i]
            dW[j, k] += s0
            dW[j + 1, k] += s1


@vectorised
def weigh_wide(a, rows, W, b, z, turned):
    """E1 in tiles; of the first layer's inputs, samples are rows."""
    if rows:
        multiply(a, PLAIN, W, turned, BEGIN)
        turn(turned, z)
    else:
        multiply(W, TURNED, a, z, BEGIN)
    for k in range(len(z)):
        row, bias = z[k], b[k]
        for i in range(len(row)):
            row[i] += bias


@vectorised
def gather_wide(a, rows, delta, dW, db, turned, add):
    """E7 and E8 in tiles."""
    turn(delta, turned)
    multiply(a, rows, turned, dW, add)
    _add_sums(delta, db)


@summing
def _add_sums(delta, db):
    for k in range(len(delta)):
        row, s = delta[k], db.dtype.type(0)
        for i in range(len(row)):
            s += row[i]
        db[k] += s


@vectorised
def weigh_sparse(table, rows, first, W, b, z, row):
    """E1 for samples of a sparse table: each sums the weights of its own columns."""
    for i in range(z.shape[1]):
        sample = rows[first + i] if len(rows) else first + i
        for k in range(len(row)):
            row[k] = b[k]
        for q in range(table.starts[sample], table.starts[sample + 1]):
            value, weights = table.values[q], W[table.columns[q]]
            for k in range(len(row)):
                row[k] += value * weights[k]
        for k in range(len(row)):
            z[k, i] = row[k]


@vectorised
def gather_sparse(table, rows, first, delta, dW, db, row):
    """E7 and E8 for samples of a sparse table: each adds to the weights of its own columns."""
    for i in range(delta.shape[1]):
        sample = rows[first + i] if len(rows) else first + i
        for k in range(len(row)):
            row[k] = delta[k, i]
        for q in range(table.starts[sample], table.starts[sample + 1]):
            value, slopes = table.values[q], dW[table.columns[q]]
            for k in range(len(row)):
                slopes[k] += value * row[k]
    _add_sums(delta, db)
