"""Callbacks of scikit-learn 1.9 and newer, where the installed one has them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from seethrough.estimators.intake import Table, Way
    from seethrough.maths.network import Network
    from seethrough.training import Record

try:
    from sklearn.callback import CallbackSupportMixin, with_callbacks
except ImportError:  # scikit-learn 1.7 and 1.8: nothing to support

    class CallbackSupportMixin:  # type: ignore[no-redef]
        """Nothing, where scikit-learn has no callbacks."""

    def with_callbacks(method: Callable[..., Any]) -> Callable[..., Any]:
        """Return the method as it is, where scikit-learn has no callbacks."""
        return method


__all__ = ["CallbackSupportMixin", "context", "with_callbacks"]


@contextmanager
def context(
    learner: Any, net: Network, way: Way, table: Table
) -> Iterator[list[Callable[[Record], Any]]]:
    """Tell scikit-learn's callbacks that a fit begins and ends; hand out what tells of its epochs.

    Handed out is an empty list where nobody listens, else one callback of ours. partial_fit is no
    fit to them.
    """
    if way.bit or not getattr(learner, "_skl_callbacks", None):
        yield []
        return
    data = {"estimator": learner, "X": table.x, "y": table.labels}
    whole = learner._init_callback_context(max_subtasks=way.epochs)  # noqa: SLF001 - its name there
    whole.call_on_fit_task_begin(**data)

    def tell(record: Record) -> str | None:
        epoch = whole.subcontext(task_name="epoch")
        epoch.call_on_fit_task_begin(**data)
        stop = epoch.call_on_fit_task_end(
            reconstruction_attributes=lambda: _as_of(learner, net, record), **data
        )
        return "stop" if stop else None

    yield [tell]
    whole.call_on_fit_task_end(**data)


def _as_of(learner: Any, net: Network, record: Record) -> dict[str, Any]:
    """The attributes of an estimator that is ready to answer as of a record."""
    known = ("classes_", "_kind", "n_features_in_", "feature_names_in_")
    found = {name: vars(learner)[name] for name in known if name in vars(learner)}
    return {**found, "_network": net._asdict(), "theta_": record.state.theta}
