"""Work that a process of its own takes over, beside the one that tells the story."""

import signal
from collections.abc import Callable
from concurrent.futures import BrokenExecutor, Future, ProcessPoolExecutor
from multiprocessing import get_context
from typing import Any, Self

from joblib import cpu_count

WAITING = 4  # calls given away and not finished, from which on one is made here


class Beside:
    """Calls functions in another process while this one goes on, or here if that one is busy.

    What is called is pickled; it returns nothing that is needed. With a single processor, or
    where a process cannot be started, all is called here.
    """

    def __init__(self) -> None:
        self._given: list[tuple[Future[Any], Callable[..., object], tuple[Any, ...]]] = []
        self._pool = None if cpu_count() == 1 else _pool()
        self.call(_nothing)  # the other process starts now

    def call(self, function: Callable[..., object], *arguments: Any) -> None:
        """Call a function, here or there; what it is given must not change before `finish`.

        Raises
        ------
        SeethroughError
            What the function raises here; what it raises there is raised by `finish`.
        """
        running = sum(not future.done() for future, *_ in self._given)
        if self._pool is None or running >= WAITING:
            function(*arguments)
            return
        try:
            future = self._pool.submit(function, *arguments)
        except (BrokenExecutor, OSError):
            self._pool = None
            function(*arguments)
        else:
            self._given.append((future, function, arguments))

    def finish(self) -> None:
        """Wait until all is done; what was lost with the other process is called here."""
        while self._given:
            future, function, arguments = self._given.pop(0)
            try:
                future.result()
            except BrokenExecutor:
                function(*arguments)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self._pool is not None:
            self._pool.shutdown(cancel_futures=True)


def _pool() -> ProcessPoolExecutor | None:
    """One process, to be started; None where the system has no locks between processes."""
    try:
        # no fork: this process has threads
        return ProcessPoolExecutor(1, get_context("spawn"), _leave_interrupts)
    except (ImportError, NotImplementedError, OSError):
        return None


def _nothing() -> None:
    """Do nothing, in a process that has thereby started."""


def _leave_interrupts() -> None:
    """Ctrl-C reaches both processes: the one that tells the story decides what it means."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
