"""The article's run: 200 moons, one hidden layer, full batches, float64, one thread.

Ours goes through `fit`, keeps loss and gradient norm of every pass, and is to be ahead of all; the
C program is the limit. All begin at the same θ. What JAX and ours compile is compiled before.
"""

import statistics
import warnings
from functools import partial

from sklearn.exceptions import ConvergenceWarning
from sklearn.neural_network import MLPClassifier as Theirs

from benchmarks import limit, ours
from benchmarks.peers import in_numpy, there
from benchmarks.pictures import bars
from benchmarks.side_by_side import OURS, claims, command_line, explained, take_turns, write
from benchmarks.threads import use_threads
from seethrough import MLPClassifier
from seethrough.data import moons

ARTICLE, C = "the article's code, repaired", "the C program"
JAX, JAX_MINOR = "JAX", "JAX, samples on the minor axis"
TORCH, TORCH_BY_HAND = "PyTorch eager", "PyTorch by hand"
SCIKIT = "scikit-learn"
SIZES = {3: 20_000, 50: 20_000, 500: 1_000}  # hidden units: passes
ROUNDS, CHECKED = 7, 500  # the losses are compared before rounding sends two runs apart
AT_MOST = 1 / 1.3  # of the C program's time
WANTED = {
    3: {ARTICLE: 40, JAX: 4, JAX_MINOR: 1, TORCH: 100, C: AT_MOST},
    50: {ARTICLE: 9, JAX: 1.7, JAX_MINOR: 1, C: AT_MOST},
    500: {ARTICLE: 7.5, JAX: 1.3, JAX_MINOR: 1, C: AT_MOST},
}
LIMIT = (
    "it knows that there are two inputs and two classes, and keeps no losses; at most 1.3 × its "
    "time is at least 0.769 in its row. Ours takes any number of inputs, layers and classes, and "
    "keeps the loss of each pass, with a logarithm of each sample."
)
KEPT = (
    "ours also keeps the loss and the gradient's norm of each pass; what more could be had, the C "
    "program's row tells. NumPy's and PyTorch's tanh are quicker where there is AVX-512."
)
SCIPY = "both call SciPy's minimiser, and each evaluation of the cost goes through Python."
REASONS = {ARTICLE: KEPT, JAX: KEPT, JAX_MINOR: KEPT, TORCH: KEPT, C: LIMIT, SCIKIT: SCIPY}
GOAL = 0.0709  # the loss at which the race against L-BFGS ends
X, y, *_ = moons()


def trainers():
    """Everyone who trains the article's network, {name: trainer}."""
    found = {OURS: ours.trainer, ARTICLE: in_numpy.repaired}
    if there("jax"):
        from benchmarks.peers import in_jax

        found |= {JAX: in_jax.rows, JAX_MINOR: in_jax.minor}
    if there("torch"):
        from benchmarks.peers import in_torch

        found |= {TORCH: in_torch.eager, TORCH_BY_HAND: in_torch.by_hand}
    if limit.there():
        found[C] = limit.trainer
    return found


def race(hidden, passes, rounds, checked=CHECKED):
    """Seconds of everyone, and the losses they reach."""
    start = in_numpy.start(hidden)
    works = {name: trainer(X, y, start, ours.ETA, ours.LAM) for name, trainer in trainers().items()}
    reached = {name: in_numpy.loss(work(checked), X, y, ours.LAM) for name, work in works.items()}
    return take_turns(
        {name: partial(work, passes) for name, work in works.items()}, rounds
    ), reached


def part(hidden, seconds, passes, reached):
    """A size's table."""
    per_pass = {
        name: f"{1e6 * statistics.median(times) / passes:.3g} µs" for name, times in seconds.items()
    }
    losses = {name: f"{loss:.8f}" for name, loss in reached.items()}
    columns = {"a pass": per_pass, f"loss after {CHECKED}": losses}
    gap = max(abs(loss - reached[OURS]) for loss in reached.values())
    return (
        f"## H = {hidden}, {passes:,} passes\n\n"
        f"{explained(claims(seconds, WANTED[hidden], **columns), REASONS)}\n\n"
        f"After {CHECKED} passes the losses are apart by {gap:.0e} at most."
    )


def lbfgs(kind, iterations, **settings):
    """A fit of 3 tanh units by L-BFGS, for so many iterations."""
    model = kind(
        *((3,), "tanh"), solver="lbfgs", alpha=ours.LAM, tol=1e-10, random_state=0, **settings
    )
    return model.set_params(max_iter=iterations).fit(X, y)


def iterations_to_the_goal(fit, most=500):
    """The fewest iterations that end at the goal or below; a longer fit begins like a shorter."""
    least = 1
    while least < most:
        middle = (least + most) // 2
        least, most = (least, middle) if fit(middle).loss_ <= GOAL else (middle + 1, most)
    return least


def to_the_goal(rounds):
    """The table of who takes how long to the goal."""
    kinds = {
        OURS: partial(lbfgs, MLPClassifier, engine="fused"),
        SCIKIT: partial(lbfgs, Theirs),
    }
    needed = {name: iterations_to_the_goal(fit) for name, fit in kinds.items()}
    losses = {name: fit(needed[name]).loss_ for name, fit in kinds.items()}
    seconds = take_turns({name: partial(fit, needed[name]) for name, fit in kinds.items()}, rounds)
    told = {
        "iterations": {name: str(number) for name, number in needed.items()},
        "loss": {name: f"{loss:.6f}" for name, loss in losses.items()},
    }
    raced = explained(claims(seconds, {SCIKIT: 3}, **told), REASONS)
    return f"## H = 3 to a loss of {GOAL}, L-BFGS\n\n{raced}"


def main(*, quick=False):
    """Race at each size, then to the goal."""
    warnings.simplefilter("ignore", ConvergenceWarning)
    use_threads(1)
    rounds = 2 if quick else ROUNDS
    bodies, panels = [], {}
    for hidden, full in SIZES.items():
        passes = full // 40 if quick else full
        seconds, reached = race(hidden, passes, rounds)
        bodies.append(part(hidden, seconds, passes, reached))
        panels[f"H = {hidden}"] = {
            name: 1e6 * statistics.median(times) / passes for name, times in seconds.items()
        }
    bodies.append(to_the_goal(rounds if quick else 3 * rounds))
    if not quick:
        bars("article", panels, "µs a pass over 200 samples, one thread")
        bodies.insert(0, "![µs a pass of each rival](article.png)")
    write("article", "The article's run", "\n\n".join(bodies), quick=quick)


if __name__ == "__main__":
    command_line(main)
