"""An update of θ, as in `maths.optimisers`, over the stretch of θ that a thread has.

optimiser  place of the optimiser in OPTIMISERS; NONE leaves θ as it is
g          ∂L/∂θ of the stretch; slots, (s, p): what the optimiser remembers
rule       the numbers of `maths.optimisers.Rule`, in its order
t, eta     number of this step, from 1, and its rate
"""

from math import sqrt

from seethrough.engines.kernels.compiling import summing, vectorised, woven
from seethrough.maths.optimisers import OPTIMISERS, Rule

CODES = {name: code for code, name in enumerate(OPTIMISERS)}
SGD, ADAM, ADAMW, RMSPROP = range(len(OPTIMISERS))
NONE = -1
MOMENTUM, NESTEROV, BETA1, BETA2, RHO, EPSILON, DECAY, CLIP, AVERAGE = range(len(Rule._fields))
FAINT = 1e-30  # a first moment below is 0: subnormal numbers are slow


@summing
def penalise(W, dW, lam, lam1):
    """Add λ W + λ₁ sign W to the gradient of some weights; return what they cost."""
    squares = sizes = lam * 0.0
    if lam:
        for q in range(len(W)):
            squares += W[q] * W[q]
            dW[q] += lam * W[q]
    if lam1:
        for q in range(len(W)):
            sizes += abs(W[q])
            dW[q] += lam1 * ((W[q] > 0.0) - (W[q] < 0.0))
    return 0.5 * lam * squares + lam1 * sizes


@summing
def divide(g, size):
    """Divide by Σw; return ‖g‖²."""
    squares = size * 0.0
    for q in range(len(g)):
        g[q] /= size
        squares += g[q] * g[q]
    return squares


@vectorised
def step(optimiser, theta, g, slots, t, eta, rule):
    """Change θ and what the optimiser remembers."""
    # (E9)  θ ← θ − η ∂L/∂θ
    if optimiser == SGD:
        _descend(theta, g, slots, eta, rule[MOMENTUM], rule[NESTEROV])
    elif optimiser == RMSPROP:
        v, rho, epsilon = slots[0], rule[RHO], rule[EPSILON]
        for q in range(len(theta)):
            v[q] = rho * v[q] + (1.0 - rho) * (g[q] * g[q])
            theta[q] -= eta * g[q] / (sqrt(v[q]) + epsilon)
    elif optimiser != NONE:
        if optimiser == ADAMW:
            for q in range(len(theta)):
                theta[q] -= eta * rule[DECAY] * theta[q]
        eta *= sqrt(1.0 - rule[BETA2] ** t) / (1.0 - rule[BETA1] ** t)
        _adam(theta, g, slots[0], slots[1], eta, rule[BETA1], rule[BETA2], rule[EPSILON])


@woven
def _descend(theta, g, slots, eta, momentum, nesterov):
    """Gradient descent, with momentum or Nesterov's."""
    if momentum == 0.0:
        for q in range(len(theta)):
            theta[q] -= eta * g[q]
    else:
        v = slots[0]
        for q in range(len(theta)):
            v[q] = momentum * v[q] - eta * g[q]
            theta[q] += momentum * v[q] - eta * g[q] if nesterov else v[q]


@woven
def _adam(theta, g, m, v, eta, beta1, beta2, epsilon):
    for q in range(len(theta)):
        mean = beta1 * m[q] + (1.0 - beta1) * g[q]
        m[q] = mean if abs(mean) > FAINT else 0.0
        v[q] = beta2 * v[q] + (1.0 - beta2) * (g[q] * g[q])
        theta[q] -= eta * m[q] / (sqrt(v[q]) + epsilon)


@vectorised
def average(mean, theta, t, slowness):
    """Take θ into its running mean."""
    kept = min(slowness, (1.0 + t) / (10.0 + t))
    for q in range(len(theta)):
        mean[q] = kept * mean[q] + (1.0 - kept) * theta[q]
