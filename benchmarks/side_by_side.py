"""Timing that survives a noisy machine: rivals take turns, and ratios of medians are told."""

import os
import platform
import statistics
from pathlib import Path
from time import perf_counter

import numpy as np
from threadpoolctl import threadpool_info

RESULTS = Path(__file__).parent / "results"


def take_turns(rivals, rounds):
    """Run every rival once a round; return each one's seconds, {name: [seconds]}."""
    seconds = {name: [] for name in rivals}
    for _ in range(rounds):
        for name, work in rivals.items():
            begin = perf_counter()
            work()
            seconds[name].append(perf_counter() - begin)
    return seconds


def table(seconds, first):
    """Rows of median seconds, and of the median ratio to `first` with its middle half."""
    rows = ["| | median | ratio | middle half of the ratios |", "|---|---|---|---|"]
    for name, times in seconds.items():
        ratios = sorted(t / f for t, f in zip(times, seconds[first], strict=True))
        low, _, high = statistics.quantiles(ratios, n=4)
        median, ratio = statistics.median(times), statistics.median(ratios)
        rows.append(f"| {name} | {median:.3f} s | {ratio:.2f} | {low:.2f}–{high:.2f} |")
    return "\n".join(rows)


def environment():
    """What the numbers were measured with."""
    threads = max((pool["num_threads"] for pool in threadpool_info()), default=1)
    return (
        f"Python {platform.python_version()}, NumPy {np.__version__}, {os.cpu_count()} cores, "
        f"BLAS threads {threads}, {platform.system()} {platform.machine()}"
    )


def write(name, title, command, body):
    """Print a result and keep it as Markdown."""
    text = f"# {title}\n\n`{command}`\n\n{body}\n\n{environment()}\n"
    print(text)
    RESULTS.mkdir(exist_ok=True)
    (RESULTS / f"{name}.md").write_text(text, encoding="utf-8")
