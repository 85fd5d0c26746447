"""Timing that survives a noisy machine: rivals take turns, and medians of ratios are told."""

import argparse
import os
import platform
import statistics
import sys
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path
from time import perf_counter, sleep

from threadpoolctl import threadpool_info

RESULTS = Path(__file__).parent / "results"
PACKAGES = ("numpy", "scipy", "scikit-learn", "numba", "torch", "jax")
ASLEEP = 0.25  # seconds; OpenMP's threads look out for 0.2
OURS, MISSED = "seethrough", "**not reached**"


def command_line(main):
    """Run a benchmark's main, the small version of it where --quick stands behind its name."""
    parser = argparse.ArgumentParser(description=main.__globals__["__doc__"])
    told = "a small version of itself, in seconds; keeps no result"
    parser.add_argument("--quick", action="store_true", help=told)
    main(quick=parser.parse_args().quick)


def take_turns(rivals, rounds):
    """Run every rival once a round; return each one's seconds, {name: [seconds]}.

    Rivals begin when the threads of the one before, which look out for more work, are asleep.
    """
    seconds = {name: [] for name in rivals}
    for _ in range(rounds):
        for name, work in rivals.items():
            if len(rivals) > 1:
                sleep(ASLEEP)
            begin = perf_counter()
            work()
            seconds[name].append(perf_counter() - begin)
    return seconds


def medians(works, rounds):
    """The median seconds of each work after one call to warm up, {name: seconds}."""
    for work in works.values():
        work()
    return {name: statistics.median(times) for name, times in take_turns(works, rounds).items()}


def table(seconds, first):
    """Rows of median seconds, and of the median ratio to `first` with its middle half."""
    rows = ["| | median | ratio | middle half of the ratios |", "|---|---|---|---|"]
    for name, times in seconds.items():
        ratio, middle = compared(times, seconds[first])
        rows.append(f"| {name} | {statistics.median(times):.3f} s | {ratio:.2f} | {middle} |")
    return "\n".join(rows)


def compared(times, others):
    """The median of the ratios, and their middle half in words."""
    ratios = sorted(t / other for t, other in zip(times, others, strict=True))
    low, _, high = statistics.quantiles(ratios, n=4, method="inclusive")
    return statistics.median(ratios), f"{low:.3g}–{high:.3g}"


def claims(seconds, wanted=(), ours=OURS, **columns):
    """Rows of median times, of how many times ours they are, and of what was wanted.

    Parameters
    ----------
    seconds : {name: [seconds]}, as `take_turns` gives them
    wanted : {name: times ours}, at least
    ours : the name of ours
    columns : {head: {name: cell}}, to stand beside the times
    """
    heads = ["", "median", *columns, "× ours", "middle half", "wanted"]
    rows = [_row(heads), "|---" * len(heads) + "|"]
    for name, times in seconds.items():
        cells = [name, shown(statistics.median(times))]
        cells += [cells_of.get(name, "") for cells_of in columns.values()]
        ratio, middle = compared(times, seconds[ours])
        cells += [f"{ratio:.3g}", middle, verdict(ratio, dict(wanted).get(name))]
        rows.append(_row(cells))
    return "\n".join(rows)


def explained(rows, reasons):
    """The rows of `claims`, and below them why, for each name in whose row something is missed.

    Raises
    ------
    KeyError
        A row is missed for which there is no reason, {name: sentences}.
    """
    missed = [row.split("|")[1].strip() for row in rows.splitlines() if MISSED in row]
    return "\n\n".join([rows, *(f"{name}: {reasons[name]}" for name in missed)])


def _row(cells):
    return f"| {' | '.join(cells)} |"


def verdict(reached, least=None, most=None):
    """Whether what was wanted is reached, in words; "" where nothing was."""
    if least is None and most is None:
        return ""
    holds = reached >= least if most is None else reached <= most
    sign, limit = ("≥", least) if most is None else ("≤", most)
    return f"{sign} {limit:.3g}, {'reached' if holds else MISSED}"


def shown(seconds):
    """Seconds, in a unit in which they can be read."""
    units = {"s": 1, "ms": 1e-3, "µs": 1e-6}
    unit, size = next((pair for pair in units.items() if seconds >= pair[1]), ("µs", 1e-6))
    return f"{seconds / size:.3g} {unit}"


def environment():
    """What the numbers were measured with."""
    there = [name for name in PACKAGES if find_spec(name.replace("scikit-", "sk"))]
    pools = [f"{pool['internal_api']} {pool['num_threads']}" for pool in threadpool_info()]
    if "torch" in sys.modules:
        pools.append(f"torch {sys.modules['torch'].get_num_threads()}")
    if "jax" in sys.modules:
        pools.append(f"XLA {os.environ.get('NPROC', 'as it likes')} {os.environ.get('XLA_FLAGS')}")
    versions = ", ".join(f"{name} {version(name)}" for name in there)
    return (
        f"Python {platform.python_version()}, {versions}; {os.cpu_count()} cores, threads: "
        f"{', '.join(pools) or 'as they come'}; {platform.system()} {platform.machine()}"
    )


def write(name, title, body, *, quick):
    """Print a result and keep it as Markdown, unless it is a quick one."""
    text = f"# {title}\n\n`python -m benchmarks.{name}`\n\n{body}\n\n{environment()}\n"
    print(text)
    if not quick:
        RESULTS.mkdir(exist_ok=True)
        (RESULTS / f"{name}.md").write_text(text, encoding="utf-8")
