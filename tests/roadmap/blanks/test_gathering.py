"""The gathered table: every school's values, the blank's own formulas and looks, nobody's code."""

from __future__ import annotations

from datetime import date

from hypothesis import given, settings
from hypothesis import strategies as st

from roadmap.blanks.copying import prepared
from roadmap.blanks.gathering import gather
from roadmap.blanks.growing import own_lines
from roadmap.blanks.layout import Layout
from roadmap.blanks.pages import Value, pages
from roadmap.blanks.references import Inserted, moved
from roadmap.blanks.values import place_of
from tests.roadmap.blanks import tables
from tests.roadmap.blanks.filling import best, slots
from tests.roadmap.blanks.tables import SCHOOLS, opened

FIRST, SECOND, VILLAGE, NEW = SCHOOLS


def _numbers(blank: bytes, layout: Layout, school: str, start: int) -> dict[str, Value]:
    return {slot.key: start + at for at, slot in enumerate(slots(blank, layout, school))}


def test_listed_schools_fill_their_lines_and_a_forgotten_one_is_added_above_the_sums() -> None:
    blank = tables.listed()
    layout = best(blank)
    sent = {school: _numbers(blank, layout, school, at) for at, school in enumerate((NEW, FIRST))}
    sheet = opened(gather(blank, layout, sent, [SECOND, VILLAGE]))["Кадры"]
    assert [sheet[f"B{row}"].value for row in range(6, 11)] == [
        "СОШ №1",
        "СОШ №2",
        "Ивановская ООШ",
        NEW,
        "Итого",
    ]
    assert [sheet[f"{letter}9"].value for letter in "ACDEFG"] == [4, 0, 1, 2, "=E9/C9*100", 3]
    assert sheet["C6"].value == 1
    assert sheet["C10"].value == "=SUM(C6:C9)"
    assert sheet["F10"].value == "=E10/C10*100"
    assert sheet["B12"].value.startswith("Исполнитель")
    assert str(sheet.data_validations.dataValidation[0].sqref) == "C6:E9"
    assert sheet["C9"].border.left.style == "thin"


def test_empty_lines_grow_to_as_many_as_there_are_schools() -> None:
    blank = tables.lines()
    layout = best(blank)
    sent = {school: _numbers(blank, layout, school, 10 * at) for at, school in enumerate(SCHOOLS)}
    sheet = opened(gather(blank, layout, sent))["Кадры"]
    assert [sheet[f"A{row}"].value for row in range(6, 10)] == [1, 2, 3, 4]
    assert [sheet[f"B{row}"].value for row in range(6, 10)] == list(SCHOOLS)
    assert [sheet[f"F{row}"].value for row in (6, 9)] == ["=E6/C6*100", "=E9/C9*100"]
    assert sheet["C10"].value == "=SUM(C6:C9)"


def test_lists_of_people_are_stacked_and_numbered_and_their_lines_told() -> None:
    blank = tables.people(2)
    layout = best(blank)
    person: dict[str, Value] = {"0!B4": "Иванова А.А.", "0!D4": 72, "0!E4": date(2018, 9, 15)}
    more = {**person, "0!B5": "Петрова Б.Б.", "0!B6": "Сидорова В.В."}
    book = opened(gather(blank, layout, {FIRST: more, SECOND: person}, [NEW]))
    sheet = book["Курсы"]
    assert [sheet[f"A{row}"].value for row in range(4, 8)] == [1, 2, 3, 4]
    assert sheet["B8"].value == "Всего часов"
    assert sheet["D8"].value == "=SUM(D4:D7)"
    assert list(book["Представили"].iter_rows(2, values_only=True)) == [
        (FIRST, "4–6"),
        (SECOND, "7"),
    ]
    assert book["Не представили"]["A2"].value == NEW


def test_a_questionnaire_becomes_sheets_by_school_and_sums() -> None:
    blank = tables.questionnaire()
    layout = best(blank)
    sent: dict[str, dict[str, Value]] = {
        FIRST: {"0!C5": 100, "0!C6": 5, "1!B2": 1, "0!C4": "Петров П.П."},
        SECOND: {"0!C5": 200, "0!C6": "нет данных", "1!B2": 2, "0!C4": "Иванов И.И."},
    }
    book = opened(gather(blank, layout, sent))
    one, other = "МБОУ СОШ № 1 – Общие сведения", "МБОУ СОШ № 2 – Общие сведения"
    assert book[one]["C3"].value == FIRST
    assert book[other]["C5"].value == 200
    total = book["Общие сведения"]
    assert total["C5"].value == f"=SUM('{one}'!C5,'{other}'!C5)"
    assert total["C6"].value is None
    assert total["C4"].value is None
    assert book["МБОУ СОШ № 1 – Кабинеты"]["D5"].value == f"='{one}'!C5/B5"


def test_schools_side_by_side_get_columns() -> None:
    blank = tables.columns()
    layout = best(blank)
    sent = {school: _numbers(blank, layout, school, 1) for school in (SECOND, NEW)}
    sheet = opened(gather(blank, layout, sent))["Показатели"]
    assert [cell.value for cell in sheet[4]] == [1, "Учителей", None, 1, None, 1, "=SUM(C4:F4)"]
    assert sheet["F3"].value == NEW
    assert sheet["F7"].value == "=F5/F4"


def test_an_empty_line_for_sums_is_filled_for_numbers_only() -> None:
    book = opened(tables.lines(2))
    for letter in "CDEF":
        book["Кадры"][f"{letter}8"] = None
    blank = tables.saved(book)
    layout = best(blank)
    sheet = opened(gather(blank, layout, {FIRST: {"0!C6": 3, "0!D6": "нет"}}))["Кадры"]
    assert sheet["C8"].value == "=SUM(C6:C7)"
    assert sheet["D8"].value is None


def test_no_text_of_a_school_becomes_a_formula() -> None:
    blank = tables.listed()
    layout = best(blank)
    for text in ('=HYPERLINK("http://x")', "+1", "-1", "@a", "=1"):
        sheet = opened(gather(blank, layout, {FIRST: {"0!G6": text}}))["Кадры"]
        assert (sheet["G6"].value, sheet["G6"].data_type) == (text, "s")
        assert sheet["G6"].quotePrefix


def test_nobody_has_answered() -> None:
    book = opened(gather(tables.lines(), best(tables.lines()), {}, SCHOOLS))
    assert book["Кадры"]["C7"].value == "=SUM(C6:C6)"
    assert len(list(book["Не представили"].rows)) == 1 + len(SCHOOLS)


def test_references_follow_new_lines() -> None:
    change = Inserted("А", at=8, count=2, first=6)
    cases = {
        "=SUM(C6:C7)": "=SUM(C6:C9)",
        "=SUM($C$6:$C$7)+C8": "=SUM($C$6:$C$9)+C10",
        "=IF(C9>0,\"C9\",'Б'!C9)": "=IF(C11>0,\"C9\",'Б'!C9)",
        "=VLOOKUP(B9,$A$1:$D$20,2)": "=VLOOKUP(B11,$A$1:$D$22,2)",
        "=SUM(C:C)": "=SUM(C:C)",
        "=Ставка*C8": "=Ставка*C10",
    }
    for formula, expected in cases.items():
        assert moved(formula, "А", change, widen=True) == expected
    assert moved("=SUM(C7:F7)", "А", change, widen=False) == "=SUM(C7:F7)"
    assert moved("='А'!C8", "Б", change, widen=True) == "='А'!C10"


BLANKS = {"listed": tables.listed(), "lines": tables.lines(), "columns": tables.columns()}


@settings(max_examples=12, deadline=None)
@given(
    st.sampled_from(sorted(BLANKS)),
    st.lists(st.sampled_from(SCHOOLS), unique=True, min_size=1),
    st.data(),
)
def test_the_gathered_table_holds_each_school_s_values(
    name: str, schools: list[str], data: st.DataObject
) -> None:
    blank = BLANKS[name]
    layout = best(blank)
    sent = {
        school: {slot.key: data.draw(st.integers(0, 9)) for slot in slots(blank, layout, school)}
        for school in schools
    }
    found = pages(opened(gather(blank, layout, sent)))
    (region,) = layout.regions
    sheet = found[region.sheet]
    named = {sheet.text(*region.place(at, region.names)): at for at in range(3, 12)}
    for school, values in sent.items():
        line = region.line_of(school)
        at = named[line.school if line else school]
        base = own_lines(region, school)[0]
        for name_of_cell, value in values.items():
            _, place = place_of(name_of_cell)
            across = place[0] if region.place(1, 2)[0] == 2 else place[1]
            own = place[1] if region.place(1, 2)[0] == 2 else place[0]
            assert sheet.at(*region.place(at + own - base, across)).value == value
    assert prepared(opened(blank), layout, schools[0])
