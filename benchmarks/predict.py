"""Prediction: one row, 200 rows, and a grid of 120,000 points; one tanh layer, one thread.

All have the same weights and give labels; ours and scikit-learn's `predict` also look at X.
"""

import warnings

import numpy as np
from sklearn.exceptions import ConvergenceWarning

from benchmarks.peers import there
from benchmarks.side_by_side import OURS, claims, command_line, explained, take_turns, write
from benchmarks.threads import use_threads
from seethrough import MLPClassifier
from seethrough.data import moons

SCIKIT, NUMPY, TORCH = "scikit-learn", "NumPy", "PyTorch"
ROUNDS, SIZES = 15, (3, 500)
ROW = (
    "tanh is most of our time, one of our own in double precision; where the processor has AVX-512 "
    "NumPy's is as quick, and the rest is too little to make up for it."
)
REASONS = {SCIKIT: ROW, TORCH: ROW}
CASES = {  # rows: how often in a turn, what is wanted
    1: (1000, {SCIKIT: 4}),
    200: (200, {}),
    120_000: (5, {SCIKIT: 5, TORCH: 3}),
}


def grid(rows):
    """Points all over the plane of the moons."""
    return np.random.default_rng(0).uniform(-1.5, 2.5, (rows, 2))


def formula(model):
    """The network's labels in plain NumPy."""
    (W1, W2), (b1, b2) = model.coefs_, model.intercepts_
    return lambda x: ((np.tanh(x @ W1 + b1) @ W2 + b2) > 0).ravel().astype(int)


def rivals(hidden):
    """What gives each one's labels for rows, {name: function}."""
    X, y, *_ = moons()
    model = MLPClassifier((hidden,), "tanh", max_iter=50, random_state=0, engine="fused").fit(X, y)
    answers = {
        OURS: model.predict,
        SCIKIT: model.to_sklearn().predict,
        NUMPY: formula(model),
    }
    if there("torch"):
        from benchmarks.peers import in_torch

        parts = [
            part for layer in zip(model.coefs_, model.intercepts_, strict=True) for part in layer
        ]
        answers[TORCH] = in_torch.labels(parts)
    return answers


def repeated(answer, x, times):
    """Work that answers so often."""
    return lambda: [answer(x) for _ in range(times)]


def race(answers, rows, rounds, *, quick):
    """A table of the times of a call."""
    times, wanted = CASES[rows]
    times = min(times, 20) if quick else times
    x = grid(rows)
    labels = {name: answer(x) for name, answer in answers.items()}
    same = {name: f"{(found == labels[OURS]).mean():.2%}" for name, found in labels.items()}
    works = {name: repeated(answer, x, times) for name, answer in answers.items()}
    seconds = {
        name: [turn / times for turn in turns] for name, turns in take_turns(works, rounds).items()
    }
    return explained(claims(seconds, wanted, **{"same labels": same}), REASONS)


def main(*, quick=False):
    """Race at both sizes and for all numbers of rows."""
    warnings.simplefilter("ignore", ConvergenceWarning)
    use_threads(1)
    bodies = []
    for hidden in SIZES:
        answers = rivals(hidden)
        for rows in CASES:
            raced = race(answers, rows, 2 if quick else ROUNDS, quick=quick)
            bodies.append(f"## H = {hidden}, {rows:,} row{'s' * (rows > 1)}\n\n{raced}")
    write("predict", "Prediction", "\n\n".join(bodies), quick=quick)


if __name__ == "__main__":
    command_line(main)
