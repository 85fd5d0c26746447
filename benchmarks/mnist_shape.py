"""An epoch over a table of MNIST's shape: 60,000 × 784, ten classes, float32, two threads.

The table is random; its classes can be learned, and each is about as frequent as the others. Every
epoch begins at the same θ and shuffles; that all do the same work is seen in an epoch without: how
far their mean losses are apart stands below each table. The products alone are OpenBLAS's.
"""

import statistics
import warnings
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise
from math import inf

import numpy as np
from sklearn.exceptions import ConvergenceWarning
from sklearn.neural_network import MLPClassifier as Theirs
from threadpoolctl import threadpool_limits

from benchmarks.peers import there
from benchmarks.pictures import bars
from benchmarks.side_by_side import OURS, claims, command_line, explained, take_turns, write
from benchmarks.threads import use_threads
from seethrough import MLPClassifier
from seethrough.maths.network import Network, layers
from seethrough.training import Plan

SCIKIT, TORCH, JAX, PEAK = "scikit-learn", "PyTorch", "JAX", "sgemm"
PRODUCTS = "the matrix products alone"
SHAPES = {  # hidden layers, batch: what is wanted
    ((128,), 32): {TORCH: 2.5, SCIKIT: 2.5, JAX: 1.0},
    ((128,), 128): {TORCH: 1.9, SCIKIT: 2.2, JAX: 1.15},
    ((128,), 1024): {TORCH: 1.15, SCIKIT: 1.6, JAX: 1.05},
    ((512, 512), 128): {TORCH: 1.15, SCIKIT: 1.6, JAX: 1.05},
}
EPSILON = "PyTorch's Adam adds its ε behind the correction of the root, the others before."
LIBRARY = "its products are those of a library that is tuned by hand for each processor; ours are "
LIBRARY += "written once for all."
REASONS = dict.fromkeys((SCIKIT, TORCH, JAX), LIBRARY)
RATES = {"sgd": 0.01, "adam": 0.001}
ROUNDS, ROWS, INPUTS, CLASSES, SIDE = 5, 60_000, 784, 10, 2048


def data(n):
    """A random table, and classes that depend on it."""
    rng = np.random.default_rng(0)
    X = rng.random((n, INPUTS), np.float32)
    # about its mean, or those whose weights have the largest sum would take nearly all
    return X, ((X - 0.5) @ rng.standard_normal((INPUTS, CLASSES), np.float32)).argmax(axis=1)


def start(hidden):
    """The layers' weights and biases that our estimator and scikit-learn's draw from seed 0."""
    net = Network((INPUTS, *hidden, CLASSES), ("relu",) * len(hidden), "multiclass")
    theta = Plan(0, net, ROWS, batch_size=ROWS, dtype="float32").theta()
    return [part for layer in layers(theta, net.widths) for part in layer]


def estimator(kind, X, y, hidden, optimiser, batch, **settings):
    """What fits an estimator for an epoch and gives its mean loss."""

    def work(*, shuffle=True):
        model = kind(
            *(hidden,),
            solver=optimiser,
            nesterovs_momentum=False,
            alpha=0,
            batch_size=batch,
            learning_rate_init=RATES[optimiser],
            max_iter=1,
            n_iter_no_change=inf,
            shuffle=shuffle,
            random_state=0,
            **settings,
        )
        return model.fit(X, y).loss_

    return work


def rivals(X, y, hidden, optimiser, batch):
    """Everyone's epoch, {name: work}."""
    shape = (X, y, hidden, optimiser, batch)
    works = {
        OURS: estimator(MLPClassifier, *shape, engine="fused"),
        SCIKIT: estimator(Theirs, *shape),
    }
    peer = (X, y, start(hidden), optimiser, RATES[optimiser], batch)
    if there("torch"):
        from benchmarks.peers import batches_in_torch

        works[TORCH] = batches_in_torch.trainer(*peer)
    if there("jax"):
        from benchmarks.peers import batches_in_jax

        works[JAX] = batches_in_jax.trainer(*peer)
    return works


def operations(hidden):
    """Floating-point operations of a sample's products: forward, gradient, and back but for x."""
    widths = (INPUTS, *hidden, CLASSES)
    products = [d_in * d_out for d_in, d_out in pairwise(widths)]
    return 6 * sum(products) - 2 * products[0]


def products(rows, hidden, batch):
    """Work that multiplies as an epoch does, and does nothing else: each thread half a batch."""
    widths, rng = (INPUTS, *hidden, CLASSES), np.random.default_rng(0)

    def share():
        a = [rng.random((batch // 2, width), np.float32) for width in widths]
        W = [rng.random(shape, np.float32) for shape in pairwise(widths)]
        z, dW = [part.copy() for part in a], [part.copy() for part in W]
        for _ in range(rows // batch):
            for l in range(len(W)):
                np.matmul(a[l], W[l], out=z[l + 1])
            for l in reversed(range(len(W))):
                np.matmul(a[l].T, a[l + 1], out=dW[l])
                if l:
                    np.matmul(a[l + 1], W[l].T, out=z[l])

    def work():
        with threadpool_limits(1), ThreadPoolExecutor(2) as pool:
            for done in [pool.submit(share) for _ in range(2)]:
                done.result()

    return work


def cell(X, y, hidden, optimiser, batch, rounds):
    """The table of a cell, and everyone's microseconds a sample."""
    works = rivals(X, y, hidden, optimiser, batch)
    losses = {name: work(shuffle=False) for name, work in works.items()}
    for work in works.values():
        work()  # shuffling, too, is compiled before
    square = np.random.default_rng(0).random((SIDE, SIDE), np.float32)
    out = square @ square
    works |= {
        PRODUCTS: products(len(X), hidden, batch),
        PEAK: lambda: np.matmul(square, square, out=out),
    }
    seconds = take_turns(works, rounds)
    peak = 2 * SIDE**3 / statistics.median(seconds.pop(PEAK))
    medians = {name: statistics.median(times) for name, times in seconds.items()}
    speed = {name: len(X) / median for name, median in medians.items()}
    told = {
        "thousand samples a second": {name: f"{s / 1000:.3g}" for name, s in speed.items()},
        "of the sgemm peak": {
            name: f"{s * operations(hidden) / peak:.0%}" for name, s in speed.items()
        },
        "loss, not shuffled": {name: f"{loss:.5f}" for name, loss in losses.items()},
    }
    gap = max(abs(loss - losses[OURS]) for loss in losses.values())
    body = (
        f"## {title(hidden, optimiser, batch)}\n\n"
        f"{explained(claims(seconds, SHAPES[hidden, batch], **told), REASONS)}\n\n"
        f"Not shuffled, the losses are apart by {gap:.0e} at most. The peak: {peak / 1e9:.0f} "
        "GFLOP/s."
    )
    return body, {n: 1e6 / s for n, s in speed.items()}


def title(hidden, optimiser, batch):
    """A cell's name."""
    return f"{'-'.join(map(str, hidden))}, batch {batch}, {optimiser}"


def main(*, quick=False):
    """Race in every cell."""
    warnings.simplefilter("ignore", ConvergenceWarning)
    use_threads(2)
    X, y = data(1_024 if quick else ROWS)
    bodies, panels = [], {}
    for hidden, batch in SHAPES:
        for optimiser in RATES:
            body, spent = cell(X, y, hidden, optimiser, batch, 2 if quick else ROUNDS)
            bodies.append(body)
            panels[title(hidden, optimiser, batch)] = spent
    if not quick:
        bars("mnist_shape", panels, "µs a sample, two threads")
        bodies.insert(0, "![µs a sample of each rival](mnist_shape.png)")
    bodies.append(EPSILON)
    write("mnist_shape", "A table of MNIST's shape", "\n\n".join(bodies), quick=quick)


if __name__ == "__main__":
    command_line(main)
