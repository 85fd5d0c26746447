"""The diagnosis: findings in a row, to be printed, shown in a notebook, or gone through."""

from __future__ import annotations

from collections import Counter
from html import escape
from textwrap import fill

import numpy as np

from seethrough.explain.doctor.patient import Finding
from seethrough.plots.inline import apart, panel

HEALTHY = "Nothing found: the doctor looked and has nothing to say."
WIDTH = 76


class Diagnosis(tuple[Finding, ...]):
    """Findings, the gravest first: a tuple that prints as text and shows itself in a notebook."""

    __slots__ = ()

    @property
    def names(self) -> tuple[str, ...]:
        """What was found, in a word or two each."""
        return tuple(finding.name for finding in self)

    @property
    def line(self) -> str:
        """All of it in one line."""
        times = Counter(self.names)
        things = "1 thing" if len(times) == 1 else f"{len(times)} things"
        told = [f"{name} ({n} times)" if n > 1 else name for name, n in times.items()]
        return f"The doctor found {things}: {', '.join(told)}." if self else HEALTHY

    def __str__(self) -> str:
        """Each finding with its evidence and what to do, as plain text."""
        return "\n\n".join([self.line, *map(text, self)] if self else [self.line])

    def __repr__(self) -> str:
        """The names of what was found."""
        return f"Diagnosis({', '.join(self.names)})"

    def _repr_html_(self) -> str:
        return self.html(apart("doctor"))

    def html(self, name: str) -> str:
        """Each finding with its picture, folded; `name` sets the drawings apart on a page."""
        return f"<p>{escape(self.line)}</p>" + "".join(
            html(finding, f"{name}-{k}") for k, finding in enumerate(self)
        )


def text(finding: Finding) -> str:
    """A finding as plain text."""
    lines = [
        fill(f"{finding.name}: {finding.what}", WIDTH),
        fill(
            f"evidence: {evidence(finding)}", WIDTH, initial_indent="  ", subsequent_indent="    "
        ),
        fill(f"do: {finding.change}", WIDTH, initial_indent="  ", subsequent_indent="    "),
    ]
    ways = [("with", finding.setting), ("or seethrough train …", finding.command)]
    return "\n".join(lines + [f"  {word} {way}" for word, way in ways if way])


def html(finding: Finding, name: str) -> str:
    """A finding as HTML, folded behind its name; its drawing is named as for `panel`."""
    what = f"{finding.name}: {finding.what}"
    ways = f"<code>{escape(finding.setting)}</code>"
    if finding.command:
        ways += f" or <code>seethrough train … {escape(finding.command)}</code>"
    return (
        f"<details><summary><b>{escape(finding.name)}</b>: {escape(finding.what)}</summary>"
        f"<p>{escape(evidence(finding))}</p><p>{escape(finding.change)} {ways}</p>"
        f"{panel(finding.plot, what, name)}</details>"
    )


def sentence(finding: Finding) -> str:
    """What was found, with a capital letter in front."""
    return finding.what[0].upper() + finding.what[1:]


def evidence(finding: Finding) -> str:
    """The numbers that a finding rests on, as text."""
    return ", ".join(f"{name}: {number(value)}" for name, value in finding.evidence.items())


def number(value: float) -> str:
    """A number of evidence: whole ones whole, others to four digits."""
    if not np.isfinite(value):
        return "not finite"
    whole = float(value).is_integer() and abs(value) < 1e6
    return f"{value:,.0f}".replace("-", "−") if whole else f"{value:.4g}".replace("-", "−")
