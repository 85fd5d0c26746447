"""What the parts of the story share: its settings, and the runs that more than one part shows."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cached_property
from pathlib import Path
from types import MappingProxyType
from typing import Any, NamedTuple, TypeAlias

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from numpy import ndarray

from seethrough.data import Dataset, moons
from seethrough.engines import Engine, State, Task, chosen
from seethrough.estimators import door
from seethrough.explain import Line
from seethrough.explain.doctor import Diagnosis
from seethrough.lessons.article.fits import LAM, Track
from seethrough.maths.activations import ACTIVATIONS
from seethrough.maths.network import Network, forward
from seethrough.maths.penalties import Penalty
from seethrough.training import History, Plan, Record, start, train

SEED = 0
ETA = 2.0  # the article's ε = 0.01 on a loss summed over 200 samples, on a mean: 0.01 · 200
FRAMES = 60
RUNS = 10  # about as many of the longest runs is what the whole story trains

Watch = Callable[[Iterable[Record], int, str], Iterable[Record]]


Table = Sequence[tuple[str, ...]]
Drawn: TypeAlias = Axes | Figure


class Movie(NamedTuple):
    """What writes a GIF to a path, and in words what it shows."""

    write: Callable[[Path], Path]
    alt: str


class Part(NamedTuple):
    """What a part found: numbers for the text, pictures, tables (head first), and more of it.

    Attributes
    ----------
    lines : the calculations of one step
    diagnosis : what the doctor finds in a run
    """

    numbers: dict[str, Any]
    pictures: Mapping[str, Drawn]
    tables: tuple[Table, ...] = ()
    movies: Mapping[str, Movie] = MappingProxyType({})
    lines: tuple[Line, ...] = ()
    diagnosis: Diagnosis = Diagnosis()


class Run(NamedTuple):
    """A finished training run: its curves, the state at its end, and θ at the frames' passes."""

    eta: float
    curves: dict[str, ndarray]
    state: State
    frames: dict[int, ndarray]

    @property
    def losses(self) -> ndarray:
        """The cost of each pass."""
        return self.curves["loss"]

    @property
    def norms(self) -> ndarray:
        """‖∂L/∂θ‖ of each pass."""
        return self.curves["gradient_norm"]


def unwatched(things: Iterable[Any], number: int, label: str) -> Iterable[Any]:
    """Return the things as they are, and show nothing."""
    return things


class Story:
    """The settings of a telling, and what is computed once however many parts show it.

    Parameters
    ----------
    hidden : units of the hidden layer
    passes : passes over all the samples
    activation : a name in `maths.activations.ACTIVATIONS`
    watch : wraps the records of a run, to show its progress: watch(records, epochs, label)
    track : wraps other things that take long, likewise: track(things, number, label)

    Raises
    ------
    SettingError
        A number is below 1, or the activation is not known.
    """

    def __init__(
        self,
        hidden: int = 3,
        passes: int = 20_000,
        activation: str = "tanh",
        watch: Watch = unwatched,
        track: Track = unwatched,
    ) -> None:
        door.whole("hidden", hidden, 1)
        door.whole("passes", passes, 1)
        door.known("activation", activation, ACTIVATIONS)
        self.hidden, self.passes, self.activation = hidden, passes, activation
        self.watch, self.track = watch, track

    @cached_property
    def moons(self) -> Dataset:
        """The article's 200 moons."""
        return moons(200, noise=0.20, seed=SEED)

    @property
    def net(self) -> Network:
        """Two inputs, one hidden layer, a softmax over two classes."""
        return Network((2, self.hidden, 2), (self.activation,), "multiclass")

    def task(self, eta: float = ETA) -> Task:
        """The network on the moons, by plain gradient descent over all samples at once."""
        targets = np.eye(2)[:, self.moons.codes].T
        return Task(self.net, self.moons.X, targets, penalty=Penalty(LAM), eta=eta)

    @cached_property
    def plan(self) -> Plan:
        """The article's draw: standard normals over √fan_in, from a generator seeded with 0."""
        n = len(self.moons.X)
        return Plan(SEED, self.net, n, batch_size=n, init="lecun_normal")

    @cached_property
    def start(self) -> State:
        """The network before its first update."""
        return start(self.task(), self.plan)

    @cached_property
    def engine(self) -> Engine:
        """Who trains all networks of the story: it goes by the work of all."""
        return chosen("auto", self.task(), RUNS * self.passes, len(self.moons.X))

    @cached_property
    def trained(self) -> Run:
        """The run at the article's rate."""
        return self.run(ETA)

    @cached_property
    def slower(self) -> Run:
        """The run at half the rate, from the same start."""
        return self.run(ETA / 2)

    def run(self, eta: float) -> Run:
        """Train at this rate, and keep θ at passes that grow more and more apart."""
        frames = {int(k) for k in np.geomspace(1, self.passes, FRAMES)}
        stops = sorted(frames | set(range(100, self.passes, 100)))
        history, kept = History(), {0: self.start.theta}
        records = train(
            *(self.engine, self.task(eta), self.plan, self.start),
            epochs=self.passes,
            stops=stops,
        )
        for record in self.watch(records, self.passes, f"learning rate {eta:g}"):
            history.append(record)
            if record.state.epochs in frames:
                kept[record.state.epochs] = record.state.theta
        return Run(eta, history.curves(), record.state, kept)

    def predict_proba(self, theta: ndarray, X: ndarray) -> ndarray:
        """The network's answer for any points, (n, 2)."""
        return forward(self.net, theta, X).p
