"""Exchange: a fitted network in another library's form, and back."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path
from typing import Any, Self

from sklearn.utils.validation import check_is_fitted

from seethrough.errors import ExtraError


class Exchange:
    """What an estimator can be turned into, and made from."""

    def to_sklearn(self) -> Any:
        """Return scikit-learn's MLPClassifier or MLPRegressor that predicts the same.

        Settings that are not known there are left at their defaults: they are of training. With
        two softmax outputs (output="softmax") it has one logistic output in their place, which
        is the same function.

        Raises
        ------
        ExchangeError
            The network has what scikit-learn's has not: layers of several activations or of one
            that is not known there, another loss, several questions at once.
        """
        from seethrough.estimators.exchange import to_scikit

        check_is_fitted(self)
        return to_scikit.converted(self)

    @classmethod
    def from_sklearn(cls, estimator: Any) -> Self:
        """Return an estimator that predicts what a fitted one of scikit-learn's does.

        Settings, curves and the optimiser's memory come along: `partial_fit`, and `fit` with
        warm_start, go on from there. `history_` has nan where scikit-learn kept nothing.

        Parameters
        ----------
        estimator : fitted `sklearn.neural_network.MLPClassifier` for a classifier, MLPRegressor
            for a regressor

        Raises
        ------
        ExchangeError
            It is another kind of estimator.
        NotFittedError
            It has learned nothing yet.
        """
        from seethrough.estimators.exchange import from_scikit

        return from_scikit.converted(cls, estimator)

    def to_torch(self) -> Any:
        """Return a `torch.nn.Sequential` that takes X to p, as `activations(X).p`.

        p is what the head answers, (n, n_outputs_): the probability of the second class for two
        classes, of each class for more, of yes for each column of a table of yes and no; for a
        regressor the number itself. Weights are copies, of θ's kind of float, ready to be trained.

        Raises
        ------
        ExtraError
            PyTorch is not installed.
        """
        check_is_fitted(self)
        return _extra("to_torch", "torch", "torch").converted(self)

    def to_onnx(self, path: str | Path | None = None) -> Any:
        """Return the network as an `onnx.ModelProto`, and write it to a file if told.

        The input "X" is (n, n_features_in_), of θ's kind of float. A regressor's output is
        "prediction", a classifier's are "label" and "probabilities", as predict and predict_proba
        give them. For several questions they are "label_0", "probabilities_0", and so on.

        Parameters
        ----------
        path : where to write it to; default nowhere

        Raises
        ------
        ExtraError
            onnx is not installed.
        OutputError
            The file cannot be written.
        """
        check_is_fitted(self)
        return _extra("to_onnx", "onnx", "exchange").converted(self, path)


def _extra(module: str, package: str, extra: str) -> Any:
    """Return the module of a translation; it imports a package that need not be there."""
    try:
        return import_module(f"seethrough.estimators.exchange.{module}")
    except ModuleNotFoundError as error:
        if (error.name or "").partition(".")[0] != package:
            raise
        raise ExtraError(
            f"{module}() was called, but there is no package {package!r}. It comes with an extra "
            f"of seethrough. Install it with: pip install 'seethrough[{extra}]'"
        ) from error
