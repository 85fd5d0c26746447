import numpy as np
import pytest

from seethrough.plots.scores import learning_curve, score_by_size
from seethrough.plots.words import describe


@pytest.fixture
def scores():
    """Scores of five runs in training and test, for three sizes."""
    rng = np.random.default_rng(0)
    return rng.uniform(0.9, 1, (5, 3)), rng.uniform(0.85, 0.95, (5, 3))


def test_scores_by_size(scores):
    """Lines are the means, bands the range, and sizes stand one step apart."""
    ax = score_by_size([1, 3, 500], *scores)
    for line, band, values in zip(ax.lines, ax.collections, scores, strict=True):
        np.testing.assert_allclose(line.get_ydata(), values.mean(axis=0))
        heights = band.get_paths()[0].vertices[:, 1]
        assert (heights.min(), heights.max()) == (values.min(), values.max())
    assert [label.get_text() for label in ax.get_xticklabels()] == ["1", "3", "500"]
    train, test = (f"{values.mean(axis=0)[2]:.3g}" for values in scores)
    assert f"500: {train} and {test}" in describe(ax)


def test_scores_by_rows(scores):
    """Rows stand at their number, and the score has its name."""
    ax = learning_curve([10, 20, 100], *scores, name="R²")
    assert ax.lines[0].get_xdata().tolist() == [10, 20, 100]
    assert ax.get_ylabel() == "R²"
