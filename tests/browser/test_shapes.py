"""What a colour tells a shape tells too."""

import re

LISTEN = """() => {
  window.drawn = [];
  const { stroke } = CanvasRenderingContext2D.prototype;
  CanvasRenderingContext2D.prototype.stroke = function (...path) {
    const dashed = this.getLineDash().length > 0;
    if (this.canvas.closest(".diagram")) window.drawn.push([this.strokeStyle, dashed]);
    return stroke.apply(this, path);
  };
}"""
PAINT = """async () => {
  const { paint } = await import("/web/colour.js");
  const shades = (byte) => {
    const image = new ImageData(25, 25);
    paint(image, new Uint8Array(625).fill(byte), false);
    return new Set(new Uint32Array(image.data.buffer)).size;
  };
  const striped = (k) => {
    const image = new ImageData(100, 100), bytes = new Uint8Array(20000).fill(255);
    paint(image, bytes.fill(k, 0, 10000), true);
    const pixels = new Uint32Array(image.data.buffer);
    return [...pixels].map((pixel) => Number(pixel === pixels[5050])).join("");
  };
  return [[0, 255].map(shades), [0, 1, 2, 3, 4, 5].map(striped)];
}"""


def test_a_weight_below_zero_is_dashed(opened):
    """Each blue line of the diagram is dashed, and no orange one is."""
    page = opened()
    page.evaluate(LISTEN)
    page.get_by_role("button", name="+1 batch").click()
    page.wait_for_function("() => window.drawn.length > 10")
    drawn = page.evaluate("window.drawn")
    for colour, dashes in [("0, 114, 178", {True}), ("213, 94, 0", {False})]:
        edges = [dashed for style, dashed in drawn if re.match(rf"rgba\({colour}, 0\.", style)]
        assert set(edges) == dashes


def test_the_signs_are_told_in_words(opened):
    """The diagram's legend names the line, the square and the map of each sign."""
    words = opened().locator(".signs").inner_text()
    assert all(word in words for word in ("solid", "dashed", "full", "hollow", "striped"))


def test_a_map_below_zero_and_each_class_have_stripes_of_their_own(opened):
    """A plain map below zero has two shades, one above has one; no two classes' stripes agree."""
    shades, stripes = opened().evaluate(PAINT)
    assert shades == [2, 1]
    assert len(set(stripes)) == 6
