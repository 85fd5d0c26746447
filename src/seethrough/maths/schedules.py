r"""Schedules: the learning rate over a run, as a factor of η.

done  share of the run's updates already made, half of this one counted in: 0 < done < 1
seen  samples seen up to the end of the last epoch
"""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
from numpy import ndarray

Numbers = ndarray | float | int  # of many updates, or of one


class Schedule(NamedTuple):
    """A schedule's name and shape, with the two numbers some shapes need."""

    name: str = "constant"
    power: float = 0.5
    warm: float = 0.05


def constant(done: Numbers, seen: Numbers, schedule: Schedule) -> Numbers:
    """1."""
    return 1.0


def invscaling(done: Numbers, seen: Numbers, schedule: Schedule) -> Numbers:
    """1 / (1 + seen)^power, as in scikit-learn."""
    return (1.0 + seen) ** -schedule.power


def adaptive(done: Numbers, seen: Numbers, schedule: Schedule) -> Numbers:
    """1: training itself takes a fifth of η when the loss no longer falls (`training.stopping`)."""
    return 1.0


def cosine(done: Numbers, seen: Numbers, schedule: Schedule) -> Numbers:
    """Half a cosine, from 1 down to 0 (Loshchilov & Hutter 2017)."""
    return 0.5 * (1 + np.cos(np.pi * done))


def warmup_cosine(done: Numbers, seen: Numbers, schedule: Schedule) -> Numbers:
    """A straight climb over the first `warm` of the run, then the cosine over what is left."""
    warm = max(schedule.warm, np.finfo(float).tiny)
    falling = cosine((done - warm) / (1 - warm), seen, schedule)
    return np.where(done < schedule.warm, done / warm, falling)


SCHEDULES: dict[str, Callable[[Numbers, Numbers, Schedule], Numbers]] = {
    "constant": constant,
    "invscaling": invscaling,
    "adaptive": adaptive,
    "cosine": cosine,
    "warmup_cosine": warmup_cosine,
}
