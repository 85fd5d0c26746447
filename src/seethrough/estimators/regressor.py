"""MLPRegressor: the network behind scikit-learn's words, for numbers."""

from __future__ import annotations

from collections.abc import Iterator
from numbers import Real
from typing import TYPE_CHECKING, Any, ClassVar, Self

import numpy as np
from sklearn.base import RegressorMixin
from sklearn.utils._param_validation import Interval, StrOptions

from seethrough.estimators import door
from seethrough.estimators.intake import FLOATS, Way
from seethrough.estimators.learner import Learner, learns_bit_by_bit
from seethrough.estimators.settings import CONSTRAINTS

if TYPE_CHECKING:
    from numpy import ndarray
    from numpy.typing import ArrayLike

HEADS = {
    "squared_error": "squared",
    "poisson": "poisson",
    "huber": "huber",
    "absolute_error": "absolute",
    "quantile": "quantile",
}


class MLPRegressor(RegressorMixin, Learner):
    """A network of dense layers that predicts numbers, with every number open.

    Parameters
    ----------
    loss : {"squared_error", "poisson", "huber", "absolute_error", "quantile"}, \
            default "squared_error"
        What a wrong answer costs: half its square; half the Poisson deviance, for counts and
        rates; half its square up to 1 and linear from there on, so that outliers pull less; its
        size, so that the median is learned; the pinball loss, for a quantile.
    hidden_layer_sizes : int or sequence of int, default (100,)
        This and all that follow are those of `MLPClassifier`, its class_weight, label_smoothing
        and output apart.
    quantile : float, default 0.5
        Which quantile the loss "quantile" learns, between 0 and 1.

    Attributes
    ----------
    theta_ : (p,) array
        All weights and biases, flat. The other attributes are those of `MLPClassifier`,
        classes_ apart.

    Notes
    -----
    The loss of a sample is the sum over its outputs; scikit-learn's loss curve shows their mean,
    though its gradient is that of the sum. With one output the two are the same.

    Examples
    --------
    >>> import numpy as np
    >>> from seethrough import MLPRegressor
    >>> X = np.linspace(-1, 1, 100)[:, None]
    >>> model = MLPRegressor(activation="tanh", learning_rate_init=0.02, random_state=0)
    >>> round(model.fit(X, np.sin(3 * X[:, 0])).score(X, np.sin(3 * X[:, 0])), 2)
    1.0
    """

    _parameter_constraints: ClassVar = CONSTRAINTS | {
        "loss": [StrOptions(set(HEADS))],
        "quantile": [Interval(Real, 0, 1, closed="neither")],
    }
    _answers: ClassVar[dict[str, Any]] = {
        "ensure_2d": False,
        "dtype": FLOATS,
        "ensure_all_finite": False,
    }

    def __init__(
        self,
        loss: str = "squared_error",
        hidden_layer_sizes: Any = (100,),
        activation: Any = "relu",
        *,
        solver: str = "adam",
        alpha: float = 0.0001,
        batch_size: int | str = "auto",
        learning_rate: str = "constant",
        learning_rate_init: float = 0.001,
        power_t: float = 0.5,
        max_iter: int = 200,
        shuffle: bool = True,
        random_state: Any = None,
        tol: float = 1e-4,
        verbose: bool = False,
        warm_start: bool = False,
        momentum: float = 0.9,
        nesterovs_momentum: bool = True,
        early_stopping: bool = False,
        validation_fraction: float = 0.1,
        beta_1: float = 0.9,
        beta_2: float = 0.999,
        epsilon: float = 1e-8,
        n_iter_no_change: float = 10,
        max_fun: int = 15000,
        quantile: float = 0.5,
        l1: float = 0.0,
        init: str = "sklearn",
        dropout: Any = 0.0,
        clip_norm: float | None = None,
        weight_averaging: float = 0.0,
        monitor: Any = "score",
        restore_best: bool | str = "auto",
        on_divergence: str = "raise",
        checkpoints: int | str = "auto",
        callbacks: Any = None,
        engine: str = "auto",
    ) -> None:
        # every parameter as it came, and nothing else: scikit-learn looks at them in fit
        self.__dict__.update({name: value for name, value in locals().items() if name != "self"})

    @learns_bit_by_bit  # type: ignore[untyped-decorator]
    def partial_fit(
        self, X: ArrayLike, y: ArrayLike, sample_weight: ArrayLike | None = None
    ) -> Self:
        """Learn one epoch of a table and go on from there at the next call.

        The optimiser's memory is kept from call to call. With early_stopping, each call holds a
        part of its table out and scores it: see validation_scores_.
        """
        return self._partial_fit(X, y, sample_weight)

    def predict(self, X: ArrayLike) -> ndarray:
        """Return the number for each row, (n,), or (n, K) where y had K columns."""
        return _numbers(self._answers_to(self._ready(X), self.theta_))

    def staged_predict(self, X: ArrayLike) -> Iterator[ndarray]:
        """Yield the predictions at each kept state of the training; see `checkpoints`."""
        yield from map(_numbers, self._staged(X))

    def _note(self, y: ndarray, way: Way, classes: Any) -> None:
        """Refuse targets that are no numbers."""
        door.numbers(y, self.loss)

    def _judge(self, y: ndarray) -> None:
        """Refuse targets that are no numbers."""
        door.numbers(y, self.loss)

    def _answer_names(self) -> None:
        """Numbers have no names."""

    def _head(self) -> str:
        head = HEADS[self.loss]
        return f"{head} {float(self.quantile)!r}" if head == "quantile" else head

    def _columns(self, y: ndarray, dtype: Any) -> ndarray:
        return np.ascontiguousarray(y.reshape(len(y), -1), dtype=dtype)

    def _weigh(self, y: ndarray, way: Way) -> None:
        """Numbers have no classes to weigh."""

    def _counts(self, y: ndarray) -> None:
        return None


def _numbers(p: ndarray) -> ndarray:
    return p[:, 0] if p.shape[1] == 1 else p
