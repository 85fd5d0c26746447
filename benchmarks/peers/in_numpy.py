"""The article's own code, with what cannot run put right and nothing made faster."""

import numpy as np


def start(hidden):
    """The article's draw: W1 (2, H), b1 (H,), W2 (H, 2), b2 (2,)."""
    rng = np.random.RandomState(0)
    W1 = rng.randn(2, hidden) / np.sqrt(2)
    return W1, np.zeros(hidden), rng.randn(hidden, 2) / np.sqrt(hidden), np.zeros(2)


def repaired(X, y, start, eta, lam):
    """The article's steps. It looks at the loss at every 1,000th pass only."""
    n, rate = len(X), eta / len(X)  # it sums gradients where others take the mean

    def work(passes):
        W1, b1, W2, b2 = (part.copy() for part in start)
        for i in range(passes):
            hidden = np.tanh(X.dot(W1) + b1)
            e = np.exp(hidden.dot(W2) + b2)
            p = e / np.sum(e, axis=1, keepdims=True)
            if i % 1000 == 0:
                squares = np.sum(np.square(W1)) + np.sum(np.square(W2))
                _ = (np.sum(-np.log(p[range(n), y])) + lam / 2 * squares) / n
            p[range(n), y] -= 1
            back = p.dot(W2.T) * (1 - np.power(hidden, 2))
            dW2 = hidden.T.dot(p) + lam * W2
            dW1 = np.dot(X.T, back) + lam * W1
            db2 = np.sum(p, axis=0)
            db1 = np.sum(back, axis=0)
            W1 += -rate * dW1
            b1 += -rate * db1
            W2 += -rate * dW2
            b2 += -rate * db2
        return np.concatenate([part.ravel() for part in (W1, b1, W2, b2)])

    return work


def loss(theta, X, y, lam):
    """The mean loss with its penalty at θ, to see whether all come to the same place."""
    hidden = (len(theta) - 2) // 5
    W1, b1, W2, b2 = np.split(theta, [2 * hidden, 3 * hidden, 5 * hidden])
    W1, W2 = W1.reshape(2, hidden), W2.reshape(hidden, 2)
    z = np.tanh(X @ W1 + b1) @ W2 + b2
    log_p = z - np.logaddexp(z[:, :1], z[:, 1:])
    penalty = lam / 2 * ((W1**2).sum() + (W2**2).sum())
    return (penalty - log_p[np.arange(len(y)), y].sum()) / len(y)
