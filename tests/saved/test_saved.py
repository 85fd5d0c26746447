"""Files that earlier releases saved are opened by this one, and answer what they did."""

import json
from pathlib import Path

import numpy as np
import pytest

import seethrough

HERE = Path(__file__).parent
FILES = sorted(HERE.glob("*.npz"))


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_every_release_is_opened(path):
    """Answers are those of the day, and training goes on."""
    model = seethrough.load(path)
    told = json.loads(path.with_suffix(".json").read_text())
    X = np.array(told.pop("X"))
    for method, answers in told.items():
        found = getattr(model, method)(X)
        if found.dtype.kind == "f":
            np.testing.assert_allclose(found, answers, rtol=1e-12)
        else:
            assert found.tolist() == answers
    seen = model.t_
    model.partial_fit(X, model.predict(X))
    assert model.t_ == seen + len(X)


def test_this_release_has_its_files():
    """Each release adds a classifier and a regressor."""
    names = {path.stem for path in FILES}
    needed = {f"{seethrough.__version__}-{kind}" for kind in ("classifier", "regressor")}
    assert needed <= names, "run tests/saved/make_saved.py"
