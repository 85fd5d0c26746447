"""The engines side by side, whole tables and batches, and where tiles overtake short loops."""

from functools import partial
from unittest.mock import patch

import numpy as np

from benchmarks.side_by_side import command_line, table, take_turns, write
from seethrough.data import moons
from seethrough.engines import Reference, Task, cost
from seethrough.engines.fused import Fused
from seethrough.maths.network import Network
from seethrough.maths.optimisers import Rule
from seethrough.maths.penalties import Penalty
from seethrough.training import Plan, start, train

ROUNDS = 9
MOMENTUM = Rule(momentum=0.9)
CASES = {  # name: hidden layers, inputs, samples, batch, epochs
    "moons, H = 3": ((3,), 2, 200, 200, 1000),
    "moons, H = 50": ((50,), 2, 200, 200, 300),
    "moons, H = 500": ((500,), 2, 200, 200, 30),
    "10,000 × 20, 64-32, batches of 200": ((64, 32), 20, 10_000, 200, 1),
    "10,000 × 100, 128, batches of 200": ((128,), 100, 10_000, 200, 1),
}
WIDTHS = (8, 12, 16, 24, 32, 64)  # of a layer with as many inputs: tiles or loops?


def run(engine, task, plan, epochs):
    """Train to the end."""
    for record in train(engine, task, plan, start(task, plan), epochs=epochs, stops=()):
        end = record.state.theta
    return end


def case(hidden, inputs, n, batch, epochs):
    """A task and its plan."""
    rng = np.random.default_rng(0)
    X, y, *_ = moons(n)
    x = np.hstack([X, rng.normal(size=(n, inputs - 2))]) if inputs > 2 else X
    net = Network((inputs, *hidden, 2), ("tanh",) * len(hidden), "multiclass")
    task = Task(net, x, np.eye(2)[y], None, Penalty(0.01), "sgd", MOMENTUM, 0.05)
    return task, Plan(0, net, n, batch_size=batch), epochs


def forced(by, task, plan, epochs):
    """Train with all layers multiplied in tiles, or none."""
    with patch.object(cost, "tiles", lambda *_: by == "tiles"):
        return run(Fused(), task, plan, epochs)


def crossing(rounds, epochs):
    """Short loops and tiles, for square layers of some widths."""
    rows = ["| layer | weights | the time of tiles, in that of loops |", "|---|---|---|"]
    for width in WIDTHS:
        task, plan, _ = case((width,) * 3, width, 200, 200, epochs)
        rivals = {by: partial(forced, by, task, plan, epochs) for by in ("loops", "tiles")}
        seconds = take_turns(rivals, rounds)
        ratio = np.median(np.divide(seconds["tiles"], seconds["loops"]))
        rows.append(f"| {width} × {width} | {width * width} | {ratio:.2f} |")
    return "Tiles or loops, 200 samples, three layers and the answer:\n\n" + "\n".join(rows)


def main(*, quick=False):
    """Race every case, and see that both engines come to the same place."""
    bodies, rounds = [], 2 if quick else ROUNDS
    for name, settings in CASES.items():
        task, plan, epochs = case(*settings)
        epochs = -(-epochs // 100) if quick else epochs
        rivals = {
            engine.name: partial(run, engine, task, plan, epochs)
            for engine in (Reference(), Fused())
        }
        ends = [work() for work in rivals.values()]
        gap = np.abs(ends[0] - ends[1]).max() / np.abs(ends[0]).max()
        seconds = take_turns(rivals, rounds)
        bodies.append(f"{name}: apart by {gap:.0e} at the end.\n\n{table(seconds, 'reference')}")
    bodies.append(crossing(rounds, 10 if quick else 300))
    write("engines", "The engines", "\n\n".join(bodies), quick=quick)


if __name__ == "__main__":
    command_line(main)
