import numpy as np
import pytest
from PIL import Image
from sklearn.datasets import load_iris
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from seethrough import MLPClassifier, MLPRegressor, animate
from seethrough.data import moons
from seethrough.errors import DataError, OutputError, SettingError, UnknownNameError
from seethrough.estimators.films import FILMS

pytestmark = pytest.mark.filterwarnings("ignore::sklearn.exceptions.ConvergenceWarning")
X, y, *_ = moons(60)
IRIS = load_iris(as_frame=True)


def network(**settings):
    settings = {"max_iter": 8, "checkpoints": 8, "random_state": 0} | settings
    return MLPClassifier((3,), "tanh", learning_rate_init=0.1, **settings)


@pytest.fixture(scope="module")
def net():
    return network().fit(X, y)


@pytest.mark.parametrize("what", FILMS)
def test_every_film_has_a_frame_for_each_stage(what, net, tmp_path):
    """Each stage that was kept is a frame, and the picture moves."""
    with Image.open(animate(net, X, y, tmp_path / "film.gif", what=what)) as image:
        assert image.n_frames == 8
        first = np.asarray(image.convert("RGB"))
        image.seek(7)
        assert (first != np.asarray(image.convert("RGB"))).any()


@pytest.mark.parametrize("what", FILMS)
def test_films_of_a_pipeline(what, tmp_path):
    """Three classes of a frame of four columns are filmed too."""
    pipeline = make_pipeline(StandardScaler(), network(checkpoints=3)).fit(IRIS.data, IRIS.target)
    path = animate(pipeline, IRIS.data, IRIS.target, tmp_path / "film.gif", what=what)
    assert path.stat().st_size > 5_000


def test_the_last_frame_is_the_fitted_network(net):
    """What the boundary's film ends with is what the network answers."""
    from seethrough.estimators.displays.sight import stages
    from seethrough.estimators.films import Wanted

    scene, frames = FILMS["boundary"](Wanted(net, X, y, None, None, *stages(net)))
    *_, last = frames
    left, right, low, high = scene.moving[0].get_extent()
    x = left + (np.arange(100) + 0.5) * (right - left) / 100
    z = low + (np.arange(75) + 0.5) * (high - low) / 75
    xx, yy = np.meshgrid(x, z)
    p = net.predict_proba(np.column_stack([xx.ravel(), yy.ravel()]))
    np.testing.assert_allclose(last.reshape(-1, 2), p, atol=1e-9)


def test_what_cannot_be_filmed(net, tmp_path):
    """Unknown films, kinds and places, missing stages and classes are refused before any work."""
    with pytest.raises(UnknownNameError, match="Did you mean 'boundary'"):
        animate(net, X, y, tmp_path / "a.gif", what="bound")
    with pytest.raises(SettingError, match=r"\.gif and \.mp4"):
        animate(net, X, y, tmp_path / "a.webm")
    with pytest.raises(SettingError, match="Fit with checkpoints=100"):
        animate(network(checkpoints=0).fit(X, y), X, y, tmp_path / "a.gif")
    reg = MLPRegressor(max_iter=4, checkpoints=4).fit(X, X[:, 0])
    with pytest.raises(DataError, match="needs a classifier"):
        animate(reg, X, X[:, 0], tmp_path / "a.gif")
    assert animate(reg, X, X[:, 0], tmp_path / "w.gif", what="weights").exists()
    narrow = network().fit(X[:, :1], y)
    with pytest.raises(DataError, match="X has one column"):
        animate(narrow, X[:, :1], y, tmp_path / "a.gif")
    with pytest.raises(DataError, match="no hidden layer"):
        animate(
            network().set_params(hidden_layer_sizes=()).fit(X, y),
            X,
            y,
            tmp_path / "a.gif",
            what="units",
        )
    (tmp_path / "file").write_text("")
    with pytest.raises(OutputError):
        animate(net, X, y, tmp_path / "file" / "a.gif")
    assert {path.name for path in tmp_path.iterdir()} == {"w.gif", "file"}
