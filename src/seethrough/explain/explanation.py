"""An explanation: lines and notes, that show themselves in every form."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from seethrough.explain import render
from seethrough.explain.sample import Line

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rich.console import Console, ConsoleOptions
    from rich.text import Text


@dataclass(frozen=True, repr=False)
class Explanation:
    """The calculations of a step, in the order of computing.

    It prints as plain text, opens by itself in a notebook, and is coloured and folded by
    `rich.print`.

    Attributes
    ----------
    lines : the calculations
    notes : sentences on what is left out, and on what cannot be followed by hand
    """

    lines: tuple[Line, ...]
    notes: tuple[str, ...] = ()

    def only(self, *numbers: str) -> Explanation:
        """The lines of these equations alone; "x" is what goes in."""
        return Explanation(tuple(line for line in self.lines if line.number in numbers))

    def text(self) -> str:
        """The lines as plain text, one calculation a line."""
        return render.text(self.lines, self.notes)

    def html(self) -> str:
        """The lines as an HTML page that works offline, with MathML."""
        return render.page(self._repr_html_())

    def latex(self) -> str:
        """The lines as a LaTeX document."""
        return render.latex(self.lines, self.notes)

    def json(self) -> str:
        """The lines as JSON, each calculation a tree with full and shown values."""
        return json.dumps(self.records(), ensure_ascii=False, indent=1)

    def records(self) -> dict[str, Any]:
        """What JSON holds."""
        return render.records(self.lines, self.notes)

    def __repr__(self) -> str:
        return self.text()

    def _repr_html_(self) -> str:
        return render.styled(self.lines, self.notes)

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> Iterator[Text]:
        return render.printed(self.lines, self.notes, options.max_width)
