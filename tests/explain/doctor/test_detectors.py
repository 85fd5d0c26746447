"""What the detectors compute, on arrays whose answer is known."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from seethrough.explain.doctor.columns import column_sizes, doubles, orderings, twins
from seethrough.explain.doctor.curves import bounce, period_of
from seethrough.explain.doctor.examine import BY_CURVES, DETECTORS, examine, examine_curves
from seethrough.explain.doctor.labels import agreeing
from seethrough.explain.doctor.patient import (
    Answered,
    Patient,
    Training,
    idle_loss,
    ignorance,
    named,
)
from seethrough.explain.doctor.rate import along
from seethrough.explain.doctor.size import doubles as double_units
from seethrough.explain.doctor.size import merged, removals
from seethrough.maths.heads import HEADS, head
from seethrough.maths.network import Network, forward
from seethrough.maths.optimisers import Rule
from seethrough.maths.penalties import FREE

pytestmark = pytest.mark.usefixtures("unchecked")
RNG = np.random.default_rng(0)


def answered(net, theta, x, y):
    """A table with its answers."""
    codes = y.argmax(axis=1) if net.head == "multiclass" else None
    return Answered(x, y, None, codes, forward(net, theta, x))


def patient(net, theta, x, y, losses=(0.5, 0.4), **training):
    """A patient that was trained by gradient descent over the whole table."""
    curves = {"loss": np.array(losses), "penalty": np.zeros(len(losses))}
    table = answered(net, theta, x, y)
    how = {"eta": 0.1, "whole": True, "curves": curves, "idle": idle_loss(table, net)} | training
    names = tuple(f"x{j}" for j in range(x.shape[1]))
    return Patient(
        *(net, theta, FREE, table),
        training=Training("sgd", Rule(), (), 2, **how),
        rows=np.arange(len(x)),
        features=names,
        sources=names,
        classes=tuple(f"c{k}" for k in range(y.shape[1])) if net.head == "multiclass" else (),
    )


@given(period=st.integers(2, 8), seed=st.integers(0, 1000), size=st.floats(1e-6, 1e6))
def test_a_cycle_is_counted(period, seed, size):
    """Losses that come again after k steps, and not sooner, have the period k, at any size."""
    phases = size * (1 + np.random.default_rng(seed).permutation(period))
    losses = np.r_[np.geomspace(100 * size, size, 30), np.tile(phases, 30)]
    assert period_of(losses) == period


@pytest.mark.parametrize(("r", "period"), [(3.2, 2), (3.5, 4), (3.55, 8), (3.83, 3), (3.9, None)])
def test_the_road_into_chaos(r, period):
    """The logistic map x ← r x (1 − x) doubles its period as r grows, and has none in chaos."""
    x = [0.3]
    for _ in range(2000):
        x.append(r * x[-1] * (1 - x[-1]))
    assert period_of(np.array(x)) == period


@pytest.mark.parametrize(
    "losses",
    [
        np.geomspace(1, 0.1, 100),
        np.full(100, 0.3),
        1 + 1e-9 * (np.arange(100) % 2),
        1 + 0.8 ** np.arange(100) * (-1) ** np.arange(100),
        RNG.uniform(0.1, 0.2, 500),
        np.tile([1.0, 2.0], 5),
    ],
    ids=["falling", "still", "rounding", "dying away", "noise", "too short"],
)
def test_what_is_no_cycle(losses):
    """A fall, rest, rounding, a swing that dies away and noise are no cycles."""
    assert period_of(losses) is None


@given(st.floats(0.01, 0.19))
def test_line_search_finds_the_rate_of_a_parabola(eta):
    """On ½ z², whose best rate is 1, the factor is 1 over the rate."""
    net, x = Network((1, 1), (), "squared"), np.ones((4, 1))
    theta = np.array([1.0, 1.0])  # z = w + b: both move, the curvature along −g is 2
    found = along(patient(net, theta, x, np.zeros((4, 1)), eta=eta))
    assert found.best == pytest.approx(0.5 / eta, rel=0.02)
    assert found.gain == pytest.approx(2.0, rel=1e-3)


def test_without_a_rate_nothing_is_searched():
    """L-BFGS has no rate, and a network at its minimum has no step left."""
    net, x, y = Network((1, 1), (), "squared"), np.ones((4, 1)), np.zeros((4, 1))
    assert along(patient(net, np.ones(2), x, y, eta=np.nan)) is None
    assert along(patient(net, np.zeros(2), x, y)) is None


def test_only_what_no_longer_falls_bounces():
    """Noise around a level is told by its size; noise on a falling curve is none."""
    noise = np.tile([0.0, 0.1], 50)
    assert bounce(1 + noise) == pytest.approx(0.1)
    assert bounce(np.geomspace(10, 0.01, 100) * (1 + noise)) == 0
    assert bounce(noise[:5]) == 0


def test_what_is_thrown_about_bounces_wherever_it_ends():
    """Noise alone hardly ever counts as a fall, wherever the run was ended."""
    ends = np.random.default_rng(0).uniform(1, 2, (200, 50))
    assert np.mean([bounce(losses) > 0 for losses in ends]) > 0.95


def course(losses, **settings):
    """A training of which the curves alone are known."""
    curves = {"loss": np.array(losses), "penalty": np.zeros(len(losses))}
    curves |= settings.pop("curves", {})
    how = {"eta": 0.1, "whole": False, "idle": 0.7} | settings
    return Training("adam", Rule(), (), 2, curves=curves, **how)


FALLING = np.geomspace(0.7, 0.01, 60)
COURSES = {
    "divergence": course(np.geomspace(0.7, 1e9, 60)),
    "cycle": course(np.tile([0.2, 0.3], 30)),
    "rate too large": course(0.2 + 0.1 * RNG.uniform(size=60)),
    "plateau": course(np.full(60, 0.69)),
    "overfitting": course(FALLING, curves={"validation_loss": np.linspace(0.5, 0.9, 60)}),
}


@pytest.mark.parametrize("name", BY_CURVES)
def test_curves_alone_tell(name):
    """Each of these detectors speaks of curves that have it, with a picture, and of no other."""
    course = COURSES[name]
    assert name in examine_curves(course).names
    (finding,) = BY_CURVES[name](course)
    assert finding.plot() is not None
    assert name in DETECTORS
    healthy = course._replace(curves=course.curves | {"loss": FALLING, "validation_loss": FALLING})
    assert examine_curves(healthy) == ()


def test_without_a_measure_curves_say_less():
    """Where nobody knows what knowing nothing costs, detectors are silent or do without."""
    unknown = {name: course._replace(idle=np.nan) for name, course in COURSES.items()}
    told = {name for name in BY_CURVES if [*BY_CURVES[name](unknown[name])]}
    assert told == {"divergence", "cycle", "overfitting"}
    for name in told:
        (finding,) = BY_CURVES[name](unknown[name])
        assert np.isfinite([*finding.evidence.values()]).all()
        assert finding.plot() is not None


@pytest.mark.parametrize("name", [*HEADS, "quantile 0.9", "multiclass 2 1"])
@given(shift=st.floats(-2, 2), seed=st.integers(0, 100))
def test_no_constant_answer_costs_less_than_idle(name, shift, seed):
    """The loss of knowing nothing is the least that an answer which is always the same costs."""
    rng = np.random.default_rng(seed)
    if name.startswith("multiclass"):
        y = np.eye(3)[rng.integers(0, 3, 40)]
        y = (
            np.column_stack([y[:, :2] / y[:, :2].sum(1, keepdims=True).clip(1), np.ones(40)])
            if (" " in name)
            else y
        )
        y[:, 0] = 1 - y[:, 1] if " " in name else y[:, 0]
    elif name in {"binary", "multilabel"}:
        y = rng.integers(0, 2, (40, 2)).astype(float)
    else:
        y = rng.uniform(0, 3, (40, 2))
    net = Network((1, y.shape[1]), (), name)
    idle = idle_loss(answered(net, np.zeros(2 * y.shape[1]), np.ones((40, 1)), y), net)
    row, z = head(name), np.tile(rng.normal(size=y.shape[1]) + shift, (40, 1))
    other = row.loss(z, row.f(z), y).sum(axis=1).mean()
    assert idle <= other + (1e-9 if name != "huber" else 0.05)
    most = ignorance(net)
    assert np.isnan(most) or idle <= most + 1e-9
    assert np.isnan(most) == (name.split()[0] not in {"binary", "multiclass", "multilabel"})


@given(st.lists(st.integers(0, 4), min_size=1, max_size=8), st.integers(0, 100))
def test_twins_are_found_whatever_their_unit(copies, seed):
    """A column in another unit is the twin of the first such; of others there is none."""
    rng = np.random.default_rng(seed)
    apart = rng.standard_normal((30, 5))
    x = np.column_stack([rng.uniform(0.5, 9) * apart[:, k] + rng.normal() for k in copies])
    expected = [(copies.index(k), j) for j, k in enumerate(copies) if copies.index(k) < j]
    assert twins(x) == sorted(expected)


def test_a_mirrored_or_constant_column_is_no_twin():
    """Yes and no as two columns are mirrored, not doubled; a constant has no twin."""
    yes = RNG.integers(0, 2, 50).astype(float)
    assert twins(np.column_stack([yes, 1 - yes, np.ones(50), np.ones(50)])) == []


def test_a_source_is_double_only_with_all_that_was_made_of_it():
    """One common column does not make two sources the same; all of them do, and the later goes."""
    made = {"a": [0, 1], "b": [2, 3], "c": [4, 5]}
    assert doubles(made, [(0, 2)]) == []
    assert doubles(made, [(0, 1)]) == [], "made from the same source"
    assert doubles(made, [(0, 2), (1, 3)]) == [("a", "b")]
    assert doubles(made, [(0, 2), (1, 3), (0, 4), (1, 5)]) == [("a", "b"), ("a", "c")]


def test_sizes_are_of_what_is_there():
    """Zeros do not make a column small; a column of zeros has the size 0."""
    x = np.array([[0, 3.0, 0], [0, 4.0, 0], [2, 0, 0]])
    assert column_sizes(x) == pytest.approx([2, np.sqrt(12.5), 0])


def test_how_well_a_column_orders_the_target():
    """A column that follows the target scores 1 whichever way, noise little, a constant 0."""
    y = np.arange(200.0)[:, None]
    x = np.column_stack([-np.exp(y[:, 0] / 50), RNG.normal(size=200), np.ones(200)])
    net = Network((3, 1), (), "squared")
    told = orderings(patient(net, np.zeros(4), x, y))
    assert told[0] == pytest.approx(1)
    assert told[1] < 0.3
    assert told[2] == 0
    classes = np.eye(3)[np.arange(200) % 3]
    x[:, 1] = np.arange(200) % 3 == 1
    told = orderings(patient(Network((3, 3), (), "multiclass"), np.zeros(12), x, classes))
    assert told[1] == pytest.approx(1)
    assert told[0] < 0.3


def test_spare_units_are_those_without_a_say():
    """Units whose weights onward are 0 can go; a unit that decides cannot."""
    net, x = Network((1, 4, 1), ("tanh",), "binary"), np.linspace(-1, 1, 20)[:, None]
    theta = np.array([1.0, 2, 3, 4, 0, 0, 0, 0, 5, 0, 0, 0, 0])
    y = (x > 0).astype(float)
    counts, changed = removals(patient(net, theta, x, y), 0)
    assert counts.tolist() == [0, 1, 2, 3, 4]
    assert changed.tolist()[:4] == [0, 0, 0, 0]
    assert changed[4] == 0.5


def test_double_units_are_counted():
    """A unit that is another one scaled and shifted is its double; dead ones are none."""
    a = RNG.normal(size=(50, 2))
    doubled = np.column_stack([a, -2 * a[:, 0] + 1, np.zeros(50), a[:, 0]])
    assert double_units(doubled) == [(0, 2), (0, 4)]
    assert double_units(np.zeros((50, 3))) == []
    assert double_units(a) == []


def test_doubles_hand_their_weights_over():
    """Without its doubles' weights, the next layer's sums are what they were."""
    a, W, b = RNG.normal(size=(50, 2)), RNG.normal(size=(4, 3)), RNG.normal(size=3)
    doubled = np.column_stack([a, -2 * a[:, 0] + 1, 3 * a[:, 1]])
    less, bias = merged(doubled, W, b)
    assert (less[2:] == 0).all()
    np.testing.assert_allclose(doubled @ less + bias, doubled @ W + b, rtol=1e-12)


def test_of_eight_units_that_do_the_same_one_is_needed():
    """Doubles that all have a say can go together, since one takes over for all."""
    net, x = Network((1, 8, 1), ("tanh",), "binary"), np.linspace(-1, 1, 20)[:, None]
    theta = np.r_[np.full(8, 3.0), np.zeros(8), np.linspace(1, 2, 8), 0.0]
    ill = patient(net, theta, x, (x > 0).astype(float))
    (finding,) = DETECTORS["layer larger than needed"](ill)
    assert finding.evidence == {"units": 8, "that can go": 7, "doubles of another unit": 7}
    assert finding.setting == "hidden_layer_sizes=(1,)"


def test_neighbours_do_not_count_the_row_itself():
    """A lone sample of its class, in the midst of others, has no neighbour that agrees."""
    x = RNG.normal(size=(60, 2))
    x[0] = 0
    codes = np.r_[1, np.zeros(59, int)]
    assert agreeing(x, codes, np.array([0, 1])).tolist()[0] == 0


def test_many_names_are_cut():
    """Five names are listed, of more the number."""
    assert named(["a", "b"]) == "a, b"
    assert named([*"abcdefg"]) == "a, b, c, d, e and 2 more"


def test_findings_come_in_the_order_of_the_table():
    """What stands further up in the table is told first."""
    net = Network((2, 1), (), "squared")
    x = np.column_stack([np.full(60, 5000.0), RNG.normal(size=60)])
    ill = patient(net, np.zeros(3), x, RNG.normal(size=(60, 1)), losses=np.tile([0.4, 0.6], 30))
    names = examine(ill).names
    assert {"columns of different scale", "cycle", "constant columns"} <= set(names)
    assert list(names) == [name for name in DETECTORS if name in names]
