import doctest
import re
from pathlib import Path

import numpy as np
import pytest

import seethrough.estimators.classifier
from seethrough.maths.equations import EQUATIONS

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]
PAGES = [page for page in PAGES if not {"_build", "gallery"} & set(page.parts)]


def test_the_five_lines_run(tmp_path, monkeypatch):
    """The README's five lines run as they stand, and so do those that look inside."""
    code, inside = re.findall(r"```python\n(.*?)```", README, re.DOTALL)
    assert len(code.splitlines()) == 5
    monkeypatch.chdir(tmp_path)
    names = {}
    exec(code, names)  # noqa: S102 - it is ours
    assert (tmp_path / "moons.png").stat().st_size > 10_000
    assert names["clf"].score(names["X"], names["y"]) > 0.95
    assert np.array_equal(names["clf"].predict([[0.0, 1.0], [1.0, -0.5]]), [0, 1])
    exec(inside, names)  # noqa: S102 - likewise
    assert (tmp_path / "learning.gif").stat().st_size > 100_000
    assert (tmp_path / "report.html").stat().st_size > 100_000


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_examples_in_the_docs_give_what_they_say(page):
    """Every >>> example of a page gives the result that stands below it."""
    assert doctest.testfile(str(page), module_relative=False, encoding="utf-8").failed == 0


def lines_of_tables(page):
    """The lines of code in a page's tables with what they give, after the page's own examples."""
    text = page.read_text(encoding="utf-8")
    examples = doctest.DocTestParser().get_examples(text)
    for line, gives in re.findall(r"\| `([^`]+)` \| `([^`]+)` \|$", text, re.MULTILINE):
        failed = "Traceback (most recent call last):\n" if gives.endswith("Error") else ""
        message = f"seethrough.errors.{gives}: told\n" if failed else None
        ignore = {doctest.IGNORE_EXCEPTION_DETAIL: True}
        wanted = failed + message if failed else f"{gives}\n"
        examples.append(doctest.Example(line, wanted, message, options=ignore))
    return examples


def test_every_wish_is_fulfilled():
    """Each line of the wishes' tables gives what stands beside it."""
    examples = lines_of_tables(ROOT / "docs" / "wishes.md")
    assert len(examples) > 30
    wishes = doctest.DocTest(examples, {}, "wishes", None, 0, None)
    assert doctest.DocTestRunner().run(wishes).failed == 0


def test_examples_in_docstrings_give_what_they_say():
    """The classifier's example gives what it says."""
    result = doctest.testmod(seethrough.estimators.classifier)
    assert result.attempted > 2
    assert result.failed == 0


@pytest.mark.parametrize("page", ["README.md", "docs/equations.md"])
def test_the_equations_on_a_page_are_the_tables(page):
    """The pages' tables of equations are the one table, letter by letter."""
    text = (ROOT / page).read_text(encoding="utf-8")
    rows = dict(re.findall(r"^\| (E\d) \| `(.+?)` \|", text, re.MULTILINE))
    assert rows == {number: equation.plain for number, equation in EQUATIONS.items()}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_lead_somewhere(page):
    """Every relative link and picture of a page exists."""
    links = re.findall(r"\]\((?!http|#)([^)#]+)", page.read_text(encoding="utf-8"))
    assert all((page.parent / link).exists() for link in links)


def test_make_targets_of_the_readme_exist():
    """Every `make` target that the README names is one."""
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    named = set(re.findall(r"make ([a-z]+)\b", README)) - {"a"}
    assert named
    assert named <= targets
