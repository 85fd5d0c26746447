"""The golden numbers, and small networks with data to try them on."""

import json
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pytest

from seethrough.maths.network import Network, layers, n_parameters

GOLDEN = Path(__file__).parents[1] / "golden" / "torch.json"


class Problem(NamedTuple):
    """A network, its parameters, and what it is to learn."""

    net: Network
    theta: np.ndarray
    x: np.ndarray
    y: np.ndarray


def one_hot(rng, n, outputs):
    """A right class in each row."""
    return np.eye(outputs)[rng.integers(0, outputs, n)]


def labels(rng, n, outputs):
    """0 or 1 in each place."""
    return rng.integers(0, 2, (n, outputs)).astype(float)


def counts(rng, n, outputs):
    """Small whole numbers, 0 among them."""
    return rng.poisson(1.5, (n, outputs)).astype(float)


def numbers(rng, n, outputs):
    """Any numbers, some of them outliers to Huber."""
    return 2 * rng.standard_normal((n, outputs))


def two_questions(rng, n, outputs):
    """A right answer to each of two questions, the second with one answer."""
    return np.hstack([one_hot(rng, n, outputs - 1), one_hot(rng, n, 1)])


TARGETS = {
    "multiclass 2 1": two_questions,
    "binary": labels,
    "multiclass": one_hot,
    "multilabel": labels,
    "poisson": counts,
}


@pytest.fixture(scope="session")
def golden():
    """PyTorch's numbers."""
    return json.loads(GOLDEN.read_text())


@pytest.fixture(scope="session")
def target():
    """A function of head, generator, n, K that draws a y."""
    return lambda head, rng, n, outputs: TARGETS.get(head, numbers)(rng, n, outputs)


@pytest.fixture(scope="session")
def problem(target):
    """A function that draws a problem; `widths` are those of the input and the hidden layers."""

    def draw(head, activation, widths, outputs=3, n=5, seed=0):
        outputs = {"binary": 1, "multiclass 2 1": 3}.get(head, outputs)
        net = Network((*widths, outputs), (activation,) * (len(widths) - 1), head)
        rng = np.random.default_rng(seed)
        theta = rng.standard_normal(n_parameters(net.widths))
        for layer in layers(theta, net.widths):
            layer.W[:] /= np.sqrt(len(layer.W))
            layer.b[:] /= 2
        x = rng.standard_normal((n, widths[0]))
        return Problem(net, theta, x, target(head, rng, n, outputs))

    return draw
