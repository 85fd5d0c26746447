"""Lines as a LaTeX document, a paragraph a calculation: TeX breaks long ones at their signs."""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import groupby

from seethrough.explain.expression import Symbol
from seethrough.explain.render.markup import POWERS
from seethrough.explain.render.text import few, joined, remark
from seethrough.explain.sample import HEADINGS, Line
from seethrough.explain.spelling import Power, Token, sides

DOCUMENT = r"""\documentclass{article}
\usepackage[margin=2cm]{geometry}
\setlength{\parindent}{0pt}
\begin{document}
%s
\end{document}
"""
ACCENTS = {"\u0302": r"\hat{%s}", "\u0304": r"\bar{%s}"}
LETTERS = {
    " ": r"\, ",
    " + ": " + ",
    " − ": " - ",
    " / ": " / ",
    " = ": " = ",
    " ← ": r" \leftarrow ",
    "·": r" \cdot ",
    "−": "-",
    "′": "'",
    "²": "^{2}",
    "ᵢ": "_{i}",
    "‖": r"\Vert ",
    "∂": r"\partial ",
    "ℓ": r"\ell ",
    "Σ": r"\Sigma ",
    "β": r"\beta ",
    "δ": r"\delta ",
    "ε": r"\epsilon ",
    "η": r"\eta ",
    "θ": r"\theta ",
    "κ": r"\kappa ",
    "λ": r"\lambda ",
    "μ": r"\mu ",
    "ρ": r"\rho ",
    "σ": r"\sigma ",
    "τ": r"\tau ",
}
DIGITS = str.maketrans("₀₁₂₃₄₅₆₇₈₉", "0123456789")
SPECIAL = {c: f"\\{c}" for c in "&%$#_{}"} | {
    "\\": r"\textbackslash{}",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
    "−": "$-$",
    "<": "$<$",
    ">": "$>$",
    "|": "$|$",
    '"': "''",
}
SIGNS = {c: f"${sign.strip()}$" for c, sign in LETTERS.items() if c.strip() == c}
SIGNS |= {c: f"$_{{{i}}}$" for i, c in enumerate("₀₁₂₃₄₅₆₇₈₉")}
SIGNS |= {c: f"$^{{{i}}}$" for i, c in enumerate("⁰¹²³⁴⁵⁶⁷⁸⁹")} | SPECIAL


def latex(lines: Iterable[Line], notes: Iterable[str] = ()) -> str:
    """The lines as a whole document that needs no package but geometry; names are escaped."""
    parts = [f"{escaped(note)}\n" for note in notes]
    for number, group in groupby(lines, lambda line: line.number):
        parts.append(_heading(number))
        parts += map(_line, group)
    return DOCUMENT % "\n".join(parts)


def escaped(words: str) -> str:
    """Words as LaTeX text: no letter of them is a command; mathematics is set as such."""
    return "".join(SIGNS.get(c, c) for c in words)


def _heading(number: str) -> str:
    equation = HEADINGS[number]
    label = "" if number == "x" else rf"\textbf{{{number}}}\quad "
    return rf"\medskip {label}${equation.latex}$\quad {escaped(equation.words)}" + "\n"


def _line(line: Line) -> str:
    calculation = "".join(_formula(tokens) for _, tokens in sides(line))
    check = "" if line.check is None else rf"\quad (numerically ${_number(few(line.check))}$)"
    told = rf"\quad {escaped(remark(line))}" if remark(line) else ""
    return f"${calculation}${check}{told}\n"


def _formula(tokens: list[Token]) -> str:
    """Tokens as LaTeX; what a root covers ends where its bracket is closed."""
    parts, open_brackets = [], []
    for i, part in enumerate(tokens):
        if part == "(":
            root = i > 0 and tokens[i - 1] == "√"
            open_brackets.append("}" if root else ")")
            parts.append(r"\sqrt{" if root else "(")
        elif part == ")":
            parts.append(open_brackets.pop())
        elif part != "√":
            parts.append(_token(part))
    return "".join(parts)


def _token(part: Token) -> str:
    if isinstance(part, Symbol):
        return _symbol(part)
    if isinstance(part, Power):
        return f"{_token(part.base)}^{{{_token(part.exponent)}}}"
    if part.strip("−")[:1].isdecimal():
        return _number(part)
    if part in LETTERS:
        return LETTERS[part]
    return _function(part) if part[0].isalpha() else part


def _function(called: str) -> str:
    """A function's name; what has a prime is its slope."""
    bare = called.removesuffix("′")
    word = LETTERS.get(bare, rf"\mathrm{{{bare.replace('_', chr(92) + '_')}}}")
    return word + "'" * (len(called) - len(bare))


def _symbol(symbol: Symbol) -> str:
    *before, last = symbol.letter.rpartition("/∂")
    base = _word(last)
    if symbol.layer:
        base += f"^{{{symbol.layer}}}"
    if symbol.indices:
        base += f"_{{{joined(symbol.indices)}}}"
    return "".join(_word(some) for some in before if some) + base


def _word(letters: str) -> str:
    """A name: one letter, one with an accent, a word, or signs and letters in a row."""
    if letters[-1] in ACCENTS:
        return ACCENTS[letters[-1]] % _word(letters[:-1]).strip()
    if len(letters) > 1 and letters.isascii() and letters.isalpha():
        return rf"\mathrm{{{letters}}}"
    runs = re.split("([₀-₉]+)", letters)
    return "".join(
        f"_{{{run.translate(DIGITS)}}}" if i % 2 else "".join(LETTERS.get(c, c) for c in run)
        for i, run in enumerate(runs)
    )


def _number(written: str) -> str:
    digits, _, power = written.replace("−", "-").partition("·10")
    if not power:
        return digits
    return rf"{digits} \cdot 10^{{{power.translate(POWERS).replace('−', '-')}}}"
