"""Save one classifier and one regressor with this version, and beside each what it answers.

Run once at every release, python tests/saved/make_saved.py, and commit what it writes. No file
here is ever removed or written anew: `test_saved.py` opens them all, for ever.
"""

import json
import warnings
from pathlib import Path

import numpy as np

import seethrough

HERE = Path(__file__).parent
X, y, *_ = seethrough.data.moons()
SETTINGS = {"hidden_layer_sizes": (3,), "activation": "tanh", "random_state": 0, "max_iter": 30}
MODELS = {
    "classifier": seethrough.MLPClassifier(**SETTINGS, learning_rate_init=0.1),
    "regressor": seethrough.MLPRegressor(**SETTINGS, checkpoints=2),
}
TARGETS = {"classifier": np.array(["left", "right"])[y], "regressor": X[:, 0] * X[:, 1]}


def main():
    """Write the files of this version, unless they are there."""
    for name, model in MODELS.items():
        path = HERE / f"{seethrough.__version__}-{name}.npz"
        if path.exists():
            raise SystemExit(f"{path.name} is there. Saved files are kept as they are.")
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # 30 epochs are few, and enough
            model.fit(X, TARGETS[name])
        seethrough.save(model, path)
        told = {"X": X[::20].tolist(), "predict": model.predict(X[::20]).tolist()}
        if hasattr(model, "predict_proba"):
            told["predict_proba"] = model.predict_proba(X[::20]).tolist()
        path.with_suffix(".json").write_text(json.dumps(told, indent=1) + "\n")


if __name__ == "__main__":
    main()
