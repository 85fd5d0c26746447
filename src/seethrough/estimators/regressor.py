"""MLPRegressor: the network behind scikit-learn's words, for numbers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Self

from sklearn.base import RegressorMixin
from sklearn.utils.validation import _check_sample_weight, column_or_1d, validate_data

from seethrough.estimators import door
from seethrough.estimators.learner import FLOATS, Learner

if TYPE_CHECKING:
    from numpy import ndarray
    from numpy.typing import ArrayLike

HEADS = {"squared_error": "squared", "poisson": "poisson", "huber": "huber"}


class MLPRegressor(RegressorMixin, Learner):
    """A network of dense layers that predicts numbers, with every number open.

    Parameters
    ----------
    loss : {"squared_error", "poisson", "huber"}, default "squared_error"
        What a wrong answer costs: half its square; half the Poisson deviance, for counts and
        rates; half its square up to 1 and linear from there on, so that outliers pull less.
    hidden_layer_sizes : int or sequence of int, default (100,)
        This and all that follow are those of `MLPClassifier`.

    Attributes
    ----------
    theta_ : (p,) array
        All weights and biases, flat. The other attributes are those of `MLPClassifier`.

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

    def __init__(
        self,
        loss: str = "squared_error",
        hidden_layer_sizes: Any = (100,),
        activation: str = "relu",
        *,
        solver: str = "adam",
        alpha: float = 0.0001,
        l1: float = 0.0,
        batch_size: int | str = "auto",
        learning_rate: str = "constant",
        learning_rate_init: float = 0.001,
        power_t: float = 0.5,
        max_iter: int = 200,
        shuffle: bool = True,
        random_state: Any = None,
        tol: float = 1e-4,
        verbose: bool = False,
        momentum: float = 0.9,
        nesterovs_momentum: bool = True,
        beta_1: float = 0.9,
        beta_2: float = 0.999,
        epsilon: float = 1e-8,
        n_iter_no_change: float = 10,
        init: str = "sklearn",
        dropout: float = 0.0,
    ) -> None:
        self.loss = loss
        self.hidden_layer_sizes = hidden_layer_sizes
        self.activation = activation
        self.solver = solver
        self.alpha = alpha
        self.l1 = l1
        self.batch_size = batch_size
        self.learning_rate = learning_rate
        self.learning_rate_init = learning_rate_init
        self.power_t = power_t
        self.max_iter = max_iter
        self.shuffle = shuffle
        self.random_state = random_state
        self.tol = tol
        self.verbose = verbose
        self.momentum = momentum
        self.nesterovs_momentum = nesterovs_momentum
        self.beta_1 = beta_1
        self.beta_2 = beta_2
        self.epsilon = epsilon
        self.n_iter_no_change = n_iter_no_change
        self.init = init
        self.dropout = dropout

    def fit(self, X: ArrayLike, y: ArrayLike, sample_weight: ArrayLike | None = None) -> Self:
        """Learn from the table X (n, d) and its numbers y (n,) or (n, K).

        Raises
        ------
        DataError, ShapeError, SettingError
            What came in cannot be learned from.
        DivergenceError
            The loss left the numbers a float can hold.
        """
        self._check_settings()
        door.known("loss", self.loss, HEADS)
        door.same_length(X, y)
        check: dict[str, Any] = {"dtype": FLOATS, "ensure_all_finite": False}
        x, targets = validate_data(
            *(self, X, y),
            validate_separately=(check | {"order": "C"}, check | {"ensure_2d": False}),
        )
        if targets.ndim == 2 and targets.shape[1] == 1:
            targets = column_or_1d(targets, warn=True)
        door.finite(x, getattr(self, "feature_names_in_", None))
        door.numbers(targets, self.loss)
        w = None if sample_weight is None else _check_sample_weight(sample_weight, x, dtype=x.dtype)
        door.weights(w)
        task = self._task(x, targets.reshape(len(x), -1).astype(x.dtype), w, HEADS[self.loss])
        self._train(task, self._plan(task))
        return self

    def predict(self, X: ArrayLike) -> ndarray:
        """Return the number for each row, (n,), or (n, K) where y had K columns."""
        p = self.tape(X).p
        return p[:, 0] if p.shape[1] == 1 else p
