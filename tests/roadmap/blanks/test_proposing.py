"""What is offered for the blanks that regions send, and what a coordinator may point at."""

from __future__ import annotations

import pytest
from openpyxl import Workbook

from roadmap.blanks import layout as layouts
from roadmap.blanks.choosing import layout_at
from roadmap.blanks.describing import describe
from roadmap.blanks.errors import NoSuchSheet, NothingToFill, OutsideTable, UnreadRange
from roadmap.blanks.layout import RegionKind
from roadmap.blanks.proposing import Reason, propose
from roadmap.blanks.ranges import Asked, parse_range, parse_ranges
from tests.roadmap.blanks import tables
from tests.roadmap.blanks.filling import best
from tests.roadmap.blanks.tables import SCHOOLS, edited, frame, opened, saved


def test_a_table_that_lists_the_schools_keeps_formulas_totals_and_names_out() -> None:
    blank = tables.listed()
    candidate = propose(blank, SCHOOLS)[0]
    assert candidate.reason is Reason.SCHOOLS_DOWN
    (facts,) = describe(blank, candidate.layout)
    assert facts.ranges == ("C6:E8", "G6:G8")
    assert facts.listed == ("СОШ №1", "СОШ №2", "Ивановская ООШ")
    assert facts.headings[0].text == "Количество учителей / всего"
    assert facts.names == "B"


def test_empty_lines_under_a_heading_of_two_storeys_and_numbers() -> None:
    candidate = propose(tables.lines(2), SCHOOLS)[0]
    (region,) = candidate.layout.regions
    assert candidate.reason is Reason.LINE_WITH_NAME
    assert (region.first, region.last, region.names, region.numbers) == (6, 7, 2, 1)
    assert region.across == (3, 4, 5, 7)
    assert not region.many


def test_a_list_of_people_takes_any_number_of_lines() -> None:
    (region,) = best(tables.people()).regions
    assert (region.first, region.last, region.many) == (4, 8, True)


def test_a_questionnaire_of_two_sheets_asks_for_single_cells_and_knows_the_name() -> None:
    layout = best(tables.questionnaire())
    assert [region.kind for region in layout.regions] == [RegionKind.CELLS] * 2
    assert layout.names == (("Общие сведения", (3, 3)),)
    first, second = describe(tables.questionnaire(), layout)
    assert first.ranges == ("C4:C7",)
    assert second.ranges == ("B2:C4",)
    assert second.headings[0].text == "Физика / Количество"


def test_schools_side_by_side() -> None:
    (facts,) = describe(tables.columns(), best(tables.columns()))
    assert (facts.kind, facts.ranges, facts.names) == (RegionKind.COLUMNS, ("C4:E6",), "3")


def test_what_the_author_unlocked_is_offered() -> None:
    found = {candidate.reason for candidate in propose(tables.locked(), SCHOOLS)}
    assert Reason.UNLOCKED_CELLS in found


def test_hidden_sheets_and_rows_are_left_alone() -> None:
    book = opened(tables.listed())
    book["Кадры"].row_dimensions[7].hidden = True
    book.create_sheet("Справочник")["A1"] = "Наименование ОО"
    frame(book["Справочник"], "A1:C3")
    book["Справочник"].sheet_state = "hidden"
    layout = best(saved(book))
    assert {region.sheet for region in layout.regions} == {"Кадры"}
    assert [line.at for line in layout.regions[0].lines] == [6, 8]


def test_nothing_to_fill_is_offered_for_a_page_of_text() -> None:
    book = Workbook()
    book.worksheets[0]["A1"] = "Методические рекомендации"
    assert propose(saved(book), SCHOOLS) == ()


def test_a_layout_survives_json() -> None:
    for blank in (tables.listed(), tables.people(), tables.questionnaire(), tables.columns()):
        layout = best(blank)
        assert layouts.from_data(layouts.to_data(layout)) == layout


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("B5:G5", Asked("", 5, 2, 5, 7)),
        ("с6 - е8", Asked("", 6, 3, 8, 5)),
        ("строки 5–20", Asked("", 5, 0, 20, 0)),
        ("столбцы С–F", Asked("", 0, 3, 0, 6)),
        ("лист 2: B5:G20", Asked("2", 5, 2, 20, 7)),
        ("лист «Общие сведения»: C4", Asked("Общие сведения", 4, 3, 4, 3)),
        ("Кадры!C6:E8", Asked("Кадры", 6, 3, 8, 5)),
        ("'Общие сведения'!C4", Asked("Общие сведения", 4, 3, 4, 3)),
        ("7", Asked("", 7, 0, 7, 0)),
        ("G5:B5", Asked("", 5, 2, 5, 7)),
        ("ячейки $B$5:$G$5", Asked("", 5, 2, 5, 7)),
    ],
)
def test_ranges_as_people_type_them(text: str, expected: Asked) -> None:
    assert parse_range(text) == expected


@pytest.mark.parametrize("text", ["", "всё", "B5:", "строки", "A0", "ZZZ1", "B9999999", "5:5:5"])
def test_what_is_no_range_is_told(text: str) -> None:
    with pytest.raises(UnreadRange):
        parse_range(text)


def test_several_ranges_share_sheet_and_kind() -> None:
    found = parse_ranges("лист 2: столбцы C, E–F")
    assert [(asked.sheet, asked.left, asked.right) for asked in found] == [("2", 3, 3), ("2", 5, 6)]


@pytest.mark.parametrize(
    ("typed", "ranges"),
    [("C6:E8", ("C6:E8",)), ("строки 6-7", ("C6:E7", "G6:G7")), ("столбцы C–D", ("C6:D8",))],
)
def test_pointing_at_a_part_of_a_list(typed: str, ranges: tuple[str, ...]) -> None:
    blank = tables.listed()
    layout = layout_at(blank, parse_ranges(typed), SCHOOLS).layout
    assert layout.regions[0].lines
    assert describe(blank, layout)[0].ranges == ranges


def test_pointing_at_empty_lines_finds_their_heading() -> None:
    (region,) = layout_at(tables.people(), parse_ranges("строки 4–8"), SCHOOLS).layout.regions
    assert (region.kind, region.head, region.first, region.last) == (RegionKind.ROWS, 3, 4, 8)


def test_pointing_at_single_cells_of_two_sheets() -> None:
    ranges = parse_ranges("лист 2: B2:C4; лист 1: C5")
    layout = layout_at(tables.questionnaire(), ranges, SCHOOLS).layout
    assert [len(region.cells) for region in layout.regions] == [6, 1]


def test_pointing_elsewhere_is_told() -> None:
    blank = tables.questionnaire()
    with pytest.raises(NoSuchSheet):
        layout_at(blank, parse_ranges("лист 9: A1"), SCHOOLS)
    with pytest.raises(OutsideTable):
        layout_at(blank, parse_ranges("X90:Z99"), SCHOOLS)
    with pytest.raises(NothingToFill):
        layout_at(blank, parse_ranges("лист 2: D2:D5"), SCHOOLS)


def test_a_table_of_figures_under_a_name_is_a_questionnaire() -> None:
    book = Workbook()
    sheet = book.worksheets[0]
    sheet["A1"] = "Наименование ОО"
    sheet["C2"], sheet["D2"] = "2017 год", "2018 год"
    sheet["B3"], sheet["B4"] = "Учителей", "Классов"
    frame(sheet, "B2:D4")
    (region,) = best(saved(book)).regions
    assert region.cells == ((3, 3), (3, 4), (4, 3), (4, 4))


def test_a_text_that_stands_in_a_list_is_no_cell_to_fill() -> None:
    blank = edited(tables.listed(), D6="не заполняется", D7="-", D8="х")
    assert 4 not in best(blank).regions[0].across
