"""A turn: as many updates as one message may take of the time that all people share."""

from __future__ import annotations

from time import perf_counter

from seethrough.studio.run import Run

BUDGET = 0.2  # seconds
SHARE, MOST = 50, 500  # marks of a turn at least, and updates between two looks at the clock


def advance(runs: list[Run], n: int, *, marks: bool) -> int:
    """Make n updates of runs side by side, as many as the budget allows; return how many are left.

    marks : whether the first run's curve is told how it does on the way

    Raises
    ------
    DivergenceError
        A number is no longer finite before that.
    """
    run, *_ = runs
    begin, first, chunk = perf_counter(), run.now, 1
    target = min(first + n, run.end)
    while run.now < target:
        for each in runs:
            each.go(min(each.now + chunk, target))
        if marks and run.now < target:
            run.mark()
        spent = perf_counter() - begin
        if spent > BUDGET:
            break
        fits = int((BUDGET - spent) / spent * (run.now - first))
        chunk = max(1, min(n // SHARE, MOST, fits))
    return target - run.now
