"""What a notebook shows of a fitted network, below scikit-learn's box: folded parts."""

from __future__ import annotations

from functools import partial
from html import escape
from itertools import count
from typing import TYPE_CHECKING, Any

from sklearn.utils import estimator_html_repr

from seethrough.plots.inline import svg

if TYPE_CHECKING:
    from matplotlib.figure import Figure

SIZE = (5.0, 3.4)  # inches
_shown = count()  # boxes of one notebook are one page: their drawings' parts need other names


def box(estimator: Any) -> str:
    """The HTML of an estimator: scikit-learn's box and, once it is fitted, the folded parts."""
    html = estimator_html_repr(estimator)
    if not estimator.__sklearn_is_fitted__():
        return html
    number = next(_shown)
    parts = "".join(
        _folded(title, svg(partial(draw, estimator), f"seethrough{number}x{k}", SIZE))
        for k, (title, draw) in enumerate(PARTS.items())
    )
    return f'{html}<div class="seethrough">{parts}</div>'


def _folded(title: str, inside: str) -> str:
    return f"<details><summary>{escape(title)}</summary>{inside}</details>"


def _network(estimator: Any, fig: Figure) -> None:
    from seethrough.estimators.displays import NetworkDisplay

    NetworkDisplay.from_estimator(estimator, ax=fig.add_subplot())


def _loss(estimator: Any, fig: Figure) -> None:
    from seethrough.estimators.displays import LossCurveDisplay

    LossCurveDisplay.from_estimator(estimator, ax=fig.add_subplot())


# Title of a part: what draws it on a figure. What the doctor finds is to be a part as well.
PARTS = {"The network": _network, "The loss over the epochs": _loss}
