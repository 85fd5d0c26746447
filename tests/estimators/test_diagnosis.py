from functools import partial

import numpy as np
import pandas as pd
import pytest
import sklearn.neural_network
from scipy.sparse import csr_array
from sklearn.compose import TransformedTargetRegressor
from sklearn.datasets import (
    load_breast_cancer,
    load_diabetes,
    load_digits,
    load_iris,
    load_wine,
    make_friedman1,
)
from sklearn.exceptions import NotFittedError
from sklearn.feature_selection import VarianceThreshold
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import train_test_split
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from seethrough import MLPClassifier, MLPRegressor, data, diagnose, load, save
from seethrough.errors import DataError, SettingError, ShapeError
from seethrough.estimators.diagnosis import look_at_curves, patient, sources, taken_apart

pytestmark = [
    pytest.mark.usefixtures("unchecked"),
    pytest.mark.filterwarnings("ignore::sklearn.exceptions.ConvergenceWarning"),
]
USUAL = {"activation": "tanh", "learning_rate_init": 0.01, "max_iter": 300, "alpha": 0.1}
Net = partial(MLPClassifier, **USUAL, random_state=0)
Meter = partial(MLPRegressor, **USUAL, random_state=0)
MEASURED = ("bill_length_mm", "bill_depth_mm", "flipper_length_mm", "body_mass_g")
X, y, *_ = data.moons()


def scaled(*steps):
    """A pipeline that scales the columns first."""
    return make_pipeline(StandardScaler(), *steps)


def own(network, settings=None):
    """A network for a task of its own: set further."""
    return network.set_params(**settings or {})


def measured(X, y):
    """A table with a target of mean 0 and standard deviation 1."""
    return X, (y - y.mean()) / y.std()


LONG = {"learning_rate_init": 0.02, "n_iter_no_change": 300, "alpha": 0.01}
RELU = {"activation": "relu", "learning_rate_init": 0.05}
# what each run is: a model, and its table
HEALTHY = {
    "iris": lambda: (scaled(Net((4,))), *load_iris(return_X_y=True)),
    "wine": lambda: (scaled(Net((4,))), *load_wine(return_X_y=True)),
    "breast cancer": lambda: (
        scaled(own(Net((6,)), {"alpha": 1.0})),
        *load_breast_cancer(return_X_y=True),
    ),
    "digits": lambda: (
        make_pipeline(VarianceThreshold(), StandardScaler(), own(
            Net((40,)), {"learning_rate_init": 0.003, "max_iter": 100, "alpha": 1.0})),
        *load_digits(return_X_y=True),
    ),
    "moons": lambda: (own(Net((6,)), LONG), *data.moons(500)[:2]),
    "circles": lambda: (Net((8,)), *data.circles(400)[:2]),
    "spirals": lambda: (own(Net((16, 16)), LONG), *data.spirals(600)[:2]),
    "exclusive or": lambda: (Net((6,)), *data.xor(400)[:2]),
    "blobs": lambda: (Net((4,)), *data.blobs()[:2]),
    "species of penguins": lambda: (scaled(Net((4,))), *data.penguins(MEASURED, "species")[:2]),
    "sexes of penguins": lambda: (scaled(Net((6,))), *data.penguins(MEASURED)[:2]),
    "adults": lambda: (scaled(own(Net((4,)), {"max_iter": 60})), *data.nhanes()[:2]),
    "diabetes": lambda: (
        scaled(own(Meter(hidden_layer_sizes=(4,)), {"alpha": 5.0})),
        *measured(*load_diabetes(return_X_y=True)),
    ),
    "friedman": lambda: (
        scaled(Meter(hidden_layer_sizes=(10,))),
        *measured(*make_friedman1(600, noise=1.0, random_state=0)),
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", HEALTHY)
def test_nothing_is_found_where_nothing_is(name):
    """All detectors are silent on a healthy run, with a table held out and without."""
    model, X, y = HEALTHY[name]()
    seen, unseen, told, untold = train_test_split(X, y, test_size=0.3, random_state=0)
    model.fit(seen, told)
    assert model.score(unseen, untold) > (0.35 if name == "diabetes" else 0.85)
    assert diagnose(model, seen, told).names == ()
    assert diagnose(model, seen, told, X_val=unseen, y_val=untold).names == ()
    assert look_at_curves(taken_apart(model, ((seen, told),)).network).names == ()


def test_a_healthy_diagnosis_says_so():
    """Where nothing is found, text and page say that it was looked for."""
    found = diagnose(own(Net((6,)), LONG).fit(X, y), X, y)
    assert not found
    assert str(found) == found.line
    assert "Nothing found" in found._repr_html_()
    assert repr(found) == "Diagnosis()"


@pytest.mark.parametrize("model", [Net((3,)), Meter(hidden_layer_sizes=(3,)), scaled(Net((3,)))])
def test_what_is_not_fitted_is_refused(model):
    """A model that has learned nothing has nothing to be looked at."""
    with pytest.raises(NotFittedError):
        diagnose(model, X, y)


def test_other_models_are_refused():
    """A model of another library is refused, with the way in."""
    with pytest.raises(SettingError, match=r"LogisticRegression.*from_sklearn"):
        diagnose(LogisticRegression().fit(X, y), X, y)


@pytest.mark.parametrize(
    ("table", "labels", "error", "told"),
    [
        (np.where(np.arange(400).reshape(200, 2) == 5, np.nan, X), y, DataError, "NaN in row 2"),
        (X[:, :1], y, ValueError, "features"),
        (X[:5], y, ShapeError, "5 rows"),
        (X, y + 1, DataError, "2"),
    ],
    ids=["NaN", "columns", "rows", "labels"],
)
def test_tables_that_do_not_fit_are_refused(table, labels, error, told):
    """Gaps, other columns, other lengths and other labels are refused as `fit` refuses them."""
    with pytest.raises(error, match=told):
        diagnose(Net((3,)).fit(X, y), table, labels)


@pytest.mark.parametrize("size", [1e200, 1e307])
def test_numbers_too_large_to_square_are_refused(size):
    """A table that overflows on its way is refused, and so are parameters that do not exist."""
    clf = Net((3,)).fit(X, y)
    with pytest.raises(DataError, match="Scale the columns"):
        diagnose(clf, X * size, y)
    clf.theta_[0] = np.nan
    with pytest.raises(DataError, match="fit anew"):
        diagnose(clf, X, y)


def test_half_a_held_out_table_is_refused():
    """X_val without y_val is no table."""
    with pytest.raises(DataError, match="came in half"):
        diagnose(Net((3,)).fit(X, y), X, y, X_val=X)


def test_constant_answers():
    """A network that always answers the same is found to have learned nothing."""
    clf = own(Net((3,)), {"n_iter_no_change": np.inf, "max_iter": 60}).fit(X * 0, y)
    names = diagnose(clf, X * 0, y).names
    assert {"plateau", "constant columns"} <= set(names)


def test_one_class_and_few_rows():
    """A table of one class, or of two rows, has no findings that would need more."""
    with pytest.warns(RuntimeWarning, match="one class only"):
        clf = Net((3,)).fit(X, y * 0)
    assert "imbalance that accuracy hides" not in diagnose(clf, X, y * 0).names
    assert isinstance(diagnose(Net((3,)).fit(X[:2], [0, 1]), X[:2], [0, 1]), tuple)


def test_ten_thousand_columns():
    """A wide table is looked at: of ten thousand columns the doubled one is named."""
    wide = np.random.default_rng(0).standard_normal((60, 10_000))
    wide[:, 9_999] = 3 * wide[:, 7] + 1
    clf = own(Net((2,)), {"max_iter": 3}).fit(wide, wide[:, 0] > 0)
    found = diagnose(clf, wide, wide[:, 0] > 0)
    doubled = next(f for f in found if f.name == "doubled columns")
    assert "x10000 is x8" in doubled.what
    assert doubled.plot() is not None


@pytest.mark.parametrize(
    ("model", "X", "y"),
    [
        (Net((3,)), csr_array(X), y),
        (Net((3,)), X.astype("f4"), y),
        (Net((3,)), X, np.column_stack([y, 1 - y])),
        (Net((3,)), X, np.column_stack([y, np.arange(200) % 3])),
        (Net(()), X, y),
        (own(Net((3,)), {"solver": "lbfgs", "max_iter": 50}), X, y),
        (own(Net((3,)), {"class_weight": "balanced", "label_smoothing": 0.1}), X, y),
        (own(Net((3,)), {"early_stopping": True, "dropout": 0.2}), X, y),
        (own(Net((3,)), {"weight_averaging": 0.9, "solver": "adamw"}), X, y),
        (Meter("poisson", (3,)), X, y),
        (Meter("quantile", (3,), quantile=0.9), X, X),
        (Meter("absolute_error", (3,)), X, X[:, 0]),
        (TransformedTargetRegressor(Meter(hidden_layer_sizes=(3,)), transformer=StandardScaler()),
         X, X[:, 0]),
    ],
    ids=["sparse", "float32", "multilabel", "questions", "no layer", "lbfgs", "weights", "dropout",
         "averaged", "poisson", "quantile", "absolute", "scaled target"],
)  # fmt: skip
def test_every_kind_of_network_can_be_looked_at(model, X, y):
    """Whatever it learns and however, the doctor looks and each finding can be drawn."""
    for finding in diagnose(model.fit(X, y), X, y):
        assert finding.plot() is not None
        assert np.isfinite([*finding.evidence.values()]).all()


def test_columns_are_named_as_they_came():
    """A column is told by the table's name, through a pipeline as well."""
    frame = pd.DataFrame({"width": X[:, 0], "height": X[:, 1], "always": 1.0})
    for model in (Net((3,)), scaled(Net((3,)))):
        (finding,) = (
            f for f in diagnose(model.fit(frame, y), frame, y) if f.name == "constant columns"
        )
        assert "always" in finding.what
        assert finding.command == "--drop always"


def test_columns_that_were_made_know_their_source():
    """A column is traced to the longest name that its own begins with, gaps' indicators too."""
    made = ("a (plain)", "ab_x", "missingindicator_ab (plain)", "other")
    assert sources(made, ("a", "ab")) == ("a", "ab", "ab", "other")


def test_of_a_large_table_some_rows_are_looked_at():
    """More than can be looked at is drawn from, and rows keep their numbers."""
    n = 30_000
    large = np.random.default_rng(0).standard_normal((n, 100)).astype("f4")
    clf = own(Net((2,)), {"max_iter": 1}).fit(large, large[:, 0] > 0)
    seen = patient(taken_apart(clf, ((large, large[:, 0] > 0),)))
    assert len(seen.rows) == len(seen.table.x) == 20_000
    assert np.array_equal(seen.table.x, large[seen.rows])


def test_a_validation_curve_tells_of_overfitting():
    """Where the validation loss has risen, that is enough; not where the best epoch was kept."""
    seen, fresh = data.moons(60, noise=0.4), data.moons(500, noise=0.4, seed=1)
    settings = {"alpha": 0, "tol": 0, "n_iter_no_change": np.inf, "max_iter": 400}
    clf = own(Net((100,)), settings | RELU)
    clf.fit(seen.X, seen.y, X_val=fresh.X, y_val=fresh.y)
    found = diagnose(clf, seen.X, seen.y)
    assert found.names[0] == "overfitting"
    lines = found[0].plot().lines
    assert {"training", "validation"} <= {line.get_label() for line in lines}
    clf.set_params(restore_best=True).fit(seen.X, seen.y, X_val=fresh.X, y_val=fresh.y)
    assert "overfitting" not in diagnose(clf, seen.X, seen.y).names


def test_a_fresh_table_tells_of_overfitting():
    """The table that is given may be the one that was held out."""
    seen, fresh = data.moons(60, noise=0.4), data.moons(500, noise=0.4, seed=1)
    settings = {"alpha": 0, "tol": 0, "n_iter_no_change": np.inf}
    clf = own(Net((200,)), settings | RELU).fit(seen.X, seen.y)
    assert "overfitting" in diagnose(clf, fresh.X, fresh.y).names
    assert "overfitting" not in diagnose(clf, seen.X, seen.y).names


@pytest.mark.parametrize("solver", ["adam", "lbfgs"])
def test_a_network_of_scikit_learns_can_be_looked_at(solver):
    """What came from scikit-learn has its loss curve, and no more is needed."""
    theirs = sklearn.neural_network.MLPClassifier((1,), solver=solver, random_state=0)
    clf = MLPClassifier.from_sklearn(theirs.fit(*data.circles()[:2]))
    assert "underfitting" in diagnose(clf, *data.circles()[:2]).names


def test_a_loaded_network_can_be_looked_at(tmp_path):
    """What was saved and opened again has the same findings."""
    clf = own(Net((8,)), {"learning_rate_init": 1e-6}).fit(X, y)
    save(clf, tmp_path / "net.npz")
    again = load(tmp_path / "net.npz")
    assert diagnose(again, X, y).names == diagnose(clf, X, y).names != ()
