"""The article's network as a user of ours has it: MLPClassifier with the article's settings."""

from math import inf

import numpy as np

from seethrough import MLPClassifier

ETA, LAM = 2.0, 0.01  # on a mean loss: the article's ε = 0.01 is for a sum over 200 samples


def network(hidden, n, passes, eta=ETA, lam=LAM):
    """One tanh layer or more and a softmax; full batches, plain gradient descent, float64."""
    return MLPClassifier(
        *(hidden, "tanh"),
        solver="sgd",
        momentum=0,
        alpha=lam,
        learning_rate_init=eta,
        batch_size=n,
        shuffle=False,
        max_iter=passes,
        n_iter_no_change=inf,
        init="lecun_normal",
        output="softmax",
        random_state=0,
        engine="fused",
        checkpoints=0,  # the peers keep nothing of the way either
    )


def trainer(X, y, start, eta, lam):
    """What trains it for so many passes by `fit`, as the peers do; it draws the same start."""
    hidden = start[0].shape[1]

    def work(passes):
        model = network(hidden, len(X), passes, eta, lam).fit(X, y)
        layers = zip(model.coefs_, model.intercepts_, strict=True)
        return np.concatenate([part.ravel() for layer in layers for part in layer])

    return work
