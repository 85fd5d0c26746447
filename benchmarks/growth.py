"""Growth: the time of a sample and a pass, and the memory, of larger tables and larger networks.

Full batches through `fit`, one thread; as many passes as make the work the same for all tables.
Memory is the process's peak while it fits over what it held before: all but the table itself.
"""

import statistics
import warnings
from functools import partial
from pathlib import Path

from sklearn.exceptions import ConvergenceWarning

from benchmarks import ours
from benchmarks.peers import in_numpy, there
from benchmarks.pictures import lines
from benchmarks.side_by_side import OURS, command_line, explained, take_turns, verdict, write
from benchmarks.threads import use_threads
from seethrough.data import moons

UNIT = "ns a sample and pass"
ARTICLE, TORCH = "the article's code", "PyTorch by hand"
SAMPLES = (200, 2_000, 20_000, 200_000, 2_000_000)
SIZES = {3: 200_000_000, 50: 20_000_000}  # hidden units: samples × passes of a run
SHARE = 20  # the rivals do one part in so many
DEPTHS, DEEP = range(1, 7), 32
WIDTHS = (8, 16, 32, 64, 128, 256, 512, 1024)
FIXED = 10_000  # samples, where the network grows
WORK = 400_000_000  # multiplications, likewise
ROUNDS, AT_MOST, FROM, ROOM = 3, 1.5, 2_000, 64
MEMORY = "the table and its targets lie in no cache any more: each pass fetches them from memory."
REASONS = {f"{n:,}": MEMORY for n in SAMPLES[-2:]}
PROCESS = Path("/proc/self")


def passes(samples, work, most=50_000):
    """How many passes make that work."""
    return max(2, min(most, work // samples))


def memory(work):
    """Megabytes at the peak of a work over those before; None where the system does not tell."""
    try:
        (PROCESS / "clear_refs").write_text("5")
    except OSError:
        return None
    before = _megabytes("VmRSS")
    work()
    return max(0.0, _megabytes("VmHWM") - before)


def _megabytes(key):
    status = (PROCESS / "status").read_text(encoding="ascii")
    return int(status.partition(f"{key}:")[2].split()[0]) / 1024


def rivals(X, y, hidden, work):
    """Each one's work, and how many passes it does, {name: (work, passes)}."""
    start, n = in_numpy.start(hidden), len(X)
    trainers = {OURS: ours.trainer, ARTICLE: in_numpy.repaired}
    if there("torch"):
        from benchmarks.peers import in_torch

        trainers[TORCH] = in_torch.by_hand
    found = {}
    for name, trainer in trainers.items():
        count = passes(n, work if name == OURS else work // SHARE)
        found[name] = partial(trainer(X, y, start, ours.ETA, ours.LAM), count), count
    return found


def of_samples(hidden, n, work, rounds):
    """Nanoseconds of a sample and pass of everyone, and our memory."""
    X, y, *_ = moons(n)
    works = rivals(X, y, hidden, work)
    used = memory(works[OURS][0])  # at the first time, before freed memory is kept for the next
    seconds = take_turns({name: run for name, (run, _) in works.items()}, rounds)
    spent = {
        name: 1e9 * statistics.median(times) / works[name][1] / n for name, times in seconds.items()
    }
    return spent, used


def samples_table(hidden, spent, used):
    """The rows of growing tables for one size."""
    mine = {n: found[OURS] for n, found in spent.items()}
    best = min(mine.values())
    names = list(next(iter(spent.values())))
    rows = [f"| samples | {' | '.join(names)} | ours ÷ best | wanted | memory | wanted |"]
    rows.append("|---" * (len(names) + 5) + "|")
    for n, found in spent.items():
        cells = [f"{found[name]:.3g} ns" for name in names]
        wanted = verdict(mine[n] / best, most=AT_MOST) if n >= FROM else ""
        cells += [f"{mine[n] / best:.2f}", wanted, *_memory(used[n])]
        rows.append(f"| {n:,} | {' | '.join(cells)} |")
    theta, told = 8 * (5 * hidden + 2) / 1e6, explained("\n".join(rows), REASONS)
    return f"## H = {hidden} (θ: {theta:.2g} MB)\n\n{told}"


def _memory(used):
    if used is None:
        return "not known here", ""
    return f"{used:.1f} MB", verdict(used, most=ROOM)


def of_networks(networks, n, work, rounds):
    """Nanoseconds of a sample and pass for each network, {what grows: hidden layers}."""
    X, y, *_ = moons(n)
    counts, works = {}, {}
    for size, layers in networks.items():
        counts[size] = passes(n * products(layers), work)
        works[size] = partial(ours.network(layers, n, counts[size], eta=0.1).fit, X, y)
        works[size]()
    seconds = take_turns(works, rounds)
    return {
        size: 1e9 * statistics.median(times) / counts[size] / n for size, times in seconds.items()
    }


def products(layers):
    """Multiplications of a sample on the way forward."""
    return sum(a * b for a, b in zip((2, *layers), (*layers, 2), strict=True))


def networks_table(head, networks, spent):
    """The rows of growing networks."""
    rows = [f"| {head} | {UNIT} | ns a weight of them |", "|---|---|---|"]
    for size, layers in networks.items():
        rows.append(f"| {size} | {spent[size]:.3g} | {spent[size] / products(layers):.3g} |")
    return "\n".join(rows)


def main(*, quick=False):
    """Measure all growths."""
    warnings.simplefilter("ignore", ConvergenceWarning)
    use_threads(1)
    less, rounds, fixed = (100, 2, 500) if quick else (1, ROUNDS, FIXED)
    bodies, panels = [], []
    ours.network(3, 200, 2).fit(*moons()[:2])  # what compiling needs is not the table's
    for hidden, work in SIZES.items():
        spent, used = {}, {}
        for n in SAMPLES[: 3 if quick else None]:
            spent[n], used[n] = of_samples(hidden, n, work // less, rounds)
        bodies.append(samples_table(hidden, spent, used))
        drawn = {
            name: (list(spent), [found[name] for found in spent.values()])
            for name in next(iter(spent.values()))
        }
        panels.append((f"H = {hidden}", "samples", UNIT, drawn))
    for head, networks in (
        (f"hidden layers of {DEEP} units", {depth: (DEEP,) * depth for depth in DEPTHS}),
        ("units of one hidden layer", {width: (width,) for width in WIDTHS}),
    ):
        spent = of_networks(networks, fixed, WORK // less, rounds)
        told = networks_table(head, networks, spent)
        bodies.append(f"## From few to many {head}, {fixed:,} samples\n\n{told}")
        panels.append(("", head, UNIT, {OURS: (list(spent), list(spent.values()))}))
    if not quick:
        lines("growth", panels)
        bodies.insert(0, "![Time of a sample and pass](growth.png)")
    write("growth", "Growth", "\n\n".join(bodies), quick=quick)


if __name__ == "__main__":
    command_line(main)
