"""Lines in the terminal: coloured by sign, and folded where a sum may be broken."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import TYPE_CHECKING

from seethrough.explain.render.markup import BREAKS
from seethrough.explain.render.text import few, heading, remark, word
from seethrough.explain.sample import Line
from seethrough.explain.spelling import Token, sides

if TYPE_CHECKING:
    from rich.text import Text

INDENT, DEEPER = "  ", "      "
PLUS, MINUS = "dark_orange3", "deep_sky_blue3"  # apart for colour-blind eyes too
FAINT = "bright_black"
Piece = tuple[str, str]  # letters and their style


def printed(lines: Iterable[Line], notes: Iterable[str], width: int) -> Iterator[Text]:
    """Yield the lines for rich, none wider than so many columns where it can be helped."""
    from rich.text import Text

    for note in notes:
        yield Text(note, style=FAINT)
    for number, group in groupby(lines, lambda line: line.number):
        yield Text(f"\n{heading(number)}", style="bold")
        for line in group:
            yield from map(_joined, _folded([*_chunks(line)], width))


def _joined(row: list[Piece]) -> Text:
    from rich.text import Text

    return Text.assemble(*row)


def _folded(chunks: list[list[Piece]], width: int) -> Iterator[list[Piece]]:
    """Rows of chunks, each as long as the width allows; those after the first are set in."""
    row: list[Piece] = [(INDENT, "")]
    for chunk in chunks:
        if _length(row) + _length(chunk) > width and len(row) > 1:
            yield row
            row = [(DEEPER, "")]
        row += chunk
    yield row


def _length(pieces: list[Piece]) -> int:
    from rich.cells import cell_len

    return sum(cell_len(letters) for letters, _ in pieces)


def _chunks(line: Line) -> Iterator[list[Piece]]:
    """The pieces of a line that stay together."""
    for kind, tokens in sides(line):
        chunk: list[Piece] = []
        for part in tokens:
            if part in BREAKS and chunk:
                yield chunk
                chunk = []
            chunk.append((word(part), _style(kind, part, line)))
        yield chunk
    if line.check is not None:
        yield [(f"  (numerically {few(line.check)})", FAINT)]
    if told := remark(line):
        yield [(f"   {told}", FAINT)]


def _style(kind: str, part: Token, line: Line) -> str:
    """Numbers are coloured by their sign, results by the line's."""
    if kind in {"symbol", "formula"} or not isinstance(part, str) or part in BREAKS:
        return ""
    if kind == "result":
        return f"bold {_by_sign(line.result)}".strip()
    digits = part.lstrip("−")
    return _by_sign(_sign(part)) if digits[:1].isdecimal() else ""


def _sign(written: str) -> int:
    """Of a written number."""
    if not written.partition("·")[0].strip("−0."):
        return 0
    return -1 if written.startswith("−") else 1


def _by_sign(value: float) -> str:
    return PLUS if value > 0 else MINUS if value < 0 else ""
