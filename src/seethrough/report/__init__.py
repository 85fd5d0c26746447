"""Reports: self-contained HTML pages, made from templates, figures and rows.

The package can be called: `seethrough.report(clf, "report.html", X, y)` writes the page of a fitted
estimator, see `seethrough.report.model.report`.
"""

import sys
from pathlib import Path
from types import ModuleType
from typing import Any


class _Callable(ModuleType):
    """A package that is a function too: its name is the best for both."""

    def __call__(self, *given: Any, **named: Any) -> Path:
        from seethrough.report.model import report

        return report(*given, **named)


sys.modules[__name__].__class__ = _Callable
