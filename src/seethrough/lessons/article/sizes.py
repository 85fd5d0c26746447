"""Part 8: how many hidden units? The same moons, learned with none to fifty."""

import numpy as np

from seethrough.lessons.article.fits import ETA, MOMENTUM, PASSES, TEST, fit_all
from seethrough.lessons.article.story import Drawn, Part, Story
from seethrough.plots.grid import boundary_grid
from seethrough.plots.scores import score_by_size

SIZES = (0, 1, 2, 3, 4, 5, 20, 50)
SEEDS = range(5)


def the_size(story: Story) -> Part:
    """Boundaries and accuracies by size, over several seeds."""
    X, y = story.moons.X, story.moons.codes
    fits = fit_all(SIZES, SEEDS, story.activation, story.engine.name, story.track)
    loss, train, test = np.array([[fit[1:] for fit in row] for row in fits]).transpose(2, 0, 1)
    panels = [
        (f"H = {size}: train {fit.train:.3f}, test {fit.test:.3f}", fit.model.predict_proba)
        for size, fit in zip(SIZES, fits[0], strict=True)
    ]
    means = np.mean([loss, train, test], axis=1).T
    head = ("hidden units", "training loss", "training accuracy", "test accuracy")
    rows = [(str(size), *(f"{m:.4f}" for m in means[i])) for i, size in enumerate(SIZES)]
    curves = score_by_size(SIZES, train, test)
    pictures: dict[str, Drawn] = {
        "sizes": boundary_grid(panels, X, y),
        "accuracies": curves,
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
