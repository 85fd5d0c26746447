"""The README quotes the benchmarks' results, and nothing is typed by hand."""

from benchmarks.quote import QUOTED, README, quoted, ratios, sections

RESULT = """
## H = 3, 20 passes

|  | median | × ours | wanted |
|---|---|---|---|
| seethrough | 1 ms | 1 |  |
| JAX | 3 ms | 3.1 | ≥ 4 |
"""


def test_the_readme_is_what_the_results_say():
    """Written anew, the quotation is the same."""
    text = README.read_text(encoding="utf-8")
    assert quoted(text) == text
    assert all(f"benchmarks/results/{script}.md" in text for script in QUOTED)


def test_a_ratio_is_found_by_its_column():
    """A rival's row of a section, under the head that tells the ratio."""
    (section,) = sections(RESULT).values()
    assert ratios(section)["JAX"] == "3.1"
