"""Telling the story: one part after the other, and the report of what is finished."""

import json
from collections.abc import Callable, Generator
from pathlib import Path
from typing import Any

from seethrough.engines.teams import blas_alone
from seethrough.files import writing
from seethrough.lessons.article import further, learning, line, network, neuron, sizes, step
from seethrough.lessons.article.beside import Beside
from seethrough.lessons.article.story import Part, Story
from seethrough.plots.files import save
from seethrough.plots.words import describe
from seethrough.report.page import render

Teller = Callable[[Story], Part]

PARTS: dict[str, tuple[str, Teller]] = {
    "moons": ("The moons", line.the_moons),
    "line": ("A line cannot do it", line.a_line),
    "neuron": ("One neuron", neuron.one_neuron),
    "network": ("The network", network.the_network),
    "step": ("One step, with all its numbers", step.one_step),
    "training": ("Training, and what the printed loss hides", learning.training),
    "boundary": ("The boundary, and who draws it", learning.the_boundary),
    "sizes": ("How many hidden units?", sizes.the_size),
    "more": ("More classes, more layers", further.more),
    "real": ("Real penguins, real people", further.real),
}


def tell(
    story: Story,
    out: Path,
    announce: Callable[[str], None] = lambda _: None,
    beside: Beside | None = None,
) -> Generator[Part, None, None]:
    """Yield each part when it is finished; at the end its figures, results and report are written.

    Whatever stops the telling, the report holds the parts that were finished.

    Parameters
    ----------
    story : what is told
    out : the folder for it
    announce : is given each part's title before it begins
    beside : saves figures meanwhile; one that has been started before saves time

    Raises
    ------
    OutputError
        The folder cannot be written.
    """
    told: dict[str, Part] = {}
    write_results(story, out, told)
    # BLAS takes one thread: the other core saves the figures
    with blas_alone, beside or Beside() as other:
        try:
            for name, (title, teller) in PARTS.items():
                announce(title)
                part = teller(story)
                for key, picture in part.pictures.items():
                    other.call(save, picture, out, key)
                for key, movie in part.movies.items():
                    movie.write(out / f"{key}.gif")
                told[name] = part
                yield part
        finally:
            other.finish()
            if told:
                write_results(story, out, told)
                write_report(story, out, told)


def write_results(story: Story, out: Path, told: dict[str, Part]) -> None:
    """Write results.json: the settings, and every number of the finished parts."""
    results = {"settings": _settings(story)} | {name: p.numbers for name, p in told.items()}
    with writing(out / "results.json") as file:
        file.write_text(json.dumps(results, indent=1, ensure_ascii=False), encoding="utf-8")


def write_report(story: Story, out: Path, told: dict[str, Part]) -> None:
    """Write report.html: the finished parts, with their pictures inside."""
    sections = [
        {
            "name": name,
            "title": PARTS[name][0],
            "n": part.numbers,
            "pictures": {key: (out / f"{key}.svg", describe(p)) for key, p in part.pictures.items()}
            | {key: (out / f"{key}.gif", m.alt) for key, m in part.movies.items()},
            "lines": part.lines,
            "diagnosis": part.diagnosis,
        }
        for name, part in told.items()
    ]
    page = render("article.html", sections=sections, story=_settings(story), parts=len(PARTS))
    with writing(out / "report.html") as file:
        file.write_text(page, encoding="utf-8")


def _settings(story: Story) -> dict[str, Any]:
    return {
        "hidden": story.hidden,
        "passes": story.passes,
        "activation": story.activation,
    }
