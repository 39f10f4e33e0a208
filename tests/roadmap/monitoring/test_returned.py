"""Workbooks of answers: what goes out comes back the same, whatever offices do to it between."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from roadmap.blanks.errors import NotAWorkbook, SaveAsXlsx
from roadmap.documents.errors import BrokenDocument, TooLarge
from roadmap.monitoring.fields import Field, FieldType, Form, Value, rows_of
from roadmap.monitoring.merging import Side, merged
from roadmap.monitoring.returned import OddKind, Returned, SheetFault
from roadmap.monitoring.sheet_cells import read_cells
from roadmap.monitoring.sheet_marks import LIMITS, has_mark
from roadmap.monitoring.sheet_places import NotTheTable
from roadmap.monitoring.values import ValueFault
from tests.roadmap.monitoring.papers import edited, made, mark, read
from tests.roadmap.monitoring.strategies import forms, submissions

SHEET = "Сведения"
STAFF = Form(
    "staff",
    "Кадры",
    (
        Field("teachers", "Учителей", FieldType.NUMBER, unit="чел.", minimum=Decimal(0)),
        Field("share", "Доля с категорией", FieldType.PERCENT, maximum=Decimal(100)),
        Field("has_plan", "Есть план", FieldType.YES_NO),
        Field("say", "Что сделано", FieldType.TEXT, required=False),
        Field("order", "Приказ", FieldType.FILE, required=False),
    ),
)
CLASSES = Form(
    "context",
    "Классы",
    (
        Field("pupils", "Обучающихся в классе", FieldType.NUMBER, maximum=Decimal(60)),
        Field("left", "Выбыло", FieldType.NUMBER),
    ),
    per_class=True,
)
BY_CLASS: dict[str, dict[str, Value]] = {"5А": {"pupils": 25, "left": 0}, "10Б": {"pupils": 18}}


def _sensible(form: Form, submission: object) -> bool:
    """Days that a spreadsheet can hold and that the product takes."""
    dates = [field.key for field in form.asked if field.type is FieldType.DATE]
    return all(
        row.get(key) is None or "1950-01-01" <= str(row[key]) <= "2100-12-31"
        for _, row in rows_of(form, submission)  # type: ignore[arg-type]
        for key in dates
    )


def _given(form: Form, rows: object) -> dict[str, dict[str, object]]:
    files = {field.key for field in form.asked if field.type is FieldType.FILE}
    return {
        label: {key: value for key, value in row.items() if value is not None and key not in files}
        for label, row in rows.items()  # type: ignore[attr-defined]
        if any(value is not None for key, value in row.items() if key not in files)
        or not form.per_class
    }


def _has_cells(form: Form) -> bool:
    """Files are answered in the chat: a form of nothing else has no table."""
    return any(field.type is not FieldType.FILE for field in form.asked)


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.data())
def test_an_exported_submission_imported_again_is_the_same(data: st.DataObject) -> None:
    form = data.draw(forms().filter(_has_cells))
    limitless = Form(
        form.key,
        form.title,
        tuple(
            Field(f.key, f.label, f.type, f.help, f.unit, f.required, choices=f.choices)
            for f in form.asked
        ),
        per_class=form.per_class,
    )
    submission = data.draw(submissions(limitless).filter(lambda s: _sensible(limitless, s)))
    book = made(limitless, submission)
    found = read(limitless, book)
    assert found.problems == ()
    assert _given(limitless, found.rows) == _given(limitless, dict(rows_of(limitless, submission)))
    again = merged(limitless, submission, {}, found, read_cells(book).stood.answers, {})
    assert again.conflicts == ()
    kept = dict(rows_of(limitless, again.answers))
    assert {label: {k: v for k, v in row.items() if v is not None} for label, row in kept.items()} \
        == {
            label: {k: v for k, v in row.items() if v is not None}
            for label, row in rows_of(limitless, submission)
        }  # fmt: skip


def test_the_mark_says_whose_it_is_and_what_stood_in_it() -> None:
    data = made(STAFF, {"teachers": 12}, comments={"teachers": "с совместителями"})
    assert has_mark(data)
    book = read_cells(data)
    assert book.mark == mark(STAFF)
    assert book.stood.answers == {"teachers": 12}
    assert book.stood.comments == {"teachers": "с совместителями"}
    without = edited(data, lambda b: b.__delitem__("vekha-answers"))
    assert has_mark(without)
    bare = read_cells(without).mark
    assert bare is not None
    assert (bare.assignment_id, bare.form_key, bare.school) == (2, "staff", "")


def test_answers_are_read_with_comments_as_people_type_them() -> None:
    def fill(book: Workbook) -> None:
        sheet = book[SHEET]
        sheet["E7"], sheet["E8"], sheet["E9"] = "12 чел.", 0.455, "Да"
        sheet["E10"], sheet["G7"] = "=SUM(1)", "с совместителями"
        sheet["E10"].data_type = "s"

    found = read(STAFF, edited(made(STAFF), fill))
    assert found.problems == ()
    assert found.rows[""] == {
        "teachers": 12,
        "share": "45.5",
        "has_plan": True,
        "say": "=SUM(1)",
    }
    assert found.comments == {"teachers": "с совместителями"}


def test_what_is_wrong_is_told_by_cell() -> None:
    def fill(book: Workbook) -> None:
        sheet = book[SHEET]
        sheet["E7"], sheet["E8"], sheet["E9"] = "много", 1.2, date(2019, 1, 5)

    found = read(STAFF, edited(made(STAFF), fill))
    assert [(p.cell, p.value_fault) for p in found.problems] == [
        ("E7", ValueFault.NOT_A_NUMBER),
        ("E8", ValueFault.TOO_LARGE),
        ("E9", ValueFault.NOT_YES_NO),
    ]
    assert found.problems[0].text == "много"


def _shuffle(book: Workbook) -> None:
    sheet = book[SHEET]
    sheet["E7"] = 12
    sheet.insert_rows(3, 2)
    sheet.insert_cols(2)
    sheet.move_range("A9:I9", rows=20)
    book.create_sheet("Черновик")["A1"] = "мои расчёты"


def test_moved_rows_and_columns_and_sheets_are_found_by_their_keys() -> None:
    found = read(STAFF, edited(made(STAFF), _shuffle))
    assert found.problems == ()
    assert found.rows[""]["teachers"] == 12
    assert [(odd.kind, odd.text) for odd in found.odd] == [(OddKind.EXTRA_SHEET, "Черновик")]


def _bare(book: Workbook) -> None:
    _shuffle(book)
    sheet = book[SHEET]
    sheet.delete_cols(1)
    sheet.delete_rows(7)
    del book["vekha-answers"]
    sheet.title = "Лист1"


def test_without_keys_questions_are_found_by_their_words() -> None:
    found = read(STAFF, edited(made(STAFF), _bare))
    assert found.problems == ()
    assert found.rows[""]["teachers"] == 12


def test_a_question_taken_out_is_told_and_takes_nothing_back() -> None:
    stored = {"teachers": 12, "has_plan": False}
    data = edited(made(STAFF, stored), lambda book: book[SHEET].delete_rows(7))
    found = read(STAFF, data)
    assert [(odd.kind, odd.text) for odd in found.odd] == [(OddKind.LOST, "Учителей")]
    assert merged(STAFF, stored, {}, found, stored, {}).answers == stored


def test_merged_cells_and_formulas_that_nobody_calculated_are_faults() -> None:
    def fill(book: Workbook) -> None:
        sheet = book[SHEET]
        sheet["E7"] = 5
        sheet.merge_cells("E7:E8")
        sheet["E9"] = "=A1"

    found = read(STAFF, edited(made(STAFF), fill))
    assert [(p.cell, p.fault) for p in found.problems] == [
        ("E8", SheetFault.MERGED),
        ("E9", SheetFault.UNCOUNTED),
    ]


def test_an_error_of_a_formula_is_no_empty_answer() -> None:
    def fill(book: Workbook) -> None:
        book[SHEET]["E7"] = "#REF!"
        book[SHEET]["E7"].data_type = "e"

    (problem,) = read(STAFF, edited(made(STAFF), fill)).problems
    assert (problem.cell, problem.value_fault) == ("E7", ValueFault.BROKEN_CELL)


def test_classes_are_read_by_their_labels_in_any_order() -> None:
    def fill(book: Workbook) -> None:
        sheet = book[SHEET]
        sheet["B10"], sheet["C10"] = "2 «а» класс", "31"
        sheet["B20"] = "3А"

    found = read(CLASSES, edited(made(CLASSES, BY_CLASS), fill))
    assert found.problems == ()
    assert found.rows["2А"] == {"pupils": 31, "left": None}
    result = merged(CLASSES, BY_CLASS, {}, found, BY_CLASS, {})
    assert list(result.answers) == ["5А", "10Б", "2А"]


def test_faults_of_class_rows() -> None:
    def fill(book: Workbook) -> None:
        sheet = book[SHEET]
        sheet["C10"] = 5
        sheet["B11"], sheet["C11"] = "5-а", 7
        sheet["B12"] = "весь параллельный состав школы"
        sheet["B13"], sheet["C13"] = "4А", 61

    found = read(CLASSES, edited(made(CLASSES, BY_CLASS), fill))
    assert [(p.cell, p.fault) for p in found.problems] == [
        ("C10", SheetFault.NO_CLASS),
        ("B11", SheetFault.TWICE),
        ("B12", SheetFault.BAD_CLASS),
        ("C13", SheetFault.BAD_VALUE),
    ]


def test_classes_of_last_period_stand_ready_and_count_only_when_filled_in() -> None:
    data = made(CLASSES, previous={"1А": {"pupils": 20}, "1Б": {"pupils": 21}})
    found = read(CLASSES, data)
    assert list(found.rows) == ["1А", "1Б"]
    assert merged(CLASSES, {}, {}, found, {}, {}).answers == {}


def test_a_class_taken_out_is_dropped_with_its_comments_unless_answered_meanwhile() -> None:
    data = edited(made(CLASSES, BY_CLASS), lambda book: book[SHEET].delete_rows(8))
    found = read(CLASSES, data)
    comments = {"5А/pupils": "с надомниками", "10Б/pupils": "все"}
    result = merged(CLASSES, BY_CLASS, comments, found, BY_CLASS, {})
    assert (list(result.answers), result.comments) == (["10Б"], {"10Б/pupils": "все"})
    changed = BY_CLASS | {"5А": {"pupils": 26, "left": 0}}
    result = merged(CLASSES, changed, {}, found, BY_CLASS, {})
    assert [(c.label, c.key) for c in result.conflicts] == [("5А", "pupils")]
    assert result.answers["5А"] == {"pupils": 26}


def _sent(**values: object) -> Returned:
    return Returned({"": values})  # type: ignore[dict-item]


def test_what_only_one_side_changed_is_taken_from_it() -> None:
    stood, stored = {"teachers": 10, "say": "а"}, {"teachers": 11, "say": "а"}
    result = merged(STAFF, stored, {}, _sent(teachers=10, say="б"), stood, {})
    assert (result.answers, result.conflicts) == ({"teachers": 11, "say": "б"}, ())


def test_what_both_sides_changed_is_asked_about() -> None:
    stood, stored = {"teachers": 10}, {"teachers": 11}
    sent = _sent(teachers=12, has_plan=True)
    result = merged(STAFF, stored, {}, sent, stood, {})
    assert [(c.key, c.stored, c.sent) for c in result.conflicts] == [("teachers", 11, 12)]
    by_file = merged(STAFF, stored, {}, sent, stood, {}, Side.FILE)
    assert (by_file.answers, by_file.conflicts) == ({"teachers": 12, "has_plan": True}, ())
    by_stored = merged(STAFF, stored, {}, sent, stood, {}, Side.STORED)
    assert by_stored.answers == {"teachers": 11, "has_plan": True}


def test_files_that_are_no_such_table() -> None:
    with pytest.raises(NotAWorkbook):
        read_cells(b"%PDF-1.4 no table")
    with pytest.raises(TooLarge):
        read_cells(b"\0" * (LIMITS.file_size + 1))
    with pytest.raises((BrokenDocument, NotAWorkbook)):
        read_cells(made(STAFF)[:2000])
    with pytest.raises(SaveAsXlsx):
        read_cells(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"W\0o\0r\0k\0b\0o\0o\0k\0" * 100)
    other = Form("other", "Другая", (Field("x", "Иное", FieldType.NUMBER),), per_class=True)
    with pytest.raises(NotTheTable):
        read(other, made(STAFF))
    assert not has_mark(b"PK\x03\x04 broken")
