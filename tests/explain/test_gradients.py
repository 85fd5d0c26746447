import re

import numpy as np
import pytest

from seethrough.explain.gradients import DOUBTFUL, RIGHT, checked, compared, verdict
from seethrough.maths import gradcheck
from seethrough.maths.network import Network

WIDTHS = (2, 3, 1)


@pytest.fixture
def right():
    """The check of a network whose gradients are right."""
    rng = np.random.default_rng(0)
    theta, x, y = rng.normal(size=13), rng.normal(size=(5, 2)), np.array([[0.0, 1, 1, 0, 1]]).T
    return checked(WIDTHS, gradcheck.check(Network(WIDTHS, ("tanh",), "binary"), theta, x, y))


def with_error(place, error):
    """A check in which one parameter is off."""
    formula = np.ones(13)
    difference = formula.copy()
    difference[place] -= error
    return compared(WIDTHS, formula, difference)


def test_a_right_network_is_right_everywhere(right):
    """Each layer's weights and biases have a row, and all say right."""
    assert [block.symbol for block in right.blocks] == ["W¹", "b¹", "W²", "b²"]
    assert {block.verdict for block in right.blocks} == {"right"}
    assert right.verdict.startswith("The gradients are right")


@pytest.mark.parametrize(
    ("place", "name"), [(0, "W¹₁₁"), (5, "W¹₂₃"), (7, "b¹₂"), (11, "W²₃₁"), (12, "b²₁")]
)
def test_the_worst_weight_is_named(place, name):
    """The parameter that is off is named by layer and indices, in its block and in the verdict."""
    found = with_error(place, 0.1)
    worst = max(found.blocks, key=lambda block: block.error)
    assert (worst.worst, worst.verdict) == (name, "wrong")
    assert worst.formula - worst.difference == pytest.approx(0.1)
    assert name in found.verdict
    assert [b.verdict for b in found.blocks].count("wrong") == 1


@pytest.mark.parametrize(
    ("error", "word"),
    [(0, "right"), (RIGHT, "right"), (2 * RIGHT, "doubtful"), (2 * DOUBTFUL, "wrong"),
     (float("nan"), "wrong"), (float("inf"), "wrong")],
)  # fmt: skip
def test_verdicts(error, word):
    """A small error is right, a larger one doubtful, a large one or none at all wrong."""
    assert verdict(error) == word


def test_the_texts_agree(right):
    """Plain text and HTML have the same cells, row by row."""
    cells = [re.findall(r"<t[dh]>(.*?)</t[dh]>", row) for row in right._repr_html_().split("<tr>")]
    assert [tuple(row) for row in cells[1:]] == right.rows
    lines = str(right).splitlines()
    assert len(lines) == len(right.rows) + 1
    assert [re.split(r"\s{2,}", line)[0] for line in lines[1:5]] == ["W¹", "b¹", "W²", "b²"]


def test_the_picture_marks_what_is_wrong(right):
    """Every parameter is a mark; the one that is off is a triangle above the line."""
    ax = with_error(5, 0.1).plot()
    marks = [line for line in ax.lines if line.get_marker() in "o^"]
    assert sum(len(line.get_xdata()) for line in marks) == 13
    triangles = [line for line in marks if line.get_marker() == "^"]
    assert np.concatenate([line.get_ydata() for line in triangles]).tolist() == [
        pytest.approx(0.1, rel=0.02)
    ]
    assert [text.get_text() for text in ax.get_xticklabels()] == ["W¹", "b¹", "W²", "b²"]
    assert 'aria-label="The gradients are right' in right._repr_html_()


def test_all_zero_gradients_are_right():
    """Where formula and difference are 0 everywhere there is no error, and no division by it."""
    assert compared(WIDTHS, np.zeros(13), np.zeros(13)).error.max() == 0
