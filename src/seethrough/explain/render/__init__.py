"""Lines as text, in the terminal, as HTML, LaTeX and JSON: all show the same digits."""

from seethrough.explain.render.latex import latex
from seethrough.explain.render.markup import fragment, page, styled
from seethrough.explain.render.records import records
from seethrough.explain.render.terminal import printed
from seethrough.explain.render.text import name, text

__all__ = ["fragment", "latex", "name", "page", "printed", "records", "styled", "text"]
