"""Heads on a block: the answer, the loss of each sample and the error, as in `maths.heads`.

head    place of the head in HEADS, or QUANTILE
number  τ of a quantile
ends    where each question's columns end, for several questions at once
z, p, delta, y  (K, m): outputs are rows, the m samples of one lie side by side
losses  (m,), what each sample costs; work, (2, m), room to think
known   whether y is known; if not, p only is of use, and of a softmax the rest is left out
"""

import numpy as np

from seethrough.engines.kernels.compiling import vectorised, woven
from seethrough.engines.kernels.vector_math import exp, exp_below, log, log1p_unit
from seethrough.maths.heads import HEADS

CODES = {name: code for code, name in enumerate(HEADS)} | {"quantile": len(HEADS)}
BINARY, MULTICLASS, MULTILABEL = (CODES[name] for name in ("binary", "multiclass", "multilabel"))
SQUARED, POISSON, HUBER = (CODES[name] for name in ("squared", "poisson", "huber"))
ABSOLUTE, QUANTILE = CODES["absolute"], CODES["quantile"]


@vectorised
def answer(head, number, ends, z, y, p, delta, losses, work, known):
    """Fill p (E3), the losses (for E4) and ∂ℓ/∂z (for E5)."""
    for i in range(len(losses)):
        losses[i] = 0.0
    if head == MULTICLASS:
        first = 0
        for end in ends:
            if end - first == 2:
                _two_classes(z[first:end], y[first:end], p[first:end], work, losses, known)
            else:
                _classes(z[first:end], y[first:end], p[first:end], work, losses, known)
            first = end
    for k in range(len(z)):
        _output(head, number, z[k], y[k], p[k], delta[k], losses)


@woven
def _two_classes(z, y, p, work, losses, known):
    """A softmax of two: one exponential, of the difference of the scores.

    In short loops of few arrays: LLVM looks at no more when it sees whether they overlap.
    """
    z0, z1, y0, y1, p0, p1, d, e = z[0], z[1], y[0], y[1], p[0], p[1], work[0], work[1]
    for i in range(len(losses)):
        d[i] = z1[i] - z0[i]
        e[i] = exp_below(-abs(d[i]))
    for i in range(len(losses)):
        large = 1.0 / (1.0 + e[i])
        p0[i] = e[i] * large if d[i] >= 0.0 else large
        p1[i] = large if d[i] >= 0.0 else e[i] * large
    if known:
        for i in range(len(losses)):
            e[i] = log1p_unit(e[i])
        for i in range(len(losses)):
            losses[i] += y0[i] * (e[i] + max(d[i], 0.0))
        for i in range(len(losses)):
            losses[i] += y1[i] * (e[i] - min(d[i], 0.0))


@woven
def _classes(z, y, p, work, losses, known):
    """A softmax of any number of classes; the largest score is taken off first."""
    top, total = work[0], work[1]
    for i in range(len(losses)):
        top[i], total[i] = z[0, i], 0.0
    for k in range(1, len(z)):
        for i in range(len(losses)):
            top[i] = max(top[i], z[k, i])
    for k in range(len(z)):
        for i in range(len(losses)):
            p[k, i] = exp_below(z[k, i] - top[i])
            total[i] += p[k, i]
    for k in range(len(z)):
        for i in range(len(losses)):
            p[k, i] /= total[i]
    if known:
        for i in range(len(losses)):
            total[i] = log(total[i])
        for k in range(len(z)):
            for i in range(len(losses)):
                losses[i] += y[k, i] * (total[i] - (z[k, i] - top[i]))


@woven
def _output(head, number, z, y, p, delta, losses):
    """One output of a head whose outputs do not look at each other; of a softmax, its error."""
    if head == MULTICLASS:
        for i in range(len(losses)):
            delta[i] = p[i] - y[i]
    elif head in (BINARY, MULTILABEL):
        for i in range(len(losses)):
            e = exp_below(-abs(z[i]))
            p[i] = (1.0 if z[i] >= 0.0 else e) / (1.0 + e)
            losses[i] += ((max(0.0, z[i])) - y[i] * z[i]) + log1p_unit(e)
            delta[i] = p[i] - y[i]
    elif head == SQUARED:
        for i in range(len(losses)):
            p[i] = z[i]
            delta[i] = z[i] - y[i]
            losses[i] += 0.5 * delta[i] * delta[i]
    elif head == POISSON:
        for i in range(len(losses)):
            p[i] = exp(z[i])
            delta[i] = p[i] - y[i]
            losses[i] += p[i] - y[i] * z[i] + (y[i] * log(y[i] if y[i] > 0.0 else 1.0) - y[i])
    elif head == HUBER:
        for i in range(len(losses)):
            p[i] = z[i]
            r = abs(z[i] - y[i])
            losses[i] += 0.5 * r * r if r <= 1.0 else r - 0.5
            delta[i] = min(max(z[i] - y[i], -1.0), 1.0)
    elif head == ABSOLUTE:
        for i in range(len(losses)):
            p[i] = z[i]
            losses[i] += abs(z[i] - y[i])
            delta[i] = np.sign(z[i] - y[i])
    elif head == QUANTILE:
        for i in range(len(losses)):
            p[i], r = z[i], y[i] - z[i]
            losses[i] += max(number * r, (number - 1.0) * r)
            delta[i] = (1.0 - number) * (r < 0.0) - number * (r > 0.0)
