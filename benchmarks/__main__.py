"""`python -m benchmarks`: all of them, each in a process of its own, with its own threads."""

import subprocess
import sys

NAMES = (
    *("article", "hidden_sizes", "mnist_shape", "sklearn_defaults", "predict", "growth"),
    *("startup", "compile", "passes", "engines", "overhead", "memory", "tables"),
)

ends = {
    name: subprocess.run([sys.executable, "-m", f"benchmarks.{name}", *sys.argv[1:]], check=False)
    for name in NAMES
}
sys.exit("".join(f"benchmarks.{name} failed\n" for name in NAMES if ends[name].returncode))
