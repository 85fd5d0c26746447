"""Record golden numbers from PyTorch in torch.json, which the tests read without PyTorch.

Run with PyTorch 2.13.0 in an environment of its own::

    python tests/golden/make_torch.py

Gradients are autograd's, optimisers are torch.optim's. Everything is float64. Samples are rows,
z = x W + b with W (d_in, d_out); θ is W1 (row-major), b1, W2, b2, W3, b3 in one vector.
"""

import json
from pathlib import Path

import numpy as np
import torch
from torch.nn import functional as F  # noqa: N812

N, WIDTHS, LAM, ETA, STEPS = 7, (4, 5, 3), 0.1, 0.1, 10
GRID = [-30, -5, -2, -1, -0.5, -1e-3, 1e-3, 0.5, 1, 2, 5, 30]

ACTIVATIONS = {
    "identity": lambda z: z,
    "logistic": torch.sigmoid,
    "tanh": torch.tanh,
    "relu": F.relu,
    "leaky_relu": lambda z: F.leaky_relu(z, 0.01),
    "elu": F.elu,
    "selu": F.selu,
    "gelu": lambda z: F.gelu(z, approximate="tanh"),
    "silu": F.silu,
    "softplus": lambda z: F.softplus(z, threshold=1000),
    "mish": F.mish,
}


def cross_entropy(z, y):
    return F.cross_entropy(z, y, reduction="none")


def logistic_loss(z, y):
    return F.binary_cross_entropy_with_logits(z, y, reduction="none").sum(1)


def squared_loss(z, y):
    return F.mse_loss(z, y, reduction="none").sum(1) / 2


def poisson_loss(z, y):
    return (F.poisson_nll_loss(z, y, reduction="none") + torch.xlogy(y, y) - y).sum(1)


def huber_loss(z, y):
    return F.huber_loss(z, y, reduction="none").sum(1)


def absolute_loss(z, y):
    return F.l1_loss(z, y, reduction="none").sum(1)


def pinball_loss(z, y):
    return torch.maximum(0.9 * (y - z), -0.1 * (y - z)).sum(1)


def two_cross_entropies(z, y):
    return cross_entropy(z[:, :2], y[:, :2]) + cross_entropy(z[:, 2:], y[:, 2:])


HEADS = {  # name: (p of z, loss per sample)
    "binary": (torch.sigmoid, logistic_loss),
    "multiclass": (lambda z: F.softmax(z, 1), cross_entropy),
    "multilabel": (torch.sigmoid, logistic_loss),
    "squared": (lambda z: z, squared_loss),
    "poisson": (torch.exp, poisson_loss),
    "huber": (lambda z: z, huber_loss),
    "absolute": (lambda z: z, absolute_loss),
    "quantile 0.9": (lambda z: z, pinball_loss),
    "multiclass 2 1": (
        lambda z: torch.hstack([F.softmax(z[:, :2], 1), F.softmax(z[:, 2:], 1)]),
        two_cross_entropies,
    ),
}

OPTIMISERS = {
    "sgd": lambda p: torch.optim.SGD(p, lr=0.05),
    "momentum": lambda p: torch.optim.SGD(p, lr=0.05, momentum=0.9),
    "nesterov": lambda p: torch.optim.SGD(p, lr=0.05, momentum=0.9, nesterov=True),
    "adam": lambda p: torch.optim.Adam(p, lr=0.05),
    "adamw": lambda p: torch.optim.AdamW(p, lr=0.05, weight_decay=0.01),
    "rmsprop": lambda p: torch.optim.RMSprop(p, lr=0.05, alpha=0.99, eps=1e-8),
}


def draw():
    """Draw θ for each K, x, y for each head, and what the optimisers get."""
    rng = np.random.RandomState(0)
    normal = rng.standard_normal
    theta = {str(k): 0.5 * normal(sum(a * b + b for a, b in shapes(k))) for k in (1, 3)}
    x = normal((N, WIDTHS[0]))
    y = {
        "binary": rng.permutation(np.arange(N) % 2)[:, None],
        "multiclass": np.eye(3)[rng.permutation(np.arange(N) % 3)],
        "multilabel": rng.randint(0, 2, (N, 3)),
        "squared": normal((N, 3)),
        "poisson": rng.poisson(1.5, (N, 3)),
        "huber": 2 * normal((N, 3)),
    }
    theta0, gradients = normal(5), normal((20, 5))
    y |= {
        "absolute": normal((N, 3)),
        "quantile 0.9": normal((N, 3)),
        "multiclass 2 1": np.hstack(
            [np.eye(2)[rng.permutation(np.arange(N) % 2)], np.ones((N, 1))]
        ),
    }
    y = {head: np.asarray(value, float) for head, value in y.items()}
    return theta, x, y, theta0, gradients


def shapes(k):
    """(d_in, d_out) of every layer."""
    return list(zip(WIDTHS, (*WIDTHS[1:], k), strict=True))


def layers(theta, k):
    """Cut θ into pairs (W, b)."""
    start = 0
    for a, b in shapes(k):
        W, bias = theta[start : start + a * b], theta[start + a * b : start + a * b + b]
        yield W.reshape(a, b), bias
        start += a * b + b


def forward(theta, x, k, f):
    """Activations of both hidden layers, and the last z."""
    (W1, b1), (W2, b2), (W3, b3) = layers(theta, k)
    a1 = f(x @ W1 + b1)
    a2 = f(a1 @ W2 + b2)
    return a1, a2, a2 @ W3 + b3


def cost(theta, x, y, f, loss):
    """Mean loss plus λ/(2n) Σ‖W‖²."""
    *_, z = forward(theta, x, y.shape[1], f)
    penalty = sum((W**2).sum() for W, _ in layers(theta, y.shape[1]))
    return loss(z, y).mean() + LAM / (2 * len(x)) * penalty


def slope(theta, *rest):
    """Give the cost at θ and its gradient by autograd."""
    theta = theta.detach().requires_grad_()
    value = cost(theta, *rest)
    (gradient,) = torch.autograd.grad(value, theta)
    return value.item(), gradient


def case(theta, x, y, f, head):
    """Record a network at its start, and its costs on the way down."""
    p, loss = head
    a1, a2, z = forward(theta, x, y.shape[1], f)
    gradient = slope(theta, x, y, f, loss)[1]
    costs = []
    for _ in range(STEPS):
        value, g = slope(theta, x, y, f, loss)
        costs.append(value)
        theta = theta - ETA * g
    return plain({"a1": a1, "a2": a2, "p": p(z), "gradient": gradient, "costs": costs})


def curve(f):
    """f and f′ on the grid."""
    z = torch.tensor(GRID, requires_grad=True)
    a = f(z)
    return plain({"f": a, "df": torch.autograd.grad(a.sum(), z)[0]})


def path(make, theta, gradients):
    """θ after each step of an optimiser."""
    parameter = torch.nn.Parameter(theta.clone())
    optimiser = make([parameter])
    steps = []
    for g in gradients:
        parameter.grad = g.clone()
        optimiser.step()
        steps.append(parameter.tolist())
    return steps


def plain(record):
    """Turn tensors and arrays into lists."""
    return {k: v if isinstance(v, list) else v.tolist() for k, v in record.items()}


def tensors(record):
    """Turn arrays into tensors."""
    return {k: torch.from_numpy(v) for k, v in record.items()}


def record():
    """Everything that goes into torch.json."""
    theta, x, y, theta0, gradients = draw()
    at, to, x_ = tensors(theta), tensors(y), torch.from_numpy(x)
    return {
        "setup": {
            "torch": torch.__version__,
            "widths": WIDTHS,
            "lam": LAM,
            "eta": ETA,
            "order": "W1 (row-major), b1, W2, b2, W3, b3",
        },
        "theta": plain(theta),
        "x": x.tolist(),
        "y": plain(y),
        "grid": GRID,
        "activations": {name: curve(f) for name, f in ACTIVATIONS.items()},
        "cases": {
            name: {
                h: case(at[str(to[h].shape[1])], x_, to[h], f, head) for h, head in HEADS.items()
            }
            for name, f in ACTIVATIONS.items()
        },
        "optimisers": {
            "lr": 0.05,
            "theta0": theta0.tolist(),
            "gradients": gradients.tolist(),
            "theta": {
                name: path(make, torch.from_numpy(theta0), torch.from_numpy(gradients))
                for name, make in OPTIMISERS.items()
            },
        },
    }


if __name__ == "__main__":
    torch.set_default_dtype(torch.float64)
    target = Path(__file__).with_name("torch.json")
    target.write_text(json.dumps(record(), separators=(",", ":")) + "\n")
    print(f"{target}: {target.stat().st_size:,} bytes")
