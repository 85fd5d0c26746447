"""What a notebook shows of a fitted network, below scikit-learn's box: folded parts."""

from __future__ import annotations

from html import escape
from typing import Any

from sklearn.utils import estimator_html_repr

from seethrough.plots.inline import apart, svg

SIZE = (5.0, 3.4)  # inches


def box(estimator: Any) -> str:
    """The HTML of an estimator: scikit-learn's box and, once it is fitted, the folded parts."""
    html = estimator_html_repr(estimator)
    if not estimator.__sklearn_is_fitted__():
        return html
    name = apart("seethrough")
    parts = "".join(
        f"<details><summary>{escape(title)}</summary>{inside(estimator, f'{name}x{k}')}</details>"
        for k, (title, inside) in enumerate(PARTS.items())
    )
    return f'{html}<div class="seethrough">{parts}</div>'


def _network(estimator: Any, name: str) -> str:
    from seethrough.estimators.displays import NetworkDisplay

    return svg(
        lambda fig: NetworkDisplay.from_estimator(estimator, ax=fig.add_subplot()), name, SIZE
    )


def _loss(estimator: Any, name: str) -> str:
    from seethrough.estimators.displays import LossCurveDisplay

    return svg(
        lambda fig: LossCurveDisplay.from_estimator(estimator, ax=fig.add_subplot()), name, SIZE
    )


def _doctor(estimator: Any, name: str) -> str:
    """What the curves tell; the table is not kept, so the rest is for who has it."""
    from seethrough.estimators.diagnosis import look_at_curves

    return look_at_curves(estimator).html(name) + MORE


MORE = (
    "<p>This looked at the curves of the training. "
    "<code>seethrough.diagnose(estimator, X, y)</code> looks at columns, units and labels too.</p>"
)
# Title of a part: its HTML, from the estimator and a name that sets its drawings apart.
PARTS = {"The network": _network, "The loss over the epochs": _loss, "The doctor": _doctor}
