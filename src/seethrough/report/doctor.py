"""What the doctor finds, on a page: each finding with its evidence, its picture and what to do."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from markupsafe import Markup

from seethrough.explain.doctor.told import evidence, sentence
from seethrough.files import writing
from seethrough.plots.inline import panel
from seethrough.report.page import render

if TYPE_CHECKING:
    from seethrough.explain.doctor import Diagnosis, Finding


def write(diagnosis: Diagnosis, path: str | Path, target: str, source: str) -> Path:
    """Write the page of a diagnosis, whole or not at all, and return its path.

    Parameters
    ----------
    target : what the network predicts
    source : name of the table that it was looked at with

    Raises
    ------
    OutputError
        It cannot be written there.
    """
    page = render("doctor.html", findings=findings(diagnosis), target=target, source=source)
    with writing(path) as part:
        part.write_text(page, encoding="utf-8")
    return Path(path)


def findings(diagnosis: Diagnosis) -> Markup:
    """What was found as a part of a page; one sentence where that is nothing."""
    found = [
        (finding, sentence(finding), evidence(finding), _drawn(finding, f"doctor-{k}"))
        for k, finding in enumerate(diagnosis)
    ]
    return Markup(render("findings.html", line=diagnosis.line, findings=found))  # noqa: S704 - escaped there


def _drawn(finding: Finding, name: str) -> Markup:
    """The picture of a finding, which has its sentence for words."""
    drawn = Markup(panel(finding.plot, sentence(finding), name))  # noqa: S704 - words are escaped
    return Markup('<figure class="drawing">{}</figure>').format(drawn)
