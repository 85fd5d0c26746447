"""When to stop."""

from math import inf

from seethrough.training.loop import Record


class Patience:
    """Scikit-learn's rule: stop when the loss has not fallen by `tol` for more than `n` epochs."""

    def __init__(self, tol: float, n: float) -> None:
        self.tol, self.n = tol, n
        self.best, self._waited = inf, 0

    def exhausted(self, record: Record) -> bool:
        """Take in a record of one epoch; return whether it is time to stop."""
        loss = record.losses[-1]
        self._waited = self._waited + 1 if loss > self.best - self.tol else 0
        self.best = min(self.best, loss)
        return self._waited > self.n
