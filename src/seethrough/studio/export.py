"""Export: a run as Python code that makes it again, its model, and pictures, as files."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

from seethrough.errors import ExchangeError
from seethrough.estimators import MLPClassifier, MLPRegressor
from seethrough.io import save
from seethrough.studio import abroad, film, pictures
from seethrough.studio.job import STRETCHED
from seethrough.studio.material import arguments
from seethrough.studio.run import Part, Run

REAL = {
    "penguins": 'data.penguins(("bill_length_mm", "bill_depth_mm"), "species")',
    "nhanes": "data.nhanes()",
}
SCALED = {"blobs", "penguins", "nhanes"}


def code(run: Run) -> str:
    """Return Python code that makes this very run again, to the end of the epoch that is shown.

    Raises
    ------
    ExchangeError
        Something was changed on the way, or the data are one's own: no few lines make that again.
    """
    part = run.parts[0]
    _refuse_changes(run)
    kind = "MLPClassifier" if part.material.classes else "MLPRegressor"
    words = ", ".join(f"{name}={value!r}" for name, value in _parameters(run, part).items())
    lines = [
        "import numpy as np",
        f"from seethrough import {kind}{', data' if part.material.classes else ''}",
        *_data(part),
        f"clf = {kind}({words}).fit(X[rows], y[rows])",
    ]
    return "\n".join(lines) + "\n"


def model(run: Run) -> bytes:
    """Return the shown network as a file that `seethrough.load` opens; classes are their places."""
    part, data = run.part, run.part.material
    kind = MLPClassifier if data.classes else MLPRegressor
    words = _parameters(run, part) | {"max_iter": 1}
    known = {"classes": list(range(len(data.classes)))} if data.classes else {}
    learned = kind(**words).partial_fit(data.x, data.labels, **known)
    learned.theta_[:] = run.state.theta
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "studio.npz"
        save(learned, path)
        return path.read_bytes()


def _refuse_changes(run: Run) -> None:
    data, training = (run.begun[section] for section in ("data", "training"))
    own = data["name"] in {"table", "given"}
    if len(run.parts) > 1 or own or training["bug"] != "none":
        raise ExchangeError(
            "something was changed on the way, a bug is on, or the data are your own. Code of a "
            "few lines can make a straight run on one of the sets again. Save the state as a file."
        )


def _parameters(run: Run, part: Part) -> dict[str, Any]:
    """The settings in the estimators' words."""
    network, training = part.settings["network"], part.settings["training"]
    epochs = max(1, run.place[0])
    words: dict[str, Any] = {
        "hidden_layer_sizes": network["hidden"],
        "activation": list(network["activations"]) or "identity",
        "solver": training["solver"],
        "learning_rate_init": training["eta"],
        "learning_rate": training["schedule"],
        "batch_size": part.replay.plan.batch_size,
        "alpha": training["lam"],
        "max_iter": training["epochs"] if training["schedule"] in STRETCHED else epochs,
        "n_iter_no_change": 10**9,
        "init": network["init"],
        "random_state": network["seed"],
        "engine": training["engine"],
    }
    if training["solver"] == "sgd":
        words |= {"momentum": training["momentum"], "nesterovs_momentum": False}
    if training["dropout"]:
        words["dropout"] = training["dropout"]
    if training["lam1"]:
        words["l1"] = training["lam1"]
    if training["balanced"] and part.material.classes:
        words["class_weight"] = "balanced"
    return words


def _data(part: Part) -> list[str]:
    """Lines that make X, y and the rows to learn from."""
    data, n = part.settings["data"], len(part.material.x)
    held = int(part.material.held.sum())
    rows = f"rows = np.sort(np.random.default_rng([{data['seed']}, {n}]).permutation({n})[{held}:])"
    if part.material.is_curve:
        return [
            f"rng = np.random.default_rng({data['seed']})",
            f"X = rng.uniform(-1, 1, ({n}, 1))",
            f"y = np.sin(1.5 * np.pi * X[:, 0]) + {data['noise']} * rng.standard_normal({n})",
            rows,
        ]
    name = data["name"]
    toy = "" if name in REAL else ", ".join(f"{k}={v!r}" for k, v in arguments(data).items())
    lines = [f"X, y, *_ = {REAL.get(name) or f'data.{name}({toy})'}"]
    if name in SCALED:
        lines.append("X = (X - X.mean(axis=0)) / X.std(axis=0)")
    return [*lines, rows]


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
