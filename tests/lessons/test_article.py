import json
import re
from html.parser import HTMLParser

import numpy as np
import pytest

from seethrough.errors import OutputError, UnknownNameError
from seethrough.lessons.article.learning import sharpness, two_step_cycle
from seethrough.lessons.article.story import Story
from seethrough.lessons.article.tell import PARTS, tell
from seethrough.maths.network import backward, forward

pytestmark = pytest.mark.usefixtures("unchecked")


@pytest.fixture(scope="module")
def told(tmp_path_factory):
    """The whole story as a newcomer gets it, told once: its folder and its numbers."""
    out = tmp_path_factory.mktemp("article")
    parts = list(tell(Story(), out))
    assert len(parts) == len(PARTS)
    return out, json.loads((out / "results.json").read_text())


class Page(HTMLParser):
    """Collects what a page holds."""

    def __init__(self, text):
        super().__init__()
        self.tags, self.words = [], []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        """Keep a tag with its attributes."""
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data):
        """Keep the words."""
        self.words.append(data)

    def all(self, tag):
        """The attributes of all tags of this kind."""
        return [attrs for name, attrs in self.tags if name == tag]


@pytest.fixture(scope="module")
def page(told):
    return Page((told[0] / "report.html").read_text())


def test_it_tells_all_ten_parts(page):
    """The report has a section for each part, in order."""
    assert [attrs["id"] for attrs in page.all("section") if "id" in attrs] == list(PARTS)


def test_the_report_needs_nothing_from_outside(told, page):
    """No link, image, script or style leaves the page."""
    assert all(attrs["href"].startswith("#") for attrs in page.all("a"))
    assert all(attrs["src"].startswith("data:") for attrs in page.all("img"))
    assert not page.all("script") + page.all("link") + page.all("iframe")
    text = (told[0] / "report.html").read_text()
    assert "url(" not in text
    assert set(re.findall(r"https?://[^\s\"<]+", text)) == {"http://www.w3.org/1998/Math/MathML"}


def test_every_picture_is_in_the_report_and_has_its_words(told, page):
    """Each figure and the film stand in the page, with an alternative text."""
    assert len(page.all("img")) == len([*told[0].glob("*.svg"), *told[0].glob("*.gif")]) > 15
    assert all(len(attrs["alt"]) > 20 for attrs in page.all("img"))


def test_the_doctor_speaks_of_the_articles_run(page):
    """The report tells what the doctor finds in it: the cycle, and by how much the rate is off."""
    words = " ".join(" ".join(page.words).split())
    assert "What the doctor finds" in words
    assert "goes round in a cycle of 2 steps" in words
    assert "too large by about a factor of 2:" in words


def test_every_picture_is_a_file_too(told):
    """Each figure stands in the folder as PNG and SVG, and the film is a GIF under 3 MB."""
    out, _ = told
    names = {path.stem for path in out.glob("*.png")}
    assert len(names) > 15
    assert names == {path.stem for path in out.glob("*.svg")}
    assert 10_000 < (out / "learning.gif").stat().st_size < 3_000_000


def test_formulas_are_mathml(page):
    """The equations stand in the page as MathML, each of the nine."""
    assert len(page.all("math")) > 100
    text = "".join(page.words)
    assert all(f"E{i}" in text for i in range(1, 10))


def test_numbers_known_from_outside(told):
    """The run meets the numbers that are known from elsewhere."""
    _, n = told
    assert n["line"]["accuracy"] == 0.85
    assert n["boundary"]["accuracy"] == 0.975
    assert n["network"]["parameters"] == 17
    assert n["network"]["parameters_500"] == 2502
    assert n["training"]["printed"][0][0] == pytest.approx(0.432387, abs=5e-7)
    assert n["training"]["printed"][0][1] == pytest.approx(0.068947, abs=5e-7)
    assert n["training"]["ends"][0]["cycle"] == pytest.approx([0.070758, 0.071316], abs=1e-6)
    assert n["training"]["ends"][1]["cycle"] is None
    assert n["training"]["ends"][1]["loss"] == pytest.approx(0.0678, abs=1e-5)
    assert n["real"]["penguins"]["line"] == pytest.approx(0.625, abs=0.01)
    assert n["real"]["penguins"]["network"] == pytest.approx(0.844, abs=0.02)
    assert n["real"]["adults"]["line"] == pytest.approx(0.880, abs=0.01)
    assert n["real"]["adults"]["network"] == pytest.approx(0.921, abs=0.01)


def test_the_first_step_is_the_known_one(told):
    """The first sample's numbers are those worked out by hand."""
    _, n = told
    lines = {line["symbol"]: line["result"] for line in n["step"]["lines"]}
    known = {
        "x₁": 0.7435,
        "x₂": 0.4647,
        "z¹₁": 1.6636,
        "a¹₁": 0.9307,
        "z²₁": 0.4861,
        "z²₂": 0.2396,
        "p₁": 0.5613,
        "p₂": 0.4387,
        "ℓ": 0.5775,
        "δ²₁": -0.4387,
        "δ²₂": 0.4387,
        "δ¹₁": -0.0373,
    }
    assert {name: round(lines[name], 4) for name in known} == known
    assert lines["∂Lᵢ/∂W¹₁₁"] * n["step"]["n"] == pytest.approx(-0.0277, abs=6e-5)
    assert n["step"]["worst"] < 1e-7
    assert n["step"]["verdict"].startswith("The gradients are right")
    assert [row[-1] for row in n["step"]["check"]] == ["verdict", *4 * ["right"]]


def test_the_step_is_told_as_json_tells_it(told):
    """Results hold the lines in the documented form: calculations with what is shown of them."""
    step = told[1]["step"]
    assert step["version"] == 1
    assert all(line["shown"] for line in step["lines"] if line["result"] is not None)


def test_overfitting_is_seen(told):
    """The gap between training and test accuracy grows from 3 to 50 hidden units."""
    _, n = told
    means = n["sizes"]["means"]
    gaps = {size: means[size]["train"] - means[size]["test"] for size in ("3", "50")}
    assert gaps["50"] > gaps["3"] + 0.01
    assert means["0"]["train"] < 0.9 < means["3"]["test"]


def test_two_layers_beat_one_on_the_spirals(told):
    """With as many parameters, two hidden layers get more fresh points right than one."""
    _, one, two, _ = told[1]["more"]["spirals"]
    assert one["parameters"] == two["parameters"]
    assert two["test"] > one["test"] + 0.02


def test_the_report_quotes_the_runs_numbers(page):
    """The text holds this run's numbers, not the author's."""
    text = " ".join("".join(page.words).split())
    assert "right for 97.5 % of the patients" in text
    assert "0.071316" in text
    assert "0.070758" in text


def test_other_settings_tell_another_story(tmp_path):
    """With one relu unit and few passes the report speaks of no cycle, and of this network."""
    story = Story(hidden=1, passes=30, activation="relu")
    parts = tell(story, tmp_path)
    for name in list(PARTS)[:7]:
        assert next(parts).numbers, name
    parts.close()
    text = " ".join("".join(Page((tmp_path / "report.html").read_text()).words).split())
    assert "1 hidden unit and two outputs" in text
    assert "It looks settled" not in text
    assert "7 of its 10 parts were finished" in text


def test_a_wide_network_shows_some_of_its_numbers(tmp_path):
    """With 20 hidden units the step shows the twelve that matter, and the report says so."""
    parts = tell(Story(hidden=20, passes=3), tmp_path)
    step = [next(parts) for _ in range(5)][-1]
    parts.close()
    sums = [line.symbol for line in step.lines if line.symbol[:2] == ("z", "1")]
    assert len(sums) == 12
    assert "Of the 20 units of layer 0 the 12" in (tmp_path / "report.html").read_text()


def test_what_is_finished_is_kept(tmp_path):
    """Interrupted in a part, the report holds the parts before it, and the interruption goes on."""

    def interrupt(records, *_):
        raise KeyboardInterrupt
        yield from records

    parts = tell(Story(watch=interrupt), tmp_path)
    with pytest.raises(KeyboardInterrupt):
        list(parts)
    results = json.loads((tmp_path / "results.json").read_text())
    assert list(results) == ["settings", "moons", "line", "neuron", "network", "step"]
    assert "5 of its 10 parts" in " ".join((tmp_path / "report.html").read_text().split())


def test_a_folder_that_cannot_be_written(tmp_path):
    """A file in the place of the folder is named before anything is computed."""
    (tmp_path / "taken").write_text("")
    with pytest.raises(OutputError, match=r"taken.*could not be written.*--out"):
        next(tell(Story(), tmp_path / "taken"))


def test_an_unknown_activation_is_refused():
    """The nearest right name is told."""
    with pytest.raises(UnknownNameError, match="Did you mean 'tanh'"):
        Story(activation="tahn")


@pytest.mark.parametrize(
    ("losses", "cycle"),
    [
        ([1.0, 2.0] * 20, [1.0, 2.0]),
        (np.geomspace(1, 0.1, 40), None),
        ([1.0] * 40, None),
        ([1.0, 2.0], None),
    ],
)
def test_cycles_are_told_from_rest(losses, cycle):
    """Two losses in turn are a cycle; falling, resting and too short runs are none."""
    assert two_step_cycle(np.array(losses)) == cycle


def test_sharpness_is_the_largest_curvature():
    """The power iteration finds the largest eigenvalue of the matrix of second derivatives."""
    story = Story(passes=500)
    task, theta = story.task(), story.run(1.0).state.theta

    def g(at):
        tape = forward(task.net, at, task.x)
        return backward(task.net, tape, task.y, None, task.penalty).dtheta

    steps = 1e-5 * np.eye(len(theta))
    hessian = np.array([(g(theta + h) - g(theta - h)) / 2e-5 for h in steps])
    assert sharpness(story, theta) == pytest.approx(np.linalg.eigvalsh(hessian).max(), rel=1e-3)
