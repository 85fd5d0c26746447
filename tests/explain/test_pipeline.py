import numpy as np
import pytest
from sklearn.compose import ColumnTransformer, TransformedTargetRegressor
from sklearn.decomposition import PCA
from sklearn.exceptions import NotFittedError
from sklearn.feature_selection import SelectKBest
from sklearn.impute import SimpleImputer
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import (
    FunctionTransformer,
    MaxAbsScaler,
    MinMaxScaler,
    OneHotEncoder,
    QuantileTransformer,
    RobustScaler,
    StandardScaler,
)

from seethrough import MLPClassifier, MLPRegressor
from seethrough.errors import DataError, SettingError
from seethrough.explain import explain

QUICK = {"max_iter": 3, "random_state": 0, "tol": 1e9, "n_iter_no_change": 1}
pytestmark = pytest.mark.filterwarnings("ignore::sklearn.exceptions.ConvergenceWarning")


@pytest.fixture(scope="module")
def table():
    rng = np.random.default_rng(0)
    X = rng.normal(50, 10, (40, 3))
    return X, (X[:, 0] > 50).astype(int)


def fitted(*steps, X, y):
    return make_pipeline(*steps, MLPClassifier((3,), **QUICK)).fit(X, y)


def inputs(told):
    """The lines that tell of inputs."""
    return [line for line in told.lines if line.symbol.letter == "x"]


@pytest.mark.parametrize(
    "scaler",
    [
        StandardScaler(),
        StandardScaler(with_mean=False),
        StandardScaler(with_std=False),
        RobustScaler(),
        RobustScaler(with_centering=False),
        MinMaxScaler((-1, 1)),
        MaxAbsScaler(),
        make_pipeline(StandardScaler(), MinMaxScaler()),
    ],
    ids=str,
)
def test_scaled_values_are_calculated_from_the_raw_ones(reader, table, scaler):
    """Each input is told from the row's raw value, and is what the network is given."""
    X, y = table
    model = fitted(scaler, X=X, y=y)
    told = explain(model, X, y, 7)
    given = model[:-1].transform(X[[7]])[0]
    assert [line.result for line in inputs(told)] == given.tolist()
    assert all("raw" in told.text().splitlines()[1 + j] for j in range(3))
    assert all(map(reader.adds_up, reader.text(told.text())))


def test_what_is_no_scaling_is_quoted(table):
    """Another transformer's outcome is quoted with its name."""
    X, y = table
    told = explain(fitted(QuantileTransformer(n_quantiles=10), X=X, y=y), X, y, 0)
    assert "column 0, by QuantileTransformer" in told.text()


def test_mixtures_of_columns_are_not_called_by_one(table):
    """What is made of several columns has the step's own names, even if there are as many."""
    X, y = table
    text = explain(fitted(PCA(3), X=X, y=y), X, y, 0).text()
    assert "pca0, by PCA" in text
    assert "column 0" not in text


def test_chosen_columns_stay_what_they_are(table):
    """A choice of columns, and a function that does nothing, change no origin."""
    X, y = table
    model = fitted(StandardScaler(), SelectKBest(k=1), FunctionTransformer(), X=X, y=y)
    (line,) = inputs(explain(model, X, y, 0))
    assert line.words == "column 0"
    assert "x₁ = (raw − mean) / spread" in explain(model, X, y, 0).text()


def test_steps_without_names_are_only_quoted(table):
    """A function of one's own gives numbers that nobody has named."""
    X, y = table
    text = explain(fitted(FunctionTransformer(np.square), X=X, y=y), X, y, 0).text()
    assert "a number, by FunctionTransformer" in text


def test_names_of_columns_come_through():
    """Numbers and words of a frame keep names and raw values through a ColumnTransformer."""
    pd = pytest.importorskip("pandas", reason="pandas comes with the extra 'tables'")
    frame = pd.DataFrame(
        {"age": [20.0, 30, 40, 50], "pet": ["cat", "dog", "cat", "ant"], "gap": [1, np.nan, 2, 3]}
    )
    split = ColumnTransformer(
        [
            ("n", StandardScaler(), ["age"]),
            ("c", OneHotEncoder(), ["pet"]),
            ("g", SimpleImputer(add_indicator=True), [2]),
            ("lost", "drop", slice(0, 1)),
        ]
    )
    model = fitted(split, X=frame, y=[0, 1, 0, 1])
    words = [line.words for line in inputs(explain(model, frame, [0, 1, 0, 1], 1))]
    assert words == [
        "age",
        "pet_ant, by OneHotEncoder",
        "pet_cat, by OneHotEncoder",
        "pet_dog, by OneHotEncoder",
        "gap missing: missing, filled",
        "whether missing: gap missing",
    ]
    text = explain(model, frame, [0, 1, 0, 1], 1).text()
    assert "x₁ = (raw − mean) / spread = (30 − 35) / 11.18034 = −0.44721   age" in text


def test_a_scaled_target_is_told_in_both_units(reader, table):
    """The target is scaled, the answer scaled back, and both add up."""
    X, _ = table
    y = X[:, 0] * 100
    net = MLPRegressor(hidden_layer_sizes=(3,), **QUICK)
    model = make_pipeline(
        StandardScaler(), TransformedTargetRegressor(net, transformer=StandardScaler())
    ).fit(X, y)
    told = explain(model, X, y, 3)
    (answer,) = [line for line in told.lines if line.symbol.letter == "answer"]
    assert answer.result == pytest.approx(model.predict(X[[3]])[0])
    assert "y₁ = (raw − mean) / spread" in told.text()
    assert all(map(reader.adds_up, reader.text(told.text())))


def test_all_rows_and_the_network_alone(table):
    """sample=None gives tables; an estimator without a pipeline is explained as it is."""
    X, y = table
    model = fitted(StandardScaler(), X=X, y=y)
    assert len(explain(model, X, y, None).tables) > 3
    alone = explain(model[-1], model[:-1].transform(X), y, 2)
    assert alone.text() == model[-1].explain(model[:-1].transform(X), y, 2).text()


def test_other_steps_do_not_hinder(table):
    """Steps that pass everything through are stepped over."""
    X, y = table
    model = make_pipeline("passthrough", FunctionTransformer(), MLPClassifier((3,), **QUICK))
    assert "x₁ = raw = 51.25730   column 0" in explain(model.fit(X, y), X, y, 0).text()


def test_what_cannot_be_explained_is_refused(table):
    """Another estimator at the end, a row outside, an unfitted pipeline: each says what to do."""
    X, y = table
    with pytest.raises(SettingError, match="ends in LogisticRegression"):
        explain(make_pipeline(StandardScaler(), LogisticRegression()).fit(X, y), X, y, 0)
    with pytest.raises(DataError, match=r"row is 40, .* from 0 to 39"):
        explain(fitted(StandardScaler(), X=X, y=y), X, y, 40)
    with pytest.raises(NotFittedError):
        explain(make_pipeline(StandardScaler(), MLPClassifier()), X, y, 0)
    broken = X.copy()
    broken[4, 1] = np.nan
    with pytest.raises(DataError, match="NaN in row 4, column 1"):
        explain(fitted(StandardScaler(), X=X, y=y), broken, y, 4)
