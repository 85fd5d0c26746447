"""What the lessons say is so: each claim is made again with the settings that the page sends."""

import numpy as np
import pytest

from seethrough.maths.network import forward
from seethrough.studio.session import Session


@pytest.fixture
def lessons(opened):
    """The lessons by title, as the page's own module tells them."""
    told = opened().evaluate("async () => (await import('/web/views/lessons.js')).LESSONS")
    return {lesson["title"]: lesson for lesson in told}


def begun(lesson, **training):
    """A session set up as a lesson sets it up."""
    settings = {name: lesson[name] for name in ("data", "network")}
    settings["training"] = lesson["training"] | training
    recipe = {"seethrough": 1, "events": [], "update": 0, "settings": settings}
    made = Session()
    answers = made.handle({"type": "restore", "recipe": recipe})
    assert [head["type"] for head, _ in answers] == ["state", "frame"]
    return made.run


def marked(run, update):
    run.go(update)
    return run.mark()


def test_what_the_lessons_say_is_so(lessons):
    """Ten lessons; the border's shape, the cycle, overfitting, L2 and dead units are as told."""
    assert len(lessons) == 10
    runs = {title: begun(lesson) for title, lesson in lessons.items()}

    shifted = runs["Why a bias"]
    shifted.go(1000)
    assert 6 / abs(shifted.state.theta[1]) > 0.5  # how far apart biases of 3 and −3 set the border

    assert marked(runs["Why a line fails"], 2000).accuracy < 0.65
    assert marked(runs["What a hidden unit draws"], 2000).accuracy > 0.9

    slow = runs["Too small, too large"]
    quick, good = (begun(lessons["Too small, too large"], eta=eta) for eta in (20.0, 1.0))
    assert marked(slow, 500).loss > 0.5
    jumps = np.diff([marked(quick, update).loss for update in range(1, 100)])
    assert 0.3 < np.mean(jumps > 0) < 0.7
    assert np.all(np.diff([marked(good, update).loss for update in range(10, 100)]) < 1e-3)

    cycle = [f"{marked(runs['The two-step cycle'], n).loss:.4f}" for n in range(5000, 5006)]
    # which of the two comes first is a matter of the last digits, and so of the engine
    assert cycle in (["0.0673", "0.0683"] * 3, ["0.0683", "0.0673"] * 3)

    free, held = runs["Too many units"], runs["What L2 does"]
    tests = [marked(free, n).test for n in (500, 5000)]
    assert tests[1] > 2 * tests[0]
    assert marked(free, 5000).loss < 0.01
    assert marked(held, 5000).test < 0.5 * tests[1]
    assert np.abs(held.state.theta).max() < np.abs(free.state.theta).max()

    dead = runs["Dead units"]
    dead.go(500)
    spots = dead.part.material.lift(np.random.default_rng(0).uniform(-2, 2, (2000, 2)))
    tape = forward(dead.part.replay.task.net, dead.state.theta, spots)
    assert sum((a.max(axis=0) == 0).sum() for a in tape.a[1:-1]) >= 2

    assert len(runs["Real penguins"].part.material.x) == 342
