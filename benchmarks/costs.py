"""What the choice of an engine goes by: its costs, fitted to measured times, beside those it uses.

On one thread, of networks and batches of many sizes: an update's calls, a unit's activation for a
sample, and a product in tiles or in loops. Each time is to be off by the same share of itself.
"""

from time import process_time

import numpy as np
from scipy.optimize import nnls
from threadpoolctl import threadpool_limits

from benchmarks.side_by_side import command_line, write
from seethrough.engines import Reference, Task, Whole, cost
from seethrough.engines.fused import Fused
from seethrough.maths.network import Network
from seethrough.training import Plan, start

NAMES = ("update", "unit", "tile", "loop")
WIDTHS = (
    *((2, 3, 2), (2, 50, 2), (2, 500, 2), (7, 300, 2), (20, 16, 16, 2)),
    *((20, 64, 32, 2), (100, 128, 2), (128, 128, 128, 10)),
)
BATCHES = (20, 200, 2000)
ROUNDS, ENOUGH = 5, 0.02  # seconds of work that are measured in one go
ANSWERS = "Of the fused engine's answers the choice leaves out what a call takes in Python."
TABLES = {
    "REFERENCE": (Reference, True),
    "FUSED": (Fused, True),
    "REFERENCE_ANSWERS": (Reference, False),
    "FUSED_ANSWERS": (Fused, False),
}


def work(engine, net, n, *, back):
    """What makes so many updates of n samples, or answers them so many times."""
    rng = np.random.default_rng(0)
    x, y = rng.normal(size=(n, net.widths[0])), np.eye(net.widths[-1])[np.arange(n) % 2]
    task, plan = Task(net, x, y), Plan(0, net, n, batch_size=n)
    state = start(task, plan)

    def updates(times):
        engine.run(task, state, Whole(np.full(times, 1e-3)))

    def answers(times):
        for _ in range(times):
            engine.answers(net, state.theta, x)

    return updates if back else answers


def measured(act, guess, rounds):
    """The least of the processor's seconds for one of many in one go: others on the machine add."""
    times, spent = max(1, int(ENOUGH / guess)), []
    act(1)
    for _ in range(rounds):
        begin = process_time()
        act(times)
        spent.append((process_time() - begin) / times)
    return min(spent)


def shares(net, n, *, back):
    """How many of each cost the work is: `cost.seconds` adds them up."""
    ones = ({name: float(name == one) for name in NAMES} for one in NAMES)
    return [cost.seconds(costs, net, n, back=back) for costs in ones]


def part(name, rounds):
    """The rows of one table: its costs, those that fit best, and how far off each is."""
    kind, back = TABLES[name]
    used, rows, times = getattr(cost, name), [], []
    for widths in WIDTHS:
        net = Network(widths, ("tanh",) * (len(widths) - 2), "multiclass")
        for n in BATCHES:
            rows.append(shares(net, n, back=back))
            guess = cost.seconds(used, net, n, back=back)
            times.append(measured(work(kind(), net, n, back=back), guess, rounds))
    rows, times = np.array(rows), np.array(times)
    fitted, _ = nnls(rows / times[:, None], np.ones(len(times)))
    told = {"used": np.array([used[one] for one in NAMES]), "fitted": fitted}
    return [f"| {name}, {what} | {cells(costs, rows, times)} |" for what, costs in told.items()]


def cells(costs, rows, times):
    """Costs in nanoseconds, and the middle half of what they say in what was measured."""
    low, high = np.quantile(rows @ costs / times, [0.25, 0.75])
    return " | ".join([*(f"{1e9 * each:.3g}" for each in costs), f"{low:.2f}–{high:.2f}"])


def main(*, quick=False):
    """Fit all four tables."""
    rows = [
        f"| ns | {' | '.join(NAMES)} | said, in what was measured |",
        "|---" * (len(NAMES) + 2) + "|",
    ]
    with threadpool_limits(1):
        for name in TABLES:
            rows += part(name, 2 if quick else ROUNDS)
    rows += ["", ANSWERS]
    write("costs", "What the choice of an engine goes by", "\n".join(rows), quick=quick)


if __name__ == "__main__":
    command_line(main)
