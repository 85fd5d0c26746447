"""The article's network in PyTorch: eager with autograd, and by hand without."""

import numpy as np
import torch
from torch.nn import Linear, Sequential, Tanh
from torch.nn.functional import cross_entropy

from benchmarks.threads import threads

torch.set_num_threads(threads())


def filled(model, parts):
    """Set the weights and biases of a model's linear layers: ours are (d_in, d_out)."""
    linears = [layer for layer in model if isinstance(layer, Linear)]
    with torch.no_grad():
        for layer, W, b in zip(linears, parts[::2], parts[1::2], strict=True):
            layer.weight.copy_(torch.tensor(W).T)
            layer.bias.copy_(torch.tensor(b))
    return model


def eager(X, y, start, eta, lam):
    """A model, cross_entropy and SGD, fused; the penalty on the weights as weight_decay."""
    x, truth, hidden = torch.tensor(X), torch.tensor(y), start[0].shape[1]

    def work(passes):
        model = filled(
            Sequential(Linear(2, hidden), Tanh(), Linear(hidden, 2)).to(torch.float64), start
        )
        weights, biases = ([getattr(model[i], name) for i in (0, 2)] for name in ("weight", "bias"))
        groups = [{"params": weights, "weight_decay": lam / len(x)}, {"params": biases}]
        optimiser = torch.optim.SGD(groups, lr=eta, fused=True)
        for _ in range(passes):
            optimiser.zero_grad()
            cross_entropy(model(x), truth).backward()
            optimiser.step()
        with torch.no_grad():
            parts = [part for i in (0, 2) for part in (model[i].weight.T, model[i].bias)]
            return np.concatenate([part.numpy().ravel() for part in parts])

    return work


@torch.inference_mode()
def _by_hand(passes, x, truth, parts, eta, lam):
    W1, b1, W2, b2 = parts
    n, ones = len(x), torch.ones(len(x), len(b1), dtype=x.dtype)
    for _ in range(passes):
        a = torch.addmm(b1, x, W1).tanh_()
        delta = torch.addmm(b2, a, W2).softmax(1).sub_(truth).div_(n)
        slope = torch.addcmul(ones, a, a, value=-1)
        back = (delta @ W2.T).mul_(slope)
        W2.addmm_(a.T, delta, beta=1 - eta * lam / n, alpha=-eta)
        b2.sub_(delta.sum(0), alpha=eta)
        W1.addmm_(x.T, back, beta=1 - eta * lam / n, alpha=-eta)
        b1.sub_(back.sum(0), alpha=eta)
    return parts


def by_hand(X, y, start, eta, lam):
    """The formulas of the gradient, in place."""
    x, truth = torch.tensor(X), torch.tensor(np.eye(2)[y])

    def work(passes):
        parts = _by_hand(passes, x, truth, [torch.tensor(part) for part in start], eta, lam)
        return np.concatenate([part.numpy().ravel() for part in parts])

    return work


def labels(parts):
    """What gives the labels of rows, for a network with one output: NumPy in, NumPy out."""
    W1, b1, W2, b2 = map(torch.tensor, parts)

    def answer(x):  # nothing here asks for gradients; inference_mode would cost more than it saves
        a = torch.addmm(b1, torch.from_numpy(x), W1).tanh_()
        return (torch.addmm(b2, a, W2).numpy() > 0).ravel().astype(int)

    return answer
