r"""Schedules: the learning rate over a run, as a factor of η.

done  share of the run's updates already made, half of this one counted in: 0 < done < 1
seen  samples seen up to the end of the last epoch
"""

from collections.abc import Callable
from math import cos, pi
from typing import NamedTuple


class Schedule(NamedTuple):
    """A schedule's name and shape, with the two numbers some shapes need."""

    name: str = "constant"
    power: float = 0.5
    warm: float = 0.05


def constant(done: float, seen: int, schedule: Schedule) -> float:
    """1."""
    return 1.0


def invscaling(done: float, seen: int, schedule: Schedule) -> float:
    """1 / (1 + seen)^power, as in scikit-learn."""
    return float((1 + seen) ** -schedule.power)


def adaptive(done: float, seen: int, schedule: Schedule) -> float:
    """1: training itself takes a fifth of η when the loss no longer falls (`training.stopping`)."""
    return 1.0


def cosine(done: float, seen: int, schedule: Schedule) -> float:
    """Half a cosine, from 1 down to 0 (Loshchilov & Hutter 2017)."""
    return 0.5 * (1 + cos(pi * done))


def warmup_cosine(done: float, seen: int, schedule: Schedule) -> float:
    """A straight climb over the first `warm` of the run, then the cosine over what is left."""
    if done < schedule.warm:
        return done / schedule.warm
    return cosine((done - schedule.warm) / (1 - schedule.warm), seen, schedule)


SCHEDULES: dict[str, Callable[[float, int, Schedule], float]] = {
    "constant": constant,
    "invscaling": invscaling,
    "adaptive": adaptive,
    "cosine": cosine,
    "warmup_cosine": warmup_cosine,
}
