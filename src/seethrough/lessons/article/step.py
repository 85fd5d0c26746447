"""Part 5: one step, seen from one sample, and the gradient check beside it."""

from seethrough.engines import Reference
from seethrough.estimators import door
from seethrough.explain import Line, Step, explain_step, name
from seethrough.lessons.article.story import Part, Story
from seethrough.maths.gradcheck import check
from seethrough.training import train

SAMPLE = 0


def one_step(story: Story) -> Part:
    """The numbers of the first step, E1 to E9, and every gradient checked by differences."""
    task, theta = story.task(), story.start.theta
    explained = explain_step(step_after(story, 0), SAMPLE)
    shown = explained.lines
    checked = check(task.net, theta, task.x, task.y, penalty=task.penalty)
    numbers = {
        "sample": SAMPLE,
        "x": task.x[SAMPLE].tolist(),
        "y": int(story.moons.y[SAMPLE]),
        "class": story.moons.classes[story.moons.y[SAMPLE]],
        "eta": task.eta,
        "n": len(task.x),
        "lam": task.penalty.lam,
        "notes": list(explained.notes),
        "lines": [_record(line) for line in shown],
        "gradient": checked.formula.tolist(),
        "difference": checked.difference.tolist(),
        "worst": float(checked.error.max()),
    }
    forward = [line for line in shown if line.number in {"E1", "E2", "E3", "E4"} and line.result]
    rows = [("equation", "what", "result")]
    rows += [(line.number, name(line.symbol), f"{line.result:.4f}") for line in forward]
    checks = [("gradient check", "")]
    checks.append(("parameters checked", str(len(checked.error))))
    checks.append(("worst relative error", f"{checked.error.max():.1e}"))
    return Part(numbers, {}, (rows, checks), lines=shown)


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


def _record(line: Line) -> dict[str, object]:
    return {
        "equation": line.number,
        "symbol": name(line.symbol),
        "result": line.result,
        "check": line.check,
        "words": line.words,
    }
