"""Which bug is it? An exercise: a network is broken, and only its gradient check is shown.

    from seethrough.lessons.which_bug import exercise, solution
    print(exercise(1))
    print(solution(1))

The check is made at two rates, since one of the bugs depends on it. `answer` is how one reasons,
written as code; a test lets it find every bug.
"""

from __future__ import annotations

from textwrap import fill
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from seethrough.bugs import BUGS, Bug
from seethrough.explain.gradients import WIDTH, CheckedGradients
from seethrough.lessons.break_it import ETA, check, problem, task_of

if TYPE_CHECKING:
    from collections.abc import Callable

SLOWER = ETA / 10


class Exercise(NamedTuple):
    """The check of a broken network at η and at a tenth of it, and what bends its hidden sums."""

    activation: str
    at_eta: CheckedGradients
    at_a_tenth: CheckedGradients

    def __str__(self) -> str:
        """The two tables and the question, as plain text."""
        asked = "\n".join(f"  {name}" for name in BUGS)
        return (
            f"Two inputs, three hidden units ({self.activation}), a softmax; one step.\n\n"
            f"η = {ETA:g}\n{self.at_eta}\n\nη = {SLOWER:g}\n{self.at_a_tenth}\n\n"
            f"Which bug is it?\n{asked}"
        )


class Clue(NamedTuple):
    """What a check shows when this bug is there."""

    bug: str
    words: str
    shows: Callable[[Exercise], bool]


def exercise(number: int) -> Exercise:
    """Return the exercise of this number; there are as many as one likes."""
    bug = _hidden(number)
    theta, x, y = problem(number)
    task = task_of(x, y, bug.activation)
    checks = (check(bug.broken, theta, task, eta) for eta in (ETA, SLOWER))
    return Exercise(bug.activation, *checks)


def solution(number: int) -> str:
    """Return what was broken in the exercise of this number, and what gives it away."""
    bug = _hidden(number)
    words = next(clue.words for clue in CLUES if clue.bug == bug.name)
    told = fill(f"{bug.name}: {words}", WIDTH)
    return f"{told}\nwrong  {bug.wrong_line}\nright  {bug.right_line}"


def answer(given: Exercise) -> str:
    """Return the bug by its clues, the first that is there; "none" where nothing is wrong."""
    return next((clue.bug for clue in CLUES if clue.shows(given)), "none")


def _hidden(number: int) -> Bug:
    """The bug of an exercise."""
    return list(BUGS.values())[np.random.default_rng(number).integers(len(BUGS))]


def _wrong(given: Exercise) -> set[str]:
    """The layers' weights and biases that are wrong, by their symbols."""
    return {block.symbol for block in given.at_eta.blocks if block.verdict == "wrong"}


def _only_biases(given: Exercise) -> bool:
    return _wrong(given) == {"b¹", "b²"}


def _one_factor(given: Exercise) -> bool:
    """Whether formula and difference have the same ratio everywhere, and it is not 1."""
    ratios = given.at_eta.formula / given.at_eta.difference
    return float(np.ptp(ratios)) < 1e-3 * abs(ratios[0]) and abs(ratios[0] - 1) > 1e-3


def _last_layer_too(given: Exercise) -> bool:
    return "W²" in _wrong(given)


def _goes_with_the_rate(given: Exercise) -> bool:
    """Whether a tenth of the rate leaves less than a fifth of what is off."""
    off, less = (np.abs(c.formula - c.difference).max() for c in given[1:])
    return _wrong(given) != set() and less < off / 5


def _first_layer_of(activation: str) -> Callable[[Exercise], bool]:
    return lambda given: _wrong(given) != set() and given.activation == activation


# in the order of asking: what comes later may have what an earlier clue shows
CLUES = (
    Clue(
        "bias_gradient_missing",
        "only the biases are wrong, and their formula says 0.",
        _only_biases,
    ),
    Clue(
        "sum_for_mean",
        "by formula everything is 200 times what it is by difference: n, the samples.",
        _one_factor,
    ),
    Clue(
        "another_loss",
        "the last layer is wrong already, by no common factor: the error was wrong from the start.",
        _last_layer_too,
    ),
    Clue(
        "updated_too_early",
        "the first layer is wrong, and at a tenth of the rate by about a tenth: the weights that "
        "the error came through had moved.",
        _goes_with_the_rate,
    ),
    Clue(
        "tanh_slope_forgotten",
        "the first layer is wrong at any rate, so the error was passed back wrongly, through a "
        "tanh.",
        _first_layer_of("tanh"),
    ),
    Clue(
        "relu_slope_of_the_error",
        "the first layer is wrong at any rate, so the error was passed back wrongly, through a "
        "relu.",
        _first_layer_of("relu"),
    ),
)
