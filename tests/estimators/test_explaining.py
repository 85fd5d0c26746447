import numpy as np
import pytest
from scipy.sparse import csr_matrix
from sklearn.exceptions import NotFittedError

from seethrough import MLPClassifier, MLPRegressor, data
from seethrough.errors import DataError, SettingError
from seethrough.estimators import settings
from seethrough.explain.expression import Symbol
from seethrough.maths.network import layers
from seethrough.maths.optimisers import OPTIMISERS, update

pytestmark = pytest.mark.filterwarnings("ignore::sklearn.exceptions.ConvergenceWarning")
X, y, *_ = data.moons()
QUICK = {"hidden_layer_sizes": (3,), "max_iter": 6, "random_state": 0, "learning_rate_init": 0.05}
NUMBERS = np.column_stack([y, X[:, 0]])
COUNTS = np.arange(200) % 5
CASES = {
    "binary": (MLPClassifier(**QUICK), y),
    "softmax": (MLPClassifier(output="softmax", **QUICK), y),
    "multiclass": (MLPClassifier(**QUICK), COUNTS),
    "words": (MLPClassifier(**QUICK), np.array(["no", "yes"])[y]),
    "multilabel": (MLPClassifier(**QUICK), np.column_stack([y, 1 - y])),
    "several questions": (MLPClassifier(**QUICK), np.column_stack([y, COUNTS])),
    "class weights": (MLPClassifier(class_weight={0: 3.0}, **QUICK), y),
    "smoothed": (MLPClassifier(label_smoothing=0.1, **QUICK), y),
    "no hidden layer": (MLPClassifier(**QUICK | {"hidden_layer_sizes": ()}), y),
    "six layers": (MLPClassifier(**QUICK | {"hidden_layer_sizes": (2,) * 6}), y),
    "an activation per layer": (
        MLPClassifier(**QUICK | {"hidden_layer_sizes": (3, 2), "activation": ("gelu", "mish")}),
        y,
    ),
    "dropout": (MLPClassifier(dropout=0.5, **QUICK), y),
    "l1": (MLPClassifier(l1=0.1, **QUICK), y),
    "clipped": (MLPClassifier(clip_norm=0.01, **QUICK), y),
    "averaged": (MLPClassifier(weight_averaging=0.9, **QUICK), y),
    "cosine": (MLPClassifier(learning_rate="cosine", **QUICK), y),
    "several numbers": (MLPRegressor(**QUICK), NUMBERS),
    **{loss: (MLPRegressor(loss, **QUICK), COUNTS * 1.0) for loss in ("poisson", "huber")},
    "absolute": (MLPRegressor("absolute_error", **QUICK), X[:, 0]),
    "quantile": (MLPRegressor("quantile", quantile=0.9, **QUICK), X[:, 0]),
    **{solver: (MLPClassifier(solver=solver, **QUICK), y) for solver in ("lbfgs", *OPTIMISERS)},
}


@pytest.fixture(scope="module", params=CASES)
def case(request):
    model, target = CASES[request.param]
    return model.fit(X, target), target


def results(told, letter):
    return [line.result for line in told.lines if line.symbol.letter == letter]


def test_every_estimator_can_be_explained(case):
    """Answers, gradients and their checks are the estimator's own, whatever it learns by."""
    model, target = case
    told = model.explain(X, target, 7)
    if not model.dropout:
        assert results(told, "p") == model.activations(X).p[7].tolist()
        gradients = np.concatenate(
            [g.ravel() for layer in model.gradients(X, target) for g in layer]
        )
        shown = [line for line in told.lines if line.symbol.letter.startswith("∂L/∂")]
        assert {line.result for line in shown} <= set(gradients.tolist())
        for line in shown:
            assert line.check == pytest.approx(line.result, abs=1e-4)
    assert any(line.number == "E9" for line in told.lines) == (model.solver != "lbfgs")
    assert f"{told!r}" == told.text()


def test_every_estimator_has_tables_and_pushes(case):
    """A batch's shares sum to the mean loss, and a weight's shares to its gradient."""
    model, target = case
    batch = model.explain(X, target, None)
    (data_part,) = [line for line in batch.lines if line.symbol == Symbol("data")]
    assert batch.tables[0].values[:, -1].sum() == pytest.approx(data_part.result)
    pushes = model.why_moved(X, target, (0, 1, 0))
    assert pushes.shares.sum() + pushes.penalty == pytest.approx(pushes.gradient, abs=1e-12)


@pytest.mark.parametrize("solver", OPTIMISERS)
def test_the_update_is_the_one_that_training_makes(solver):
    """E9 begins where the optimiser stands: the next epoch over the same table ends there."""
    net = MLPClassifier(solver=solver, warm_start=True, **QUICK | {"max_iter": 1}).fit(X, y)
    net.fit(X, y)
    told = net.explain(X, y, 0)
    shown = {line.symbol: line.result for line in told.lines if line.words == "step downhill"}
    net.fit(X, y)
    W, b = layers(net.theta_, net.network_.widths)[0]
    assert shown[Symbol("W", "1", ("2", "3"))] == pytest.approx(W[1, 2], rel=1e-12)
    assert shown[Symbol("b", "1", ("1",))] == pytest.approx(b[0], rel=1e-12)


def test_dropped_units_are_the_plans():
    """The units that are told as dropped are those that the plan would leave out next."""
    net, target = MLPClassifier(**QUICK, dropout=0.5).fit(X, y), y
    told = net.explain(X, target, 3)
    plan = settings.plan(
        net, net.network_, 200, "float64", fresh=False, holdout=None, strata=None, seen=net.t_
    )
    ((_, masks),) = plan.batches(0)
    dropped = [line.words == "dropped" for line in told.lines if line.number == "E2"]
    assert dropped == (masks[1][3] == 0).tolist()
    assert any(dropped)
    assert told.text() == net.explain(X, target, 3).text(), "chance stands still"
    answer = net.activations(X[[3]]).p[0, 0]
    assert f"With none left out the answer is p₁ = {answer:.5g}." in told.notes


def test_a_random_state_is_not_used_up():
    """Explaining draws from a copy of a generator, never from the user's own."""
    rng = np.random.RandomState(0)
    net = MLPClassifier(**QUICK | {"random_state": rng, "dropout": 0.5}).fit(X, y)
    before = rng.get_state()[1].tolist()
    net.explain(X, y, 0)
    assert rng.get_state()[1].tolist() == before


def test_names_of_columns_and_classes():
    """Names of a frame's columns and of classes stand beside their numbers."""
    pd = pytest.importorskip("pandas", reason="pandas comes with the extra 'tables'")
    frame = pd.DataFrame(X, columns=["width", "height"])
    net = MLPClassifier(**QUICK).fit(frame, np.array(["cat", "dog"])[y])
    text = net.explain(frame, np.array(["cat", "dog"])[y], 0).text()
    assert "width" in text
    assert "the probability of dog" in text
    assert "target: dog" in text


def test_sparse_tables_and_weights():
    """A sparse table is explained like a dense one; sample weights are in E5 and Σw."""
    net = MLPClassifier(**QUICK).fit(X, y)
    assert net.explain(csr_matrix(X), y, 3).text() == net.explain(X, y, 3).text()
    weighted = net.explain(X, y, 3, sample_weight=np.linspace(1, 2, 200)).text()
    assert "δ²₁ = w (p₁ − y₁)" in weighted


def test_float32_adds_up_too():
    """A network in float32 is explained with the numbers it computes with."""
    net = MLPClassifier(**QUICK).fit(X.astype(np.float32), y)
    told = net.explain(X.astype(np.float32), y, 5)
    assert results(told, "p") == net.activations(X.astype(np.float32)).p[5].tolist()


def test_steps_can_be_looked_at():
    """step= shows the network as it was with the optimiser's memory; path() all that was kept."""
    net = MLPClassifier(checkpoints=3, **QUICK).fit(X, y)
    for step in (2, 3):  # kept, and made again
        then = MLPClassifier(**QUICK | {"max_iter": step}).fit(X, y)
        told = net.explain(X, y, 0, weight=(0, 1, 2), step=step)
        assert told.text() == then.explain(X, y, 0, weight=(0, 1, 2)).text()
        assert [net.why_moved(X, y, (0, 1, 2), step).gradient] == results(told, "∂L/∂W")
        last = next(line for line in told.lines if line.symbol.letter == "m")
        assert then._memory["slots"][0][5] in _values(last.expression)
    path = net.path((0, 1, 2))
    assert path.steps.tolist() == [0, 2, 4, 6]
    assert path.values.tolist() == [net.at(step).coefs_[0][1, 2] for step in path.steps]
    assert net.path((1, "b", 0)).values[-1] == net.intercepts_[1][0]


def _values(expression):
    """The numbers of a calculation."""
    if hasattr(expression, "value"):
        return [expression.value]
    return [value for part in expression.parts for value in _values(part)]


@pytest.mark.parametrize(
    ("ask", "error", "told"),
    [
        ({"sample": 200}, DataError, "row is 200, .* from 0 to 199"),
        ({"sample": -1}, DataError, "row is -1"),
        ({"sample": 1.5}, DataError, "row is 1.5"),
        ({"unit": (0, 3)}, SettingError, "layer 0 has units 0 to 2; layer 1 has units 0 to 0"),
        ({"weight": (2, 0, 0)}, SettingError, "layer 0 has inputs 0 to 1 and units 0 to 2"),
        ({"step": 7}, SettingError, "step is 7, but the last fit has the steps 0 to 6"),
        ({"sample": None, "unit": (0, 0)}, SettingError, "Choose a sample"),
    ],
)
def test_what_is_not_there_is_refused(ask, error, told):
    """A row, unit, weight or step that does not exist: the error lists what does."""
    net = MLPClassifier(**QUICK).fit(X, y)
    with pytest.raises(error, match=told):
        net.explain(X, y, **ask)


def test_a_step_that_was_not_kept_needs_the_table_of_the_fit():
    """Another table is refused; a path needs something that was kept."""
    net = MLPClassifier(checkpoints=3, **QUICK).fit(X, y)
    with pytest.raises(DataError, match="the table is not that of the fit"):
        net.explain(X[::2], y[::2], step=3)
    assert net.explain(X[::2], y[::2], step=4).lines
    with pytest.raises(SettingError, match=r"path was asked for.*Fit with checkpoints=100"):
        MLPClassifier(checkpoints=0, **QUICK).fit(X, y).path((0, 0, 0))


def test_tables_that_do_not_fit_are_refused():
    """NaN, a strange class and an unfitted estimator end in errors that say where."""
    net, broken = MLPClassifier(**QUICK).fit(X, y), X.copy()
    broken[7, 1] = np.nan
    with pytest.raises(DataError, match="NaN in row 7, column 1"):
        net.explain(broken, y, 7)
    with pytest.raises(DataError, match="class 9"):
        net.explain(X, y + 9, 7)
    for ask in (
        lambda: MLPClassifier().explain(X, y, 0),
        lambda: MLPRegressor().why_moved(X, y, (0, 0, 0)),
        lambda: MLPClassifier().path((0, 0, 0)),
    ):
        with pytest.raises(NotFittedError, match="not fitted"):
            ask()


def test_the_update_of_a_changed_solver_begins_anew():
    """What another optimiser remembered is of no use: the new one begins without a memory."""
    net = MLPClassifier(**QUICK).fit(X, y).set_params(solver="rmsprop")
    told = net.explain(X, y, 0, weight=(0, 0, 0))
    g = net.gradients(X, y)[0].W[0, 0]
    theta, _ = update(
        "rmsprop",
        net.theta_,
        *_whole(net),
        1,
        0.05,
        settings.task(net, net.network_, X, y, None).rule,
    )
    assert told.lines[-1].result == theta[0]
    assert results(told, "∂L/∂W") == [g]


def _whole(net):
    g = np.concatenate([a.ravel() for layer in net.gradients(X, y) for a in layer])
    return g, (np.zeros_like(g),)
