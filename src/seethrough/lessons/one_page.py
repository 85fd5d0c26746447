"""The whole network on one page: two inputs, a hidden layer of tanh, a softmax, and nothing else.

It runs on NumPy alone, and a test holds it to the package's numbers. X is (n, 2), y (n,) holds
0 or 1, a model is a dict of W1 (2, H), b1 (H,), W2 (H, 2), b2 (2,).

    X, y, *_ = seethrough.data.moons()
    model = build_model(X, y, hidden=3, watch=print)
    plot_boundary(lambda points: predict(model, points), X, y)
"""

import numpy as np


def forward(model, X):
    """Return the hidden layer's activations (n, H) and the scores (n, 2)."""
    a = np.tanh(X @ model["W1"] + model["b1"])
    return a, a @ model["W2"] + model["b2"]


def log_softmax(z):
    """Return ln p of each class, (n, 2); with the largest score taken off nothing overflows."""
    z = z - z.max(axis=1, keepdims=True)
    return z - np.log(np.exp(z).sum(axis=1, keepdims=True))


def loss(model, X, y, lam=0.01):
    """Return the mean of −ln p of the right classes, plus the penalty on large weights."""
    n = len(X)
    log_p = log_softmax(forward(model, X)[1])
    penalty = lam / 2 * sum(np.square(model[name]).sum() for name in ("W1", "W2"))
    return (penalty - log_p[np.arange(n), y].sum()) / n


def gradient(model, X, y, lam=0.01):
    """Return the slope of the loss in every parameter, as a dict of the model's shape."""
    n = len(X)
    a, z = forward(model, X)
    delta2 = np.exp(log_softmax(z)) - np.eye(2)[y]
    delta1 = delta2 @ model["W2"].T * (1 - a**2)
    return {
        "W1": (X.T @ delta1 + lam * model["W1"]) / n,
        "b1": delta1.sum(axis=0) / n,
        "W2": (a.T @ delta2 + lam * model["W2"]) / n,
        "b2": delta2.sum(axis=0) / n,
    }


def build_model(X, y, hidden=3, passes=20_000, eta=2.0, lam=0.01, seed=0, watch=None):
    """Return a trained model: gradient descent over all samples at once.

    The loss is a mean here. A rate ε on the loss summed over n samples is η = ε n: for the
    well-known 0.01 on 200 moons that makes 2.0.
    """
    rng = np.random.RandomState(seed)
    model = {
        "W1": rng.randn(2, hidden) / np.sqrt(2),
        "b1": np.zeros(hidden),
        "W2": rng.randn(hidden, 2) / np.sqrt(hidden),
        "b2": np.zeros(2),
    }
    for i in range(passes):
        slope = gradient(model, X, y, lam)
        model = {name: model[name] - eta * slope[name] for name in model}
        if watch and i % 1000 == 0:
            watch(f"loss after pass {i}: {loss(model, X, y, lam):f}")
    return model


def predict(model, X):
    """Return the likelier class of each row, (n,)."""
    return forward(model, X)[1].argmax(axis=1)


def plot_boundary(predict, X, y, steps=200):
    """Draw what any function of points (m, 2) predicts over the plane, and the samples on top."""
    from matplotlib import pyplot as plt

    low, high = X.min(axis=0) - 0.5, X.max(axis=0) + 0.5
    xx, yy = np.meshgrid(*np.linspace(low, high, steps).T)
    labels = predict(np.column_stack([xx.ravel(), yy.ravel()])).reshape(xx.shape)
    _, ax = plt.subplots()
    ax.contourf(xx, yy, labels, cmap="coolwarm", alpha=0.5)
    ax.scatter(*X.T, c=y, cmap="coolwarm", edgecolors="black")
    return ax
