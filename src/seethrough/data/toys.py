"""Toy sets in the plane, and a curve: the same seed gives the same points.

n : number of points; noise : standard deviation of what is added to each coordinate, of the curve
to y alone.
"""

from collections.abc import Callable
from numbers import Integral

import numpy as np
from numpy.typing import NDArray

from seethrough.data.dataset import Dataset
from seethrough.errors import SettingError


def moons(n: int = 200, noise: float = 0.20, seed: int = 0) -> Dataset:
    """Two interleaved half circles, told as two measurements of female and male patients.

    Returns
    -------
    Dataset
        X (n, 2) without unit, y (n,) with 0 = female and 1 = male.

    Raises
    ------
    SettingError
        n is below 2, or noise is negative or no number.

    Notes
    -----
    Source: `sklearn.datasets.make_moons`, with the same numbers for the same seed. They are drawn
    here, for to import it takes a second, and these moons are the first that the studio shows.
    """
    _check(n, noise)
    rng, outer = np.random.RandomState(seed), n // 2
    angle = np.hstack([np.linspace(0, np.pi, outer), np.linspace(0, np.pi, n - outer)])
    y = (np.arange(n) >= outer).astype(int)
    across, up = np.cos(angle), np.sin(angle)
    X = np.column_stack([np.where(y, 1 - across, across), np.where(y, 1 - up - 0.5, up)])
    order = np.arange(n)
    rng.shuffle(order)
    X, y = X[order] + rng.normal(scale=noise, size=X.shape), y[order]
    return _plane(X, y, ("female", "male"), "Two moons")


def circles(n: int = 200, noise: float = 0.10, seed: int = 0) -> Dataset:
    """A circle of radius 1 around one of radius ½.

    Returns
    -------
    Dataset
        X (n, 2) without unit, y (n,) with 0 = outer and 1 = inner.

    Raises
    ------
    SettingError
        n is below 2, or noise is negative or no number.

    Notes
    -----
    Source: `sklearn.datasets.make_circles` with factor ½.
    """
    from sklearn.datasets import make_circles

    _check(n, noise)
    X, y = make_circles(n, noise=noise, random_state=seed, factor=0.5)
    return _plane(X, y, ("outer", "inner"), "Two circles")


def blobs(n: int = 200, centers: int = 3, noise: float = 1.0, seed: int = 0) -> Dataset:
    """Round clouds around random centres, one cloud per class.

    Returns
    -------
    Dataset
        X (n, 2) without unit, y (n,) in 0 … centers − 1.

    Raises
    ------
    SettingError
        centers is below 2, n is below centers, or noise is negative or no number.

    Notes
    -----
    Source: `sklearn.datasets.make_blobs`; noise is its cluster_std.
    """
    from sklearn.datasets import make_blobs

    _check(n, noise, centers, "centers")
    X, y = make_blobs(n, centers=centers, cluster_std=noise, random_state=seed)
    return _plane(X, y, _numbered("blob", centers), f"{centers} blobs")


def xor(n: int = 200, noise: float = 0.10, seed: int = 0) -> Dataset:
    """Four quadrants of the square [−1, 1]²: the class is whether the two signs differ.

    Returns
    -------
    Dataset
        X (n, 2) without unit, y (n,) with 0 = same sign and 1 = different signs.

    Raises
    ------
    SettingError
        n is below 2, or noise is negative or no number.

    Notes
    -----
    Source: Minsky & Papert, Perceptrons, 1969: the problem one neuron cannot solve.
    """
    _check(n, noise)
    rng = np.random.default_rng(seed)
    y = rng.permutation(np.arange(n) % 2)
    sign = rng.choice([-1, 1], n)
    X = rng.uniform(0, 1, (n, 2)) * np.column_stack([sign, sign * (1 - 2 * y)])
    X += noise * rng.standard_normal((n, 2))
    return _plane(X, y, ("same sign", "different signs"), "Exclusive or")


def spirals(
    n: int = 200, arms: int = 2, noise: float = 0.05, seed: int = 0, turns: float = 1.0
) -> Dataset:
    """Arms that wind around the origin, `turns` times out to radius 1, one class per arm.

    Returns
    -------
    Dataset
        X (n, 2) without unit, y (n,) in 0 … arms − 1.

    Raises
    ------
    SettingError
        arms is below 2, n is below arms, or noise is negative or no number.

    Notes
    -----
    Source: after the two spirals of Lang & Witbrock, Learning to tell two spirals apart, 1988.
    """
    _check(n, noise, arms, "arms")
    rng = np.random.default_rng(seed)
    y = rng.permutation(np.arange(n) % arms)
    r = np.sqrt(rng.uniform(0, 1, n))
    angle = 2 * np.pi * (turns * r + y / arms)
    X = r[:, None] * np.column_stack([np.cos(angle), np.sin(angle)])
    X += noise * rng.standard_normal((n, 2))
    return _plane(X, y, _numbered("arm", arms), f"{arms} spirals")


def curve(n: int = 200, noise: float = 0.20, seed: int = 0) -> Dataset:
    """A wave to follow, y = sin(1.5 π x) with noise, for x from −1 to 1.

    Returns
    -------
    Dataset
        X (n, 1) and y (n,) without unit; no classes, y is the number to learn.

    Raises
    ------
    SettingError
        n is below 2, or noise is negative or no number.
    """
    _check(n, noise)
    rng = np.random.default_rng(seed)
    X = rng.uniform(-1, 1, (n, 1))
    y = np.sin(1.5 * np.pi * X[:, 0]) + noise * rng.standard_normal(n)
    return Dataset(X, y, ("x",), (), "A curve")


TOYS: dict[str, Callable[..., Dataset]] = {
    "moons": moons,
    "circles": circles,
    "blobs": blobs,
    "xor": xor,
    "spirals": spirals,
}


def _plane(
    X: NDArray[np.float64], y: NDArray[np.int64], classes: tuple[str, ...], title: str
) -> Dataset:
    """Name the two columns of a toy set."""
    return Dataset(X, y, ("measurement 1", "measurement 2"), classes, title)


def _numbered(word: str, k: int) -> tuple[str, ...]:
    """Names such as 'arm 1', 'arm 2'."""
    return tuple(f"{word} {i + 1}" for i in range(k))


def _check(n: int, noise: float, k: int = 2, kind: str = "classes") -> None:
    """Refuse what no points can be drawn from; k is the number of classes."""
    if not (isinstance(k, Integral) and k >= 2):
        raise SettingError(f"{kind} is {k!r}, but must be a whole number ≥ 2. Try {kind}=2.")
    if not (isinstance(n, Integral) and n >= k):
        raise SettingError(
            f"n is {n!r}, but must be a whole number ≥ {k}, a point per class. Try n=200."
        )
    if not 0 <= noise < np.inf:
        raise SettingError(f"noise is {noise!r}, but must be finite and ≥ 0. Try noise=0.2.")
