"""Data to draw, and the check that no text is cut or covered."""

from itertools import combinations

import numpy as np
import pytest
from matplotlib.text import Text


@pytest.fixture(scope="session", name="X")
def moons():
    """Two noisy half moons, (60, 2)."""
    rng = np.random.default_rng(0)
    t = np.linspace(0, np.pi, 30)
    upper = np.column_stack([np.cos(t), np.sin(t)])
    lower = np.column_stack([1 - np.cos(t), 0.5 - np.sin(t)])
    return np.vstack([upper, lower]) + rng.normal(0, 0.1, (60, 2))


@pytest.fixture(scope="session")
def y():
    """Their classes, (60,)."""
    return np.repeat([0, 1], 30)


@pytest.fixture(scope="session")
def sigmoid():
    return lambda z: 1 / (1 + np.exp(-z))


@pytest.fixture(scope="session")
def predict(sigmoid):
    """Probabilities of both classes, equal on the line x₁ = x₂."""

    def predict(cells):
        p = sigmoid(4 * (cells[:, 0] - cells[:, 1]))
        return np.column_stack([1 - p, p])

    return predict


@pytest.fixture
def drawn(monkeypatch):
    """A function that draws a figure and returns the texts that came out, with their boxes."""
    texts = []
    draw = Text.draw

    def record(self, renderer, *args, **kwargs):
        if self.get_visible() and self.get_text().strip():
            texts.append(self)
        draw(self, renderer, *args, **kwargs)

    monkeypatch.setattr(Text, "draw", record)

    def drawn(fig):
        texts.clear()
        fig.canvas.draw()
        return {text: text.get_window_extent() for text in dict.fromkeys(texts)}

    return drawn


@pytest.fixture
def assert_readable(drawn):
    """A check that each text lies inside the figure and no two overlap."""

    def check(fig):
        boxes = drawn(fig)
        cut = [t.get_text() for t, box in boxes.items() if not _inside(box, fig.bbox)]
        covered = [
            (s.get_text(), t.get_text())
            for (s, a), (t, b) in combinations(boxes.items(), 2)
            if a.padded(-1).overlaps(b.padded(-1))
        ]
        assert boxes
        assert (cut, covered) == ([], [])

    return check


def _inside(box, frame):
    return frame.x0 <= box.x0 and frame.y0 <= box.y0 and box.x1 <= frame.x1 and box.y1 <= frame.y1
