"""Part 4: the network before it has learned anything."""

import numpy as np

from seethrough.lessons.article.story import Drawn, Part, Story
from seethrough.maths.activations import ACTIVATIONS, Activation
from seethrough.maths.heads import softmax
from seethrough.maths.network import layers, n_parameters
from seethrough.plots.functions import Function, activation_curves
from seethrough.plots.network import diagram

SCORES = ((2.0, 1.0), (3.0, 2.0), (800.0, 0.0))


def the_network(story: Story) -> Part:
    """The layers with their random weights, the parameters counted, activations and softmax."""
    weights, biases = zip(*layers(story.start.theta, story.net.widths), strict=True)
    picture = diagram(weights, biases, ("x₁", "x₂"), story.moons.classes)
    rows = [("layer", "weights", "biases", "parameters")]
    for l, (W, b) in enumerate(zip(weights, biases, strict=True)):
        shape = " × ".join(map(str, W.shape))
        rows.append((f"{l + 1}", shape, str(len(b)), str(W.size + b.size)))
    numbers = {
        "hidden": story.hidden,
        "parameters": n_parameters(story.net.widths),
        "parameters_500": n_parameters((2, 500, 2)),
        "softmax": [{"z": list(z), "p": softmax(np.array([z]))[0].tolist()} for z in SCORES],
    }
    curves = activation_curves(None, [_curve(row) for row in ACTIVATIONS.values()])
    pictures: dict[str, Drawn] = {
        "network": picture,
        "activations": curves,
    }
    return Part(numbers, pictures, (rows,))


def _curve(row: Activation) -> tuple[str, str, Function, Function]:
    return row.name, row.formula, row.f, lambda z: row.df(z, row.f(z))
