"""What all displays have: where they were drawn, and what they show in words."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from seethrough.plots.words import describe

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure


class OnAxes:
    """A display on one axes.

    Attributes
    ----------
    ax_ : matplotlib.axes.Axes
    figure_ : matplotlib.figure.Figure
    """

    ax_: Axes
    figure_: Figure

    def _on(self, ax: Axes) -> Self:
        self.ax_, self.figure_ = ax, ax.figure  # type: ignore[assignment]
        return self

    def describe(self) -> str:
        """What the picture shows, in words: its alt text."""
        return describe(self.ax_)


class OnFigure:
    """A display of several panels.

    Attributes
    ----------
    axes_ : list of matplotlib.axes.Axes
    figure_ : matplotlib.figure.Figure
    """

    axes_: list[Axes]
    figure_: Figure

    def _on(self, figure: Figure) -> Self:
        self.axes_, self.figure_ = figure.axes, figure
        return self

    def describe(self) -> str:
        """What the picture shows, in words: its alt text."""
        return describe(self.figure_)
