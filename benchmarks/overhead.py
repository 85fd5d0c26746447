"""What the estimator adds: to one row predicted, and to the bare training loop of 200 rows."""

import statistics
import warnings

from sklearn.exceptions import ConvergenceWarning
from sklearn.neural_network import MLPClassifier as Theirs

from benchmarks.side_by_side import command_line, table, take_turns, write
from seethrough import MLPClassifier
from seethrough.data import moons
from seethrough.engines import Reference
from seethrough.estimators import settings
from seethrough.training import start, train

ROWS, FITS, EPOCHS, ROUNDS = 1000, 10, 20, 15
X, y, *_ = moons()
SETTINGS = {"hidden_layer_sizes": (3,), "max_iter": EPOCHS, "random_state": 0}


def ask(model):
    """Work that predicts one row a thousand times."""
    row = X[:1]
    return lambda: [model.predict(row) for _ in range(ROWS)]


def fit(kind):
    """Work that fits ten times."""
    return lambda: [kind(**SETTINGS).fit(X, y) for _ in range(FITS)]


def bare_loop(model):
    """Work that trains ten times, with nothing around the loop."""
    targets = y[:, None].astype(float)

    def work():
        for _ in range(FITS):
            task = settings.task(model, model.network_, X, targets, None)
            plan = settings.plan(
                *(model, model.network_, len(X), "float64"), fresh=True, holdout=None, strata=None
            )
            for _ in train(Reference(), task, plan, start(task, plan), epochs=EPOCHS):
                pass

    return work


def main(*, quick=False):
    """Race both, and tell the overhead of a fit in milliseconds."""
    warnings.simplefilter("ignore", ConvergenceWarning)
    rounds = 2 if quick else ROUNDS
    ours, theirs = (kind(**SETTINGS).fit(X, y) for kind in (MLPClassifier, Theirs))
    asked = take_turns({"scikit-learn": ask(theirs), "seethrough": ask(ours)}, rounds)
    fitted = take_turns(
        {
            "the bare loop": bare_loop(ours),
            "seethrough": fit(MLPClassifier),
            "scikit-learn": fit(Theirs),
        },
        rounds,
    )
    pairs = zip(fitted["seethrough"], fitted["the bare loop"], strict=True)
    extra = statistics.median(whole - loop for whole, loop in pairs) / FITS
    body = (
        f"Predicting one row, {ROWS:,} times (a second is a millisecond a row):\n\n"
        f"{table(asked, 'scikit-learn')}\n\n{FITS} fits of {EPOCHS} epochs:\n\n"
        f"{table(fitted, 'the bare loop')}\n\n"
        f"What one fit takes on top of its loop: {1000 * extra:.2f} ms."
    )
    title = "What the estimator adds, 200 moons, H = 3"
    write("overhead", title, body, quick=quick)


if __name__ == "__main__":
    command_line(main)
