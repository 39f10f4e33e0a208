"""The workbook in which a school answers: what can be written into it, and what stands beside."""

from __future__ import annotations

import io

from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from roadmap.monitoring.fields import Form
from tests.roadmap.monitoring.papers import made
from tests.services.monitoring import CLASSES, STAFF


def _sheet(form: Form, answers: object, previous: object) -> Worksheet:
    book = load_workbook(io.BytesIO(made(form, answers, previous=previous)))
    sheet = book["Сведения"]
    assert isinstance(sheet, Worksheet)
    assert sheet.protection.sheet
    return sheet


def _open(sheet: Worksheet) -> set[str]:
    return {cell.coordinate for row in sheet.rows for cell in row if not cell.protection.locked}


def _rules(sheet: Worksheet) -> dict[str, str]:
    """The kind of each rule with its first value, by the cells that it holds in."""
    return {
        str(rule.sqref): f"{rule.type} {rule.formula1}"
        for rule in sheet.data_validations.dataValidation
    }


def test_answers_can_be_written_of_their_kind_and_nothing_else() -> None:
    sheet = _sheet(STAFF, {"teachers": 40}, {"teachers": 38, "mode": "две смены"})
    rows = range(7, 7 + len(STAFF.asked))
    assert _open(sheet) == {f"{column}{row}" for column in "EG" for row in rows}
    rules = _rules(sheet)
    assert rules["E7"].startswith("whole 0")
    assert rules["E10"] == 'list "одна смена,две смены"'
    assert rules["E12"] == 'list "да,нет"'
    assert (sheet["E7"].value, sheet["F7"].value, sheet["F10"].value) == (40, 38, "две смены")


def test_by_class_it_is_a_row_a_class_with_those_of_last_time() -> None:
    before = {"5А": {"pupils": 25, "special": 1}, "5Б": {"pupils": 24, "special": 0}}
    sheet = _sheet(CLASSES, {}, before)
    labels = [sheet.cell(row, 2).value for row in (8, 9)]
    assert labels == ["5А", "5Б"]
    assert {"C8", "D8", "C9", "D9"} <= _open(sheet)
    assert "C6" not in _open(sheet)
    assert any(rule.startswith("whole") for rule in _rules(sheet).values())
