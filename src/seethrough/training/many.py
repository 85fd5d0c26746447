"""Many runs at once, a thread each: what is compiled, and BLAS, let each other work.

The data are there once, whoever trains on them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import partial
from typing import NamedTuple, TypeVar

from joblib import Parallel, delayed

from seethrough.engines import Task, chosen
from seethrough.training.loop import Record, start, train
from seethrough.training.plan import Plan

T = TypeVar("T")


class Job(NamedTuple):
    """A network to train: on what, by which plan (its seed), for how many epochs."""

    task: Task
    plan: Plan
    epochs: int


def train_all(jobs: Iterable[Job], engine: str = "auto") -> Iterator[Record]:
    """Yield the last record of each job, in their order; they are trained on all cores.

    Each is trained as it would be alone by one thread, to the same bits. "auto" goes by the work
    of all.

    Raises
    ------
    DivergenceError
        A loss or a parameter of one of them is no longer finite.
    """
    jobs = list(jobs)
    if not jobs:
        return iter(())
    updates = sum(job.epochs * job.plan.batches_per_epoch for job in jobs)
    largest = max(jobs, key=lambda job: sum(job.task.net.widths))
    name = chosen(engine, largest.task, updates, min(largest.plan.batch_size, largest.plan.n)).name
    return side_by_side(partial(_last, job, name) for job in jobs)


def _last(job: Job, engine: str) -> Record:
    updates = job.epochs * job.plan.batches_per_epoch
    worker = chosen(engine, job.task, updates, job.plan.batch_size)
    state = start(job.task, job.plan)
    *_, record = train(worker, job.task, job.plan, state, epochs=job.epochs, stops=())
    return record


def side_by_side(works: Iterable[Callable[[], T]]) -> Iterator[T]:
    """Yield what each piece of work returns, in order, while others go on on all cores."""
    return Parallel(n_jobs=-1, backend="threading", return_as="generator")(
        delayed(work)() for work in works
    )
