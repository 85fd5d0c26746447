"""Patient and finding: what the doctor looks at, and what is said."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from seethrough.maths.heads import head
from seethrough.maths.network import Network, Tape
from seethrough.maths.optimisers import Rule
from seethrough.maths.penalties import Penalty

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from numpy import ndarray


class Answered(NamedTuple):
    """A table, what was answered to it, and the truth.

    Attributes
    ----------
    x : (n, d) as the network is given it
    y : (n, K) targets
    w : (n,) sample weights, or None for 1 each
    codes : (n,) each row's class, counted from 0; None where that is not the question
    tape : of the forward pass
    """

    x: ndarray
    y: ndarray
    w: ndarray | None
    codes: ndarray | None
    tape: Tape


class Training(NamedTuple):
    """How a network was trained, and what is left of it.

    Attributes
    ----------
    optimiser, rule, slots, updates : as in `maths.optimisers`; slots and updates as they stand now
    eta : the last learning rate, nan where there is none
    whole : whether each update saw the whole table
    curves : by name, an entry an epoch: loss, penalty, and validation_loss where there was one
    idle : what knowing nothing costs, see `idle_loss` and `ignorance`; nan where nobody can tell
    dropout : whether units were left out
    restored : whether θ is that of the best epoch
    overflow : the first operation that overflowed, or ""
    """

    optimiser: str
    rule: Rule
    slots: tuple[ndarray, ...]
    updates: int
    eta: float
    whole: bool
    curves: dict[str, ndarray]
    idle: float
    dropout: bool = False
    restored: bool = False
    overflow: str = ""

    @property
    def losses(self) -> ndarray:
        """The mean loss of each epoch, without the penalty where that is known, (epochs,)."""
        return np.asarray(self.curves["loss"] - np.nan_to_num(self.curves["penalty"]))

    @property
    def plain(self) -> bool:
        """Whether it was gradient descent over the whole table, without a memory."""
        return self.optimiser == "sgd" and self.whole and not self.rule.momentum


class Patient(NamedTuple):
    """A trained network with a table: all that the detectors look at.

    Attributes
    ----------
    net, theta, penalty : as in `maths.network`
    table : what it is looked at with
    training : how it was trained
    rows : (n,) where the table's rows stood in the table that came in
    features : names of the columns
    sources : names of the columns that those were made from, where a pipeline made them
    classes : names of the classes; none where there are none
    held : a second table, that was not learned from
    """

    net: Network
    theta: ndarray
    penalty: Penalty
    table: Answered
    training: Training
    rows: ndarray
    features: tuple[str, ...]
    sources: tuple[str, ...]
    classes: tuple[str, ...] = ()
    held: Answered | None = None


class Finding(NamedTuple):
    """What the doctor found.

    Attributes
    ----------
    name : the detector's
    what : one sentence
    evidence : the numbers that it rests on, by what they are
    change : what to do, one sentence
    setting : the parameter or call that does it
    draw : a function that draws it, on given axes or on new ones
    command : the option of `seethrough train` that does it, where there is one
    rows : which samples, as row numbers of the table
    """

    name: str
    what: str
    evidence: dict[str, float]
    change: str
    setting: str
    draw: Callable[[Axes | None], Axes]
    command: str = ""
    rows: tuple[int, ...] = ()

    def plot(self, ax: Axes | None = None) -> Axes:
        """Draw what was found."""
        return self.draw(ax)


Detector = Callable[[Patient], Iterator[Finding]]
CurveDetector = Callable[[Training], Iterator[Finding]]


CLASSES = {"binary", "multiclass", "multilabel"}  # heads that answer with probabilities


def measures(net: Network) -> bool:
    """Whether a network answers with numbers, not with classes."""
    return net.head.split()[0] not in CLASSES


def sample_losses(answered: Answered, net: Network) -> ndarray:
    """The loss of each sample, (n,)."""
    tape = answered.tape
    return np.asarray(head(net.head).loss(tape.z[-1], tape.p, answered.y).sum(axis=1))


def mean_loss(answered: Answered, net: Network) -> float:
    """The mean loss of the samples, without penalty."""
    return float(np.average(sample_losses(answered, net), weights=answered.w))


def idle_loss(answered: Answered, net: Network) -> float:
    """The mean loss of who always gives the same, best answer: what knowing nothing costs."""
    family = net.head.split()[0]
    middle = _middle(net.head, answered.y, answered.w)
    if family in CLASSES:
        scores = np.log(np.clip(middle, 1e-12, 1))
        scores -= 0 if family == "multiclass" else np.log(np.clip(1 - middle, 1e-12, 1))
    else:
        scores = np.log(np.maximum(middle, 1e-12)) if family == "poisson" else middle
    z = np.broadcast_to(scores, answered.y.shape).astype(float)
    row = head(net.head)
    losses = row.loss(z, row.f(z), answered.y).sum(axis=1)
    return float(np.average(losses, weights=answered.w))


def ignorance(net: Network) -> float:
    """The most that `idle_loss` can be, whatever the table; nan for numbers, whose size it is of.

    Who does not even know how frequent the classes are gives each of K the same probability.
    """
    family, *sizes = net.head.split()
    K = net.widths[-1]
    if family not in CLASSES:
        return np.nan
    ways = ([int(size) for size in sizes] or [K]) if family == "multiclass" else [2] * K
    return float(np.log(ways).sum())


def _middle(name: str, y: ndarray, w: ndarray | None) -> ndarray:
    """The best constant answer (K,): a mean, or the quantile that the loss asks for."""
    family, *numbers = name.split()
    if family in {"absolute", "quantile"}:
        return np.asarray(np.quantile(y, float(numbers[0]) if numbers else 0.5, axis=0))
    return np.asarray(np.average(y, axis=0, weights=w))


def some(n: int, most: int) -> ndarray:
    """Numbers of so many of n rows at the most, from the first to the last."""
    return np.linspace(0, n - 1, min(n, most)).astype(int)


def named(names: list[str], most: int = 5) -> str:
    """Names in a row, the first of them where there are many."""
    more = f" and {len(names) - most:,} more" if len(names) > most else ""
    return ", ".join(names[:most]) + more
