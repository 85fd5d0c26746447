import re
import runpy
from pathlib import Path

import pytest
from matplotlib import pyplot as plt

from seethrough.bugs import BUGS
from seethrough.explain.doctor import DETECTORS
from seethrough.lessons.which_bug import exercise

EXAMPLES = Path(__file__).parents[2] / "examples"


def shown(page):
    """What a page of the gallery shows, each by its name."""
    return re.findall(r'^show\("(.+)"\)$', (EXAMPLES / page).read_text(), re.MULTILINE)


def test_the_gallery_shows_every_finding():
    """The doctor's page shows each detector on the run that has it, once."""
    assert sorted(shown("plot_4_doctor.py")) == sorted(DETECTORS)


def test_the_gallery_shows_every_bug():
    """The page of bugs shows each, and answers the exercise that it asks."""
    assert sorted(shown("plot_5_break_it.py")) == sorted(BUGS)
    page = (EXAMPLES / "plot_5_break_it.py").read_text()
    number = int(re.search(r"exercise\((\d+)\)\)", page).group(1))
    assert f"solution({number})" in page
    assert str(exercise(number))


@pytest.mark.parametrize(
    ("name", "pictures"),
    [("plot_1_moons.py", 1), ("plot_2_penguins.py", 1), ("plot_3_inside.py", 5)],
)
def test_a_page_of_the_gallery_runs_and_draws(name, pictures):
    """The other pages run as they stand; what pyplot holds then is what the gallery shows."""
    plt.switch_backend("Agg")
    plt.close("all")
    runpy.run_path(str(EXAMPLES / name))
    assert len(plt.get_fignums()) == pictures
    plt.close("all")
