"""To PyTorch: the layers as modules, with the head at their end."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import torch
from torch import nn

from seethrough.maths.activations import LEAK
from seethrough.maths.heads import questions


class Exponential(nn.Module):
    """The head of Poisson regression: eᶻ."""

    def forward(self, z: Any) -> Any:
        """Return eᶻ."""
        return torch.exp(z)


class Softmaxes(nn.Module):
    """A softmax for each of several questions, side by side in the columns."""

    def __init__(self, head: str) -> None:
        super().__init__()
        self.columns = questions(head)

    def forward(self, z: Any) -> Any:
        """Return the probabilities of all answers."""
        return torch.cat([torch.softmax(z[:, columns], 1) for columns in self.columns], 1)


ACTIVATIONS: dict[str, Callable[[], Any]] = {
    "identity": nn.Identity,
    "logistic": nn.Sigmoid,
    "tanh": nn.Tanh,
    "relu": nn.ReLU,
    "leaky_relu": lambda: nn.LeakyReLU(LEAK),
    "elu": nn.ELU,
    "selu": nn.SELU,
    "gelu": lambda: nn.GELU(approximate="tanh"),
    "silu": nn.SiLU,
    # above the threshold it is z itself: at 40 that is exact
    "softplus": lambda: nn.Softplus(threshold=40),
    "mish": nn.Mish,
}
HEADS: dict[str, Callable[[str], Any]] = {
    "binary": lambda _: nn.Sigmoid(),
    "multilabel": lambda _: nn.Sigmoid(),
    "multiclass": Softmaxes,
    "squared": lambda _: nn.Identity(),
    "poisson": lambda _: Exponential(),
    "huber": lambda _: nn.Identity(),
    "absolute": lambda _: nn.Identity(),
    "quantile": lambda _: nn.Identity(),
}


def converted(model: Any) -> nn.Sequential:
    """Return the module; see `Exchange.to_torch`."""
    net = model.network_
    head = HEADS[net.head.split()[0]](net.head)
    bends = [*(ACTIVATIONS[name]() for name in net.activations), head]
    layers = map(_linear, model.coefs_, model.intercepts_)
    return nn.Sequential(*(module for pair in zip(layers, bends, strict=True) for module in pair))


def _linear(W: np.ndarray, b: np.ndarray) -> nn.Linear:
    """A layer; its weights lie the other way round there, (d_out, d_in)."""
    layer = nn.Linear(*W.shape, dtype=getattr(torch, W.dtype.name))
    with torch.no_grad():
        layer.weight.copy_(torch.from_numpy(W.T.copy()))
        layer.bias.copy_(torch.from_numpy(b.copy()))
    return layer
