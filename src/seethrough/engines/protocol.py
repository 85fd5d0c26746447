"""What an engine is given, what it gives back, and nothing about how.

Engines draw no random numbers: which rows a batch holds, and what dropout leaves, is handed in.
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple, Protocol

from numpy import ndarray

from seethrough.maths.network import Network
from seethrough.maths.optimisers import Rule
from seethrough.maths.penalties import FREE, Penalty
from seethrough.maths.schedules import Schedule


class Task(NamedTuple):
    """What is to be learned, from what, and by which rule.

    Attributes
    ----------
    net : the network
    x : (n, d) inputs, float32 or float64
    y : (n, K) targets of the same dtype
    w : (n,) sample weights of the same dtype, or None for 1 each
    eta : learning rate η before the schedule
    """

    net: Network
    x: ndarray
    y: ndarray
    w: ndarray | None = None
    penalty: Penalty = FREE
    optimiser: str = "sgd"
    rule: Rule = Rule()
    eta: float = 0.001
    schedule: Schedule = Schedule()


class State(NamedTuple):
    """All that training remembers between two updates: with the plan, enough to go on exactly.

    Attributes
    ----------
    theta : θ
    slots : what the optimiser remembers, as in `maths.optimisers`
    updates : made so far
    epochs : done so far of this run
    seen : samples seen so far, in earlier runs too
    scale : share of η that the adaptive rate has left
    """

    theta: ndarray
    slots: tuple[ndarray, ...]
    updates: int = 0
    epochs: int = 0
    seen: int = 0
    scale: float = 1.0


class Batch(NamedTuple):
    """The samples of one update (None: all), what dropout leaves of each layer's input, and η."""

    rows: ndarray | None
    masks: Sequence[ndarray | None] | None
    eta: float


class Whole:
    """Updates on all samples at once, without dropout: batches in one piece, a rate for each."""

    def __init__(self, etas: ndarray) -> None:
        self.etas = etas

    def __iter__(self) -> Iterator[Batch]:
        return (Batch(None, None, eta) for eta in self.etas.tolist())


class Outcome(NamedTuple):
    """The state after some updates; of each batch its cost before, ‖∂L/∂θ‖, the penalty, Σw."""

    state: State
    losses: ndarray
    norms: ndarray
    penalties: ndarray
    sizes: ndarray


class Slope(NamedTuple):
    """The cost of a θ (E4), the penalty's part of it, ∂L/∂θ, and Σw."""

    cost: float
    penalty: float
    gradient: ndarray
    size: float


def answering(task: Task, state: State) -> ndarray:
    """θ to answer with: the running mean where one is kept."""
    return state.slots[-1] if task.rule.average else state.theta


class Engine(Protocol):
    """Whoever can do these three things is an engine."""

    @property
    def name(self) -> str:
        """What the engine is called."""

    def run(self, task: Task, state: State, batches: Iterable[Batch]) -> Outcome:
        """Return the outcome of one update per batch, in order; the given state stays as it is."""

    def downhill(self, task: Task, theta: ndarray) -> Slope:
        """Return the cost of the whole table, and which way is up."""

    def answers(self, net: Network, theta: ndarray, x: ndarray) -> ndarray:
        """Return p, (n, K), of a table, without dropout."""
