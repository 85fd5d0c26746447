"""The doctor: how long a look at 10,000 rows of 20 columns takes, detector by detector."""

import warnings
from time import perf_counter

from sklearn.datasets import make_classification

from benchmarks.side_by_side import command_line, write
from seethrough import MLPClassifier
from seethrough.estimators.diagnosis import patient, taken_apart
from seethrough.explain.doctor import DETECTORS, examine

EXTRA_FITS = ("leak of the target", "underfitting")  # these fit trees and neighbours of their own
ROUNDS = 5


def seconds(act, rounds):
    """The least time that something takes."""
    times = []
    for _ in range(rounds):
        start = perf_counter()
        act()
        times.append(perf_counter() - start)
    return min(times)


def main(*, quick=False):
    """Print the table."""
    X, y = make_classification(10_000, 20, n_informative=10, n_classes=3, random_state=0)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        clf = MLPClassifier((64, 32), max_iter=20, random_state=0).fit(X, y)
    rounds = 1 if quick else ROUNDS
    case = taken_apart(clf, ((X, y),))
    seen = patient(case)
    times = {"forward pass": seconds(lambda: patient(case), rounds)}
    times |= {name: seconds(lambda d=d: list(d(seen)), rounds) for name, d in DETECTORS.items()}
    whole = seconds(lambda: examine(patient(case)), rounds)
    rows = ["| step | seconds |", "|---|---|"]
    rows += [f"| {name} | {time:.3f} |" for name, time in times.items()]
    fits = sum(times[name] for name in EXTRA_FITS)
    rows.append(f"| **all** | **{whole:.2f}** |")
    rows.append(f"| of that with fits of their own ({', '.join(EXTRA_FITS)}) | {fits:.2f} |")
    title = "diagnose: 10,000 rows, 20 columns, a network of 64 and 32 units"
    write("doctor", title, "\n".join(rows), quick=quick)


if __name__ == "__main__":
    command_line(main)
