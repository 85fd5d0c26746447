"""Threads for a kernel: how many, how they are started, and how Ctrl-C gets through to them."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor, wait
from functools import cache
from threading import Lock, current_thread, main_thread

from joblib import cpu_count
from numpy import ndarray
from threadpoolctl import ThreadpoolController

SHORT = 0.05  # seconds of work that is done in one go; longer work can be interrupted
ALONE = 1e-4  # seconds of work that are sooner done than others are called
WORTH = 1.5e-5  # seconds of an update that are worth a thread
BREATH = 0.1  # seconds after which a waiting thread looks up
FEW = 16  # samples of a batch that a thread should have

Kernel = Callable[[int, ndarray], None]


def size(update: float, batch: int) -> int:
    """Return how many threads an update of so many seconds and samples is shared by.

    It goes by the update alone, so that a run has the same numbers in one call or in many. In
    threads other than the main one it is 1: there somebody else runs several jobs at once.
    """
    if update < 2 * WORTH or current_thread() is not main_thread():
        return 1
    return max(1, min(_processors(), int(update / WORTH), batch // FEW))


class Team:
    """So many threads that do one piece of work after the other together."""

    def __init__(self, threads: int) -> None:
        self.threads = threads
        self._pool: ThreadPoolExecutor | None = None

    def work(self, kernel: Kernel, seconds: float) -> None:
        """Call kernel(me, gate) as every thread, `me` from 0, and wait for all.

        Little work is done by the calling thread alone, in the place of one after the other.

        Parameters
        ----------
        seconds : how long it will take, roughly: the calling thread does its share of short work
            itself, and is free for Ctrl-C in long work

        Raises
        ------
        KeyboardInterrupt
            Ctrl-C: the kernels are called off by the gate and have stopped.
        """
        from seethrough.engines.kernels.threads import OFF, new_gate  # and with it Numba

        gate = new_gate()
        if seconds < (SHORT if self.threads == 1 else ALONE):
            for me in range(self.threads):
                kernel(me, gate)
            return
        mine = range(1 if seconds < SHORT else 0)
        others = [self._start(kernel, me, gate) for me in range(len(mine), self.threads)]
        try:
            for me in mine:
                kernel(me, gate)
            while wait(others, timeout=BREATH).not_done:
                pass  # a moment to hear Ctrl-C in
        except BaseException:
            gate[OFF] = 1
            wait(others)
            raise
        for other in others:
            other.result()

    def _start(
        self, kernel: Callable[[int, ndarray], None], me: int, gate: ndarray
    ) -> Future[None]:
        if self._pool is None:
            self._pool = ThreadPoolExecutor(self.threads)
        return self._pool.submit(kernel, me, gate)


def _processors() -> int:
    """Processors for this process, or fewer where NumPy's BLAS was told to take fewer threads."""
    return min([_granted(), *blas_alone.threads()])


@cache
def _granted() -> int:
    """Processors of this process, a container's share counted; to ask takes 0.1 ms: once."""
    return int(cpu_count())


@cache
def _controller() -> ThreadpoolController:
    import scipy.linalg.cython_blas  # noqa: F401 - so that its BLAS is among those found

    return ThreadpoolController().select(user_api="blas")


class _Alone:
    """BLAS with one thread, for as long as anybody needs it so; then as it was."""

    def __init__(self) -> None:
        self._lock, self._users = Lock(), 0
        self._before: list[int] = []

    def threads(self) -> list[int]:
        """Return the threads of each BLAS, as they are when nobody needs it alone."""
        with self._lock:
            return self._before if self._users else _blas_threads()

    def __enter__(self) -> None:
        with self._lock:
            if not self._users:
                self._before = _blas_threads()
                _give_blas([1] * len(self._before))
            self._users += 1

    def __exit__(self, *_: object) -> None:
        with self._lock:
            self._users -= 1
            if not self._users:
                _give_blas(self._before)


def _blas_threads() -> list[int]:
    return [library.get_num_threads() for library in _controller().lib_controllers]


def _give_blas(threads: list[int]) -> None:
    """Let each BLAS have so many threads, whichever of our threads says so."""
    for library, number in zip(_controller().lib_controllers, threads, strict=True):
        # since threadpoolctl 3.8 whoever sets them first is the only one who is heard, until he
        # says that he has done
        done = getattr(library, "clear_controlling_thread", lambda **_: None)
        done(force=True)
        library.set_num_threads(number)
        done(force=True)


# one guard for all: of two that overlap, the second would find the limit of the first, and put
# that back
blas_alone = _Alone()
