"""Start-up: imports, first fits, and the whole of `seethrough article`, each in a new process."""

import os
import statistics
import subprocess
import sys
from functools import partial
from tempfile import TemporaryDirectory

from benchmarks.peers import there
from benchmarks.side_by_side import (
    OURS,
    claims,
    command_line,
    explained,
    take_turns,
    verdict,
    write,
)

CALLS = {  # what is called, how often, and how many seconds are allowed
    "python -c pass": (["-c", "pass"], 15, None),
    "python -c 'import seethrough'": (["-c", "import seethrough"], 15, 0.3),
    "seethrough --help": (["-m", "seethrough", "--help"], 15, 0.5),
    "seethrough article": (["-m", "seethrough", "article"], 3, 10),
}
DATA = """
import warnings; warnings.simplefilter("ignore")
import numpy as np
X = np.random.default_rng(0).normal(size=(200, 2)); y = (X[:, 0] > 0).astype(int)
"""
FIT = 'MLPClassifier((3,), solver="sgd", max_iter=100, batch_size=200{}).fit(X, y)'
OURS_FIT = DATA + "from seethrough import MLPClassifier; " + FIT.format(', engine="fused"')
OURS_IMPORTS = DATA + "import numba; from seethrough import MLPClassifier"
THEIRS_FIT = DATA + "from sklearn.neural_network import MLPClassifier; " + FIT.format("")
TORCH_FIT = f"""{DATA}
import torch
x, truth = torch.from_numpy(X), torch.from_numpy(y)
model = torch.nn.Sequential(torch.nn.Linear(2, 3), torch.nn.ReLU(), torch.nn.Linear(3, 2)).double()
step = torch.optim.SGD(model.parameters(), 0.001, momentum=0.9, nesterov=True)
for _ in range(100):
    step.zero_grad()
    torch.nn.functional.cross_entropy(model(x), truth).backward()
    step.step()
"""
COMPILES, BEYOND = "the first fit ever, which compiles", "a later first fit beyond the imports"
REASONS = {
    COMPILES: "the kernels are one program for all activations, heads and optimisers; Numba finds "
    'its types in Python, and LLVM then takes as long. `engine="auto"` compiles only for work that '
    "would take longer.",
    BEYOND: "the compiled kernels are read from disk, and Numba's own tables are filled.",
}
IMPORTS, ROUNDS = f"importing {OURS} and Numba", 9


def call(words, cache=None):
    """Call Python in an empty folder; what is compiled goes to a cache, where one is given."""
    folders = {} if cache is None else dict.fromkeys(("NUMBA_CACHE_DIR", "XDG_CACHE_HOME"), cache)
    with TemporaryDirectory() as folder:
        subprocess.run(
            [sys.executable, *words],
            cwd=folder,
            env=os.environ | folders,
            check=True,
            capture_output=True,
        )


def cold():
    """Fit with an empty cache."""
    with TemporaryDirectory() as cache:
        call(["-c", OURS_FIT], cache)


def calls(*, quick):
    """The table of calls, held against their limits."""
    rows = ["| call | median | wanted |", "|---|---|---|"]
    for name, (words, times, most) in CALLS.items():
        if quick and name.endswith("article"):
            continue
        seconds = take_turns({name: partial(call, words)}, 2 if quick else times)[name]
        median = statistics.median(seconds)
        rows.append(f"| `{name}` | {median:.2f} s | {verdict(median, most=most)} |")
    return "\n".join(rows)


def fits(*, quick):
    """The table of first fits, import and all."""
    with TemporaryDirectory() as cache:
        warm = partial(call, ["-c", OURS_FIT], cache)
        works = {OURS: warm, "scikit-learn": partial(call, ["-c", THEIRS_FIT])}
        if there("torch"):
            works["PyTorch"] = partial(call, ["-c", TORCH_FIT])
        works[IMPORTS] = partial(call, ["-c", OURS_IMPORTS])
        for work in works.values():
            work()
        seconds = take_turns(works, 2 if quick else ROUNDS)
    once = statistics.median(take_turns({OURS: cold}, 1 if quick else 3)[OURS])
    pairs = zip(seconds[OURS], seconds[IMPORTS], strict=True)
    beyond = statistics.median(whole - imports for whole, imports in pairs)
    took = {COMPILES: (once, 10), BEYOND: (beyond, 0.5)}
    rows = ["| ours | seconds | wanted |", "|---|---|---|"]
    rows += [f"| {name} | {s:.2f} | {verdict(s, most=most)} |" for name, (s, most) in took.items()]
    ours = explained("\n".join(rows), REASONS)
    return f"{claims(seconds, {'PyTorch': 1})}\n\n{ours}"


def main(*, quick=False):
    """Measure each call, and the first fits."""
    told = "## Import and first fit\n\n200 × 2, three units, 100 epochs."
    body = f"{calls(quick=quick)}\n\n{told}\n\n{fits(quick=quick)}"
    write("startup", "Start-up", body, quick=quick)


if __name__ == "__main__":
    command_line(main)
