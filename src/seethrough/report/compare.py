"""What a comparison of hidden sizes comes to: rows, and a sentence."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from seethrough.plots.style import number

if TYPE_CHECKING:
    from seethrough.estimators.comparison import Comparison

Row = tuple[str, ...]


def rows(found: Comparison) -> list[Row]:
    """A head and a row for each size: mean scores, and from where to where they go."""
    measure = found.measure
    told: list[Row] = [
        ("hidden units", f"training {measure}", f"test {measure}", "from", "to"),
    ]
    for k, size in enumerate(found.sizes):
        train, test = found.train[:, k], found.test[:, k]
        name = str(size) if size else f"0 ({found.linear})"
        told.append(
            (name, *(_score(v) for v in (train.mean(), test.mean(), test.min(), test.max())))
        )
    return told


def _score(value: float) -> str:
    return number(value, ".4f")


def verdict(found: Comparison) -> str:
    """The smallest size that does about as well as the best: within one standard error of it.

    The errors are those of the differences between the two, seed by seed, so that it does not
    count that one split is harder than another.
    """
    means = found.test.mean(axis=0)
    best = int(means.argmax())
    behind = found.test[:, [best]] - found.test
    seeds = len(found.test)
    error = behind.std(axis=0, ddof=1) / np.sqrt(seeds) if seeds > 1 else np.zeros(len(means))
    order = np.argsort(found.sizes)
    small = next(int(k) for k in order if behind[:, k].mean() <= error[k])
    top = f"{_named(found, best)} does best in the test ({_score(means[best])})"
    if small == best:
        return f"{top}."
    return f"{top}; {_named(found, small)} is as good within chance ({_score(means[small])})."


def _named(found: Comparison, k: int) -> str:
    size = found.sizes[k]
    if size == 0:
        return (
            f"The {found.linear}"
            if k == int(found.test.mean(axis=0).argmax())
            else f"the {found.linear}"
        )
    return f"H = {size}"
