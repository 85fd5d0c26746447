"""The article's study of hidden sizes: seven networks, 20,000 passes each, on two cores.

Ours trains two at a time: fits in threads, which share the data and hold no lock while they
compute. The article's code is also given two processes; XLA has both cores.
"""

import warnings
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from functools import partial
from multiprocessing import get_context

from joblib import parallel_config
from sklearn.exceptions import ConvergenceWarning
from sklearn.model_selection import GridSearchCV

from benchmarks import ours
from benchmarks.article import ARTICLE, CHECKED, JAX, JAX_MINOR, REASONS, X, trainers, y
from benchmarks.peers import in_numpy
from benchmarks.side_by_side import OURS, claims, command_line, explained, take_turns, write
from benchmarks.threads import use_threads

SIZES = (50, 20, 5, 4, 3, 2, 1)  # the longest first, so that no core is left over at the end
PASSES, ROUNDS, CORES = 20_000, 5, 2
ONE_BY_ONE, PROCESSES = f"{OURS}, one at a time", f"{ARTICLE}, in two processes"
WANTED = {ARTICLE: 30, JAX: 4}


def fit(trainer, passes, hidden):
    """Train one size; return its θ."""
    return trainer(X, y, in_numpy.start(hidden), ours.ETA, ours.LAM)(passes)


def study(trainer, passes, each=map):
    """Train all sizes; return their θ."""
    return list(each(partial(fit, trainer, passes), SIZES))


def gaps(works):
    """How far the losses of each size are apart."""
    losses = [
        [in_numpy.loss(theta, X, y, ours.LAM) for theta in work(CHECKED)] for work in works.values()
    ]
    return [max(of_size) - min(of_size) for of_size in zip(*losses, strict=True)]


def search(jobs, passes):
    """A grid of two sizes and two penalties, in five folds, by so many threads."""
    n = len(X) * 4 // 5
    grid = {"hidden_layer_sizes": [(3,), (20,)], "alpha": [0.001, 0.01]}
    with parallel_config("threading", n_jobs=jobs):
        GridSearchCV(ours.network(3, n, passes), grid, cv=5).fit(X, y)


def main(*, quick=False):
    """Race the studies."""
    warnings.simplefilter("ignore", ConvergenceWarning)
    use_threads(CORES)
    passes = PASSES // 40 if quick else PASSES
    found = {name: made for name, made in trainers().items() if name in {ARTICLE, JAX, JAX_MINOR}}
    # fresh processes: threads of BLAS and XLA do not survive a fork
    with (
        ThreadPoolExecutor(CORES) as threads,
        ProcessPoolExecutor(CORES, get_context("spawn")) as processes,
    ):
        works = {
            OURS: partial(study, ours.trainer, each=threads.map),
            ONE_BY_ONE: partial(study, ours.trainer),
            **{name: partial(study, made) for name, made in found.items()},
            PROCESSES: partial(study, in_numpy.repaired, each=processes.map),
        }
        apart = max(gaps(works))
        races = {name: partial(work, passes) for name, work in works.items()}
        seconds = take_turns(races, 2 if quick else ROUNDS)
    searches = {OURS: partial(search, CORES, passes), ONE_BY_ONE: partial(search, 1, passes)}
    searched = take_turns(searches, 2 if quick else ROUNDS)
    body = (
        f"{explained(claims(seconds, WANTED), REASONS)}\n\n"
        f"After {CHECKED} passes the losses of a size are apart by {apart:.0e} at most.\n\n"
        f"## GridSearchCV, four settings in five folds, joblib's threads\n\n{claims(searched)}"
    )
    sizes = ", ".join(map(str, sorted(SIZES)))
    write("hidden_sizes", f"Hidden sizes {sizes}, {passes:,} passes each", body, quick=quick)


if __name__ == "__main__":
    command_line(main)
