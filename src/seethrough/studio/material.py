"""Material: what a network of the studio learns from, and where it lies on the plot."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

import numpy as np
from numpy import ndarray

from seethrough import data as sets
from seethrough.data.dataset import held_out, scaled
from seethrough.errors import DataError
from seethrough.studio.limits import GREATEST
from seethrough.studio.settings import number, one_of

# by name, what noise of 1 is there
SPREAD = {"moons": 1.0, "circles": 0.6, "xor": 0.6, "spirals": 0.3, "blobs": 5.0, "curve": 1.0}
SCALED = {"blobs", "penguins", "nhanes"}
MARGIN = 0.08  # of the plot, around the points
CLASSES = 6
MOST = 5000  # points in all, those that are added by hand too


class Other(NamedTuple):
    """A column that is on neither axis, and stands at one value all over the plot.

    Attributes
    ----------
    name : of the column
    value : where it stands
    least, most : of numbers; of categories None
    options : categories, the most frequent first; of numbers none
    encode : turns a value into the column's inputs (k,)
    """

    name: str
    value: Any
    least: float | None
    most: float | None
    options: tuple[str, ...]
    encode: Callable[[Any], ndarray]

    def at(self, value: Any) -> Other:
        """Return the column at another value.

        Raises
        ------
        SettingError, UnknownNameError
            It cannot have this value.
        """
        if self.options:
            return self._replace(value=one_of(self.options, self.name, value))
        assert self.least is not None, "a number has a range"
        assert self.most is not None, "a number has a range"
        return self._replace(value=number(self.least, self.most, self.name, value))


class Material(NamedTuple):
    """Samples, as the network sees them and as the plot shows them.

    Attributes
    ----------
    x : (n, d) inputs of the network
    y : (n, K) targets
    labels : (n,) class of each sample; or the number that is to be learned
    spots : (n, 2) where the samples lie on the plot, in the units of its axes
    held : (n,) whether a sample is for the test only
    features : d names of the inputs
    axes : 2 names with units
    classes : names; none if a number is learned
    title : what the data are
    placed : turns spots (m, 2) into the inputs that go by the axes (m, k), the first ones
    reach : left, right, bottom, top of the plot
    others : the columns of the other inputs, in order
    """

    x: ndarray
    y: ndarray
    labels: ndarray
    spots: ndarray
    held: ndarray
    features: tuple[str, ...]
    axes: tuple[str, str]
    classes: tuple[str, ...]
    title: str
    placed: Callable[[ndarray], ndarray]
    reach: tuple[float, float, float, float]
    others: tuple[Other, ...] = ()

    @property
    def head(self) -> str:
        """The head that answers: one output for two classes or a number, else one for each."""
        if not self.classes:
            return "squared"
        return "binary" if len(self.classes) == 2 else "multiclass"

    @property
    def is_curve(self) -> bool:
        """Whether a number is learned from one input: the plot then shows both."""
        return len(self.features) == 1

    def lift(self, spots: ndarray) -> ndarray:
        """Spots (m, 2) as inputs (m, d), with the other columns where they stand."""
        return self.filled(self.placed(spots))

    def filled(self, placed: ndarray) -> ndarray:
        """Inputs that go by the axes, with those of the other columns behind them."""
        stood = [np.tile(other.encode(other.value), (len(placed), 1)) for other in self.others]
        return np.hstack([placed, *stood])

    def standing(self, values: Mapping[str, Any]) -> Material:
        """Return the material with some of its other columns at these values.

        Raises
        ------
        SettingError, UnknownNameError
            A column cannot have its value.
        """
        others = (o.at(values[o.name]) if o.name in values else o for o in self.others)
        return self._replace(others=tuple(others))

    @property
    def train(self) -> ndarray:
        """The rows to learn from."""
        return np.flatnonzero(~self.held)

    @property
    def test(self) -> ndarray:
        """The rows to measure on."""
        return np.flatnonzero(self.held)


class Given(NamedTuple):
    """A table of numbers, its classes or numbers, and the names of its columns."""

    X: ndarray
    y: ndarray
    features: tuple[str, ...]


def build(data: dict[str, Any], table: Any = None, given: Given | None = None) -> Material:
    """Return what the data settings ask for.

    table : a frame of one's own
    given : arrays that a notebook has given

    Raises
    ------
    DataError
        Nothing can be learned from it.
    """
    if data["name"] == "given":
        return _given(given, data).standing(data["fixed"])
    if data["name"] == "table":
        from seethrough.studio.own_table import material

        return material(table, data).standing(data["fixed"])
    return _of(getattr(sets, data["name"])(**arguments(data)), data)


def arguments(data: dict[str, Any]) -> dict[str, Any]:
    """What a set's function in `seethrough.data` is called with."""
    name = data["name"]
    if name == "penguins":
        return {"features": ("bill_length_mm", "bill_depth_mm"), "target": "species"}
    if name == "nhanes":
        return {}
    several = {"centers": data["classes"]} if name == "blobs" else {}
    noise = round(SPREAD[name] * data["noise"], 6)
    return {"n": data["n"], **several, "noise": noise, "seed": data["seed"]}


def targets(labels: ndarray, classes: int) -> ndarray:
    """Classes as (n, K): a column of 0 and 1 for two, one column each for more."""
    if classes == 2:
        return labels[:, None].astype(float)
    return np.eye(classes)[labels]


def added(material: Material, spot: tuple[float, float], label: float) -> Material:
    """Return the material with a point more, at a spot, of a class or with a number."""
    if len(material.x) >= MOST:
        raise DataError(
            f"there are {len(material.x):,} points, and the studio holds {MOST:,}. "
            "Fewer points are needed. Delete some first."
        )
    spots = np.array([spot])
    labels = np.append(material.labels, material.labels.dtype.type(label))
    return material._replace(
        x=np.vstack([material.x, material.lift(spots)]),
        y=_targets(material, labels),
        labels=labels,
        spots=np.vstack([material.spots, spots]),
        held=np.append(material.held, False),
    )


def moved(material: Material, row: int, spot: tuple[float, float]) -> Material:
    """Return the material with a point at another spot."""
    spots, x, labels = (a.copy() for a in (material.spots, material.x, material.labels))
    spots[row] = spot
    placed = material.placed(spots[row : row + 1])[0]
    x[row, : len(placed)] = placed
    if material.is_curve:
        labels[row] = spot[1]
    return material._replace(spots=spots, x=x, labels=labels, y=_targets(material, labels))


def deleted(material: Material, row: int) -> Material:
    """Return the material without a point."""
    if len(material.train) <= 2 and not material.held[row]:
        raise DataError("2 points are left to learn from. At least 2 are needed. Add some first.")
    keep = np.delete(np.arange(len(material.x)), row)
    x, y, labels, spots, held = (array[keep] for array in material[:5])
    return material._replace(x=x, y=y, labels=labels, spots=spots, held=held)


def _targets(material: Material, labels: ndarray) -> ndarray:
    return targets(labels, len(material.classes)) if material.classes else labels[:, None]


def _of(data: sets.Dataset, settings: dict[str, Any]) -> Material:
    """A data set with two columns, or with one and a number to learn, which then is the other."""
    name, is_curve = settings["name"], not data.classes
    spots = np.column_stack([data.X, data.y]) if is_curve else data.X
    labels = data.y.astype(float) if is_curve else data.codes

    def placed(spots: ndarray) -> ndarray:
        inputs = spots[:, : data.X.shape[1]]
        return scaled(inputs, data.X) if name in SCALED else inputs

    axes = (data.features[0], "y" if is_curve else data.features[1])
    y = labels[:, None] if is_curve else targets(labels, len(data.classes))
    held = held_out(len(spots), settings["test"], settings["seed"])
    return Material(
        *(placed(spots), y, labels, spots, held, data.features, axes, data.classes, data.title),
        *(placed, reach_of(spots, square=name in sets.TOYS)),
    )


def _given(given: Given | None, data: dict[str, Any]) -> Material:
    """Arrays as they are; the first two columns are the axes, the others stay at their median."""
    if given is None:
        raise DataError("no table was given. Studio(model, X, y) in a notebook gives one.")
    X, y, features = given
    if X.ndim != 2 or X.shape[1] < 2 or len(X) != len(y) or len(X) < 4:
        raise DataError(
            f"X has the shape {X.shape}, and y {y.shape}. Needed are 4 rows and 2 columns of "
            "numbers at least, and a y for each row. Give such arrays."
        )
    _refuse_what_cannot_be_summed(X, features)
    numbers = y.dtype.kind == "f" and len(np.unique(y)) > CLASSES
    if numbers:
        _refuse_what_cannot_be_summed(y[:, None], ("y",))
    names, codes = np.unique(y, return_inverse=True)
    if not numbers and not 2 <= len(names) <= CLASSES:
        raise DataError(
            f"y has {len(names)} classes. From 2 to {CLASSES} can be shown; numbers to be learned "
            "are floats. Give another y."
        )
    others = tuple(
        Other(name, float(np.median(c)), float(c.min()), float(c.max()), (), np.atleast_1d)
        for name, c in zip(features[2:], X.T[2:], strict=True)
    )
    held = held_out(len(X), data["test"], data["seed"])
    targeted = y[:, None].astype(float) if numbers else targets(codes, len(names))
    return Material(
        *(
            X,
            targeted,
            y if numbers else codes,
            X[:, :2],
            held,
            features,
            (features[0], features[1]),
        ),
        *(() if numbers else tuple(map(str, names)), "Your data", np.asarray),
        *(reach_of(X[:, :2], square=False), others),
    )


def _refuse_what_cannot_be_summed(X: ndarray, features: tuple[str, ...]) -> None:
    for row, column in np.argwhere(~(np.abs(X) <= GREATEST))[:1]:
        raise DataError(
            f"{features[column]} is {X[row, column]:g} in row {row}. Finite numbers up to "
            f"{GREATEST:g} are needed. Fill it in, give it another unit, or leave the row out."
        )


def reach_of(spots: ndarray, *, square: bool) -> tuple[float, float, float, float]:
    """The edges of a plot with all spots on it."""
    low, high = spots.min(axis=0), spots.max(axis=0)
    middle, half = (low + high) / 2, np.maximum((high - low) / 2, 1e-9) * (1 + 2 * MARGIN)
    half = np.full(2, half.max()) if square else half
    (left, bottom), (right, top) = middle - half, middle + half
    return float(left), float(right), float(bottom), float(top)
