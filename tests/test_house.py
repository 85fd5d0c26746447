"""The house: budgets and rules that a machine keeps."""

import ast
import io
import re
import statistics
import sys
import tokenize
from pathlib import Path

import pytest

from seethrough.maths.equations import EQUATIONS

ROOT = Path(__file__).parents[1]
SOURCE = ROOT / "src" / "seethrough"
LAYOUT = {
    tokenize.COMMENT,
    tokenize.NL,
    tokenize.NEWLINE,
    tokenize.INDENT,
    tokenize.DEDENT,
    tokenize.ENDMARKER,
}


def code_lines(path):
    """The lines of a file that hold code: no blanks, comments or docstrings."""
    text = path.read_text(encoding="utf-8")
    code = {
        line
        for token in tokenize.generate_tokens(io.StringIO(text).readline)
        if token.type not in LAYOUT
        for line in range(token.start[0], token.end[0] + 1)
    }
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Module | ast.FunctionDef | ast.ClassDef) and ast.get_docstring(
            node
        ):
            code -= set(range(node.body[0].lineno, node.body[0].end_lineno + 1))
    return len(code)


def test_maths_stays_on_600_lines():
    """All of maths fits on 600 lines of code."""
    assert 0 < sum(map(code_lines, (SOURCE / "maths").glob("*.py"))) <= 600


def test_maths_imports_numpy_and_nothing_else():
    """At run time maths imports NumPy, the standard library and itself."""
    allowed = sys.stdlib_module_names | {"numpy", "seethrough"}
    for path in (SOURCE / "maths").glob("*.py"):
        for node in ast.parse(path.read_text()).body:
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            names += [node.module] if isinstance(node, ast.ImportFrom) else []
            assert {name.partition(".")[0] for name in names} <= allowed, path.name
            ours = [name for name in names if name.startswith("seethrough")]
            assert all(name.startswith("seethrough.maths") for name in ours), path.name


def test_files_stay_short():
    """No source file is over 400 lines, and the median is under 150."""
    lengths = [len(path.read_text().splitlines()) for path in SOURCE.rglob("*.py")]
    assert max(lengths) <= 400
    assert statistics.median(lengths) < 150


def test_functions_stay_short():
    """No function is over 50 lines, and the median body behind the docstring is 5 at most."""
    functions = [
        node
        for path in SOURCE.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.FunctionDef)
    ]
    assert max(node.end_lineno - node.lineno + 1 for node in functions) <= 50
    assert statistics.median(map(body_lines, functions)) <= 5


def body_lines(function):
    """Lines of a function's body, without its docstring."""
    documented = ast.get_docstring(function) is not None
    first = function.body[0].end_lineno + 1 if documented else function.body[0].lineno
    return function.end_lineno - first + 1


def test_no_folder_is_called_utils():
    """Every module's name says what is in it."""
    names = {path.stem for path in SOURCE.rglob("*")}
    assert not names & {"utils", "common", "base", "core", "helpers"}


def quotes():
    """Every equation quoted in a comment of the source or in the docs, with its place."""
    pages = [*(ROOT / "docs").rglob("*.md"), *(ROOT / "docs").rglob("*.rst"), *ROOT.glob("*.md")]
    pages = [page for page in pages if "_build" not in page.parts and "gallery" not in page.parts]
    for path in [*SOURCE.rglob("*.py"), *(ROOT / "examples").glob("*.py"), *pages]:
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            for match in re.finditer(r"\((E\d+)\)  (.+?)\s*(?:`|$)", line):
                yield pytest.param(*match.groups(), id=f"{path.relative_to(ROOT)}:{number}")


@pytest.mark.parametrize(("number", "quoted"), list(quotes()))
def test_quoted_equations_are_the_tables(number, quoted):
    """An equation quoted anywhere is the table's, to the letter."""
    assert quoted == EQUATIONS[number].plain


def test_every_equation_is_executed():
    """Each of the nine equations stands above the code that computes it."""
    text = "".join(path.read_text() for path in (SOURCE / "maths").glob("*.py"))
    assert {number for number in EQUATIONS if f"# ({number})  " in text} == set(EQUATIONS)
