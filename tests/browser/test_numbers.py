"""The numbers of the maps and of a weight's way stand in tables, and are those of the session."""

import pytest

from seethrough.studio.session import Session

PLACES = [int((k + 0.5) * 160 / 9) for k in range(9)]  # of the cells across and up


@pytest.fixture
def ran(opened):
    """A page after eight updates, and a session that has made the same."""
    page, made = opened(), Session()
    page.get_by_role("button", name="+1 epoch").click()
    page.wait_for_selector(".readings dd:text-is('8')")
    made.run.go(8)
    return page, made


def table(page, title):
    """The cells of a table that is opened by its title, row by row."""
    page.get_by_text(title, exact=True).click()
    rows = page.get_by_role("group", name=title, exact=True).locator("tr")
    rows.first.wait_for()
    return [row.replace("−", "-").split("\t") for row in rows.all_inner_texts()]


def test_the_answers_map_is_a_table(ran):
    """Nine by nine of its cells, each with the p that its byte says, and where it lies."""
    page, made = ran
    (_, (answer, *_)) = made.handle({"type": "show"})[-1]
    head, *rows = table(page, "Map as numbers")
    wanted = answer[0][PLACES][:, PLACES] / 255
    assert [row[1:] for row in rows] == [[f"{p:.2f}" for p in row] for row in wanted]
    left, right, bottom, top = made.run.part.material.reach
    across = [left + (j + 0.5) * (right - left) / 160 for j in PLACES]
    up = [top - (i + 0.5) * (top - bottom) / 160 for i in PLACES]
    assert [float(v) for v in head[1:]] == pytest.approx(across, abs=0.0051)
    assert [float(row[0]) for row in rows] == pytest.approx(up, abs=0.0051)


def test_of_many_classes_the_likeliest_is_told(opened):
    """A cell of the table names the class whose p is greatest."""
    page = opened()
    page.get_by_role("button", name="Penguins").click()
    page.wait_for_selector("text=342 points")
    cells = [cell for row in table(page, "Map as numbers")[1:] for cell in row[1:]]
    assert {cell.rsplit(" ", 1)[0] for cell in cells} <= {"Adelie", "Chinstrap", "Gentoo"}


def test_a_units_map_and_the_answer_without_it_are_tables(ran):
    """They are those of the unit that is looked into, and are gone with it."""
    page, made = ran
    page.get_by_role("button", name="Layer 2, unit 3").click()
    page.wait_for_selector(".inside h2:text-is('Layer 2, unit 3')")
    asked = {"type": "inspect", "what": "unit", "sample": 0, "layer": 1, "unit": 2}
    ((told, (own, bare)),) = made.handle(asked)
    places = [int((k + 0.5) * len(bare[0]) / 9) for k in range(9)]
    for title, numbers in [
        ("Its map as numbers", told["share"]["high"] * (own[0] - 128.0) / 127),
        ("The answer without it as numbers", bare[0] / 255),
    ]:
        found = [[float(v) for v in row[1:]] for row in table(page, title)[1:]]
        assert found == pytest.approx(numbers[places][:, places], abs=0.0051)
    page.get_by_role("button", name="Output 1").click()
    page.wait_for_selector(".inside h2:text-is('Output 1')")
    assert not page.get_by_text("Its map as numbers", exact=True).is_visible()


def test_a_weights_way_is_a_table(ran):
    """Each update that its curve is drawn from, and what the weight was."""
    page, made = ran
    page.get_by_role("button", name="Layer 1, unit 1").click()
    page.get_by_role("button", name="measurement 2").click()
    page.wait_for_selector(".inside h2:text-is('Layer 1, weight 2 → 1')")
    at = {"layer": 0, "from": 1, "to": 0}
    ((told, _),) = made.handle({"type": "inspect", "what": "weight", "sample": 0, **at})
    wanted = [[str(update), f"{weight:.4f}"] for update, weight in told["history"]]
    assert table(page, "Its way as numbers") == [["update", "weight"], *wanted]
