import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from seethrough.errors import SettingError
from seethrough.explain import LBFGS, Path, Step, explain_batch, why_moved
from seethrough.explain.expression import Symbol
from seethrough.explain.render import text
from seethrough.explain.step import passes
from seethrough.maths.network import Network, cost, layers, n_parameters
from seethrough.maths.penalties import FREE, Penalty

BOTH = Penalty(0.5, 0.1)
NET = Network((2, 3, 1), ("tanh",), "binary")


def made(seed=0, n=30, penalty=BOTH, *, weighted=True):
    rng = np.random.default_rng(seed)
    theta, x = rng.standard_normal(n_parameters(NET.widths)), rng.standard_normal((n, 2))
    w = rng.uniform(0, 2, n) if weighted else None
    return Step(NET, theta, x, rng.integers(2, size=(n, 1)).astype(float), w, penalty)


@settings(max_examples=25, deadline=None, derandomize=True)
@given(
    st.integers(0, 999),
    st.integers(1, 40),
    st.sampled_from([FREE, Penalty(0.5), Penalty(0.5, 0.1)]),
    st.booleans(),
    st.sampled_from([(0, 1, 2), (1, 0, 0), (0, "b", 1)]),
)
def test_the_shares_are_the_gradient(reader, seed, n, penalty, weighted, weight):
    """Shares and penalty sum to the gradient, all samples are ranked, and what is shown adds up."""
    step = made(seed, n, penalty, weighted=weighted)
    told = why_moved(step, weight)
    gradient = layers(passes(step)[1].dtheta, NET.widths)[weight[0]]
    real = gradient.b[weight[2]] if weight[1] == "b" else gradient.W[weight[1:]]
    assert told.gradient == real
    assert told.shares.sum() + told.penalty == pytest.approx(real, abs=1e-14)
    assert sorted([*told.up, *told.down]) == np.flatnonzero(told.shares).tolist()
    for side, sign in ((told.up, -1), (told.down, 1)):
        sizes = sign * told.shares[side]
        assert (sizes > 0).all()
        assert (np.diff(sizes) <= 0).all()
    assert all(map(reader.adds_up, reader.text(told.text())))
    assert all(reader.json_adds_up(told.json()))


def test_a_sample_that_pushes_up_has_a_negative_share():
    """A step against one sample's share moves the weight the way the sample is said to push."""
    step = made(3)
    told = why_moved(step, (0, 1, 2))
    strongest = told.up[0]
    alone = step._replace(x=step.x[[strongest]], y=step.y[[strongest]], w=None, penalty=FREE)
    assert layers(passes(alone)[1].dtheta, NET.widths)[0].W[1, 2] < 0


def test_why_moved_refuses_a_weight_that_is_not_there():
    """The error lists what exists."""
    with pytest.raises(SettingError, match="layer 1 has inputs 0 to 2 and units 0 to 0"):
        why_moved(made(), (2, 0, 0))


def test_lbfgs_is_noted():
    """With lbfgs the shares stand, and what follows from them cannot be told."""
    assert "L-BFGS" in why_moved(made()._replace(optimiser=LBFGS), (0, 0, 0)).notes[-1]


def test_a_path_reads_as_a_table():
    """Steps and values stand side by side."""
    path = Path(Symbol("W", "1", ("1", "2")), np.array([1, 20]), np.array([0.5, -2 / 3]))
    assert repr(path) == " step  W¹₁₂\n    1  0.5\n   20  -0.6666667"


@pytest.mark.parametrize("weighted", [False, True])
def test_a_batch_is_told_as_tables(reader, weighted):
    """All samples' numbers are in the tables, and their shares sum to the cost."""
    step = made(weighted=weighted)
    told = explain_batch(step)
    tape, slopes = passes(step)
    tables = {table.title: table for table in told.tables}
    assert np.array_equal(tables["sums of layer 0"].values, tape.z[0])
    assert np.array_equal(tables["activations of layer 0"].values, tape.a[1])
    assert np.array_equal(tables["errors of layer 1"].values, slopes.delta[1])
    whole = tables["answers and losses"]
    assert np.array_equal(whole.values[:, 1:2], tape.p)
    assert list(whole.order[:2]) == list(np.argsort(-whole.values[:, -1])[:2])
    mean = cost(NET, tape, step.y, step.w, FREE)
    assert whole.values[:, -1].sum() == pytest.approx(mean)
    assert told.lines[0].result == pytest.approx(mean)
    assert all(map(reader.adds_up, reader.text(text(told.lines))))
    after = tables["weights of layer 0"].values
    assert np.allclose(after[:, 2], after[:, 0] - step.eta * after[:, 1])


def test_a_batch_shows_itself():
    """Long tables are cut with a word on it, in text and HTML; JSON has all; lbfgs has no after."""
    told = explain_batch(made()._replace(optimiser=LBFGS))
    assert "… 18 more rows" in told.text()
    assert "… 18 more rows" in told.html()
    assert len(told.records()["tables"][0]["values"]) == 30
    assert told.json().startswith("{")
    (weights, *_) = [table for table in told.tables if table.title == "weights of layer 0"]
    assert weights.columns == ("before", "gradient")
    assert [*weights.rows] == weights.rows[:] == ["W¹₁₁", "W¹₁₂", "W¹₁₃", "W¹₂₁", "W¹₂₂", "W¹₂₃"]
    assert len(weights.rows) == 6
