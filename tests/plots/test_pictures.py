"""The main pictures, held against small ones that were looked at.

Run as a program, this file draws the pictures it compares with anew: look at them before they are
committed.
"""

from itertools import combinations
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from seethrough.plots.boundary import boundary, grid
from seethrough.plots.confusion import confusion_matrix
from seethrough.plots.curves import loss_curve
from seethrough.plots.grid import boundary_grid
from seethrough.plots.network import diagram
from seethrough.plots.reliability import reliability
from seethrough.plots.scores import score_by_size
from seethrough.plots.space import hidden_space, net
from seethrough.plots.style import figure
from seethrough.plots.surface import loss_surface
from seethrough.plots.terms import term_maps
from seethrough.plots.units import unit_maps
from seethrough.plots.weights import weight_curves

SEEN = Path(__file__).parent / "pictures"
SMALL = (96, 72)  # pixels that are compared: letters are blurred, places and colours are not
CLOSE = 24  # of 255, how far the largest difference of such pixels may be

T = np.linspace(0, np.pi, 30)
X = np.vstack(
    [np.column_stack([np.cos(T), np.sin(T)]), np.column_stack([1 - np.cos(T), 0.5 - np.sin(T)])]
)
Y = np.repeat([0, 1], 30)
W = np.array([[3.0, -2.0, 1.0], [1.0, 2.5, -3.0]])
B, V, C = (
    np.array([-0.5, -1.0, 0.5]),
    np.array([[-2.0, 2], [3, -3], [-1, 1]]),
    np.array([0.2, -0.2]),
)


def hidden(cells):
    return np.tanh(cells @ W + B)


def predict(cells):
    p = 1 / (1 + np.exp(-np.diff(hidden(cells) @ V + C)[:, 0]))
    return np.column_stack([1 - p, p])


def on_axes(draw):
    """A picture of one axes, 3.2 × 2.4 inches."""
    fig = figure(3.2, 2.4)
    draw(fig.add_subplot())
    return fig


def maps():
    """The grid, and the maps of the three units with their weights."""
    xx, yy, cells = grid(X, 40)
    weights, bias = V[:, 1] - V[:, 0], float(C[1] - C[0])
    return xx, yy, hidden(cells).T.reshape(3, *xx.shape), weights, bias, X, Y


def space():
    lines = net(X)
    a, b = hidden(X), hidden(lines.reshape(-1, 2))
    basis = np.linalg.svd(a - a.mean(axis=0))[2][:2].T
    return a @ basis * [1, -1], Y, (b @ basis * [1, -1]).reshape(lines.shape)


def valley():
    xx, yy = np.meshgrid(np.linspace(-20, 10, 30), np.linspace(-9, 9, 30))
    t = np.linspace(1, 0, 20)
    way = np.column_stack([-15 * t, 6 * t**2])
    return xx, yy, 0.07 + 0.01 * xx**2 + 0.05 * yy**2, way, np.array([0.83, 0.12])


K = np.arange(1, 201)
PICTURES = {
    "boundary": lambda: on_axes(lambda ax: boundary(predict, X, Y, wrong=K[:60] % 9 == 0, ax=ax)),
    "units": lambda: unit_maps(figure(3.2, 2.4), *maps()),
    "terms": lambda: term_maps(figure(3.2, 2.4), *maps()),
    "space": lambda: on_axes(lambda ax: hidden_space(*space(), ax=ax)),
    "network": lambda: on_axes(
        lambda ax: diagram([W, V], [B, C], ["a", "b"], ["no", "yes"],
                           [X[7], hidden(X[7:8])[0], predict(X[7:8])[0]], ax=ax)
    ),
    "loss": lambda: on_axes(lambda ax: loss_curve(K, 1 / K, "training", log=True, ax=ax)),
    "weights": lambda: on_axes(
        lambda ax: weight_curves(K, np.sin(np.outer(K, np.arange(1, 8)) / 99), list("abcdefg"), ax)
    ),
    "confusion": lambda: on_axes(
        lambda ax: confusion_matrix(np.array([[9, 1, 0], [2, 7, 0], [0, 3, 5]]), list("abc"), ax)
    ),
    "grid": lambda: boundary_grid(
        [("one", predict), ("two", lambda c: predict(-c))], X, Y, fig=figure(3.2, 2.4)
    ),
    "sizes": lambda: on_axes(
        lambda ax: score_by_size([0, 1, 5], np.array([[0.7, 0.8, 1], [0.6, 0.9, 0.9]]),
                                 np.array([[0.6, 0.7, 0.8], [0.7, 0.8, 0.7]]), ax=ax)
    ),
    "surface": lambda: on_axes(lambda ax: loss_surface(*valley(), ax=ax)),
    "reliability": lambda: on_axes(lambda ax: reliability((K / 201) ** 2, K % 3 > 0, ax=ax)),
}  # fmt: skip


def drawn(name):
    """The picture, (240, 320) pixels."""
    fig = PICTURES[name]()
    fig.canvas.draw()
    return Image.fromarray(np.asarray(fig.canvas.buffer_rgba())).convert("RGB")


def distance(one, two):
    """The largest difference of two pictures, blurred to a few pixels."""
    a, b = (
        np.asarray(image.resize(SMALL, Image.Resampling.BOX)).astype(int) for image in (one, two)
    )
    return np.abs(a - b).max()


def kept(name):
    with Image.open(SEEN / f"{name}.png") as image:
        return image.convert("RGB")


@pytest.mark.parametrize("name", PICTURES)
def test_pictures_look_as_they_did(name):
    """Each main picture is, but for the edges of letters, the one that was looked at."""
    assert distance(drawn(name), kept(name)) <= CLOSE


def test_other_pictures_are_far():
    """The measure tells any two of the pictures apart, and a line that is gone."""
    for one, two in combinations(PICTURES, 2):
        assert distance(kept(one), kept(two)) > 3 * CLOSE
    fig = PICTURES["loss"]()
    fig.axes[0].lines[0].remove()
    fig.canvas.draw()
    bare = Image.fromarray(np.asarray(fig.canvas.buffer_rgba())).convert("RGB")
    assert distance(bare, kept("loss")) > CLOSE


if __name__ == "__main__":
    SEEN.mkdir(exist_ok=True)
    for each in PICTURES:
        drawn(each).quantize(256, dither=Image.Dither.NONE).save(
            SEEN / f"{each}.png", optimize=True
        )
