import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

ROOT = Path(__file__).parents[2]


@pytest.fixture(autouse=True)
def _beside_the_checkout(monkeypatch):
    monkeypatch.syspath_prepend(str(ROOT))


@pytest.mark.parametrize("name", ["passes", "memory"])
def test_a_quick_benchmark_prints_its_table_and_keeps_nothing(name):
    """Those that need no rival and no compiling run in seconds, and leave the results alone."""
    kept = ROOT / "benchmarks" / "results" / f"{name}.md"
    before = kept.read_bytes()
    call = [sys.executable, "-m", f"benchmarks.{name}", "--quick"]
    said = subprocess.run(call, cwd=ROOT, check=True, capture_output=True, text=True).stdout
    assert said.startswith("# ")
    assert "|---|" in said
    assert kept.read_bytes() == before


def test_every_script_is_run_by_all_and_stands_in_the_readme():
    """What can be run by its name is run by `python -m benchmarks` and told of."""
    scripts = {
        path.stem
        for path in (ROOT / "benchmarks").glob("*.py")
        if "command_line(main)" in path.read_text() and path.stem != "side_by_side"
    }
    run, told = ((ROOT / "benchmarks" / name).read_text() for name in ("__main__.py", "README.md"))
    assert {name for name in scripts if f'"{name}"' in run} == scripts
    assert {name for name in scripts if f"| `{name}` |" in told} == scripts


def test_claims_are_held_against_what_was_wanted():
    """A ratio is the median of the rounds' ratios, and is said to be reached or not."""
    from benchmarks.side_by_side import claims

    seconds = {
        "seethrough": [1.0, 2.0, 1.0],
        "a rival": [4.0, 8.0, 9.0],
        "another": [1.0, 1.0, 1.0],
    }
    rows = claims(seconds, {"a rival": 4, "another": 1.5}, loss={"a rival": "0.1"}).splitlines()
    assert rows[0] == "|  | median | loss | × ours | middle half | wanted |"
    assert rows[2] == "| seethrough | 1 s |  | 1 | 1–1 |  |"
    assert rows[3] == "| a rival | 8 s | 0.1 | 4 | 4–6.5 | ≥ 4, reached |"
    assert rows[4] == "| another | 1 s |  | 1 | 0.75–1 | ≥ 1.5, **not reached** |"


def test_what_is_not_reached_is_explained():
    """Below the rows stands why, for those that miss what was wanted and for no others."""
    from benchmarks.side_by_side import claims, explained

    seconds = {"seethrough": [1.0, 1.0], "slow": [4.0, 4.0], "quick": [0.5, 0.5]}
    rows = claims(seconds, {"slow": 4, "quick": 1})
    assert explained(rows, {"slow": "no.", "quick": "it does less."}) == (
        f"{rows}\n\nquick: it does less."
    )
    with pytest.raises(KeyError, match="quick"):
        explained(rows, {"slow": "no."})


@pytest.mark.parametrize("result", sorted((ROOT / "benchmarks" / "results").glob("*.md")))
def test_every_result_explains_what_it_misses(result):
    """A row that is not reached has its reason in the same section."""
    from benchmarks.side_by_side import MISSED

    for section in result.read_text(encoding="utf-8").split("\n## "):
        lines = section.splitlines()
        missed = [line.split("|")[1].strip() for line in lines if MISSED in line]
        assert [
            name for name in missed if not any(line.startswith(f"{name}: ") for line in lines)
        ] == []


@pytest.mark.parametrize(
    ("seconds", "text"),
    [(12.34, "12.3 s"), (0.0123, "12.3 ms"), (2e-6, "2 µs"), (1e-9, "0.001 µs")],
)
def test_times_are_shown_in_a_unit_that_reads(seconds, text):
    """Seconds, milliseconds or microseconds, three digits."""
    from benchmarks.side_by_side import shown

    assert shown(seconds) == text


@pytest.mark.parametrize(("n", "hidden"), [(200, 3), (200, 50), (7, 1), (233, 4)])
def test_the_c_program_ends_where_the_articles_code_does(n, hidden):
    """The limit does the same work: to rounding it has the article's θ, whatever the block."""
    from benchmarks import limit
    from benchmarks.peers import in_numpy
    from seethrough.data import moons

    if not limit.there():
        pytest.skip("the C program needs gcc 12 or newer")
    X, y, *_ = moons(n)
    work = (X, y, in_numpy.start(hidden), 0.5, 0.01)
    ends = [trainer(*work)(100) for trainer in (limit.trainer, in_numpy.repaired)]
    np.testing.assert_allclose(*ends, rtol=1e-9, atol=1e-11)


def test_every_class_of_mnists_shape_occurs():
    """No class is missing, so that all rivals have as many outputs."""
    from benchmarks.mnist_shape import CLASSES, data

    counts = np.bincount(data(2000)[1], minlength=CLASSES)
    assert len(counts) == CLASSES
    assert counts.min() > 2000 / CLASSES / 2
