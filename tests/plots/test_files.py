import pytest
from PIL import Image

from seethrough.errors import OutputError
from seethrough.plots.boundary import boundary
from seethrough.plots.files import save


def test_save_writes_the_same_bytes(tmp_path, X, y, predict):
    """Two drawings of the same picture give the same PNG and the same SVG, without a date."""
    ways = [save(boundary(predict, X, y).figure, tmp_path / d, "map") for d in "ab"]
    for first, second in zip(*ways, strict=True):
        assert first.read_bytes() == second.read_bytes()
    png, svg = ways[0]
    assert (png.name, svg.name) == ("map.png", "map.svg")
    assert Image.open(png).size == (960, 720)
    assert "<dc:date>" not in svg.read_text()
    assert "<text" not in svg.read_text()


def test_save_into_a_file(tmp_path, X, y, predict):
    """A directory that is a file is refused with its path."""
    (tmp_path / "taken").write_text("")
    with pytest.raises(OutputError, match=r"map\.png could not be written"):
        save(boundary(predict, X, y).figure, tmp_path / "taken", "map")
