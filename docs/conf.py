"""How Sphinx builds the documentation."""

import re

from sphinx_gallery.sorting import FileNameSortKey

import seethrough

project = "seethrough"
copyright = "2026, the seethrough developers"
version = release = seethrough.__version__
extensions = [
    "myst_parser",
    "sphinx.ext.autodoc",
    "sphinx.ext.napoleon",
    "sphinx_gallery.gen_gallery",
]
exclude_patterns = ["_build", "gallery/*.ipynb", "gallery/*.py", "gallery/*.md5"]
html_theme = "furo"
html_title = "seethrough"
napoleon_google_docstring = False
napoleon_use_ivar = True
autodoc_typehints = "none"
myst_heading_anchors = 2
# an attribute that is named like those of other classes is not linked to any
suppress_warnings = ["config.cache", "ref.python"]
sphinx_gallery_conf = {
    "examples_dirs": "../examples",
    "gallery_dirs": "gallery",
    "within_subsection_order": FileNameSortKey,
    "show_memory": False,
    "download_all_examples": False,
}


def plain(app, what, name, obj, options, lines):  # noqa: ARG001 - Sphinx hands them over
    """Keep |x| and theta_ from being read as markup, and a module's legend in its lines."""
    for i, line in enumerate(lines):
        lines[i] = re.sub(r"(\w)_(?!\w)", r"\1\\_", line.replace("|", r"\|"))
    if what == "module":
        lines[:] = [f"| {line}" if line else "" for line in lines]


def setup(app):
    """Take part in the build, after napoleon."""
    app.connect("autodoc-process-docstring", plain, priority=900)
