"""Preprocessing: from the values of a table's row to the numbers that the network is given.

What scales a column is told as a calculation, (raw − mean) / spread; anything else is quoted.
Transformers are known by their names, so that none of their packages is imported.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy import ndarray

from seethrough.explain.expression import Expression, Number, Symbol, minus, over, plus, times

RAW = Symbol("raw")
Affine = Callable[[Any, int, Expression], Expression]


class Origin(NamedTuple):
    """Where a number comes from: a calculation, if there is one, and in words."""

    expression: Expression | None
    words: str


def origins(steps: Sequence[tuple[str, Any]], table: Any) -> list[Origin]:
    """Return the origin of each number that these steps make of a table of one row."""
    return _behind(steps, list(_raw(table)), table)


def _behind(steps: Sequence[tuple[str, Any]], found: list[Origin], table: Any) -> list[Origin]:
    """The origins behind several steps."""
    for _, step in steps:
        if step is None or isinstance(step, str):  # "passthrough"
            continue
        after = step.transform(table)
        found, table = _traced(step, found, table, _row(after)), after
    return found


def _raw(table: Any) -> Iterator[Origin]:
    """The values of the row as they came."""
    names = getattr(table, "columns", None)
    for j, value in enumerate(_row(table)):
        name = f"column {j}" if names is None else str(names[j])
        number = _number(value)
        if number is None:
            yield Origin(None, f"{name} missing" if _missing(value) else f"{name} = {value!r}")
        else:
            yield Origin(Number(number, RAW), name)


def _traced(step: Any, before: list[Origin], table: Any, after: ndarray) -> list[Origin]:
    """The origins behind a step, from those before it."""
    kind = type(step).__name__
    if kind == "Pipeline":
        return _behind(step.steps, before, table)
    if kind in SPLITTING:
        return SPLITTING[kind](step, before, table, after)
    if hasattr(step, "get_support"):  # a choice of columns leaves them as they are
        return [before[j] for j in np.flatnonzero(step.get_support())]
    if kind == "FunctionTransformer" and step.func is None:
        return before
    if kind in AFFINE:
        return [_scaled(step, j, one, kind) for j, one in enumerate(before)]
    names = _names(step, before, len(after))
    return [Origin(None, f"{name}, by {kind}") for name in names]


def _names(step: Any, before: list[Origin], many: int) -> list[str]:
    """What the outputs of a step are called: as their inputs, or as the step says."""
    if any(kind.__name__ == "OneToOneFeatureMixin" for kind in type(step).__mro__):
        return [one.words for one in before]
    try:
        return [str(name) for name in step.get_feature_names_out()]
    except (AttributeError, ValueError, TypeError):  # not every step has names, or knows them
        return ["a number"] * many


def _scaled(step: Any, j: int, one: Origin, kind: str) -> Origin:
    if one.expression is None:
        return one._replace(words=f"{one.words}, by {kind}")
    return one._replace(expression=AFFINE[kind](step, j, one.expression))


def standardised(step: Any, j: int, part: Expression) -> Expression:
    """(raw − mean) / spread, as StandardScaler learned them."""
    return _centred(step.mean_, "mean", step.scale_, j, part)


def unstandardised(step: Any, j: int, part: Expression) -> Expression:
    """The way back: part · spread + mean."""
    spread, mean = float(step.scale_[j]), float(step.mean_[j])
    return plus(times(part, Number(spread, Symbol("spread"))), Number(mean, Symbol("mean")))


def _robust(step: Any, j: int, part: Expression) -> Expression:
    return _centred(step.center_, "median", step.scale_, j, part)


def _centred(middles: Any, called: str, spreads: Any, j: int, part: Expression) -> Expression:
    if middles is not None:
        part = minus(part, Number(float(middles[j]), Symbol(called)))
    return part if spreads is None else over(part, Number(float(spreads[j]), Symbol("spread")))


def _between(step: Any, j: int, part: Expression) -> Expression:
    slope = Number(float(step.scale_[j]), Symbol("slope"))
    return plus(times(part, slope), Number(float(step.min_[j]), Symbol("start")))


def _largest(step: Any, j: int, part: Expression) -> Expression:
    return over(part, Number(float(step.scale_[j]), Symbol("largest")))


def _columns(step: Any, before: list[Origin], table: Any, after: ndarray) -> list[Origin]:
    """Behind scikit-learn's ColumnTransformer: each part has columns of its own."""
    found: list[Origin] = [Origin(None, "a number")] * len(after)
    names = list(getattr(table, "columns", range(len(before))))
    for name, part, columns in step.transformers_:
        places = step.output_indices_[name]
        if isinstance(part, str) and part == "drop":
            continue
        chosen = _chosen(columns, names)
        some = table.iloc[:, chosen] if hasattr(table, "iloc") else table[:, chosen]
        its = [before[j] for j in chosen]
        if not isinstance(part, str):
            its = _traced(part, its, some, _row(part.transform(some)))
        found[places] = its
    return found


def _chosen(columns: Any, names: list[Any]) -> list[int]:
    """The places of columns that are given by names, numbers, a slice or yes and no."""
    if isinstance(columns, slice):
        return list(range(len(names)))[columns]
    wanted = [columns] if isinstance(columns, str | int) else list(columns)
    if wanted and all(isinstance(one, bool | np.bool_) for one in wanted):
        return np.flatnonzero(wanted).tolist()
    return [names.index(one) if isinstance(one, str) else int(one) for one in wanted]


def _vectorized(step: Any, before: list[Origin], table: Any, _: ndarray) -> list[Origin]:
    """Behind skrub's TableVectorizer: each output has one column that it comes from."""
    known = dict(zip(map(str, table.columns), before, strict=True))
    scales = {
        column: scale
        for _, part in step._pipeline.steps  # noqa: SLF001 - where skrub keeps them
        for column, scale in getattr(part, "transformers_", {}).items()
        if hasattr(scale, "standard_")
    }
    found = []
    for output in step.all_outputs_:
        column = step.output_to_input_[output]
        one, scale = known[column], scales.get(column)
        if scale is not None and output.endswith("(plain)") and one.expression is not None:
            found.append(Origin(standardised(scale.standard_, 0, one.expression), output))
        else:
            raw = one.expression.value if isinstance(one.expression, Number) else None
            source = one.words if raw is None else f"{one.words} = {raw:g}"
            found.append(Origin(None, f"{output}, from {source}"))
    return found


def _filled(step: Any, before: list[Origin], table: Any, after: ndarray) -> list[Origin]:
    """Behind SimpleImputer: gaps are filled, all else stays; columns that tell of gaps follow."""
    gaps = [_missing(value) for value in _row(table)]
    if len(after) < len(before) or (len(after) > len(before) and step.indicator_ is None):
        return [Origin(None, "a number, by SimpleImputer")] * len(after)
    kept = [
        Origin(None, f"{one.words}: missing, filled") if gap else one
        for one, gap in zip(before, gaps, strict=True)
    ]
    told = [] if step.indicator_ is None else step.indicator_.features_.tolist()
    return [*kept, *(Origin(None, f"whether missing: {before[j].words}") for j in told)]


def _row(table: Any) -> ndarray:
    """The one row of a table."""
    dense = table.toarray() if hasattr(table, "toarray") else table
    return np.asarray(dense, dtype=object).reshape(1, -1)[0]


def _number(value: Any) -> float | None:
    """A finite number, or None."""
    if isinstance(value, str | bytes | bool | np.bool_) or value is None:
        return None
    try:
        number = float(value)
    except (TypeError, ValueError):  # a date, or a missing value of pandas
        return None
    return number if np.isfinite(number) else None


def _missing(value: Any) -> bool:
    return value is None or str(value) in {"nan", "<NA>", "NaT"}


AFFINE: dict[str, Affine] = {
    "StandardScaler": standardised,
    "RobustScaler": _robust,
    "MinMaxScaler": _between,
    "MaxAbsScaler": _largest,
}
Splitting = Callable[[Any, list[Origin], Any, ndarray], list[Origin]]
SPLITTING: dict[str, Splitting] = {
    "ColumnTransformer": _columns,
    "TableVectorizer": _vectorized,
    "SimpleImputer": _filled,
}
