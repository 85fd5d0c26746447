"""Ctrl-C: how long a fit goes on after it."""

import os
import signal
import statistics
import warnings
from contextlib import suppress
from functools import partial
from math import inf
from threading import Timer
from time import perf_counter

import numpy as np

from benchmarks.side_by_side import command_line, shown, verdict, write
from seethrough import MLPClassifier

AFTER, ROUNDS, LIMIT = 0.5, 7, 0.5  # seconds of a fit before it; and wanted, until the fit is over
NEVER = 10**7
CASES = {  # rows, columns, settings
    "moons' shape, H = 3, whole table": (200, 2, (3,), {"batch_size": 200}),
    "20,000 × 20, 64-32, batches of 200": (20_000, 20, (64, 32), {}),
    "20,000 × 100, 256, whole table": (20_000, 100, (256,), {"batch_size": 20_000}),
    "20,000 × 100, 256, L-BFGS": (20_000, 100, (256,), {"solver": "lbfgs", "max_fun": NEVER}),
}


def latency(n, d, hidden, settings, engine):
    """Seconds from Ctrl-C to the end of a fit that would have gone on for long."""
    x = np.random.default_rng(0).normal(size=(n, d))
    how = settings | {"engine": engine, "max_iter": NEVER, "tol": 0, "n_iter_no_change": inf}
    pressed = []

    def press():
        pressed.append(perf_counter())
        os.kill(os.getpid(), signal.SIGINT)

    late = Timer(AFTER, press)
    late.start()
    with suppress(KeyboardInterrupt):  # raised where nothing was learned yet
        MLPClassifier(hidden, **how).fit(x, x[:, 0] * x[:, 1] > 0)
    over = perf_counter()
    late.join()
    return over - pressed[0]


def main(*, quick=False):
    """Interrupt each kind of fit some times."""
    warnings.simplefilter("ignore")  # each fit tells that it was cut short
    signal.signal(signal.SIGINT, signal.default_int_handler)  # in the background it is ignored
    rows = ["| fit | engine | median | longest | wanted, s |", "|---|---|---|---|---|"]
    for name, case in CASES.items():
        for engine in ("fused", "reference"):
            work = partial(latency, *case, engine)
            work()
            spent = [work() for _ in range(1 if quick else ROUNDS)]
            told = (
                shown(statistics.median(spent)),
                shown(max(spent)),
                verdict(max(spent), most=LIMIT),
            )
            rows.append(f"| {name} | {engine} | {' | '.join(told)} |")
    write("interrupt", "Ctrl-C", "\n".join(rows), quick=quick)


if __name__ == "__main__":
    command_line(main)
