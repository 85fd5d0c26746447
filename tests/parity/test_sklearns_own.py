"""Scikit-learn's own tests of its MLP, run with our classes in the places of theirs."""

import importlib
import sys

import pytest
from sklearn import neural_network

import seethrough

MODULE = "sklearn.neural_network.tests.test_mlp"
NAMES = ("MLPClassifier", "MLPRegressor")

PRIVATE = "looks at private names of scikit-learn's classes"
# what is not public there, or is better here: see docs/decisions/0008-drop-in.md
EXCEPTIONS = {
    "test_fit": PRIVATE,
    "test_gradient": PRIVATE,
    "test_learning_rate_warmstart": PRIVATE,
    "test_adaptive_learning_rate": PRIVATE,
    "test_n_iter_no_change": PRIVATE,
    "test_n_iter_no_change_inf": PRIVATE,
    "test_verbose_sgd": "verbose is a progress bar here, quiet without a terminal",
    "test_mlp_partial_fit_after_fit": "partial_fit works with early_stopping here",
    "test_mlp_diverging_loss": "divergence is never silent here",
}


def theirs():
    """Their tests' module, imported while scikit-learn's names mean our classes."""
    sys.modules.pop(MODULE, None)
    with pytest.MonkeyPatch.context() as patch:
        for name in NAMES:
            patch.setattr(neural_network, name, getattr(seethrough, name))
        return importlib.import_module(MODULE)


module = theirs()
for name, thing in vars(module).items():
    if name.startswith("test_"):
        if name in EXCEPTIONS:
            thing = pytest.mark.skip(reason=EXCEPTIONS[name])(thing)  # noqa: PLW2901
        globals()[name] = thing
pytestmark = [
    pytest.mark.usefixtures("unchecked"),
    pytest.mark.filterwarnings("default"),
    pytest.mark.filterwarnings("ignore::sklearn.exceptions.ConvergenceWarning"),
]


@pytest.fixture
def global_random_seed():
    """One of the seeds that scikit-learn's test suite goes through."""
    return 42
