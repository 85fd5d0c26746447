"""Films: how long 120 frames of 100 × 75 cells take, and how large they are."""

import warnings
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter

from benchmarks.side_by_side import command_line, write
from seethrough import MLPClassifier, animate, data
from seethrough.estimators.films import CELLS, FILMS

FRAMES, HIDDEN = 120, (3, 50)
SECONDS, MEGABYTES = 20, 3


def main(*, quick=False):
    """Film a run of 120 stages in all four ways, of a small and of a wide network."""
    X, y, *_ = data.moons()
    rows = [
        f"| film of {FRAMES} frames, {CELLS[0]} × {CELLS[1]} cells | H | time | size |",
        "|---|---|---|---|",
    ]
    for hidden in HIDDEN[:1] if quick else HIDDEN:
        clf = MLPClassifier((hidden,), "tanh", solver="sgd", learning_rate_init=0.3, alpha=0.01)
        clf.set_params(max_iter=4 * FRAMES, n_iter_no_change=4 * FRAMES, checkpoints=FRAMES)
        clf.set_params(random_state=0, output="softmax", init="lecun_normal")
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # the run is meant to end when its frames are full
            clf.fit(X, y)
        for what in FILMS:
            with TemporaryDirectory() as folder:
                begin = perf_counter()
                path = animate(clf, X, y, Path(folder) / "film.gif", what=what)
                seconds, size = perf_counter() - begin, path.stat().st_size / 1e6
            rows.append(f"| {what} | {hidden} | {seconds:.1f} s | {size:.2f} MB |")
    rows.append(f"| limits | | {SECONDS} s | {MEGABYTES} MB |")
    write("animate", "Films of a training", "\n".join(rows), quick=quick)


if __name__ == "__main__":
    command_line(main)
