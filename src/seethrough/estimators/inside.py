"""Inside: the numbers of a fitted network, to look at and to change."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from seethrough.engines import Task
from seethrough.engines.choice import chosen_for_answers
from seethrough.errors import SettingError, ShapeError
from seethrough.estimators import settings
from seethrough.explain.gradients import CheckedGradients, checked
from seethrough.maths import gradcheck
from seethrough.maths.network import Layer, Network, Tape, backward, forward, layers, n_parameters

if TYPE_CHECKING:
    from numpy import ndarray
    from numpy.typing import ArrayLike


class Views(list[Any]):
    """Arrays that are views of θ: to put another in a place is to write into that view."""

    def __setitem__(self, place: Any, value: Any) -> None:
        """Write the value into the view, or into the views of a slice."""
        views, values = (
            (self[place], value) if isinstance(place, slice) else ([self[place]], [value])
        )
        _write("the layer", views, values)


class Inside:
    """What can be seen of a network; the class that inherits reads tables into x, y and w."""

    theta_: ndarray
    _network: dict[str, Any]
    _stages: dict[int, ndarray]
    engine: str

    def activations(self, X: ArrayLike) -> Tape:
        """Return the tape of one forward pass: z and a of every layer, a[0] = X and a[-1] = p.

        Parameters
        ----------
        X : (n, d) table

        Returns
        -------
        Tape : lists z and a of (n, width) arrays, the layers' W and b as views of θ, and p
        """
        x = self._ready(X)  # type: ignore[attr-defined]
        return forward(self.network_, self.theta_, x)

    def gradients(
        self, X: ArrayLike, y: ArrayLike, sample_weight: ArrayLike | None = None
    ) -> list[Layer]:
        """Return ∂L/∂W and ∂L/∂b of every layer, for the cost of this table, penalty and all."""
        task = self._task(X, y, sample_weight)
        tape = forward(task.net, self.theta_, task.x)
        slopes = backward(task.net, tape, task.y, task.w, task.penalty)
        return layers(slopes.dtheta, task.net.widths)

    def check_gradients(
        self, X: ArrayLike, y: ArrayLike, sample_weight: ArrayLike | None = None
    ) -> CheckedGradients:
        """Return every gradient by formula and by central difference, and how far they are apart.

        It costs two forward passes a parameter: give it a small table.

        Returns
        -------
        CheckedGradients : printed, a table of the layers with the worst weight of each; plot()
            draws it
        """
        task = self._task(X, y, sample_weight)
        check = gradcheck.check(task.net, self.theta_, task.x, task.y, task.w, task.penalty)
        return checked(task.net.widths, check)

    def _answers_to(self, x: Any, theta: ndarray) -> ndarray:
        """p of a table that is ready, by the engine that is through with it first."""
        net = self.network_
        return chosen_for_answers(self.engine, net, x, theta.dtype.name).answers(net, theta, x)

    def _task(self, X: Any, y: Any, w: Any) -> Task:
        """A table and its y as a task for the fitted network."""
        held = self._question(X, y, w)  # type: ignore[attr-defined]
        return settings.task(self, self.network_, held.x, held.y, held.w)

    @property
    def network_(self) -> Network:
        """Widths, activations and head."""
        n = self._network
        return Network(tuple(n["widths"]), tuple(n["activations"]), n["head"])

    @property
    def coefs_(self) -> list[ndarray]:
        """Weights of each layer, (d_in, d_out): views, so that writing to them changes θ."""
        return Views(W for W, _ in layers(self.theta_, self.network_.widths))

    @coefs_.setter
    def coefs_(self, values: Sequence[ArrayLike]) -> None:
        _write("coefs_", self.coefs_, values)

    @property
    def intercepts_(self) -> list[ndarray]:
        """Biases of each layer, (d_out,), likewise."""
        return Views(b for _, b in layers(self.theta_, self.network_.widths))

    @intercepts_.setter
    def intercepts_(self, values: Sequence[ArrayLike]) -> None:
        _write("intercepts_", self.intercepts_, values)

    @property
    def n_parameters_(self) -> int:
        """How many weights and biases there are."""
        return n_parameters(self.network_.widths)

    def _staged(self, X: ArrayLike) -> Iterator[ndarray]:
        """The answers p at each kept stage of the training, in order."""
        x = self._ready(X)  # type: ignore[attr-defined]
        if not self._stages:
            raise SettingError(
                "no stages of the training were kept. They are when checkpoints, how many of them "
                "to keep, is above 0. Fit with checkpoints=100."
            )
        for theta in self._staged_thetas().values():  # type: ignore[attr-defined]
            yield self._answers_to(x, theta)


def _write(name: str, views: list[ndarray], values: Sequence[ArrayLike]) -> None:
    """Copy values into views of θ, or refuse them all."""
    needed = [view.shape for view in views]
    given = [np.shape(value) for value in values]
    if given != needed:
        raise ShapeError(
            f"{name} was given arrays of the shapes {given}. The network needs {needed}. Give one "
            "array a layer, or fit a network of another size."
        )
    for view, value in zip(views, values, strict=True):
        view[:] = value
