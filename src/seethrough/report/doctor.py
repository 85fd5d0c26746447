"""The page of a diagnosis: each finding with its evidence, its picture and what to do."""

from __future__ import annotations

from pathlib import Path
from string import ascii_lowercase
from typing import TYPE_CHECKING

from seethrough.explain.doctor.told import evidence, sentence
from seethrough.files import writing
from seethrough.report.drawing import drawing
from seethrough.report.page import render

if TYPE_CHECKING:
    from seethrough.explain.doctor import Diagnosis


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
    found = [
        (
            finding,
            sentence(finding),
            evidence(finding),
            drawing(finding.plot, "".join(ascii_lowercase[int(d)] for d in str(k)), finding.what),
        )
        for k, finding in enumerate(diagnosis)
    ]
    context = {"line": diagnosis.line, "target": target, "source": source}
    page = render("doctor.html", findings=found, **context)
    with writing(path) as part:
        part.write_text(page, encoding="utf-8")
    return Path(path)
