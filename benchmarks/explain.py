"""How long a sample of a 30-100-50-5 network takes to be explained, and to be printed."""

from functools import partial

import numpy as np

from benchmarks.side_by_side import command_line, medians, shown, write
from seethrough import MLPClassifier

ROWS, ROUNDS = 200, 50


def main(*, quick=False):
    """Explain fifty samples, one after the other, after one to warm up."""
    rng = np.random.default_rng(0)
    X, y = rng.standard_normal((ROWS, 30)), np.arange(ROWS) % 5
    clf = MLPClassifier((100, 50), max_iter=5, n_iter_no_change=1, tol=1e9, random_state=0)
    clf.fit(X, y)
    rounds = ROUNDS // 10 if quick else ROUNDS
    samples = range(rounds + 1)
    told = [clf.explain(X, y, sample) for sample in samples]
    ways = {
        "explain": lambda i: clf.explain(X, y, i),
        "explain one unit": lambda i: clf.explain(X, y, i, unit=(1, 5)),
        "explain one weight": lambda i: clf.explain(X, y, i, weight=(1, 0, 3)),
        "print it as text": lambda i: told[i].text(),
        "and as HTML": lambda i: told[i].html(),
    }
    spent = medians({name: partial(next, map(way, samples)) for name, way in ways.items()}, rounds)
    rows = ["| | median |", "|---|---|"]
    rows += [f"| {name} | {shown(seconds)} |" for name, seconds in spent.items()]
    title = f"One sample of {ROWS} explained, in a 30-100-50-5 network"
    write("explain", title, "\n".join(rows), quick=quick)


if __name__ == "__main__":
    command_line(main)
