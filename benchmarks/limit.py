"""The C program: `limit.c`, built for this machine by gcc and called in this process."""

import ctypes
import subprocess
import tempfile
from functools import cache
from pathlib import Path

import numpy as np

SOURCE = Path(__file__).with_name("limit.c")
FLAGS = ("-O3", "-march=native", "-ffast-math")


@cache
def there():
    """Whether the C program can be built here; say so where it cannot."""
    try:
        _built()
    except (FileNotFoundError, subprocess.CalledProcessError):
        print("left out: the C program, which needs gcc 12 or newer", flush=True)
        return False
    return True


@cache
def _built():
    """The compiled function.

    Linked apart and without -ffast-math, which would have the linker switch subnormal numbers off
    for everything in this process.
    """
    with tempfile.TemporaryDirectory() as folder:
        part, whole = Path(folder, "limit.o"), Path(folder, "limit.so")
        compiling = ["gcc", *FLAGS, "-fPIC", "-c", SOURCE, "-o", part]
        for call in (compiling, ["gcc", "-shared", part, "-o", whole]):
            subprocess.run(call, check=True, capture_output=True)
        train = ctypes.CDLL(str(whole)).train
    numbers = np.ctypeslib.ndpointer(np.float64, flags="C_CONTIGUOUS")
    train.argtypes = [numbers] * 3 + [ctypes.c_int64] * 3 + [ctypes.c_double] * 2
    train.restype = ctypes.c_int
    return train


def trainer(X, y, start, eta, lam):
    """What trains the article's network from a start for so many passes, as the peers do."""
    train, columns, truth = _built(), np.ascontiguousarray(X.T, float), y.astype(float)
    theta = np.concatenate([part.ravel() for part in start])
    n, hidden = len(X), start[0].shape[1]

    def work(passes):
        reached = theta.copy()
        if not train(reached, columns, truth, n, hidden, passes, eta, lam):
            raise MemoryError
        return reached

    return work
