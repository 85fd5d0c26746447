"""How long a sample of a 30-100-50-5 network takes to be explained, and to be printed."""

import statistics
from time import perf_counter

import numpy as np

from benchmarks.side_by_side import command_line, write
from seethrough import MLPClassifier

ROWS, ROUNDS = 200, 50


def times(work, rounds):
    """Milliseconds of each round: their quickest quarter, and their middle."""
    spent = []
    for sample in range(rounds):
        start = perf_counter()
        work(sample)
        spent.append(1000 * (perf_counter() - start))
    quarter, middle, _ = statistics.quantiles(spent)
    return f"{quarter:.0f} | {middle:.0f}"


def main(*, quick=False):
    """Explain fifty samples, one after the other."""
    rng = np.random.default_rng(0)
    X, y = rng.standard_normal((ROWS, 30)), np.arange(ROWS) % 5
    clf = MLPClassifier((100, 50), max_iter=5, n_iter_no_change=1, tol=1e9, random_state=0)
    clf.fit(X, y)
    rounds = ROUNDS // 10 if quick else ROUNDS
    told = [clf.explain(X, y, sample) for sample in range(rounds)]
    rows = {
        "explain": lambda i: clf.explain(X, y, i),
        "explain one unit": lambda i: clf.explain(X, y, i, unit=(1, 5)),
        "explain one weight": lambda i: clf.explain(X, y, i, weight=(1, 0, 3)),
        "print it as text": lambda i: told[i].text(),
        "and as HTML": lambda i: told[i].html(),
    }
    body = "| | ms, quickest quarter | middle |\n|---|---|---|\n" + "\n".join(
        f"| {name} | {times(work, rounds)} |" for name, work in rows.items()
    )
    title = f"One sample of {ROWS} explained, in a 30-100-50-5 network"
    write("explain", title, body, quick=quick)


if __name__ == "__main__":
    command_line(main)
