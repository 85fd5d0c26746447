"""The decision boundary: how long the answers on 120,000 cells take, and the picture of them."""

import warnings

import numpy as np

from benchmarks.side_by_side import command_line, medians, shown, write
from seethrough import MLPClassifier, data
from seethrough.estimators.displays.plane import plane
from seethrough.estimators.displays.sight import sight
from seethrough.plots.boundary import boundary_map
from seethrough.plots.style import figure

WIDTH, HEIGHT, HIDDEN, LIMIT = 400, 300, 50, 100


def main(*, quick=False):
    """Measure the answers alone, and the map drawn from them."""
    X, y, *_ = data.moons()
    clf = MLPClassifier((HIDDEN,), "tanh", random_state=0, max_iter=50, n_iter_no_change=50)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it is about speed: the run need not converge
        clf.fit(X, y)
    through = plane(X)
    xx, yy = np.meshgrid(np.linspace(-2, 3, WIDTH), np.linspace(-1, 2, HEIGHT))
    cells = np.column_stack([xx.ravel(), yy.ravel()])

    def answer():
        return sight(clf, through, cells).p(clf.theta_)

    def draw():
        ax = figure().add_subplot()
        boundary_map(ax, xx, yy, answer().reshape(*xx.shape, -1))

    spent = medians({"answer": answer, "draw": draw}, 3 if quick else 15)
    rows = ["| what | median | limit |", "|---|---|---|"]
    what = f"answers for {len(cells):,} cells, H = {HIDDEN}"
    rows.append(f"| {what} | {shown(spent['answer'])} | {LIMIT} ms |")
    rows.append(f"| answers, shades and decision line | {shown(spent['draw'])} | – |")
    write("boundary", "A decision boundary", "\n".join(rows), quick=quick)


if __name__ == "__main__":
    command_line(main)
