import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.datasets import make_moons

from seethrough.data import TOYS, blobs, curve, moons, spirals, xor
from seethrough.errors import SettingError

every_toy = pytest.mark.parametrize("toy", TOYS.values(), ids=TOYS)
every_draw = pytest.mark.parametrize("toy", [*TOYS.values(), curve], ids=[*TOYS, "curve"])


@given(n=st.integers(2, 300), noise=st.floats(0, 10), seed=st.integers(0, 2**32 - 1))
def test_moons_are_scikit_learns(n, noise, seed):
    """The moons equal scikit-learn's bit for bit."""
    X, y = make_moons(n, noise=noise, random_state=seed)
    ours = moons(n, noise, seed)
    assert np.array_equal(ours.X, X)
    assert np.array_equal(ours.y, y)


def test_moons_are_the_articles():
    """The default moons are those the global generator gives after np.random.seed(0)."""
    np.random.seed(0)  # noqa: NPY002
    X, y = make_moons(200, noise=0.20)
    assert np.array_equal(moons().X, X)
    assert np.array_equal(moons().y, y)
    assert moons().classes == ("female", "male")


@every_toy
@given(n=st.integers(3, 300), noise=st.floats(0, 10), seed=st.integers(0, 2**32 - 1))
def test_any_draw_is_whole(toy, n, noise, seed):
    """Any draw has n finite rows in C order, every class, and a name for each column and class."""
    data = toy(n=n, noise=noise, seed=seed)
    assert data.X.shape == (n, len(data.features))
    assert data.X.dtype == np.float64
    assert data.X.flags.c_contiguous
    assert np.isfinite(data.X).all()
    assert np.array_equal(np.unique(data.y), np.arange(len(data.classes)))
    assert data.y.shape == (n,)


@pytest.mark.parametrize("toy", sorted(TOYS.keys() - {"blobs"}))
def test_two_points_are_one_per_class(toy):
    """The smallest draw has one point of each class."""
    assert sorted(TOYS[toy](n=2).y) == [0, 1]


@every_draw
@given(seed=st.integers(0, 2**32 - 1))
def test_seed_decides(toy, seed):
    """The same seed gives the same points, and another seed gives others."""
    X = toy(seed=seed).X
    assert np.array_equal(X, toy(seed=seed).X)
    assert not np.array_equal(X, toy(seed=seed ^ 1).X)


@given(seed=st.integers(0, 2**32 - 1))
def test_xor_without_noise_is_the_sign_of_the_product(seed):
    """Without noise, class 1 is where x₁x₂ is negative."""
    data = xor(noise=0, seed=seed)
    assert np.array_equal(data.X.prod(axis=1) < 0, data.y == 1)


@given(arms=st.integers(2, 7), seed=st.integers(0, 2**32 - 1))
def test_spirals_without_noise_lie_on_their_arms(arms, seed):
    """Without noise, the angle minus the radius is the arm, in turns."""
    data = spirals(arms=arms, noise=0, seed=seed)
    turns = np.arctan2(data.X[:, 1], data.X[:, 0]) / (2 * np.pi) - np.hypot(*data.X.T)
    off = turns - data.y / arms
    assert np.allclose(off, np.round(off), atol=1e-9)


@given(n=st.integers(2, 300), seed=st.integers(0, 2**32 - 1))
def test_a_curve_without_noise_is_a_sine(n, seed):
    """Without noise, y is sin(1.5 π x), and noise leaves x as it is."""
    data = curve(n, noise=0, seed=seed)
    assert data.X.shape == (n, 1)
    assert np.allclose(data.y, np.sin(1.5 * np.pi * data.X[:, 0]))
    assert data.classes == ()
    assert np.array_equal(curve(n, noise=1, seed=seed).X, data.X)


@given(k=st.integers(2, 6))
def test_centers_and_arms_count_the_classes(k):
    """There are as many classes as centres or arms asked for."""
    assert len(blobs(centers=k).classes) == len(np.unique(blobs(centers=k).y)) == k
    assert len(spirals(arms=k).classes) == len(np.unique(spirals(arms=k).y)) == k


@every_draw
@pytest.mark.parametrize(
    "setting",
    [{"n": 1}, {"n": -5}, {"n": 10.5}, {"noise": -0.1}, {"noise": np.nan}, {"noise": np.inf}],
    ids=str,
)
def test_senseless_settings_are_refused(toy, setting):
    """A refusal says what came in, what was needed and what to do."""
    ((name, value),) = setting.items()
    with pytest.raises(SettingError, match=rf"^{name} is {value!r}, but must be .*\. Try {name}="):
        toy(**setting)


@pytest.mark.parametrize("call", [{"centers": 1}, {"centers": 5, "n": 4}], ids=str)
def test_every_blob_needs_a_point(call):
    """Blobs need two centres, and a point for each."""
    with pytest.raises(SettingError, match="must be a whole number"):
        blobs(**call)


@pytest.mark.parametrize("call", [{"arms": 1}, {"arms": 5, "n": 4}], ids=str)
def test_every_arm_needs_a_point(call):
    """Spirals need two arms, and a point for each."""
    with pytest.raises(SettingError, match="must be a whole number"):
        spirals(**call)
