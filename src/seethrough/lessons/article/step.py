"""Part 5: one step, seen from one sample, and the gradient check beside it."""

from seethrough.explain import Line, explain_step, name
from seethrough.lessons.article.story import Part, Story
from seethrough.maths.gradcheck import check

SAMPLE = 0
MOST, FEW = 12, 3  # hidden units up to which all are shown, and how many are shown beyond


def one_step(story: Story) -> Part:
    """The numbers of the first step, E1 to E9, and every gradient checked by differences."""
    task, theta = story.task(), story.start.theta
    lines = explain_step(
        *(task.net, theta, task.x, task.y, SAMPLE),
        penalty=task.penalty,
        eta=task.eta,
        features=story.moons.features,
        classes=story.moons.classes,
    )
    shown = [line for line in lines if story.hidden <= MOST or _early(line)]
    checked = check(task.net, theta, task.x, task.y, penalty=task.penalty)
    numbers = {
        "sample": SAMPLE,
        "x": task.x[SAMPLE].tolist(),
        "y": int(story.moons.y[SAMPLE]),
        "class": story.moons.classes[story.moons.y[SAMPLE]],
        "eta": task.eta,
        "n": len(task.x),
        "lam": task.penalty.lam,
        "all": len(shown) == len(lines),
        "few": FEW,
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
    return Part(numbers, {}, (rows, checks), lines=tuple(shown))


def _early(line: Line) -> bool:
    return all(int(index) <= FEW for index in line.symbol.indices)


def _record(line: Line) -> dict[str, object]:
    return {
        "equation": line.number,
        "symbol": name(line.symbol),
        "result": line.result,
        "check": line.check,
        "words": line.words,
    }
