"""A layer on a block of samples: forward, the error passed back, the gradient.

a, z, delta  (units, block), C-ordered: the samples of a unit lie side by side; m of them count
W, b         (d_in, d_out) and (d_out,) of the layer, views of θ; dW, db likewise of the gradient

Four rows are taken at a time, so that what they share is loaded once.
"""

from numba import njit

# sums may be taken in any order, which is what makes them quick; NaN and ∞ are kept
summing = njit(error_model="numpy", fastmath={"contract", "nsz", "reassoc"}, cache=True)


@summing
def weigh(a, W, b, z, m):
    """Fill z."""
    # (E1)  zˡ = aˡ⁻¹ Wˡ + bˡ
    for k in range(W.shape[1]):
        row, bias = z[k], b[k]
        for i in range(m):
            row[i] = bias
        _add_rows(a, W[:, k], row, m)


@summing
def pass_back(W, delta, back, m):
    """δˡ Wˡᵀ, the first half of E6."""
    for j in range(W.shape[0]):
        row = back[j]
        for i in range(m):
            row[i] = 0.0
        _add_rows(delta, W[j], row, m)


@summing
def _add_rows(rows, weights, total, m):
    """Add all rows, each times its weight, to the total."""
    n = len(weights)
    whole = n - n % 4
    for j in range(0, whole, 4):
        r0, r1, r2, r3 = rows[j], rows[j + 1], rows[j + 2], rows[j + 3]
        w0, w1, w2, w3 = weights[j], weights[j + 1], weights[j + 2], weights[j + 3]
        for i in range(m):
            total[i] += w0 * r0[i] + w1 * r1[i] + w2 * r2[i] + w3 * r3[i]
    for j in range(whole, n):
        row, w = rows[j], weights[j]
        for i in range(m):
            total[i] += w * row[i]


@summing
def gather(a, delta, dW, db, m):
    """Add the block's share of E7 and E8, without λ and Σw."""
    d_in = dW.shape[0]
    whole = d_in - d_in % 4
    for k in range(dW.shape[1]):
        d, s = delta[k], delta[k, 0] * 0.0
        for i in range(m):
            s += d[i]
        db[k] += s
        for j in range(0, whole, 4):
            a0, a1, a2, a3 = a[j], a[j + 1], a[j + 2], a[j + 3]
            s0 = s1 = s2 = s3 = s * 0.0
            for i in range(m):
                s0 += a0[i] * d[i]
                s1 += a1[i] * d[i]
                s2 += a2[i] * d[i]
                s3 += a3[i] * d[i]
            dW[j, k] += s0
            dW[j + 1, k] += s1
            dW[j + 2, k] += s2
            dW[j + 3, k] += s3
        for j in range(whole, d_in):
            a0, s0 = a[j], s * 0.0
            for i in range(m):
                s0 += a0[i] * d[i]
            dW[j, k] += s0
