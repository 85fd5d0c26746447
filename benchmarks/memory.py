"""Memory: what a run needs beside its data, for more passes and for more samples."""

import tracemalloc

import numpy as np

from benchmarks.side_by_side import command_line, write
from seethrough.engines import Reference, Task
from seethrough.maths.network import Network
from seethrough.training import History, Plan, start, train

NET = Network((10, 50, 2), ("tanh",), "multiclass")


def peak(n, batch_size, epochs):
    """Bytes at the peak of a run, beside the data."""
    rng = np.random.default_rng(0)
    x, y = rng.standard_normal((n, 10)), np.eye(2)[rng.integers(0, 2, n)]
    task = Task(NET, x, y)
    plan, history = Plan(0, NET, n, batch_size=batch_size), History()
    state = start(task, plan)
    tracemalloc.start()
    for record in train(Reference(), task, plan, state, epochs=epochs):
        history.append(record)
    top = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return top


def main(*, quick=False):
    """Print the peaks."""
    rows = ["| samples | batch | epochs | peak beside the data |", "|---|---|---|---|"]
    cases = ((1_000, 1_000, 10), (1_000, 1_000, 10_000), (10_000, 200, 10), (100_000, 200, 10))
    for n, batch, epochs in cases[: 1 if quick else None]:
        megabytes = peak(n, batch, epochs) / 1e6
        rows.append(f"| {n:,} | {batch:,} | {epochs:,} | {megabytes:.2f} MB |")
    write("memory", "Memory of the reference engine", "\n".join(rows), quick=quick)


if __name__ == "__main__":
    command_line(main)
