"""Part 3: one neuron, three yes/no questions, and eight people."""

import numpy as np

from seethrough.engines import Reference, Task
from seethrough.lessons.article.story import Drawn, Part, Story
from seethrough.maths.activations import logistic
from seethrough.maths.network import Network, forward, layers
from seethrough.plots.curves import loss_curve
from seethrough.plots.functions import sigmoid_curve
from seethrough.plots.neuron import bias_shift
from seethrough.training import History, Plan, start, train

QUESTIONS = ("smokes", "obese", "exercises")
# one person for each way to answer three questions; made up
PEOPLE = np.array([[s, o, e] for s in (0, 1) for o in (0, 1) for e in (0, 1)], dtype=float)
AT_RISK = np.array([0, 0, 1, 0, 1, 0, 1, 1], dtype=float)[:, None]
NEURON = Network((3, 1), (), "binary")
PASSES, ETA = 2_000, 1.0
MARKS = (-0.5, 0.0, 0.5)


def one_neuron(story: Story) -> Part:
    """Weigh three answers, add a bias, squeeze the sum: and learn the weights."""
    task = Task(NEURON, PEOPLE, AT_RISK, eta=ETA)
    plan = Plan(0, NEURON, len(PEOPLE), batch_size=len(PEOPLE), init="lecun_normal")
    first, history = start(task, plan), History()
    for record in train(Reference(), task, plan, first, epochs=PASSES, stops=[1]):
        history.append(record)
    before, after = (forward(NEURON, theta, PEOPLE) for theta in (first.theta, record.state.theta))
    (W, b), *_ = layers(record.state.theta, NEURON.widths)
    numbers = {
        "marks": dict(zip(map(str, MARKS), logistic(np.array(MARKS)).tolist(), strict=True)),
        "people": PEOPLE.astype(int).tolist(),
        "at_risk": AT_RISK[:, 0].astype(int).tolist(),
        "z": after.z[0][:, 0].tolist(),
        "p_before": before.p[:, 0].tolist(),
        "p": after.p[:, 0].tolist(),
        "weights_before": first.theta[:3].tolist(),
        "weights": W[:, 0].tolist(),
        "bias": float(b[0]),
        "passes": PASSES,
        "losses": [history.losses[0], history.losses[-1]],
    }
    return Part(numbers, _pictures(history), (_table(numbers),))


def _pictures(history: History) -> dict[str, Drawn]:
    return {
        "sigmoid": sigmoid_curve(logistic, MARKS),
        "bias": bias_shift(1.0, (-2.0, 0.0, 2.0), logistic),
        "neuron_loss": loss_curve(np.arange(PASSES), history.losses),
    }


def _table(n: dict[str, list[float]]) -> list[tuple[str, ...]]:
    rows: list[tuple[str, ...]] = [(*QUESTIONS, "at risk", "p before", "p after")]
    for person, risk, before, after in zip(
        n["people"], n["at_risk"], n["p_before"], n["p"], strict=True
    ):
        rows.append((*map(str, person), str(risk), f"{before:.3f}", f"{after:.3f}"))  # type: ignore[call-overload]
    return rows
