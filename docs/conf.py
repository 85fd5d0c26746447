"""How Sphinx builds the documentation."""

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
autodoc_typehints = "none"
myst_heading_anchors = 2
suppress_warnings = ["config.cache"]
sphinx_gallery_conf = {
    "examples_dirs": "../examples",
    "gallery_dirs": "gallery",
    "within_subsection_order": FileNameSortKey,
    "show_memory": False,
    "download_all_examples": False,
}
