"""A whole `fit` with scikit-learn's defaults, ours and scikit-learn's, with the same seed.

The fused engine is set beside what engine="auto", our default, takes for the job.
"""

import warnings
from functools import partial

from sklearn.datasets import load_digits, load_iris, make_classification
from sklearn.exceptions import ConvergenceWarning
from sklearn.neural_network import MLPClassifier as Theirs

from benchmarks.side_by_side import (
    OURS,
    claims,
    command_line,
    compared,
    explained,
    take_turns,
    write,
)
from benchmarks.threads import use_threads
from seethrough import MLPClassifier
from seethrough.data import moons

AUTO_SET = 'engine="auto"'
SCIKIT, AUTO = "scikit-learn", f"{OURS}, {AUTO_SET}"
SMALL, ROUNDS, LONG = 2_000, 7, 3
REASONS = {
    SCIKIT: "products of matrices, which take as long in either, are most of its time with 64 "
    "inputs and 100 units."
}
CUT = {"a table of Adult's size": 30}  # epochs at most, where 200 would take minutes


def tables():
    """Each table's X and y."""
    adult = make_classification(30_000, 100, n_informative=20, flip_y=0.1, random_state=0)
    return {
        "iris": load_iris(return_X_y=True),
        "digits": load_digits(return_X_y=True),
        "moons": moons(10_000)[:2],
        "a table of Adult's size": adult,
    }


def race(X, y, rounds, least, **settings):
    """A table of times, and of the epochs and the loss at the end."""
    kinds = {OURS: partial(MLPClassifier, engine="fused"), AUTO: MLPClassifier, SCIKIT: Theirs}
    works = {
        name: partial(fit, kind, X, y, random_state=0, **settings) for name, kind in kinds.items()
    }
    models = {name: work() for name, work in works.items()}
    told = {
        "epochs": {name: str(model.n_iter_) for name, model in models.items()},
        "loss": {name: f"{model.loss_:.6f}" for name, model in models.items()},
    }
    seconds = take_turns(works, rounds)
    ratio, middle = compared(seconds[SCIKIT], seconds[AUTO])
    beside = f"Set beside ours with {AUTO_SET}, scikit-learn takes {ratio:.3g} × ({middle})."
    return f"{explained(claims(seconds, {SCIKIT: least}, **told), REASONS)}\n\n{beside}"


def fit(kind, X, y, **settings):
    """Fit an estimator of a kind."""
    return kind(**settings).fit(X, y)


def main(*, quick=False):
    """Race on every table."""
    warnings.simplefilter("ignore", ConvergenceWarning)
    use_threads(2)
    bodies = []
    for name, (X, y) in tables().items():
        small = len(X) <= SMALL
        rounds, epochs = (2, 5) if quick else (ROUNDS if small else LONG, CUT.get(name, 200))
        rows = slice(SMALL if quick else None)
        raced = race(X[rows], y[rows], rounds, 3 if small else 2, max_iter=epochs)
        told = f"{len(X[rows]):,} × {X.shape[1]}, {epochs} epochs at most"
        bodies.append(f"## {name}, {told}\n\n{raced}")
    write("sklearn_defaults", "Scikit-learn's defaults", "\n\n".join(bodies), quick=quick)


if __name__ == "__main__":
    command_line(main)
