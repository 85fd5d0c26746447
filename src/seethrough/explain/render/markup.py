"""Lines as HTML with MathML: a fragment for a page of others, or a page that stands alone."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape
from itertools import groupby

from seethrough.explain.expression import Symbol
from seethrough.explain.render.text import few, joined, remark
from seethrough.explain.sample import HEADINGS, Line
from seethrough.explain.spelling import Power, Token, sides
from seethrough.maths.mathml import math, row, sub, subsup, sup, token

POWERS = str.maketrans("⁻⁰¹²³⁴⁵⁶⁷⁸⁹", "−0123456789")
INVISIBLE_TIMES = "\u2062"
ACCENTS = {"\u0302": "^", "\u0304": "¯"}
BREAKS = {" + ", " − ", " / ", " = ", " ← "}  # a long row may go on in the next line before these
STYLE = """<style>
.seethrough-step { line-height: 1.6; }
.seethrough-step .note { opacity: .75; margin: .3rem 0; }
.seethrough-step h4 { display: flex; flex-wrap: wrap; gap: .2rem 1rem; align-items: center;
  margin: 1.2rem 0 .4rem; padding: .4rem .8rem; font: inherit; border-radius: 6px;
  background: rgba(128, 128, 128, .13); }
.seethrough-step .number { font-weight: 700; }
.seethrough-step h4 .words { margin-left: auto; }
.seethrough-step .words, .seethrough-step .check { font-size: .85em; opacity: .75; }
.seethrough-step .line { margin: .3rem 0; padding-left: 1rem; text-indent: -1rem; }
.seethrough-step .result { font-weight: 600; white-space: nowrap; }
.seethrough-step .check::before { content: "· "; }
.seethrough-step table { border-collapse: collapse; margin: 1.2rem 0 .4rem; }
.seethrough-step caption { text-align: left; opacity: .75; padding: .2rem 0; }
.seethrough-step td, .seethrough-step th { text-align: right; white-space: nowrap;
  padding: .1rem .6rem; font-variant-numeric: tabular-nums; }
.seethrough-step .scroll { overflow-x: auto; }
</style>"""
PAGE = """<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>One step, number by number</title>
<style>:root {{ color-scheme: light dark; }}
body {{ max-width: 52rem; margin: 0 auto; padding: 1rem; font: 1rem/1.6 system-ui, sans-serif;
  overflow-wrap: anywhere; }}</style></head>
<body><h1>One step, number by number</h1>
{}
</body>
</html>
"""


def page(shown: str) -> str:
    """What is shown, as a whole page that works offline."""
    return PAGE.format(shown)


def styled(lines: Iterable[Line], notes: Iterable[str] = ()) -> str:
    """The lines with the style that they need, as a notebook shows them."""
    told = "\n".join(f'<p class="note">{escape(note)}</p>' for note in notes)
    return f'{STYLE}\n<div class="seethrough-step">\n{told}\n{fragment(lines)}\n</div>'


def fragment(lines: Iterable[Line]) -> str:
    """The lines as an HTML fragment with MathML, a section an equation; names are escaped.

    To be styled: section.step, .number and .words in its heading; p.line with span.symbol,
    .formula, .numbers, .result, .check and .words in it.
    """
    return "\n".join(
        "\n".join(['<section class="step">', _heading(number), *map(_line, group), "</section>"])
        for number, group in groupby(lines, lambda line: line.number)
    )


def _heading(number: str) -> str:
    equation = HEADINGS[number]
    shown = "" if number == "x" else f'<span class="number">{number}</span> '
    return f'<h4>{shown}{equation.mathml} <span class="words">{escape(equation.words)}</span></h4>'


def _line(line: Line) -> str:
    spans = [f'<span class="{kind}">{_broken(tokens)}</span>' for kind, tokens in sides(line)]
    if line.check is not None:
        spans.append(f'<span class="check">numerically {_broken([few(line.check)])}</span>')
    if told := remark(line):
        spans.append(f'<span class="words">{escape(told)}</span>')
    return f'<p class="line">{" ".join(spans)}</p>'


def _broken(tokens: list[Token]) -> str:
    """Tokens as MathML, a formula of its own from each place where the row may be broken."""
    pieces: list[list[str]] = [[]]
    for part in tokens:
        if part in BREAKS and pieces[-1]:
            pieces.append([])
        pieces[-1].append(_mathml(part))
    return " ".join(math(*piece) for piece in pieces)


def _mathml(part: Token) -> str:
    if isinstance(part, Symbol):
        return _symbol(part)
    if isinstance(part, Power):
        return sup(row(_mathml(part.base)), row(_mathml(part.exponent)))
    if part in BREAKS:
        return f'<mo form="infix">{part.strip()}</mo>'
    if part.strip("−")[:1].isdecimal():
        return _number(part)
    return token(INVISIBLE_TIMES if part == " " else part)


def _symbol(symbol: Symbol) -> str:
    """A letter with layer and indices; of a gradient, the last letter bears them."""
    letter, layer, index = symbol.letter, symbol.layer, joined(symbol.indices)
    before, slash, last = letter.rpartition("/∂")
    base = _accented(last)
    if layer and index:
        base = subsup(base, index, layer)
    elif index:
        base = sub(base, index)
    return row(*(before + slash), base) if before else token(base)


def _accented(letter: str) -> str:
    if letter[-1] in ACCENTS:
        return f"<mover>{token(letter[:-1])}<mo>{ACCENTS[letter[-1]]}</mo></mover>"
    return token(letter) if letter.isalpha() else row(*letter)


def _number(written: str) -> str:
    """A written number: its sign, its digits, and the power of ten if it has one."""
    digits, _, power = written.removeprefix("−").partition("·10")
    parts = ["−"] if written.startswith("−") else []
    parts.append(digits)
    if power:
        parts += ["·", sup("10", row(*_signed_digits(power.translate(POWERS))))]
    return row(*parts) if len(parts) > 1 else token(digits)


def _signed_digits(power: str) -> list[str]:
    return ["−", power[1:]] if power.startswith("−") else [power]
