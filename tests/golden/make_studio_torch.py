"""Record what PyTorch makes of the studio's exports in studio_torch.json, for tests without it.

Run with PyTorch 2.13.0 and seethrough in one environment, from the repository's root::

    python -m tests.golden.make_studio_torch

Each case holds the settings, the code that the studio wrote, and what the model that this code
makes answered to INPUTS. θ goes by a rule, so that the code is the same on every machine. All
activations and all heads of the studio are there.
"""

import json
from pathlib import Path

import numpy as np

CASES = {
    "binary": ("moons", ["identity", "logistic", "tanh", "relu", "leaky_relu", "elu"]),
    "multiclass": ("blobs", ["selu", "gelu", "silu", "softplus", "mish"]),
    "squared": ("curve", []),
}
INPUTS = [[-3.0, 50.0], [-0.5, 0.25], [0.0, 0.0], [1.5, -2.0], [40.0, -40.0]]


def session(name, bends):
    """A studio with a set, a layer of three units for each activation, and θ by a rule."""
    from seethrough.studio import Session

    made = Session(engine="reference")
    network = {"hidden": [3] * len(bends), "activations": bends}
    made.handle({"type": "set", "section": "data", "values": {"name": name}})
    made.handle({"type": "set", "section": "network", "values": network})
    made.run.change(
        lambda part, theta: (
            part.material,
            part.settings,
            (np.arange(len(theta)) * 617 % 400 - 200) / 128,
        )
    )
    return made


def code(made):
    """The code that the studio writes for PyTorch."""
    ((_, (content,)),) = made.handle({"type": "export", "kind": "torch"})
    return content.tobytes().decode()


def answers(text, features):
    """What PyTorch answers once it has run the code."""
    import torch

    names = {}
    exec(text, names)  # noqa: S102 - it is ours
    rows = torch.tensor(INPUTS, dtype=torch.float64)[:, :features]
    return names["model"](rows).tolist()


def main():
    """Write every case."""
    cases = {}
    for head, (name, bends) in CASES.items():
        made = session(name, bends)
        text = code(made)
        features = made.run.part.material.x.shape[1]
        cases[head] = {"code": text, "answers": answers(text, features)}
    Path(__file__).with_name("studio_torch.json").write_text(json.dumps(cases, indent=1) + "\n")


if __name__ == "__main__":
    main()
