"""Compiling: the seconds it takes, how many signatures there are, and the cache on disk.

One process with an empty cache does one kind of fit after the other: what a kind adds is told.
"""

import os
import sys
import warnings
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter

from sklearn.exceptions import ConvergenceWarning

from benchmarks.side_by_side import command_line, write
from seethrough import MLPClassifier, MLPRegressor
from seethrough.data import moons

X, y, *_ = moons()
WIDE = {"hidden_layer_sizes": (256,)}
KINDS = {  # what is fitted, in this order
    "narrow, float64, sgd": (MLPClassifier, X, {"solver": "sgd"}),
    "the same again": (MLPClassifier, X, {"solver": "sgd"}),
    "narrow, mini-batches, adam": (MLPClassifier, X, {"batch_size": 32}),
    "with dropout": (MLPClassifier, X, {"dropout": 0.5}),
    "a regression": (MLPRegressor, X, {}),
    "float32": (MLPClassifier, X.astype("float32"), {}),
    "wide, float64": (MLPClassifier, X, WIDE),
    "wide, float32": (MLPClassifier, X.astype("float32"), WIDE),
    "L-BFGS": (MLPClassifier, X, {"solver": "lbfgs"}),
}


def dispatchers():
    """All that Numba compiles for us."""
    from numba.core.dispatcher import Dispatcher

    modules = [m for name, m in list(sys.modules.items()) if name.startswith("seethrough.engines")]
    found = {id(v): v for m in modules for v in vars(m).values() if isinstance(v, Dispatcher)}
    return list(found.values())


def size(folder):
    """Megabytes of all files in a folder."""
    return sum(path.stat().st_size for path in Path(folder).rglob("*") if path.is_file()) / 1e6


def row(name, folder):
    """Fit a kind; tell how long it took, its compiling in it, and what there is now."""
    from numba.core import event

    kind, x, settings = KINDS[name]
    model = kind(**{"hidden_layer_sizes": (3,), "max_iter": 2, "engine": "fused"} | settings)
    compiling = []
    begin = perf_counter()
    with event.install_timer("numba:compile", compiling.append):
        model.fit(x, y)
    taken = perf_counter() - begin
    signatures = sum(len(found.signatures) for found in dispatchers())
    spent = f"{sum(compiling):.2f} s"
    return f"| {name} | {taken:.2f} s | {spent} | {signatures} | {size(folder):.1f} MB |"


def main(*, quick=False):
    """Fit every kind in turn."""
    warnings.simplefilter("ignore", ConvergenceWarning)
    with TemporaryDirectory() as folder:
        # before Numba is imported, which reads it
        os.environ.update(NUMBA_CACHE_DIR=folder, XDG_CACHE_HOME=folder)
        rows = ["| fit | takes | compiling in it | signatures so far | cache |", "|---" * 5 + "|"]
        rows += [row(name, folder) for name in list(KINDS)[: 2 if quick else None]]
        kernels = len(dispatchers())
    body = "\n".join(rows) + f"\n\n{kernels} kernels and parts of kernels."
    write("compile", "Compiling", body, quick=quick)


if __name__ == "__main__":
    command_line(main)
