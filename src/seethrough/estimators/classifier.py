"""MLPClassifier: the network behind scikit-learn's words."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Self

import numpy as np
from sklearn.base import ClassifierMixin
from sklearn.utils.validation import _check_sample_weight, validate_data

from seethrough.estimators import door
from seethrough.estimators.learner import FLOATS, Learner

if TYPE_CHECKING:
    from numpy import ndarray
    from numpy.typing import ArrayLike

OUTPUTS = ("auto", "softmax")


class MLPClassifier(ClassifierMixin, Learner):
    """A network of dense layers that tells classes apart, with every number open.

    Parameters
    ----------
    hidden_layer_sizes : int or sequence of int, default (100,)
        Units of each hidden layer. () leaves the hidden layers out: logistic regression.
    activation : str, default "relu"
        Any name of `seethrough.maths.activations.ACTIVATIONS`, for all hidden layers.
    solver : {"sgd", "adam", "adamw", "rmsprop"}, default "adam"
        The optimiser. With "adamw", alpha shrinks all parameters apart from the gradient.
    alpha : float, default 0.0001
        Strength λ of the L2 penalty, divided by the batch's number of samples (E4).
    l1 : float, default 0
        Strength of the L1 penalty, likewise.
    batch_size : int or "auto", default "auto"
        Samples per update; "auto" is min(200, n).
    learning_rate : {"constant", "invscaling", "cosine", "warmup_cosine"}, default "constant"
        How the rate runs over the epochs.
    learning_rate_init : float, default 0.001
        The rate η. The loss is a mean: the article's ε on a sum over n samples is ε n here.
    power_t : float, default 0.5
        Exponent of "invscaling".
    max_iter : int, default 200
        Epochs at the most.
    shuffle : bool, default True
        Whether each epoch has an order of its own.
    random_state : int, RandomState or None, default None
        Decides the initial weights, the order of the samples and dropout.
    tol : float, default 1e-4
        Training stops when the loss has not fallen by tol ...
    n_iter_no_change : int or inf, default 10
        ... for more than that many epochs. With inf it goes on to the last.
    verbose : bool, default False
        Whether to show a progress bar with the loss.
    momentum : float, default 0.9
        For "sgd": share of the last step that is made again.
    nesterovs_momentum : bool, default True
        For "sgd": whether the gradient's share is added on top of the momentum's.
    beta_1 : float, default 0.9
        For "adam" and "adamw": how slowly the mean of the gradients forgets.
    beta_2 : float, default 0.999
        For "adam" and "adamw": how slowly the mean of their squares forgets.
    epsilon : float, default 1e-8
        For "adam", "adamw" and "rmsprop": added to the root that is divided by.
    output : {"auto", "softmax"}, default "auto"
        "auto" has one logistic output for two classes, as in scikit-learn; "softmax" has one
        output per class, as in the article.
    init : str, default "sklearn"
        Any name of `seethrough.maths.inits.INITS`; "lecun_normal" is the article's.
    dropout : float, default 0
        Share of the hidden units left out of each update.

    Attributes
    ----------
    classes_ : (n_classes,) array
        The labels, sorted.
    theta_ : (p,) array
        All weights and biases, flat.
    coefs_ : list of (d_in, d_out) arrays
        The layers' weights, views of theta_.
    intercepts_ : list of (d_out,) arrays
        The layers' biases, views of theta_.
    loss_curve_ : list of float
        The cost of each epoch.
    gradient_norm_curve_ : (n_iter_,) array
        The gradient's size, ‖∂L/∂θ‖, of each epoch.
    loss_ : float
        The last of the loss curve.
    best_loss_ : float
        The lowest of the loss curve.
    n_iter_ : int
        Epochs done.
    t_ : int
        Samples seen.
    n_layers_ : int
        Layers, input and output among them.
    n_outputs_ : int
        Outputs of the network: 1 for two classes, unless output is "softmax".
    out_activation_ : str
        "logistic" or "softmax".
    n_parameters_ : int
        Weights and biases.
    network_ : seethrough.maths.network.Network
        Widths, activations and head.

    Examples
    --------
    >>> from seethrough import MLPClassifier, data
    >>> X, y, *_ = data.moons()
    >>> clf = MLPClassifier((16,), "tanh", learning_rate_init=0.2, max_iter=500, random_state=0)
    >>> clf.fit(X, y).predict([[0.0, 1.0], [1.0, -0.5]])
    array([0, 1])
    """

    def __init__(
        self,
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
        output: str = "auto",
        init: str = "sklearn",
        dropout: float = 0.0,
    ) -> None:
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
        self.output = output
        self.init = init
        self.dropout = dropout

    def fit(self, X: ArrayLike, y: ArrayLike, sample_weight: ArrayLike | None = None) -> Self:
        """Learn from the table X (n, d) and its labels y (n,), each row counted by its weight.

        Raises
        ------
        DataError, ShapeError, SettingError
            What came in cannot be learned from.
        DivergenceError
            The loss left the numbers a float can hold.
        """
        self._check_settings()
        door.known("output", self.output, OUTPUTS)
        x, codes = self._enter(X, y)
        w = None if sample_weight is None else _check_sample_weight(sample_weight, x, dtype=x.dtype)
        door.weights(w)
        y = self._targets(codes, x.dtype)
        task = self._task(x, y, w, "binary" if y.shape[1] == 1 else "multiclass")
        self._train(task, self._plan(task))
        return self

    def predict(self, X: ArrayLike) -> ndarray:
        """Return the likeliest class of each row, (n,)."""
        winners = self.predict_proba(X).argmax(axis=1)
        return self.classes_[winners]

    def predict_proba(self, X: ArrayLike) -> ndarray:
        """Return the probability of each class, (n, n_classes), in the order of classes_."""
        p = self.tape(X).p
        return np.hstack([1 - p, p]) if self.network_.head == "binary" else p

    def _enter(self, X: ArrayLike, y: ArrayLike) -> tuple[ndarray, ndarray]:
        """Refuse what cannot be learned from; return X, and each label's place in classes_."""
        door.same_length(X, y)
        x, labels = validate_data(self, X, y, dtype=FLOATS, ensure_all_finite=False, order="C")
        door.finite(x, getattr(self, "feature_names_in_", None))
        door.labels(labels)
        self.classes_, codes = np.unique(labels, return_inverse=True)
        door.several_classes(self.classes_)
        return x, codes

    def _targets(self, codes: ndarray, dtype: Any) -> ndarray:
        """One column for two classes, else a column per class with a 1 in the right one."""
        if len(self.classes_) == 2 and self.output == "auto":
            return codes[:, None].astype(dtype)
        return np.eye(len(self.classes_), dtype=dtype)[:, codes].T
