"""The contract of a scikit-learn estimator, as scikit-learn itself checks it."""

import inspect

import numpy as np
import pytest
from sklearn import neural_network
from sklearn.base import clone
from sklearn.utils import estimator_checks
from sklearn.utils.estimator_checks import parametrize_with_checks

import seethrough

pytestmark = [
    pytest.mark.usefixtures("unchecked"),
    pytest.mark.filterwarnings("ignore::sklearn.exceptions.ConvergenceWarning"),
    pytest.mark.filterwarnings("ignore::sklearn.exceptions.SkipTestWarning"),
    pytest.mark.filterwarnings("ignore:y holds one class only:RuntimeWarning"),
]
CONFIGURATIONS = {
    "defaults": {},
    "lbfgs": {"solver": "lbfgs", "alpha": 0.1, "tol": 0.01},
    "sgd full batch": {"solver": "sgd", "batch_size": 10_000, "learning_rate_init": 0.02},
    "early stopping": {
        "early_stopping": True,
        "validation_fraction": 0.4,
        "learning_rate_init": 0.01,
    },
    "dropout": {"dropout": 0.2, "hidden_layer_sizes": (20, 10), "activation": ("tanh", "silu")},
    "averaging": {"weight_averaging": 0.9, "clip_norm": 1.0, "solver": "adamw"},
}
ESTIMATORS = [seethrough.MLPClassifier, seethrough.MLPRegressor]


def configured():
    """Both estimators in every configuration; few epochs where a check does not count on many."""
    for settings in CONFIGURATIONS.values():
        for kind in ESTIMATORS:
            yield kind(**settings)
    yield seethrough.MLPClassifier(output="softmax", label_smoothing=0.05)


def drawn_by_row(estimator):
    """What cannot hold: which rows are held out or which units dropped is drawn row by row."""
    if not (estimator.early_stopping or estimator.dropout):
        return {}
    names = ("dense", "sparse")
    reason = "a row twice draws twice, a row of weight 2 once"
    return {f"check_sample_weight_equivalence_on_{name}_data": reason for name in names}


@parametrize_with_checks(list(configured()), expected_failed_checks=drawn_by_row)
def test_scikit_learns_checks(estimator, check):
    """Scikit-learn's own checks of an estimator pass, but for what is drawn row by row."""
    check(estimator)


@pytest.mark.parametrize("kind", ESTIMATORS)
@pytest.mark.parametrize(
    "check", ["check_param_validation", "check_dataframe_column_names_consistency"]
)
@pytest.mark.parametrize("configuration", CONFIGURATIONS)
def test_the_checks_that_only_scikit_learns_own_get(kind, check, configuration):
    """So do the two checks that scikit-learn keeps for its own estimators."""
    getattr(estimator_checks, check)(kind.__name__, kind(**CONFIGURATIONS[configuration]))


@pytest.mark.parametrize("kind", ESTIMATORS)
def test_every_parameter_of_scikit_learn_is_here(kind):
    """Each parameter of scikit-learn's estimator has its name, default, kind and place here."""
    theirs = inspect.signature(getattr(neural_network, kind.__name__)).parameters
    ours = inspect.signature(kind).parameters
    assert list(ours)[: len(theirs)] == list(theirs)
    for name, parameter in theirs.items():
        assert ours[name].default == parameter.default
        assert ours[name].kind == parameter.kind


@pytest.mark.parametrize("kind", ESTIMATORS)
@pytest.mark.parametrize("solver", ["adam", "lbfgs"])
def test_every_attribute_of_scikit_learn_is_here(kind, solver):
    """Each public attribute of a fitted estimator of scikit-learn is here too."""
    X, y = np.random.default_rng(0).normal(size=(40, 3)), np.arange(40) % 3
    settings = {"solver": solver, "max_iter": 3, "random_state": 0}
    theirs = getattr(neural_network, kind.__name__)(**settings).fit(X, y)
    ours = kind(**settings).fit(X, y)
    public = [name for name in vars(theirs) if not name.startswith("_") and name.endswith("_")]
    assert len(public) > 8
    for name in public:
        kinds = [type(getattr(model, name)) for model in (ours, theirs)]
        assert issubclass(*kinds) or issubclass(*kinds[::-1]), name


@pytest.mark.parametrize("kind", ESTIMATORS)
def test_every_method_of_scikit_learn_is_here(kind):
    """Each public method has at least scikit-learn's parameters, in its order."""
    theirs = getattr(neural_network, kind.__name__)
    for name, method in inspect.getmembers(theirs, inspect.isfunction):
        if name.startswith(("_", "set_")):  # the setters of metadata routing are generated
            continue
        names = list(inspect.signature(method).parameters)
        assert list(inspect.signature(getattr(kind, name)).parameters)[: len(names)] == names


@pytest.mark.parametrize("kind", ESTIMATORS)
def test_tags_are_true(kind):
    """The tags say what the estimator does: sparse tables, several outputs, no NaN."""
    tags = estimator_checks.get_tags(kind())
    assert tags.input_tags.sparse
    assert not tags.input_tags.allow_nan
    assert not tags.non_deterministic
    assert tags.target_tags.required
    if kind is seethrough.MLPClassifier:
        assert tags.classifier_tags.multi_label
        assert tags.classifier_tags.multi_class


@pytest.mark.parametrize("kind", ESTIMATORS)
def test_the_html_repr_links_to_the_documentation(kind):
    """In a notebook the estimator's box links to its page."""
    assert f"reference.html#seethrough.{kind.__name__}" in clone(kind())._repr_html_()
