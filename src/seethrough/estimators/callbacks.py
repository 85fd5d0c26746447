"""Callbacks of scikit-learn 1.9 and newer, where the installed one has them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from numpy import ndarray

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


__all__ = ["CallbackSupportMixin", "told", "with_callbacks"]


@contextmanager
def told(
    learner: Any, net: Network, epochs: int, X: Any, y: ndarray
) -> Iterator[list[Callable[[Record], Any]]]:
    """Tell scikit-learn's callbacks that a fit begins and ends; hand out what tells of its epochs.

    Handed out is an empty list where nobody listens, else one callback of ours.
    """
    if not getattr(learner, "_skl_callbacks", None):
        yield []
        return
    data = {"estimator": learner, "X": X, "y": y}
    context = learner._init_callback_context(max_subtasks=epochs)  # noqa: SLF001 - its name there
    context.call_on_fit_task_begin(**data)

    def tell(record: Record) -> str | None:
        epoch = context.subcontext(task_name="epoch")
        epoch.call_on_fit_task_begin(**data)
        stop = epoch.call_on_fit_task_end(
            reconstruction_attributes=lambda: _as_of(learner, net, record), **data
        )
        return "stop" if stop else None

    yield [tell]
    context.call_on_fit_task_end(**data)


def _as_of(learner: Any, net: Network, record: Record) -> dict[str, Any]:
    """The attributes of an estimator that is ready to answer as of a record."""
    known = ("classes_", "_kind", "n_features_in_", "feature_names_in_")
    found = {name: vars(learner)[name] for name in known if name in vars(learner)}
    return {**found, "_network": net._asdict(), "theta_": record.state.theta}
