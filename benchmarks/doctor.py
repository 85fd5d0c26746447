"""The doctor: how long a look at 10,000 rows of 20 columns takes, detector by detector."""

import warnings

from sklearn.datasets import make_classification

from benchmarks.side_by_side import command_line, medians, shown, write
from seethrough import MLPClassifier
from seethrough.estimators.diagnosis import patient, taken_apart
from seethrough.explain.doctor import DETECTORS, examine

EXTRA_FITS = ("leak of the target", "underfitting")  # these fit trees and neighbours of their own
ROUNDS = 5


def main(*, quick=False):
    """Print the table."""
    X, y = make_classification(10_000, 20, n_informative=10, n_classes=3, random_state=0)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        clf = MLPClassifier((64, 32), max_iter=20, random_state=0).fit(X, y)
    rounds = 1 if quick else ROUNDS
    case = taken_apart(clf, ((X, y),))
    seen = patient(case)
    works = {"forward pass": lambda: patient(case)}
    works |= {name: lambda d=d: list(d(seen)) for name, d in DETECTORS.items()}
    works |= {"**all**": lambda: examine(patient(case))}
    spent = medians(works, rounds)
    fits = sum(spent[name] for name in EXTRA_FITS)
    spent[f"of that with fits of their own ({', '.join(EXTRA_FITS)})"] = fits
    rows = ["| step | median |", "|---|---|"]
    rows += [f"| {name} | {shown(seconds)} |" for name, seconds in spent.items()]
    title = "diagnose: 10,000 rows, 20 columns, a network of 64 and 32 units"
    write("doctor", title, "\n".join(rows), quick=quick)


if __name__ == "__main__":
    command_line(main)
