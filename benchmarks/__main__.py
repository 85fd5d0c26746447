"""`python -m benchmarks`: all of them, each in a process of its own, with its own threads."""

import subprocess
import sys

NAMES = (
    *("article", "hidden_sizes", "mnist_shape", "sklearn_defaults", "predict", "growth"),
    *("startup", "compile", "passes", "engines", "costs", "interrupt", "overhead", "memory"),
    *("tables", "explain", "time_machine", "doctor", "boundary", "animate", "studio"),
)

failed = [
    name
    for name in NAMES
    if subprocess.run(
        [sys.executable, "-m", f"benchmarks.{name}", *sys.argv[1:]], check=False
    ).returncode
]
if "--quick" not in sys.argv:
    subprocess.run([sys.executable, "-m", "benchmarks.quote"], check=True)
sys.exit(f"failed: {', '.join(failed)}" if failed else 0)
