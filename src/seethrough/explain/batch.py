"""A whole batch: the numbers of one step for all samples at once, as tables."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from html import escape
from typing import Any, NamedTuple, overload

import numpy as np
from numpy import ndarray

from seethrough.explain import forward as ahead
from seethrough.explain.digits import RESULT, rounded, write
from seethrough.explain.explanation import Explanation
from seethrough.explain.expression import MOST, Number, Symbol, largest, plus, total
from seethrough.explain.render import name
from seethrough.explain.render.text import INDICES, heading
from seethrough.explain.sample import HEADINGS, LBFGS, Line, Sample, Step
from seethrough.explain.step import ONLY_LBFGS, passes
from seethrough.explain.update import moved
from seethrough.maths.heads import head
from seethrough.maths.network import Layer, costs, layers


class Names(Sequence[str]):
    """Names that are made when they are asked for: a network has millions of weights."""

    def __init__(self, count: int, name: Callable[[int], str]) -> None:
        self._count, self._name = count, name

    def __len__(self) -> int:
        return self._count

    @overload
    def __getitem__(self, place: int) -> str: ...
    @overload
    def __getitem__(self, place: slice) -> Sequence[str]: ...
    def __getitem__(self, place: int | slice) -> str | Sequence[str]:
        """The name in a place."""
        places = range(self._count)[place]
        return self._name(places) if isinstance(places, int) else [*map(self._name, places)]


class Table(NamedTuple):
    """Numbers of one kind: rows are samples, or parameters.

    Attributes
    ----------
    number : the equation they come from
    title : in words
    rows, columns : names
    values : (rows, columns), all of them
    order : the rows that are shown, in this order
    """

    number: str
    title: str
    rows: Sequence[str]
    columns: tuple[str, ...]
    values: ndarray
    order: ndarray


@dataclass(frozen=True, repr=False, eq=False, kw_only=True)
class Batch(Explanation):
    """A step for all samples at once: tables, and the cost as the sum of the samples' shares."""

    tables: tuple[Table, ...]

    def text(self) -> str:
        """Tables and lines as plain text; of long and wide tables the first part."""
        return "\n\n".join([super().text(), *map(_as_text, self.tables)])

    def records(self) -> dict[str, Any]:
        """What JSON holds: the lines, and every table whole."""
        tables = [
            t._replace(rows=[*t.rows], values=t.values.tolist(), order=t.order.tolist())._asdict()
            for t in self.tables
        ]
        return {**super().records(), "tables": tables}

    def _repr_html_(self) -> str:
        tables = "\n".join(map(_as_html, self.tables))
        return f'{super()._repr_html_()}\n<div class="seethrough-step">\n{tables}\n</div>'


def explain_batch(step: Step) -> Batch:
    """Return the tables of a step: sums, activations, answers, losses, errors, and parameters.

    Raises
    ------
    DivergenceError
        A number of the step is NaN or infinite.
    """
    s = Sample(step, *passes(step), 0)
    each = head(step.net.head).loss(s.tape.z[-1], s.tape.p, step.y).sum(axis=1)
    shares = (each if step.w is None else step.w * each).astype(float) / s.size().value
    order = largest(shares, len(shares))
    tables = (*_samples(s, each, shares, order), *_parameters(s))
    notes = (
        "The samples with the largest losses come first, counted from 0.",
        *([ONLY_LBFGS] if step.optimiser == LBFGS else []),
    )
    return Batch(tuple(_cost(s, shares)), notes, tables=tables)


def _cost(s: Sample, shares: ndarray) -> Iterator[Line]:
    """The mean loss as the sum of the samples' shares, and the cost."""

    def term(i: int) -> Number:
        return Number(float(shares[i]), Symbol(f"L{str(i).translate(INDICES)}"))

    first = list(ahead.cost(s))
    data = costs(s.net, s.tape, s.step.y, s.step.w, s.step.penalty)[0]
    words = "each sample's share of the mean loss"
    yield Line("E4", ahead.DATA, plus(*total(shares, term)), data, words)
    yield from first[2:]


def _samples(s: Sample, each: ndarray, shares: ndarray, order: ndarray) -> Iterator[Table]:
    step, rows = s.step, tuple(map(str, range(len(each))))
    columns = [_name(s.p(k).symbol) for k in range(s.net.widths[-1])]
    targets = [_name(s.target(k).symbol) for k in range(s.net.widths[-1])]
    weight = [] if step.w is None else [step.w]
    yield Table(
        *("E4", "answers and losses", rows),
        (*targets, *columns, *(["w"] if weight else []), "ℓ", "Lᵢ"),
        np.column_stack([step.y, s.tape.p, *weight, each, shares]).astype(float),
        order,
    )
    for l, z in enumerate(s.tape.z):
        yield _layer(f"sums of layer {l}", "E1", [s.z(l, k) for k in range(z.shape[1])], z, order)
        if l < s.last:
            a = s.tape.a[l + 1]
            names = [s.a(l + 1, k) for k in range(a.shape[1])]
            yield _layer(f"activations of layer {l}", "E2", names, a, order)
    for l in reversed(range(s.last + 1)):
        delta, number = s.slopes.delta[l], "E5" if l == s.last else "E6"
        names = [s.delta(l, k) for k in range(delta.shape[1])]
        yield _layer(f"errors of layer {l}", number, names, delta, order)


def _layer(
    title: str, number: str, names: Sequence[Number], values: ndarray, order: ndarray
) -> Table:
    columns = tuple(_name(one.symbol) for one in names)
    return Table(number, title, tuple(map(str, range(len(values)))), columns, values, order)


def _parameters(s: Sample) -> Iterator[Table]:
    """Every parameter before, its gradient, and after the step."""
    by_hand = s.step.optimiser != LBFGS
    after = moved(s).theta if by_hand else s.step.theta
    whole = zip(
        *(layers(v, s.net.widths) for v in (s.step.theta, s.slopes.dtheta, after)), strict=True
    )
    for l, three in enumerate(whole):
        yield _layers_parameters(s, "W", l, three if by_hand else three[:2])
        yield _layers_parameters(s, "b", l, three if by_hand else three[:2])


def _layers_parameters(s: Sample, letter: str, l: int, states: Sequence[Layer]) -> Table:
    """A layer's weights or biases in these states: before, gradient, and after."""
    values = np.column_stack([getattr(one, letter).ravel() for one in states]).astype(float)
    number, title, one = ("E7", "weights", s.W) if letter == "W" else ("E8", "biases", s.b)
    shape = getattr(states[0], letter).shape

    def called(i: int) -> str:
        return _name(one(l, *map(int, np.unravel_index(i, shape))).symbol)

    columns = ("before", "gradient", "after")[: len(states)]
    order = np.argsort(-np.abs(values[:, 1]), kind="stable")
    rows = Names(len(values), called)
    return Table(number, f"{title} of layer {l}", rows, columns, values, order)


def _name(symbol: Symbol | None) -> str:
    return "" if symbol is None else name(symbol)


def _cells(table: Table) -> tuple[list[list[str]], str]:
    """Head and rows that are shown, and what is left out."""
    rows, columns = table.order[:MOST], table.columns[:MOST]
    head = ["parameter" if "gradient" in columns else "sample", *columns]
    numbers = table.values[:, : len(columns)]
    body = [[table.rows[i], *(write(rounded(float(v), RESULT)) for v in numbers[i])] for i in rows]
    lost = []
    if len(rows) < len(table.rows):
        lost.append(f"{len(table.rows) - len(rows):,} more rows")
    if len(columns) < len(table.columns):
        lost.append(f"{len(table.columns) - len(columns):,} more columns")
    return [head, *body], " and ".join(lost)


def _as_text(table: Table) -> str:
    cells, lost = _cells(table)
    widths = [max(map(len, column)) for column in zip(*cells, strict=True)]
    lines = [
        "  ".join(cell.rjust(width) for cell, width in zip(row, widths, strict=True))
        for row in cells
    ]
    told = f"{heading(table.number)}: {table.title}"
    return "\n".join(
        [told, *(f"    {line}" for line in lines), *([f"    … {lost}"] if lost else [])]
    )


def _as_html(table: Table) -> str:
    (head, *body), lost = _cells(table)
    top = "".join(f'<th scope="col">{escape(cell)}</th>' for cell in head)
    rows = "".join(
        f"<tr>{''.join(f'<td>{escape(cell)}</td>' for cell in row)}</tr>" for row in body
    )
    more = f"<p>… {lost}</p>" if lost else ""
    words = f"{table.number} {HEADINGS[table.number].words}: {table.title}"
    return (
        f'<div class="scroll"><table><caption>{escape(words)}</caption>'
        f"<tr>{top}</tr>{rows}</table>{more}</div>"
    )
