"""A pipeline explained: raw value, scaled value, network, and back to the target's unit."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from seethrough.errors import SettingError
from seethrough.explain.explanation import Explanation
from seethrough.explain.expression import Number, Symbol
from seethrough.explain.preprocessing import RAW, Origin, origins, standardised, unstandardised
from seethrough.explain.sample import Line
from seethrough.explain.step import refuse_no_row

ANSWER = Symbol("answer")


def explain(pipeline: Any, X: Any, y: Any, sample: int | None = 0, **how: Any) -> Explanation:
    """Return where each number of a sample's answer comes from, its raw values among them.

    Parameters
    ----------
    pipeline : a fitted scikit-learn Pipeline that ends in one of our networks, or in a
        TransformedTargetRegressor around one; or the network itself
    X, y : a table as the pipeline takes it, and what belongs to its rows
    sample : row of X, from 0; None for all rows at once, as tables
    how : unit, weight, step and sample_weight, as for the network's own `explain`

    Raises
    ------
    SettingError
        The last step is no network of ours.
    DataError, NotFittedError
        As for the network's own `explain`.
    """
    steps = list(getattr(pipeline, "steps", [("network", pipeline)]))
    before, last = steps[:-1], steps[-1][1]
    scale = getattr(last, "transformer_", None)
    network = getattr(last, "regressor_", last)
    if not hasattr(network, "explain"):
        raise SettingError(
            f"the pipeline ends in {type(network).__name__}, which cannot be explained. Needed is "
            "a fitted MLPClassifier or MLPRegressor of seethrough at its end. Take another one."
        )
    if sample is not None:
        refuse_no_row(sample, len(y))
    made = X
    for _, step in before:
        made = made if step is None or isinstance(step, str) else step.transform(made)
    told = network.explain(made, y if scale is None else _scaled(scale, y), sample, **how)
    if sample is None:
        return told
    row = X.iloc[[sample]] if hasattr(X, "iloc") else np.asarray(X)[[sample]]
    lines = _with_origins(told.lines, origins(before, row)) if before else told.lines
    if type(scale).__name__ == "StandardScaler":
        lines = _with_target(list(lines), scale, np.asarray(y, float).reshape(len(y), -1)[sample])
    return replace(told, lines=tuple(lines))


def _scaled(scale: Any, y: Any) -> Any:
    """A target as the network learned it."""
    whole = np.asarray(y, float)
    made = scale.transform(whole.reshape(len(whole), -1))
    return made[:, 0] if whole.ndim == 1 else made


def _with_origins(lines: Sequence[Line], found: Sequence[Origin]) -> Iterator[Line]:
    """The lines, each input's telling where it comes from."""
    for line in lines:
        if line.number != "x" or line.symbol.letter != "x":
            yield line
            continue
        origin = found[int(line.symbol.indices[0]) - 1]
        named = line.symbol._replace(name=origin.words)
        expression = origin.expression or Number(line.result, named)
        yield line._replace(symbol=named, expression=expression, words=origin.words)


def _with_target(lines: Sequence[Line], scale: Any, raw: Any) -> Iterator[Line]:
    """The lines, with targets and answers in the target's own unit too, if it is only scaled."""
    for line in lines:
        k = int(line.symbol.indices[0]) - 1 if line.symbol.indices else 0
        if line.number == "x" and line.symbol.letter == "y":
            yield line._replace(expression=standardised(scale, k, Number(float(raw[k]), RAW)))
            continue
        yield line
        if line.number == "E3":
            back = unstandardised(scale, k, Number(line.result, line.symbol))
            value = line.result * float(scale.scale_[k]) + float(scale.mean_[k])
            yield Line("E3", ANSWER, back, value, "in the target's own unit")
