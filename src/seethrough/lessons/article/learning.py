"""Parts 6 and 7: the network learns, and what it has learned."""

from functools import partial

import numpy as np
from numpy import ndarray

from seethrough.explain.doctor import Answered, Diagnosis, Patient, Training, examine
from seethrough.explain.doctor.curves import period_of
from seethrough.explain.doctor.patient import idle_loss
from seethrough.lessons.article.story import Drawn, Movie, Part, Run, Story
from seethrough.maths.heads import softmax
from seethrough.maths.network import backward, forward, layers
from seethrough.plots.animate import film
from seethrough.plots.boundary import boundary, grid
from seethrough.plots.curves import cycle, gradient_norm_curve, loss_curve
from seethrough.plots.network import diagram
from seethrough.plots.scenes import boundary_scene
from seethrough.plots.space import hidden_space, net
from seethrough.plots.terms import term_maps
from seethrough.plots.units import unit_maps
from seethrough.plots.view import view

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
    return Part(numbers, _curves(runs), (rows,), diagnosis=_diagnosis(story))


def _diagnosis(story: Story) -> Diagnosis:
    """What the doctor finds in the run at the article's rate."""
    run, task, moons = story.trained, story.task(), story.moons
    tape = forward(task.net, run.state.theta, task.x)
    table = Answered(task.x, task.y, None, moons.codes, tape)
    how = Training(
        *(task.optimiser, task.rule, run.state.slots, run.state.updates),
        eta=run.eta,
        whole=True,
        curves=run.curves,
        idle=idle_loss(table, task.net),
    )
    return examine(
        Patient(
            *(task.net, run.state.theta, task.penalty, table, how, np.arange(len(task.x))),
            features=moons.features,
            sources=moons.features,
            classes=moons.classes,
        )
    )


def two_step_cycle(losses: ndarray) -> list[float] | None:
    """The two losses between which a run jumps at its end, or None if it does not."""
    return sorted(losses[-2:].tolist()) if period_of(losses) == 2 else None


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


def _curves(runs: tuple[Run, ...]) -> dict[str, Drawn]:
    passes = np.arange(len(runs[0].losses))
    loss = norm = None
    for run in runs:
        label = f"η = {run.eta:g}"
        loss = loss_curve(passes, run.losses, label, log=True, ax=loss)
        norm = gradient_norm_curve(passes, run.norms, label, ax=norm)
    assert loss is not None
    assert norm is not None
    return {
        "loss": loss,
        "norm": norm,
        "cycle": cycle(passes, runs[0].losses),
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
    pictures: dict[str, Drawn] = {
        "boundary": ax,
        "trained": diagram(weights, biases, ("x₁", "x₂"), classes),
    }
    if story.hidden <= MOST_MAPS:
        pictures |= _units(story, theta) | {"space": _space(story, theta)}
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


def _units(story: Story, theta: ndarray) -> dict[str, Drawn]:
    X, y = story.moons.X, story.moons.codes
    xx, yy, cells = grid(X, 120)
    maps = forward(story.net, theta, cells).a[1].T.reshape(story.hidden, *xx.shape)
    W, b = layers(theta, story.net.widths)[1]
    shown = (xx, yy, maps, W[:, 1] - W[:, 0], float(b[1] - b[0]), X, y)
    return {"units": unit_maps(None, *shown), "terms": term_maps(None, *shown)}


def _space(story: Story, theta: ndarray) -> Drawn:
    """The moons and a grid as the hidden layer sees them, and the line that parts them there."""
    X, y, classes = story.moons.X, story.moons.codes, story.moons.classes
    W, b = layers(theta, story.net.widths)[1]
    lines = net(X)
    a, grid_lines = (forward(story.net, theta, x).a[1] for x in (X, lines.reshape(-1, 2)))
    seen_from = view(a, W)
    return hidden_space(
        *(seen_from.see(a), y, seen_from.see(grid_lines).reshape(lines.shape)),
        lambda places: softmax(seen_from.back(places) @ W + b),
        *(classes, seen_from.names),
    )


def _movie(story: Story) -> Movie:
    X, y = story.moons.X, story.moons.codes
    xx, yy, cells = grid(X, 100)
    thetas = story.trained.frames
    titles = [f"after pass {k:,}" if k else "before the first pass" for k in thetas]
    frames = (story.predict_proba(theta, cells).reshape(*xx.shape, 2) for theta in thetas.values())
    alt = "The boundary while it learns: a line at first, then an S between the moons."
    scene = boundary_scene(xx, yy, X, y, story.moons.classes, story.moons.features)
    return Movie(lambda path: film(path, scene, zip(titles, frames, strict=True)), alt)
