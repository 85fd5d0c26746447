"""Epochs of mini-batches in JAX: one scan over the batches of an epoch, compiled; float32."""

from functools import partial

import jax
import jax.numpy as jnp


def _cost(parts, x, y):
    a = x
    *hidden, (W, b) = parts
    for V, c in hidden:
        a = jax.nn.relu(a @ V + c)
    log_p = jax.nn.log_softmax(a @ W + b)
    return -jnp.mean(jnp.take_along_axis(log_p, y[:, None], axis=1))


def _sgd(parts, slopes, memory, t, eta):  # noqa: ARG001 - the two share one signature
    v = jax.tree.map(lambda v, g: 0.9 * v + g, memory[0], slopes)
    return jax.tree.map(lambda part, v: part - eta * v, parts, v), (v, memory[1])


def _adam(parts, slopes, memory, t, eta):
    m = jax.tree.map(lambda m, g: 0.9 * m + 0.1 * g, memory[0], slopes)
    v = jax.tree.map(lambda v, g: 0.999 * v + 0.001 * g * g, memory[1], slopes)
    rate = eta * jnp.sqrt(1 - 0.999**t) / (1 - 0.9**t)
    step = jax.tree.map(lambda part, m, v: part - rate * m / (jnp.sqrt(v) + 1e-8), parts, m, v)
    return step, (m, v)


OPTIMISERS = {"sgd": _sgd, "adam": _adam}


@partial(jax.jit, static_argnames=("optimiser", "batch"))
def _epoch(parts, x, y, order, eta, optimiser, batch):
    def update(carry, rows):
        parts, memory, t = carry
        cost, slopes = jax.value_and_grad(_cost)(parts, x[rows], y[rows])
        parts, memory = OPTIMISERS[optimiser](parts, slopes, memory, t, eta)
        return (parts, memory, t + 1), cost * len(rows)

    blank = jax.tree.map(jnp.zeros_like, parts)
    whole = len(x) // batch * batch
    begin = parts, (blank, blank), jnp.float32(1)
    carry, costs = jax.lax.scan(update, begin, order[:whole].reshape(-1, batch))
    if whole < len(x):
        carry, last = update(carry, order[whole:])
        costs = jnp.append(costs, last)
    return carry[0], jnp.sum(costs) / len(x)


def trainer(X, y, start, optimiser, eta, batch):
    """Return what trains for an epoch from the start and gives its mean loss."""
    parts = [*zip(map(jnp.asarray, start[::2]), map(jnp.asarray, start[1::2]), strict=True)]
    x, truth, rate = jnp.asarray(X), jnp.asarray(y, jnp.int32), jnp.float32(eta)

    def work(*, shuffle=True):
        rows = jnp.arange(len(x))
        order = jax.random.permutation(jax.random.key(0), rows) if shuffle else rows
        _, loss = _epoch(parts, x, truth, order, rate, optimiser, batch)
        return float(loss)

    return work
