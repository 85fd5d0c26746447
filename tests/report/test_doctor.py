import re

from seethrough.explain.doctor import Diagnosis, Finding
from seethrough.plots.doctor import pair
from seethrough.report.doctor import write


def finding(name):
    """A finding whose words need escaping."""
    return Finding(
        *(name, "column <b> is small.", {"size <": 0.5}, "Drop <it>.", "drop('<b>')"),
        lambda ax: pair([1, 2], [1, 2], ("<b>", "c"), ax),
        command="--drop '<b>'",
    )


def test_words_are_escaped_and_drawings_kept_apart(tmp_path):
    """Names from a table are text on the page; no two drawings share an id."""
    page = write(Diagnosis([finding("one"), finding("two")]), tmp_path / "p.html", "<y>", "<t>")
    text = page.read_text(encoding="utf-8")
    assert "<b>" not in text.split("<main>")[1]
    for escaped in (
        "Column &lt;b&gt; is small.",
        "size &lt;: 0.5",
        "Drop &lt;it&gt;.",
        "&lt;y&gt;",
    ):
        assert escaped in text
    assert text.count("<svg") == text.count('aria-label="Column &lt;b&gt; is small."') == 2
    ids = re.findall(r'\bid="([^"]+)"', text)
    assert len(ids) == len(set(ids)) > 0


def test_a_page_of_nothing_says_so(tmp_path):
    """Where nothing was found, the page says that it was looked for."""
    text = write(Diagnosis(), tmp_path / "p.html", "y", "t").read_text(encoding="utf-8")
    assert "Nothing found" in text
    assert "<svg" not in text
