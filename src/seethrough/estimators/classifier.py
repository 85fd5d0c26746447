"""MLPClassifier: the network behind scikit-learn's words."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, ClassVar, Self

import numpy as np
from sklearn.base import ClassifierMixin
from sklearn.utils._param_validation import StrOptions
from sklearn.utils.multiclass import type_of_target

from seethrough.errors import DataError, SettingError, warn
from seethrough.estimators import labels
from seethrough.estimators.intake import Way
from seethrough.estimators.labels import Labels
from seethrough.estimators.learner import Learner, learns_bit_by_bit
from seethrough.estimators.settings import CONSTRAINTS, SHARE

if TYPE_CHECKING:
    from numpy import ndarray
    from numpy.typing import ArrayLike


class MLPClassifier(ClassifierMixin, Learner):
    """A network of dense layers that tells classes apart, with every number open.

    Every parameter of scikit-learn's MLPClassifier has its name, meaning and default here, so
    that the same seed gives the same numbers. Those that are not found there come last.

    Parameters
    ----------
    hidden_layer_sizes : int or sequence of int, default (100,)
        Units of each hidden layer. () leaves the hidden layers out: logistic regression.
    activation : str or sequence of str, default "relu"
        Any name of `seethrough.maths.activations.ACTIVATIONS`, for all hidden layers or one each.
    solver : {"lbfgs", "sgd", "adam", "adamw", "rmsprop"}, default "adam"
        The optimiser. With "adamw", alpha shrinks all parameters apart from the gradient.
    alpha : float, default 0.0001
        Strength λ of the L2 penalty, divided by the batch's sum of weights (E4).
    batch_size : int or "auto", default "auto"
        Samples per update; "auto" is min(200, n).
    learning_rate : {"constant", "invscaling", "adaptive", "cosine", "warmup_cosine"}, \
            default "constant"
        How the rate runs over the epochs. Unlike in scikit-learn, where it is for "sgd" alone, it
        holds for every solver with a rate.
    learning_rate_init : float, default 0.001
        The rate η. The loss is a mean: the article's ε on a sum over n samples is ε n here.
    power_t : float, default 0.5
        Exponent of "invscaling".
    max_iter : int, default 200
        Epochs at the most; with "lbfgs", iterations.
    shuffle : bool, default True
        Whether each epoch has an order of its own.
    random_state : int, RandomState or None, default None
        Decides initial weights, validation split, the order of the samples and dropout.
    tol : float, default 1e-4
        Training stops when what is watched has not improved by tol ...
    n_iter_no_change : int or inf, default 10
        ... for more than that many epochs. What is watched is the training loss or, with
        early_stopping, what monitor says.
    verbose : bool, default False
        Whether to show a progress bar with the loss, in a terminal.
    warm_start : bool, default False
        Whether fit goes on from the parameters there are, with all that the optimiser remembers.
    momentum : float, default 0.9
        For "sgd": share of the last step that is made again.
    nesterovs_momentum : bool, default True
        For "sgd": whether the gradient's share is added on top of the momentum's.
    early_stopping : bool, default False
        Whether a validation set decides when to stop: the one given to fit, or a part held out.
        With "lbfgs" nothing is held out, as in scikit-learn.
    validation_fraction : float, default 0.1
        The share that is held out.
    beta_1 : float, default 0.9
        For "adam" and "adamw": how slowly the mean of the gradients forgets.
    beta_2 : float, default 0.999
        For "adam" and "adamw": how slowly the mean of their squares forgets.
    epsilon : float, default 1e-8
        For "adam", "adamw" and "rmsprop": added to the root that is divided by.
    max_fun : int, default 15000
        For "lbfgs": evaluations of the cost at the most.
    class_weight : dict, "balanced" or None, default None
        How much each class counts, on top of sample_weight: a weight a class, or so that all
        classes count the same. For several questions, a list of dicts.
    label_smoothing : float, default 0
        Share of each label's certainty that is spread evenly over all classes.
    output : {"auto", "softmax"}, default "auto"
        "auto" has one logistic output for two classes, as in scikit-learn; "softmax" has one
        output per class, as in the article.
    l1 : float, default 0
        Strength of the L1 penalty, divided like alpha.
    init : str, default "sklearn"
        Any name of `seethrough.maths.inits.INITS`; "lecun_normal" is the article's.
    dropout : float or sequence of float, default 0
        Share of the hidden units left out of each update, for all hidden layers or one each.
    clip_norm : float or None, default None
        Gradients longer than that are shortened to it.
    weight_averaging : float, default 0
        Above 0, answers come from a running mean of θ that forgets so slowly (0.99 …).
    monitor : str or callable, default "score"
        What early stopping goes by on the validation set: "score" is score(), "loss" the loss;
        or any scorer of scikit-learn, by name or as a function of estimator, X and y.
    restore_best : bool or "auto", default "auto"
        Whether to end with the parameters of the best epoch. "auto" does so after early
        stopping, as scikit-learn does.
    on_divergence : {"raise", "warn"}, default "raise"
        What happens when a number overflows: an error, or a warning and the best parameters so
        far. scikit-learn goes on in silence.
    checkpoints : int or "auto", default "auto"
        How many states of the training to keep at most, evenly spread over its epochs and never
        more than 64 MB: for `at`, `path`, `animate` and `staged_predict_proba`. They are saved
        with it. "auto" keeps up to 50, fewer where they would take more than 0.5 MB, and with
        "lbfgs" none.
    callbacks : sequence of callable or None, default None
        Each is given the record of every epoch (`seethrough.training.Record`); one that returns
        "stop" ends the training.
    engine : {"auto", "fused", "reference"}, default "auto"
        Who computes: "reference" is the maths in NumPy, as it can be read; "fused" the same in
        loops that Numba compiles, once, at its first fit. "auto" takes who is through first, what
        is not compiled yet counted in; the last digits may differ between the two. It is about
        training, and answers to many rows: a few are quickest answered by "reference", always.

    Attributes
    ----------
    classes_ : (n_classes,) array, or a list of them
        The labels, sorted; for several questions, those of each.
    theta_ : (p,) array
        All weights and biases, flat.
    coefs_ : list of (d_in, d_out) arrays
        The layers' weights, views of theta_; can be set.
    intercepts_ : list of (d_out,) arrays
        The layers' biases, likewise.
    history_ : dict of (epochs,) arrays
        epoch, loss (the cost), penalty (its share in that), gradient_norm, learning_rate (nan
        for "lbfgs"), seconds since the start; with a validation set validation_loss (without
        penalty) and validation_score.
    loss_curve_ : list of float
        The cost of each epoch, over all fits of a warm start.
    loss_ : float
        The last of the loss curve.
    best_loss_ : float or None
        The lowest of the loss curve; None after early stopping.
    validation_scores_ : list of float or None
        The score on the validation set after each epoch.
    best_validation_score_ : float or None
        The highest of them.
    n_iter_ : int
        Epochs of the last fit.
    t_ : int
        Samples seen.
    n_features_in_ : int
        Columns of X.
    feature_names_in_ : (n_features_in_,) array
        Their names, where X has names.
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

    classes_: Any
    _kind: str
    _class_weights: list[ndarray] | None
    _parameter_constraints: ClassVar = CONSTRAINTS | {
        "class_weight": [dict, list, StrOptions({"balanced"}), None],
        "label_smoothing": SHARE,
        "output": [StrOptions({"auto", "softmax"})],
    }
    _answers: ClassVar[dict[str, Any]] = {"ensure_2d": False, "dtype": None, "accept_sparse": "csr"}

    def __init__(
        self,
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
        class_weight: Any = None,
        label_smoothing: float = 0.0,
        output: str = "auto",
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
        self,
        X: ArrayLike,
        y: ArrayLike,
        sample_weight: ArrayLike | None = None,
        classes: ArrayLike | None = None,
    ) -> Self:
        """Learn one epoch of a table and go on from there at the next call.

        Parameters
        ----------
        X, y, sample_weight : as for `fit`
        classes : all labels there will ever be; needed at the first call, unless y is a table of
            yes and no. For several questions, a list with the labels of each

        Notes
        -----
        The optimiser's memory is kept from call to call. With early_stopping, each call holds a
        part of its table out and scores it: see validation_scores_, and stop when you have seen
        enough. The parameters stay those of the last call.
        """
        return self._partial_fit(X, y, sample_weight, classes)

    def predict(self, X: ArrayLike) -> ndarray:
        """Return the likeliest class of each row, (n,); for several questions (n, questions)."""
        p = self._answers_to(self._ready(X), self.theta_)
        return labels.decisions(self._labels, self._network["head"], p)

    def predict_proba(self, X: ArrayLike) -> Any:
        """Return the probability of each class, (n, n_classes), in the order of classes_.

        For tables of yes and no, (n, K) probabilities of yes; for several questions, a list with
        an (n, n_classes) array for each.
        """
        p = self._answers_to(self._ready(X), self.theta_)
        return labels.probabilities(self._labels, self._network["head"], p)

    def predict_log_proba(self, X: ArrayLike) -> Any:
        """Return the logarithms of the probabilities."""
        chances = self.predict_proba(X)
        with np.errstate(divide="ignore"):  # a probability that has run into 0
            return [*map(np.log, chances)] if isinstance(chances, list) else np.log(chances)

    def staged_predict_proba(self, X: ArrayLike) -> Iterator[Any]:
        """Yield the probabilities at each kept state of the training; see `checkpoints`."""
        for p in self._staged(X):
            yield labels.probabilities(self._labels, self._network["head"], p)

    def score(self, X: ArrayLike, y: ArrayLike, sample_weight: ArrayLike | None = None) -> float:
        """Return the share of rows that are right in all they answer, weighted."""
        if self._kind != "multioutput":
            return super().score(X, y, sample_weight)
        right = (self.predict(X) == np.asarray(y)).all(axis=1)
        return float(
            np.average(right, weights=None if sample_weight is None else np.asarray(sample_weight))
        )

    @property
    def _labels(self) -> Labels:
        return Labels(self._kind, self.classes_)

    def _answer_names(self) -> list[str] | None:
        """What each output answers for; yes or no has no names."""
        if self._kind == "multilabel":
            return None
        return [str(label) for classes in self._labels.each for label in classes.tolist()]

    def _judge(self, y: ndarray) -> None:
        """Refuse labels of another kind."""
        self._refuse_other(labels.read(y, None, self._kind), Way(fresh=False, epochs=1, bit=True))

    def _note(self, y: ndarray, way: Way, classes: Any) -> None:
        """Set what kind of labels there are, or refuse those that do not fit the ones there."""
        if not way.fresh:
            found = labels.read(y, classes, self._kind)
            self._refuse_other(found, way, named=classes is not None)
            return
        if way.bit and classes is None and type_of_target(y) != "multilabel-indicator":
            raise DataError(
                "classes must be passed on the first call to partial_fit: a part of the table "
                "need not hold them all. Give partial_fit(X, y, classes=[…])."
            )
        self._kind, self.classes_ = labels.read(y, classes)
        if self._kind == "single" and len(self.classes_) < 2:
            warn(
                f"y holds one class only, {self.classes_.tolist()[0]!r}: there is nothing to tell "
                "apart, and that class is always answered. Check the target column.",
                RuntimeWarning,
            )

    def _refuse_other(self, found: Labels, way: Way, *, named: bool = False) -> None:
        """Refuse labels that are not those of the first fit."""
        if found.kind != self._kind or (named and not self._same(found)):
            raise DataError(
                f"the labels changed from {self._kind} {self.classes_} to {found.kind} "
                f"{found.classes}. Training goes on with those of the first fit. Leave classes "
                "out, or fit anew."
            )
        if not way.bit and not self._same(found):
            raise DataError(
                # the words are scikit-learn's, which scripts may look for
                "warm_start can only be used where `y` has the same classes as in the previous "
                f"call to fit. Previously got {self.classes_}, `y` has {found.classes}. Fit "
                "anew with warm_start=False, or go on with partial_fit."
            )

    def _same(self, found: Labels) -> bool:
        pairs = zip(found.each, self._labels.each, strict=False)
        return all(np.array_equal(*pair) for pair in pairs)

    def _head(self) -> str:
        return labels.head(self._labels, self.output)

    def _columns(self, y: ndarray, dtype: Any) -> ndarray:
        smoothing = float(self.label_smoothing)
        return labels.targets(self._labels, y, self._head(), smoothing, dtype)

    def _weigh(self, y: ndarray, way: Way) -> None:
        """Set what each class counts, once for the training table and all that is held to it."""
        if isinstance(self.class_weight, str) and way.bit:
            raise SettingError(
                "class_weight is 'balanced' in partial_fit, where nobody knows the classes' shares "
                "of the whole table. Give the weights themselves: class_weight={label: weight}, "
                "for example from sklearn.utils.class_weight.compute_class_weight."
            )
        self._class_weights = labels.class_weights(self._labels, self.class_weight, y)

    def _counts(self, y: ndarray) -> ndarray | None:
        weights = self._class_weights
        return None if weights is None else labels.row_weights(self._labels, weights, y)

    def __sklearn_tags__(self) -> Any:
        tags = super().__sklearn_tags__()
        tags.classifier_tags.multi_label = True
        return tags
