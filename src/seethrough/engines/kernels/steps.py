"""An update of θ, as in `maths.optimisers`, over the stretch of θ that a thread has.

optimiser  place of the optimiser in OPTIMISERS; NONE leaves θ as it is
g          ∂L/∂θ of the stretch
m, v       what the optimiser remembers of it: Adam's two means; one only, in m, for the others
rule       the numbers of `maths.optimisers.Rule`, in its order
t, eta     number of this step, from 1, and its rate
"""

from math import sqrt

from seethrough.engines.kernels.compiling import summing, vectorised, woven
from seethrough.maths.optimisers import OPTIMISERS, Rule

CODES = {name: code for code, name in enumerate(OPTIMISERS)}
SGD, ADAM, ADAMW, RMSPROP = (CODES[name] for name in ("sgd", "adam", "adamw", "rmsprop"))
NONE = -1
MOMENTUM, NESTEROV, BETA1, BETA2, RHO, EPSILON, DECAY, CLIP, AVERAGE = range(len(Rule._fields))
FAINT = 1e-30  # a first moment below is 0: subnormal numbers are slow


@vectorised
def settle(g, W, lam, lam1, size):
    """Add λ W + λ₁ sign W and divide by Σw; return what the weights cost, and ‖g‖²."""
    # (E7)  ∂L/∂Wˡ = (aˡ⁻¹ᵀ δˡ + λ Wˡ) / Σw
    # (E8)  ∂L/∂bˡ = Σᵢ δˡᵢ / Σw
    share = g.dtype.type(1) / size
    if lam1:
        for q in range(len(W)):
            g[q] += lam1 * ((W[q] > 0.0) - (W[q] < 0.0))
    for q in range(len(W)):
        g[q] = (g[q] + lam * W[q]) * share
    cost = 0.5 * lam * _squares(W)
    return (cost + lam1 * _sizes(W) if lam1 else cost), _squares(g)


@summing
def _squares(v):
    s = v.dtype.type(0)
    for q in range(len(v)):
        s += v[q] * v[q]
    return s


@summing
def _sizes(v):
    s = v.dtype.type(0)
    for q in range(len(v)):
        s += abs(v[q])
    return s


@vectorised
def step(optimiser, theta, g, m, v, t, eta, rule):
    """Change θ and what the optimiser remembers."""
    kind = theta.dtype.type  # the numbers of a rule are float64: in float32 they would slow it down
    # (E9)  θ ← θ − η ∂L/∂θ
    if optimiser == SGD:
        _descend(theta, g, m, kind(eta), kind(rule[MOMENTUM]), rule[NESTEROV])
    elif optimiser == RMSPROP:
        rho, rest, rate = kind(rule[RHO]), kind(1.0 - rule[RHO]), kind(eta)
        epsilon = kind(rule[EPSILON])
        for q in range(len(theta)):
            m[q] = rho * m[q] + rest * (g[q] * g[q])
            theta[q] -= rate * g[q] / (sqrt(m[q]) + epsilon)
    elif optimiser != NONE:
        if optimiser == ADAMW:
            decay = kind(eta * rule[DECAY])
            for q in range(len(theta)):
                theta[q] -= decay * theta[q]
        beta1, beta2 = rule[BETA1], rule[BETA2]
        rate = kind(eta * sqrt(1.0 - beta2**t) / (1.0 - beta1**t))
        ones, twos = (kind(beta1), kind(1.0 - beta1)), (kind(beta2), kind(1.0 - beta2))
        _adam(theta, g, m, v, rate, ones, twos, kind(rule[EPSILON]))


@woven
def _descend(theta, g, v, eta, momentum, nesterov):
    """Gradient descent, with momentum or Nesterov's."""
    if momentum == 0.0:
        for q in range(len(theta)):
            theta[q] -= eta * g[q]
    elif nesterov:
        for q in range(len(theta)):
            v[q] = momentum * v[q] - eta * g[q]
            theta[q] += momentum * v[q] - eta * g[q]
    else:
        for q in range(len(theta)):
            v[q] = momentum * v[q] - eta * g[q]
            theta[q] += v[q]


@woven
def _adam(theta, g, m, v, eta, ones, twos, epsilon):
    faint, none = theta.dtype.type(FAINT), theta.dtype.type(0)
    for q in range(len(theta)):
        mean = ones[0] * m[q] + ones[1] * g[q]
        m[q] = mean if abs(mean) > faint else none
        v[q] = twos[0] * v[q] + twos[1] * (g[q] * g[q])
        theta[q] -= eta * m[q] / (sqrt(v[q]) + epsilon)


@vectorised
def average(mean, theta, t, slowness):
    """Take θ into its running mean."""
    kept = min(slowness, (1.0 + t) / (10.0 + t))
    for q in range(len(theta)):
        mean[q] = kept * mean[q] + (1.0 - kept) * theta[q]
