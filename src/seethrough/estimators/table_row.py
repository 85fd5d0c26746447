"""A table's row explained, from its raw values on, at any step of the model's training."""

from __future__ import annotations

from copy import copy
from typing import TYPE_CHECKING, Any

from sklearn.pipeline import Pipeline

from seethrough.data.target import prepared
from seethrough.errors import DataError, SettingError
from seethrough.estimators.remaking import another_table
from seethrough.estimators.tabular import TableModel, calm
from seethrough.estimators.trial import split
from seethrough.explain import Explanation, explain
from seethrough.explain.step import refuse_no_row

if TYPE_CHECKING:
    from pandas import DataFrame


def explained(
    model: TableModel, frame: DataFrame, row: int, step: int | None = None, **how: Any
) -> Explanation:
    """Explain a model's answer to a row of a frame that has the target.

    Parameters
    ----------
    row : from 0
    step : after which update of θ; default as the model is. One that was not kept needs the frame
        that the model learned from
    how : unit and weight, as for `MLPClassifier.explain`

    Raises
    ------
    DataError
        There is no such row, it has no target, a column is not there, or the frame is not the one
        that was learned from.
    SettingError
        There is no such step, unit or weight.
    """
    refuse_no_row(row, len(frame))
    told, _ = model.told(frame.reset_index(drop=True))
    if row not in told.index:
        raise DataError(
            f"row {row} does not tell {model.target!r}. Loss and gradients are those of an answer "
            "beside the truth. Choose a row that has the target."
        )
    sample = int(told.index.get_loc(row))
    with calm():
        pipeline = model.pipeline if step is None else _at(model, told, step)
        return explain(
            *(pipeline, model.table(told), model.truth(told[model.target]), sample), **how
        )


def _at(model: TableModel, told: DataFrame, step: int) -> Pipeline:
    """The pipeline as it was after a step."""
    *before, (name, last) = model.pipeline.steps
    then = _network_at(model, told, step)
    if model.task == "regression":
        whole = copy(last)
        whole.regressor_ = then
        then = whole
    return Pipeline([*before, (name, then)])


def _network_at(model: TableModel, told: DataFrame, step: int) -> Any:
    """The network as it was after a step, made again from the rows that it learned from."""
    network = model.network
    try:
        return network.at(step)
    except SettingError:
        if model.test is None:
            raise
    if len(told) < network._known_run()["rows"]:  # noqa: SLF001 - a part of us
        raise another_table(f"it has {len(told)} rows that tell {model.target!r}")
    y = prepared(told[model.target], model.task)
    rows, _ = split(y, model.task, model.test, network.random_state)
    X = model.pipeline[:-1].transform(model.table(told).iloc[rows])
    return network.at(step, X, model.learned(y.iloc[rows].to_numpy()))
