"""Tables that come back: whole, moved, damaged, another's."""

from __future__ import annotations

import io
import zipfile
from datetime import date

import docx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from roadmap.blanks.copying import copy_for
from roadmap.blanks.errors import NotAWorkbook, OtherCopy, OtherLayout, SaveAsXlsx, TooManyCells
from roadmap.blanks.layout import Layout
from roadmap.blanks.marking import SHEET, mark_of
from roadmap.blanks.pages import Value
from roadmap.blanks.problems import Accepted, Fault, Oddity, Problem, Refused
from roadmap.blanks.values import from_data, to_data
from roadmap.documents.errors import BrokenDocument, DocumentError, HostileDocument
from tests.roadmap.blanks import tables
from tests.roadmap.blanks.filling import TOKEN, accepted, best, filled, read, refused, slots
from tests.roadmap.blanks.tables import SCHOOLS, edited, opened, saved

SECOND, NEW = SCHOOLS[1], SCHOOLS[3]
VALUES: dict[str, Value] = {"0!C7": 20, "0!D7": 5, "0!E7": 10, "0!G7": "без замечаний"}
LISTED = tables.listed()
LAYOUT = best(LISTED)


def _filled(**cells: object) -> bytes:
    return edited(filled(LISTED, LAYOUT, SECOND, VALUES), **cells)


def _unmarked(data: bytes) -> bytes:
    book = opened(data)
    del book[SHEET]
    del book.custom_doc_props.props[0]  # type: ignore[attr-defined]
    return saved(book)


def _problem(data: bytes) -> Problem:
    found = refused(data, LISTED, LAYOUT, SECOND)
    assert len(found.problems) == 1, found.problems
    return found.problems[0]


def _oddities(data: bytes) -> set[Oddity]:
    found = accepted(data, LISTED, LAYOUT, SECOND)
    assert dict(found.values) == VALUES
    return {warned.oddity for warned in found.warnings}


def test_a_copy_filled_in_comes_back_without_a_word() -> None:
    found = accepted(_filled(), LISTED, LAYOUT, SECOND)
    assert found == Accepted(VALUES)


def test_only_the_own_line_of_a_copy_is_open_and_tinted() -> None:
    sheet = opened(copy_for(LISTED, LAYOUT, SECOND, TOKEN))["Кадры"]
    assert sheet.protection.sheet
    assert not sheet["C7"].protection.locked
    assert sheet["C6"].protection.locked
    assert sheet["C7"].fill.fill_type == "solid"
    assert sheet["C6"].fill.fill_type is None
    assert sheet.data_validations.dataValidation[0].sqref.ranges


def test_a_copy_tells_whose_it_is_even_after_an_office_dropped_its_properties() -> None:
    data = copy_for(LISTED, LAYOUT, SECOND, TOKEN)
    book = opened(data)
    del book.custom_doc_props.props[0]  # type: ignore[attr-defined]
    for copy in (data, saved(book)):
        mark = mark_of(copy)
        assert mark is not None
        assert mark.token == TOKEN
    assert mark_of(LISTED) is None
    assert mark_of(b"no table") is None


def test_a_token_that_would_not_come_back_is_refused() -> None:
    with pytest.raises(ValueError, match="a b"):
        copy_for(LISTED, LAYOUT, SECOND, "a b")


@pytest.mark.parametrize(
    ("value", "fault"),
    [
        ("много", Fault.NOT_NUMBER),
        ("нет", Fault.NOT_NUMBER),
        (12.5, Fault.NOT_WHOLE),
        (501, Fault.OUT_OF_LIMITS),
        (-1, Fault.OUT_OF_LIMITS),
        (date(2018, 5, 1), Fault.DATE_FOR_NUMBER),
        (True, Fault.NOT_NUMBER),
        ("=5+5", Fault.FORMULA_WITHOUT_VALUE),
        ("#DIV/0!", Fault.ERROR_VALUE),
    ],
)
def test_what_is_wrong_with_a_cell_is_told_by_its_name(value: object, fault: Fault) -> None:
    found = _problem(_filled(C7=value))
    assert (found.sheet, found.cell, found.fault) == ("Кадры", "C7", fault)
    assert found.heading == "Количество учителей / всего"


@pytest.mark.parametrize("text", ["20", "20 чел.", " 20,0 ", "20\u00a0"])
def test_a_number_written_as_text_counts(text: str) -> None:
    found = accepted(_filled(C7=text), LISTED, LAYOUT, SECOND)
    assert found.values["0!C7"] == 20


def test_empty_cells_make_a_part_and_no_error() -> None:
    found = accepted(_filled(D7=None, G7="  "), LISTED, LAYOUT, SECOND)
    assert [missing.cell for missing in found.missing] == ["D7", "G7"]
    assert not found.is_complete


def test_an_empty_copy_is_told() -> None:
    found = refused(copy_for(LISTED, LAYOUT, SECOND, TOKEN), LISTED, LAYOUT, SECOND)
    assert found.problems[0].fault is Fault.NOTHING_FILLED


def test_inserted_rows_and_columns_are_found_again() -> None:
    for change in ("rows", "columns"):
        book = opened(_filled())
        sheet = book["Кадры"]
        for area in list(sheet.merged_cells.ranges):
            sheet.unmerge_cells(area.coord)
        if change == "rows":
            sheet.insert_rows(3)
            sheet.insert_rows(7)
        else:
            sheet.insert_cols(3)
        assert Oddity.MOVED in _oddities(saved(book))


def test_swapped_columns_are_found_by_their_headings() -> None:
    book = opened(_filled())
    sheet = book["Кадры"]
    for row in range(3, 10):
        left, right = sheet.cell(row, 5), sheet.cell(row, 7)
        if not isinstance(left, type(right)) or left.__class__.__name__ == "MergedCell":
            continue
        left.value, right.value = right.value, left.value
    assert Oddity.MOVED in _oddities(saved(book))


def test_a_column_that_was_taken_out_is_named() -> None:
    book = opened(_filled())
    sheet = book["Кадры"]
    for area in list(sheet.merged_cells.ranges):
        sheet.unmerge_cells(area.coord)
    sheet.delete_cols(7)
    found = _problem(saved(book))
    assert (found.fault, found.heading) == (Fault.NO_HEADING, "Примечание")


def test_a_line_that_was_taken_out_is_told() -> None:
    book = opened(_filled())
    book["Кадры"].delete_rows(7)
    assert _problem(saved(book)).fault is Fault.NO_LINE


def test_extra_and_renamed_sheets_are_told_and_taken() -> None:
    book = opened(_filled())
    book["Кадры"].title = "Лист1"
    assert Oddity.SHEET_RENAMED in _oddities(saved(book))
    book = opened(_filled())
    book.create_sheet("Черновик")["A1"] = "заметки"
    assert Oddity.EXTRA_SHEET in _oddities(saved(book))


def test_a_lost_sheet_is_told() -> None:
    book = opened(_filled())
    del book["Кадры"]
    book.create_sheet("А")
    book.create_sheet("Б")
    assert _problem(saved(book)).fault is Fault.NO_SHEET


def test_merged_and_hidden_cells() -> None:
    book = opened(_filled())
    book["Кадры"].merge_cells("C7:D7")
    found = _problem(saved(book))
    assert (found.cell, found.fault) == ("D7", Fault.MERGED)
    book = opened(_filled())
    book["Кадры"].column_dimensions["D"].hidden = True
    assert Oddity.HIDDEN in _oddities(saved(book))


def test_changed_labels_and_formulas_are_told_and_the_blank_s_own_stay() -> None:
    data = _filled(G3="Замечания и предложения", F7=50)
    assert _oddities(data) == {Oddity.CHANGED_LABEL, Oddity.CHANGED_FORMULA}


def test_a_file_without_a_mark_has_to_fit() -> None:
    assert _oddities(_unmarked(_filled())) == {Oddity.NO_MARK}
    found = refused(_unmarked(_filled(G3="Совсем другое")), LISTED, LAYOUT, SECOND)
    assert {problem.fault for problem in found.problems} == {Fault.NO_HEADING}


def test_another_school_in_a_file_without_a_mark_is_noticed() -> None:
    blank = tables.lines()
    layout = best(blank)
    data = _unmarked(filled(blank, layout, SCHOOLS[0], {"0!C6": 1}))
    found = refused(data, blank, layout, SECOND)
    assert found.problems[0].fault is Fault.OTHER_SCHOOL
    own = edited(_unmarked(filled(blank, layout, SECOND, {"0!C6": 1})), B6="школа № 2")
    assert accepted(own, blank, layout, SECOND).values == {"0!C6": 1}


def test_another_s_copy_and_an_old_one_are_known() -> None:
    with pytest.raises(OtherCopy) as error:
        read(copy_for(LISTED, LAYOUT, SECOND, "round6"), LISTED, LAYOUT, SECOND)
    assert error.value.token == "round6"
    with pytest.raises(OtherLayout):
        read(_filled(), LISTED, Layout(LAYOUT.regions[:1], (("Кадры", (11, 3)),)), SECOND)


def test_a_school_that_the_list_forgot_gets_a_line_of_its_own() -> None:
    values: dict[str, Value] = {"0!C9": 7, "0!G9": "новая"}
    data = filled(LISTED, LAYOUT, NEW, values)
    assert opened(data)["Кадры"]["B9"].value == NEW
    assert accepted(data, LISTED, LAYOUT, NEW).values == values


def test_lines_added_by_a_school_are_read_up_to_the_sums() -> None:
    blank = tables.people(2)
    layout = best(blank)
    book = opened(copy_for(blank, layout, SECOND, TOKEN))
    sheet = book["Курсы"]
    sheet.insert_rows(6, 3)
    for row, name in ((4, "Иванова А.А."), (6, "Петрова Б.Б."), (8, "Сидорова В.В.")):
        sheet[f"B{row}"], sheet[f"D{row}"], sheet[f"E{row}"] = name, 72, "15.09.2018"
    found = accepted(saved(book), blank, layout, SECOND)
    assert [found.values[f"0!B{row}"] for row in (4, 5, 6)] == [
        "Иванова А.А.",
        "Петрова Б.Б.",
        "Сидорова В.В.",
    ]
    assert found.values["0!E4"] == date(2018, 9, 15)
    assert {missing.heading for missing in found.missing} == {"Предмет"}


def test_a_second_line_where_one_was_asked_for_is_told() -> None:
    blank = tables.lines(3)
    layout = best(blank)
    data = edited(filled(blank, layout, SECOND, {"0!C6": 1}), C7=2)
    assert refused(data, blank, layout, SECOND).problems[0].fault is Fault.TOO_MANY_LINES


def test_a_drop_down_takes_only_its_words() -> None:
    blank = tables.questionnaire()
    layout = best(blank)
    good = accepted(filled(blank, layout, SECOND, {"0!C7": "Да "}), blank, layout, SECOND)
    assert good.values["0!C7"] == "да"
    bad = refused(filled(blank, layout, SECOND, {"0!C7": "конечно"}), blank, layout, SECOND)
    assert bad.problems[0].choices == ("да", "нет")


def test_files_of_other_kinds_are_refused_by_kind() -> None:
    stream = io.BytesIO()
    docx.Document().save(stream)
    cases: list[tuple[bytes, type[DocumentError]]] = [
        (stream.getvalue(), NotAWorkbook),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "Workbook".encode("utf-16le"), SaveAsXlsx),
        (LISTED[:800], BrokenDocument),
        (_part_replaced(LISTED, b"<sheetData>", b"<sheetData><c><c>"), BrokenDocument),
        (_part_replaced(LISTED, b"<worksheet", b"<!DOCTYPE a><worksheet"), HostileDocument),
        (_part_replaced(LISTED, b'ref="A1:G1"', b'ref="A1:XFD1048576"'), TooManyCells),
    ]
    for data, error in cases:
        with pytest.raises(error):
            read(data, LISTED, LAYOUT, SECOND)


def _part_replaced(data: bytes, old: bytes, new: bytes) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(stream, "w") as target:
        for name in source.namelist():
            part = source.read(name)
            target.writestr(name, part.replace(old, new) if "sheet1" in name else part)
    return stream.getvalue()


BLANKS = {
    "listed": LISTED,
    "lines": tables.lines(),
    "questionnaire": tables.questionnaire(),
    "columns": tables.columns(),
}


@settings(max_examples=15, deadline=None)
@given(st.sampled_from(sorted(BLANKS)), st.sampled_from(SCHOOLS), st.data())
def test_what_is_put_into_a_copy_is_read_back(name: str, school: str, data: st.DataObject) -> None:
    blank = BLANKS[name]
    layout = best(blank)
    numbers = st.integers(0, 500)
    texts = st.text(st.characters(codec="utf-8", exclude_categories=["C", "Z"]), min_size=1)
    words = {"listed": ("G",), "lines": ("G",), "columns": ()}.get(name, ("C4",))
    values: dict[str, Value] = {}
    for slot in slots(blank, layout, school):
        cell = slot.key.partition("!")[2]
        if name == "questionnaire" and slot.key == "0!C7":
            values[slot.key] = data.draw(st.sampled_from(("да", "нет")))
        elif cell.startswith(words) and slot.region == 0:
            values[slot.key] = data.draw(texts)
        else:
            values[slot.key] = data.draw(numbers)
    found = read(filled(blank, layout, school, values), blank, layout, school)
    assert not isinstance(found, Refused), found
    assert dict(found.values) == values
    assert from_data(to_data(found.values)) == values
