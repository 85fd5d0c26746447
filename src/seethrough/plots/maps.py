"""From probabilities on a grid to colours and decision lines."""

from collections.abc import Callable
from typing import Any, TypeAlias

import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import to_rgb
from matplotlib.contour import ContourSet
from matplotlib.image import AxesImage
from numpy.typing import NDArray

from seethrough.errors import DataError, ShapeError
from seethrough.plots.style import Floats, colour

Predict: TypeAlias = Callable[[Floats], NDArray[Any]]
STRONGEST = 0.75  # the alpha of a sure class; points in the same colour stay visible on it


def class_probabilities(predict: Predict, cells: Floats, n_classes: int) -> Floats:
    """Probabilities (m, K) that `predict` gives the cells (m, 2).

    Hard labels become probabilities of 0 and 1; a single class has one that is not there beside it.

    Raises
    ------
    ShapeError
        The answer is neither (m, K) with K > 1 nor (m,).
    DataError
        The answer is (m,) and holds something else than class indices.
    """
    answer = np.asarray(predict(cells))
    m = len(cells)
    if answer.ndim == 1 and len(answer) == m:
        return _one_hot(answer, n_classes)
    if n_classes == 1 and answer.shape == (m, 1):
        return np.hstack([answer, 1 - answer])  # the class there is, beside one there is not
    if answer.ndim != 2 or len(answer) != m or answer.shape[1] < 2:
        raise ShapeError(
            f"For {m} cells the prediction function gave shape {answer.shape}. Needed are "
            f"probabilities ({m}, K), K > 1, or labels ({m},). Pass predict_proba or predict.",
        )
    return answer


def _one_hot(labels: NDArray[Any], n_classes: int) -> Floats:
    if labels.dtype.kind not in "biu" or labels.min() < 0:
        raise DataError(
            f"The prediction function gave labels like {labels[0]!r} ({labels.dtype}). Needed are "
            "class indices 0, 1, … For probabilities of class 1, return the columns (1 - p, p).",
        )
    return np.eye(max(n_classes, int(labels.max()) + 1))[labels.astype(int)]


def shade(p: Floats) -> Floats:
    """Colours (ny, nx, 4) of a map: the likeliest class's, paler where its lead is smaller.

    Two classes give blue, white, orange, with white where both have 0.5.

    Parameters
    ----------
    p : (ny, nx, K)
        Class probabilities.
    """
    palette = np.array([to_rgb(colour(k)) for k in range(p.shape[-1])])
    second, first = np.moveaxis(np.sort(p, axis=-1)[..., -2:], -1, 0)
    lead = STRONGEST * np.clip(first - second, 0, 1)
    return np.concatenate([palette[p.argmax(axis=-1)], lead[..., None]], axis=-1)


def extent(xx: Floats, yy: Floats) -> tuple[float, float, float, float]:
    """Edges (left, right, bottom, top) of an image whose pixels are centred on the grid."""
    half_x = (xx.max() - xx.min()) / (xx.shape[1] - 1) / 2
    half_y = (yy.max() - yy.min()) / (yy.shape[0] - 1) / 2
    return xx.min() - half_x, xx.max() + half_x, yy.min() - half_y, yy.max() + half_y


def two_classes(values: Floats) -> Floats:
    """Probabilities (ny, nx, 2) of both classes from those of class 1 (ny, nx)."""
    return np.stack([1 - values, values], axis=-1)


def shaded_image(ax: Axes, xx: Floats, yy: Floats, p: Floats) -> AxesImage:
    """The image of the probabilities p (ny, nx, K), filling the axes."""
    ax.set(xlim=(xx.min(), xx.max()), ylim=(yy.min(), yy.max()))
    return ax.imshow(shade(p), extent=extent(xx, yy), origin="lower", aspect="auto", zorder=0)


def zero_line(ax: Axes, xx: Floats, yy: Floats, scores: Floats) -> ContourSet | None:
    """The black line where the scores (ny, nx) cross zero, or None where they never do."""
    if not scores.min() < 0 < scores.max():
        return None
    style: dict[str, Any] = {"colors": "black", "linewidths": 1.5, "linestyles": "-", "zorder": 4}
    return ax.contour(xx, yy, scores, levels=[0], **style)


def parting_lines(ax: Axes, xx: Floats, yy: Floats, p: Floats) -> list[ContourSet]:
    """The lines between the likeliest classes of p (ny, nx, K), drawn."""
    likeliest = p.argmax(axis=-1)
    second, first = np.moveaxis(np.sort(p, axis=-1)[..., -2:], -1, 0)
    # around all classes but one there is a line; a class that is nowhere likeliest has none
    some = np.unique(likeliest)[:-1]
    leads = (p[..., k] - np.where(likeliest == k, second, first) for k in some)
    return [line for lead in leads if (line := zero_line(ax, xx, yy, lead)) is not None]
