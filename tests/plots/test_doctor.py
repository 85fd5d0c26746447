import numpy as np
import pytest

from seethrough.plots import doctor
from seethrough.plots.gradcheck import layer_errors
from seethrough.plots.style import figure

LOSSES = np.geomspace(1, 0.05, 200)
NAMES = [f"a column with a rather long name {k}" for k in range(30)]
MARKED = np.arange(30) % 7 == 0
PICTURES = {
    "curves": lambda ax: doctor.curves_and_level(
        [("training", LOSSES), ("validation", LOSSES + 0.1)], 0.7, "knowing nothing", ax=ax
    ),
    "runaway": lambda ax: doctor.curves_and_level(
        [("training", np.geomspace(0.5, 1e308, 90))], 0.7, "knowing nothing", log=True, ax=ax
    ),
    "cycle": lambda ax: doctor.repeating(np.tile([0.070758, 0.071316], 10_000), 2, ax),
    "long cycle": lambda ax: doctor.repeating(np.tile(np.arange(7.0), 100), 7, ax),
    "along": lambda ax: doctor.along_step(
        np.geomspace(0.1, 1e6, 40), np.linspace(1, 0, 40) ** 2, 1e5, ax
    ),
    "bars": lambda ax: doctor.bars(NAMES[:5], np.geomspace(1, 1e4, 5), MARKED[:5], "size", log=True,
                                   ax=ax),
    "units": lambda ax: doctor.flat_units(np.linspace(0, 1, 30), MARKED, ax),
    "pair": lambda ax: doctor.pair(LOSSES, 2 * LOSSES, ("length (mm)", "length (inches)"), ax),
    "suspects": lambda ax: doctor.suspects(np.linspace(0, 1, 30), LOSSES[:30], MARKED, ax),
    "removal": lambda ax: doctor.changed_by_removal(np.arange(30), LOSSES[:30], 12, ax),
    "gradients": lambda ax: layer_errors(
        ["W¹", "b¹", "W²", "b²"], [LOSSES * 1e-8] * 3 + [np.array([0.3])],
        ["W¹₁₁", "b¹₁", "W²₁₁", "b²₁"], 1e-3, ax,
    ),
}  # fmt: skip


@pytest.mark.parametrize("size", [(6.4, 4.8), (3, 2)], ids=str)
@pytest.mark.parametrize("name", PICTURES)
def test_pictures_are_readable(name, size, assert_readable):
    """No text is cut off and none covers another."""
    fig = figure(*size)
    PICTURES[name](fig.add_subplot())
    assert_readable(fig)


@pytest.mark.parametrize("name", PICTURES)
def test_without_axes_there_is_a_new_figure(name):
    """Each picture draws itself on axes of its own where none are given."""
    assert PICTURES[name](None).figure is not None


def test_bars_show_the_marked_ones_of_many():
    """Of thirty bars the five marked are drawn, and the largest of the others up to twelve."""
    ax = doctor.bars(NAMES, np.arange(30.0), MARKED, "size")
    hatched = [bar.get_width() for bar in ax.patches if bar.get_hatch()]
    assert sorted(hatched) == [0, 7, 14, 21, 28]
    assert max(bar.get_width() for bar in ax.patches) == 29
    assert len(ax.patches) == doctor.MOST


def test_each_phase_of_a_cycle_has_its_own_mark():
    """A cycle of three is drawn in three markers, each at one height."""
    ax = doctor.repeating(np.tile([1.0, 2.0, 3.0], 50), 3)
    phases = ax.lines[1:]
    assert len({line.get_marker() for line in phases}) == 3
    assert sorted(set(line.get_ydata()).pop() for line in phases) == [1, 2, 3]
