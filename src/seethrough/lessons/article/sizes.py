"""Part 8: how many hidden units? The same moons, learned with none to fifty."""

from typing import NamedTuple

import numpy as np
from joblib import Parallel, delayed
from numpy import inf

from seethrough.data import moons
from seethrough.estimators import MLPClassifier
from seethrough.lessons.article.story import LAM, Part, Picture, Story
from seethrough.plots.curves import accuracy_by_size
from seethrough.plots.grid import boundary_grid

SIZES = (0, 1, 2, 3, 4, 5, 20, 50)
SEEDS = range(5)
TEST = 2000
PASSES, ETA, MOMENTUM = 2_000, 1.0, 0.9


class Fit(NamedTuple):
    """A trained network, with its loss and its accuracies on old and on new points."""

    model: MLPClassifier
    loss: float
    train: float
    test: float


def fit(size: int, seed: int, activation: str) -> Fit:
    """Train on 200 moons drawn from the seed, test on fresh ones."""
    X, y, *_ = moons(200, 0.20, seed)
    fresh = moons(TEST, 0.20, seed + 1000)
    model = MLPClassifier(
        *((size,) if size else (), activation),
        solver="sgd",
        alpha=LAM,
        learning_rate_init=ETA,
        momentum=MOMENTUM,
        nesterovs_momentum=False,
        max_iter=PASSES,
        n_iter_no_change=inf,
        random_state=seed,
        output="softmax",
        init="lecun_normal",
    ).fit(X, y)
    return Fit(model, model.loss_, model.score(X, y), model.score(fresh.X, fresh.y))


def the_size(story: Story) -> Part:
    """Boundaries and accuracies by size, over several seeds."""
    X, y = story.moons.X, story.moons.codes
    jobs = (delayed(fit)(size, seed, story.activation) for seed in SEEDS for size in SIZES)
    fits = np.array(Parallel(n_jobs=-1)(jobs), dtype=object).reshape(len(SEEDS), len(SIZES), 4)
    loss, train, test = (fits[:, :, i].astype(float) for i in (1, 2, 3))
    panels = [
        (f"H = {size}: train {train[0, i]:.3f}, test {test[0, i]:.3f}", fits[0, i, 0].predict_proba)
        for i, size in enumerate(SIZES)
    ]
    means = np.mean([loss, train, test], axis=1).T
    head = ("hidden units", "training loss", "training accuracy", "test accuracy")
    rows = [(str(size), *(f"{m:.4f}" for m in means[i])) for i, size in enumerate(SIZES)]
    curves = accuracy_by_size(None, SIZES, train, test)
    pictures = {
        "sizes": Picture(
            boundary_grid(panels, X, y),
            "Boundaries for no to fifty hidden units, from a straight line to a wavy curve.",
        ),
        "accuracies": Picture(
            curves, "Training accuracy keeps rising with size; test accuracy does not."
        ),
    }
    numbers = {
        "sizes": list(SIZES),
        "seeds": len(SEEDS),
        "test_points": TEST,
        "passes": PASSES,
        "momentum": MOMENTUM,
        "eta": ETA,
        "loss": loss.tolist(),
        "train": train.tolist(),
        "test": test.tolist(),
        "means": {
            str(size): {"train": float(train[:, i].mean()), "test": float(test[:, i].mean())}
            for i, size in enumerate(SIZES)
        },
    }
    return Part(numbers, pictures, ((head, *rows),))
