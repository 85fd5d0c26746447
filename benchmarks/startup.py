"""Start-up: how long `import seethrough` and `seethrough --help` take, and the whole article."""

import statistics
import subprocess
import sys
from tempfile import TemporaryDirectory
from time import perf_counter

from benchmarks.side_by_side import write

CALLS = {
    "python -c pass": (["-c", "pass"], 15, None),
    "python -c 'import seethrough'": (["-c", "import seethrough"], 15, 0.3),
    "seethrough --help": (["-m", "seethrough", "--help"], 15, 0.5),
    "seethrough article": (["-m", "seethrough", "article"], 3, 30),
}


def seconds(words, times):
    """Median seconds of a call of Python in an empty folder."""
    taken = []
    for _ in range(times):
        with TemporaryDirectory() as folder:
            begin = perf_counter()
            subprocess.run([sys.executable, *words], cwd=folder, check=True, capture_output=True)
            taken.append(perf_counter() - begin)
    return statistics.median(taken)


def main():
    """Measure each call, and hold it against its limit."""
    rows = ["| call | median | limit |", "|---|---|---|"]
    for name, (words, times, limit) in CALLS.items():
        rows.append(f"| `{name}` | {seconds(words, times):.2f} s | {limit or '–'} |")
    command = "python -m benchmarks.startup"
    write("startup", "Start-up and the whole article", command, "\n".join(rows))


if __name__ == "__main__":
    main()
