"""Going back: how long it takes to any step of 20,000 passes, and what keeping the way costs."""

import pickle
import statistics
import warnings
from functools import partial

import numpy as np
from sklearn.exceptions import ConvergenceWarning

from benchmarks.ours import network
from benchmarks.side_by_side import command_line, compared, shown, take_turns, verdict, write
from seethrough.data import moons

PASSES, HIDDEN, STEPS, ROUNDS, LIMIT = 20_000, 3, 100, 5, 0.05
X, y, *_ = moons()
ADAM = {"solver": "adam", "learning_rate_init": 0.01}
RUNS = {
    "gradient descent, fused": {},
    "gradient descent, reference": {"engine": "reference"},
    "adam, fused": ADAM,
    "adam, batches of 50, fused": {**ADAM, "batch_size": 50, "shuffle": True},
    "adam, batches of 32, fused": {**ADAM, "batch_size": 32, "shuffle": True},
}


def model(passes, rules, stages):
    """The article's network, with so many states of the way kept; "auto" is the default."""
    return network(HIDDEN, len(X), passes).set_params(checkpoints=stages, **rules)


def of_each(work, steps):
    """Seconds of each step."""
    return take_turns({"": partial(next, map(work, steps))}, len(steps))[""]


def row(name, rules, passes, rounds):
    """Fit with and without stages; go to steps drawn at random, and to those that were kept."""
    bare, kept = (partial(model(passes, rules, n).fit, X, y) for n in (0, "auto"))
    fits = take_turns({"bare": bare, "kept": kept}, rounds)
    ratio, _ = compared(fits["kept"], fits["bare"])
    clf = kept()
    *stages, last = clf.path((0, 0, 0)).steps.tolist()
    steps = np.random.default_rng(0).integers(0, last, STEPS, endpoint=True).tolist()
    anywhere = of_each(lambda step: clf.at(step, X, y), steps)
    there = of_each(clf.at, stages)
    size = (len(pickle.dumps(clf)) - len(pickle.dumps(bare()))) / 1000
    cells = [
        *(name, f"{last:,}", shown(statistics.median(fits["bare"])), f"{ratio:.2f} ×"),
        *(f"{len(stages)}, {size:.0f} kB", shown(statistics.median(there))),
        *(shown(statistics.median(anywhere)), shown(max(anywhere))),
        verdict(statistics.median(anywhere), most=LIMIT),
    ]
    return f"| {' | '.join(cells)} |"


def main(*, quick=False):
    """Go back in runs of several kinds."""
    warnings.simplefilter("ignore", ConvergenceWarning)
    passes, rounds = (PASSES // 20, 2) if quick else (PASSES, ROUNDS)
    heads = ["", "steps", "fit", "with the default checkpoints", "kept", "to a kept step"]
    heads += [f"to any of {STEPS} steps, median", "longest", "wanted, s"]
    rows = [f"| {' | '.join(heads)} |", "|---" * len(heads) + "|"]
    rows += [row(name, rules, passes, rounds) for name, rules in RUNS.items()]
    title = f"Back to any step of {passes:,} passes over 200 moons, H = {HIDDEN}"
    write("time_machine", title, "\n".join(rows), quick=quick)


if __name__ == "__main__":
    command_line(main)
