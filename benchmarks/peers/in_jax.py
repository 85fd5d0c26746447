"""The article's network in JAX: the whole run in one loop that XLA compiles.

As one writes it samples are rows, and JAX differentiates; with the samples on the minor axis, and
some care, XLA's loops vectorise better.
"""

from functools import partial

import jax
import jax.numpy as jnp
import numpy as np

jax.config.update("jax_enable_x64", True)  # noqa: FBT003 - as JAX has it


def _cost(parts, x, truth, lam):
    """Samples as rows: x (n, 2), truth (n, 2)."""
    W1, b1, W2, b2 = parts
    z = jnp.tanh(x @ W1 + b1) @ W2 + b2
    squares = jnp.sum(W1**2) + jnp.sum(W2**2)
    return (lam / 2 * squares - jnp.sum(truth * jax.nn.log_softmax(z))) / len(x)


def _narrow(parts, x, truth, lam):
    """x (2, n), truth (2, n), W1 (H, 2), W2 (2, H), and products that are sums of a few."""
    W1, b1, W2, b2 = (part[..., None] for part in parts)
    a = jnp.tanh(W1[:, 0] * x[0] + W1[:, 1] * x[1] + b1)
    z = jnp.stack([jnp.sum(W2[k] * a, axis=0) for k in range(2)]) + b2
    squares = jnp.sum(W1**2) + jnp.sum(W2**2)
    return (lam / 2 * squares - jnp.sum(truth * jax.nn.log_softmax(z, axis=0))) / x.shape[1]


def _slopes_minor(parts, x, truth, lam):
    """The same shapes, differentiated by hand: from some ten units on it is quicker."""
    W1, b1, W2, b2 = parts
    a = jnp.tanh(W1 @ x + b1[:, None])
    delta = jax.nn.softmax(W2 @ a + b2[:, None], axis=0) - truth
    back = (W2.T @ delta) * (1 - a * a)
    slopes = back @ x.T + lam * W1, back.sum(axis=1), delta @ a.T + lam * W2, delta.sum(axis=1)
    return jax.tree.map(lambda slope: slope / x.shape[1], slopes)


@partial(jax.jit, static_argnums=0)
def _run(slopes_of, passes, parts, x, truth, eta, lam):
    def step(_, parts):
        slopes = slopes_of(parts, x, truth, lam)
        return jax.tree.map(lambda part, slope: part - eta * slope, parts, slopes)

    return jax.lax.fori_loop(0, passes, step, parts)


def _trainer(slopes_of, x, truth, start, eta, lam):
    parts, x, truth = tuple(map(jnp.asarray, start)), jnp.asarray(x), jnp.asarray(truth)
    return lambda passes: _run(slopes_of, passes, parts, x, truth, eta, lam)


ROWS, NARROW = jax.grad(_cost), jax.grad(_narrow)


def rows(X, y, start, eta, lam):
    """As one writes it."""
    train = _trainer(ROWS, X, np.eye(2)[y], start, eta, lam)
    return lambda passes: np.concatenate([np.ravel(part) for part in train(passes)])


def minor(X, y, start, eta, lam):
    """With the samples on the minor axis, the way that is the quicker for so many units."""
    slopes_of = NARROW if start[0].shape[1] < 10 else _slopes_minor
    x, truth, turned = np.ascontiguousarray(X.T), np.eye(2)[:, y], [part.T for part in start]
    train = _trainer(slopes_of, x, truth, turned, eta, lam)
    return lambda passes: np.concatenate([np.asarray(part).T.ravel() for part in train(passes)])
