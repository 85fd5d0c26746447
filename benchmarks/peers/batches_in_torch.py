"""Epochs of mini-batches in PyTorch: eager, relu, the optimiser's fused form."""

from itertools import pairwise

import torch
from torch.nn import Linear, ReLU, Sequential
from torch.nn.functional import cross_entropy

from benchmarks.peers.in_torch import filled

OPTIMISERS = {
    "sgd": lambda parts, eta: torch.optim.SGD(parts, eta, momentum=0.9, fused=True),
    "adam": lambda parts, eta: torch.optim.Adam(parts, eta, fused=True),
}


def trainer(X, y, start, optimiser, eta, batch):
    """Return what trains for an epoch from the start and gives its mean loss."""
    x, truth = torch.from_numpy(X), torch.from_numpy(y)
    widths = [len(W) for W in start[::2]] + [start[-2].shape[1]]

    def work(*, shuffle=True):
        layers = []
        for d_in, d_out in pairwise(widths):
            layers += [Linear(d_in, d_out), ReLU()]
        model = filled(Sequential(*layers[:-1]), start)
        step = OPTIMISERS[optimiser](model.parameters(), eta)
        order = torch.randperm(len(x)) if shuffle else torch.arange(len(x))
        total = torch.zeros(())
        for rows in order.split(batch):
            step.zero_grad()
            loss = cross_entropy(model(x[rows]), truth[rows])
            loss.backward()
            step.step()
            total += loss.detach() * len(rows)
        return float(total) / len(x)

    return work
