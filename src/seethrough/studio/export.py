"""Export: a run as Python code that makes it again, its model, and pictures, as files."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np

from seethrough.errors import ExchangeError
from seethrough.estimators import MLPClassifier, MLPRegressor
from seethrough.io import save
from seethrough.studio import abroad, film, pictures
from seethrough.studio.job import STRETCHED
from seethrough.studio.material import SCALED, arguments
from seethrough.studio.run import Run
from seethrough.studio.settings import OWN
from seethrough.studio.way import Part


def code(run: Run) -> str:
    """Return five lines of Python that make this very run again, and go to the update shown.

    Raises
    ------
    ExchangeError
        Something was changed on the way, or the data are one's own: no few lines make that again.
    """
    _refuse_changes(run)
    part = run.part
    kind = MLPClassifier if part.material.classes else MLPRegressor
    names = kind().get_params()
    network, training = (
        {name: value for name, value in words.items() if value != names[name]}
        for words in (_network(part), _training(run, part))
    )
    lines = [
        f"from seethrough import {kind.__name__}, data",
        f"train, test = {_data(part)}",
        f"network = {_call('dict', network)}",
        f"training = {_call('dict', training)}",
        f"clf = {kind.__name__}(**network, **training).fit(train.X, train.y){_at(run, part)}",
    ]
    return "\n".join(lines) + "\n"


def model(run: Run) -> bytes:
    """Return the shown network as a file that `seethrough.load` opens; classes are their places."""
    part, data = run.part, run.part.material
    kind = MLPClassifier if data.classes else MLPRegressor
    words = _network(part) | _training(run, part) | {"max_iter": 1}
    known = {"classes": list(range(len(data.classes)))} if data.classes else {}
    learned = kind(**words).partial_fit(data.x, data.labels, **known)
    learned.theta_[:] = run.state.theta
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "studio.npz"
        save(learned, path)
        return path.read_bytes()


def _refuse_changes(run: Run) -> None:
    data, training = (run.begun[section] for section in ("data", "training"))
    own = data["name"] in OWN
    if not run.is_straight or own or training["bug"] != "none":
        raise ExchangeError(
            "something was changed on the way, a bug is on, or the data are your own. Code of a "
            "few lines can make a straight run on one of the sets again. Save the state as a file."
        )
    material = run.part.material
    known = len(np.unique(material.labels[material.train]))
    if known < len(material.classes):
        raise ExchangeError(
            f"the points to learn from are of {known} of {len(material.classes)} classes, and an "
            "estimator knows those that it was given. Points of every class are needed. Hold "
            "fewer of them back for the test."
        )


def _network(part: Part) -> dict[str, Any]:
    """The network's settings in the estimators' words."""
    network = part.settings["network"]
    bends = list(network["activations"]) or ["identity"]
    return {
        "hidden_layer_sizes": network["hidden"],
        "activation": bends[0] if len(set(bends)) == 1 else bends,
        "init": network["init"],
        "random_state": network["seed"],
    }


def _training(run: Run, part: Part) -> dict[str, Any]:
    """The training's settings in the estimators' words."""
    training, (epochs, *within) = part.settings["training"], run.place
    stretched = training["schedule"] in STRETCHED
    epochs = training["epochs"] if stretched else max(1, epochs + any(within))
    words: dict[str, Any] = {
        "solver": training["solver"],
        "learning_rate_init": training["eta"],
        "learning_rate": training["schedule"],
        "batch_size": part.replay.plan.batch_size,
        "alpha": training["lam"],
        "l1": training["lam1"],
        "dropout": training["dropout"],
        "max_iter": epochs,
        "n_iter_no_change": epochs,
        "engine": training["engine"],
    }
    if training["solver"] == "sgd":
        words["momentum"] = training["momentum"]
        words["nesterovs_momentum"] = not training["momentum"]
    if training["balanced"] and part.material.classes:
        words["class_weight"] = "balanced"
    return words


def _data(part: Part) -> str:
    """The call that makes the samples to learn from, and those to measure on."""
    data = part.settings["data"]
    scaled = ".scaled()" if data["name"] in SCALED else ""
    split = _call("split", {"test": data["test"], "seed": data["seed"]})
    return f"data.{_call(data['name'], arguments(data))}{scaled}.{split}"


def _at(run: Run, part: Part) -> str:
    """What goes back to the update that is shown, if it is not where the fit ends."""
    made = _training(run, part)["max_iter"] * part.replay.plan.batches_per_epoch
    return "" if run.now == made else f".at({run.now}, train.X, train.y)"


def _call(name: str, arguments: dict[str, Any]) -> str:
    """A call as code."""
    return f"{name}({', '.join(f'{key}={value!r}' for key, value in arguments.items())})"


def _written(write: Callable[[Run], str]) -> Callable[[Run], bytes]:
    """What writes text, as what gives bytes."""
    return lambda run: write(run).encode()


PYTHON = "text/x-python"
# by kind: the file's name, its type, and what makes its bytes
FILES: dict[str, tuple[str, str, Callable[[Run], bytes]]] = {
    "python": ("studio.py", PYTHON, _written(code)),
    "npz": ("studio.npz", "application/zip", model),
    "sklearn": ("studio_sklearn.py", PYTHON, _written(abroad.scikit)),
    "torch": ("studio_torch.py", PYTHON, _written(abroad.torch)),
    **{
        f"{panel}.{kind}": (
            f"studio_{panel}.{kind}",
            mime,
            partial(pictures.drawn, panel=panel, kind=kind),
        )
        for panel in pictures.PANELS
        for kind, (mime, _) in pictures.KINDS.items()
    },
    "film": ("studio.gif", "image/gif", film.gif),
}
