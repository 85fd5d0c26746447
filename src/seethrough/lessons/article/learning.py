"""Parts 6 and 7: the network learns, and what it has learned."""

from functools import partial

import numpy as np
from numpy import ndarray

from seethrough.lessons.article.story import ETA, Movie, Part, Picture, Run, Story
from seethrough.maths.network import backward, forward, layers
from seethrough.plots.animate import film
from seethrough.plots.boundary import boundary, grid
from seethrough.plots.curves import cycle, gradient_norm_curve, loss_curve
from seethrough.plots.network import diagram
from seethrough.plots.scenes import boundary_scene
from seethrough.plots.units import unit_maps

EVERY = 1000
MOST_MAPS = 12


def training(story: Story) -> Part:
    """The loss pass by pass at two rates, and how each run ends."""
    runs = (story.trained, story.slower)
    rows = [("after pass", *(f"loss at η = {run.eta:g}" for run in runs))]
    rows += [
        (f"{i - 1:,}", *(f"{run.losses[i]:.6f}" for run in runs))
        for i in range(1, story.passes, EVERY)
    ]
    numbers = {
        "passes": story.passes,
        "printed": [run.losses[1::EVERY].tolist() for run in runs],
        "ends": [_end(run) for run in runs],
        "sharpness": sharpness(story, story.slower.state.theta),
    }
    return Part(numbers, _curves(runs), (rows,))


def two_step_cycle(losses: ndarray) -> list[float] | None:
    """The two losses between which a run jumps at its end, or None if it does not."""
    a, b = losses[-20::2], losses[-19::2]
    gap = abs(a.mean() - b.mean())
    alternates = len(losses) >= 20 and max(np.ptp(a), np.ptp(b)) < 0.01 * gap
    return sorted((float(a[-1]), float(b[-1]))) if alternates else None


def sharpness(story: Story, theta: ndarray) -> float:
    """The steepest curvature of the loss at θ: a step is stable while η is below 2 over it."""
    task = story.task()

    def g(at: ndarray) -> ndarray:
        tape = forward(task.net, at, task.x)
        return backward(task.net, tape, task.y, None, task.penalty).dtheta

    v = np.ones_like(theta)
    for _ in range(100):  # power iteration; a curvature is the difference of two gradients
        v *= 1e-4 / np.sqrt(v @ v)
        v = (g(theta + v) - g(theta - v)) / 2
    return float(np.sqrt(v @ v) / 1e-4)


def _end(run: Run) -> dict[str, object]:
    return {
        "eta": run.eta,
        "loss": float(run.losses[-1]),
        "norm": float(run.norms[-1]),
        "cycle": two_step_cycle(run.losses),
    }


def _curves(runs: tuple[Run, ...]) -> dict[str, Picture]:
    passes = np.arange(len(runs[0].losses))
    loss = norm = None
    for run in runs:
        label = f"η = {run.eta:g}"
        loss = loss_curve(passes, run.losses, label, log=True, ax=loss)
        norm = gradient_norm_curve(passes, run.norms, label, ax=norm)
    assert loss is not None
    assert norm is not None
    close_up = cycle(passes, runs[0].losses)
    low, high = sorted(runs[0].losses[-2:])
    return {
        "loss": Picture(loss, "Both losses fall steeply, then flatten."),
        "norm": Picture(norm, "The gradient's size, pass by pass, at both rates."),
        "cycle": Picture(
            close_up, f"The last 20 losses at η = {ETA:g}, from {low:.6f} to {high:.6f}."
        ),
    }


def the_boundary(story: Story) -> Part:
    """Where the trained network changes its mind, and what each hidden unit adds to that."""
    X, y, classes = story.moons.X, story.moons.codes, story.moons.classes
    theta = story.trained.state.theta
    ask = partial(story.predict_proba, theta)
    wrong = ask(X).argmax(axis=1) != y
    accuracy = float(1 - wrong.mean())
    ax = boundary(ask, X, y, classes, story.moons.features, wrong)
    weights, biases = zip(*layers(theta, story.net.widths), strict=True)
    alt = f"A curved boundary between the moons; {wrong.sum()} of {len(y)} points are ringed."
    pictures = {
        "boundary": Picture(ax, alt),
        "trained": Picture(
            diagram(weights, biases, ("x₁", "x₂"), classes),
            "The network with its learned weights.",
        ),
    }
    if story.hidden <= MOST_MAPS:
        pictures["units"] = _units(story, theta)
    numbers = {
        "accuracy": accuracy,
        "wrong": int(wrong.sum()),
        "weights": [W.tolist() for W in weights],
        "biases": [b.tolist() for b in biases],
        "maps": "units" in pictures,
    }
    rows = [("network", ""), ("accuracy", f"{accuracy:.3f}")]
    rows.append(("on the wrong side", f"{wrong.sum()} of {len(y)}"))
    return Part(numbers, pictures, (rows,), movies={"learning": _movie(story)})


def _units(story: Story, theta: ndarray) -> Picture:
    X, y = story.moons.X, story.moons.codes
    xx, yy, cells = grid(X, 120)
    maps = forward(story.net, theta, cells).a[1].T.reshape(story.hidden, *xx.shape)
    W, b = layers(theta, story.net.widths)[1]
    figure = unit_maps(None, xx, yy, maps, W[:, 1] - W[:, 0], float(b[1] - b[0]), X, y)
    return Picture(figure, "A map of each hidden unit, and their weighted sum with the boundary.")


def _movie(story: Story) -> Movie:
    X, y = story.moons.X, story.moons.codes
    xx, yy, cells = grid(X, 100)
    thetas = story.trained.frames
    titles = [f"after pass {k:,}" if k else "before the first pass" for k in thetas]
    frames = (story.predict_proba(theta, cells).reshape(*xx.shape, 2) for theta in thetas.values())
    alt = "The boundary while it learns: a line at first, then an S between the moons."
    scene = boundary_scene(xx, yy, X, y, story.moons.classes, story.moons.features)
    return Movie(lambda path: film(path, scene, zip(titles, frames, strict=True)), alt)
