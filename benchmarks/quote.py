"""`python -m benchmarks.quote`: the README's table of ratios, written anew from the results."""

import re
from pathlib import Path

from benchmarks.side_by_side import RESULTS

README = Path(__file__).parents[1] / "README.md"
BEGIN, END = "<!-- quoted by benchmarks/quote.py -->", "<!-- end of the quotation -->"
LEARN, ALL = "the article's code, repaired", ("scikit-learn", "PyTorch", "JAX")
QUOTED = {  # script: how its sections begin, and who is quoted from them
    "article": {
        "H = 3,": (LEARN, "JAX", "PyTorch eager", "the C program"),
        "H = 50,": (LEARN, "JAX", "PyTorch eager", "the C program"),
        "H = 500,": (LEARN, "JAX", "PyTorch eager", "the C program"),
        "H = 3 to a loss": ("scikit-learn",),
    },
    "mnist_shape": {
        "128, batch 128, sgd": ALL,
        "128, batch 1024, adam": ALL,
        "512-512, batch 128, adam": ALL,
    },
    "predict": {
        "H = 3, 1 row": ("scikit-learn", "PyTorch"),
        "H = 3, 120,000 rows": ("scikit-learn", "PyTorch"),
        "H = 500, 120,000 rows": ("scikit-learn", "PyTorch"),
    },
}


def sections(text):
    """The sections of a result by their headings."""
    parts = re.split(r"^## (.*)$", text, flags=re.MULTILINE)
    return dict(zip(parts[1::2], parts[2::2], strict=True))


def ratios(section):
    """How many times our time each rival took."""
    rows = [[cell.strip() for cell in line.split("|")[1:-1]] for line in section.split("\n")]
    head = next(row for row in rows if "× ours" in row)
    column = head.index("× ours")
    return {row[0]: row[column] for row in rows if len(row) == len(head)}


def table():
    """The rows that are quoted."""
    lines = ["| work | rival | its time, in ours |", "|---|---|---|"]
    for script, wanted in QUOTED.items():
        found = sections((RESULTS / f"{script}.md").read_text(encoding="utf-8"))
        for start, rivals in wanted.items():
            name = next(heading for heading in found if heading.startswith(start))
            times = ratios(found[name])
            lines += [
                f"| [{script}](benchmarks/results/{script}.md): {name} | {rival} | {times[rival]} |"
                for rival in rivals
            ]
    return "\n".join(lines)


def quoted(text):
    """A text with its quotation written anew."""
    before, rest = text.split(BEGIN)
    _, after = rest.split(END)
    return f"{before}{BEGIN}\n{table()}\n{END}{after}"


if __name__ == "__main__":
    README.write_text(quoted(README.read_text(encoding="utf-8")), encoding="utf-8")
