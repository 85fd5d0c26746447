"""Part 5: one step, seen from one sample, and the gradient check beside it."""

from seethrough.engines import Reference
from seethrough.estimators import door
from seethrough.explain import Step, explain_step
from seethrough.explain.gradients import checked
from seethrough.lessons.article.story import Part, Story
from seethrough.maths import gradcheck
from seethrough.training import train

SAMPLE = 0


def one_step(story: Story) -> Part:
    """The numbers of the first step, E1 to E9, and every gradient checked by differences."""
    task, theta = story.task(), story.start.theta
    explained = explain_step(step_after(story, 0), SAMPLE)
    check = gradcheck.check(task.net, theta, task.x, task.y, penalty=task.penalty)
    gradients = checked(task.net.widths, check)
    numbers = {
        "sample": SAMPLE,
        "x": task.x[SAMPLE].tolist(),
        "y": int(story.moons.y[SAMPLE]),
        "class": story.moons.classes[story.moons.y[SAMPLE]],
        "eta": task.eta,
        "n": len(task.x),
        "lam": task.penalty.lam,
        **explained.records(),
        "gradient": gradients.formula.tolist(),
        "difference": gradients.difference.tolist(),
        "worst": float(gradients.error.max()),
        "check": gradients.rows,
        "verdict": gradients.verdict,
    }
    pictures = {"gradients": gradients.plot()}
    return Part(numbers, pictures, (gradients.rows,), lines=explained.lines)


def step_after(story: Story, passes: int) -> Step:
    """The article's next update after so many passes: the whole table, plain gradient descent."""
    door.whole("step", passes, 0)
    task, moons, state = story.task(), story.moons, story.start
    if passes:
        run = train(Reference(), task, story.plan, state, epochs=passes, stops=[])
        state = [record.state for record in run][-1]
    return Step(
        *(task.net, state.theta, task.x, task.y),
        penalty=task.penalty,
        eta=task.eta,
        features=moons.features,
        classes=moons.classes,
    )
