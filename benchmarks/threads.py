"""Threads: the same number for everybody, set before the rivals are imported."""

import os

from threadpoolctl import threadpool_limits

SETTINGS = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "NUMBA_NUM_THREADS", "NPROC")


def use_threads(count):
    """Let BLAS, Numba and XLA have so many threads from here on; PyTorch asks `threads()`."""
    os.environ.update(dict.fromkeys(SETTINGS, str(count)))
    os.environ["XLA_FLAGS"] = f"--xla_cpu_multi_thread_eigen={str(count > 1).lower()}"
    threadpool_limits(count)


def threads():
    """How many there are to be."""
    return int(os.environ["OMP_NUM_THREADS"])
