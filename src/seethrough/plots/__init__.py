"""Pictures from arrays and plain functions; nothing here knows of estimators."""

from seethrough.plots.boundary import boundary, points

__all__ = ["boundary", "points"]
