"""A round handed on as files: every value in its place, totals as rolled up, nothing a formula."""

from __future__ import annotations

import csv
import io
from decimal import Decimal

import pytest
from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from roadmap.monitoring.fields import Field, FieldType, Form, RollUp, Value
from tests.views.samples import SAY
from views.round_flat import round_csv
from views.workbooks.round_export import Answered, RoundTable, round_workbook

N = FieldType.NUMBER
FIELDS = (
    Field("pupils", "Обучающихся", N, unit="чел.", roll_up=RollUp.SUM),
    Field("extra", "Охвачено", N, roll_up=RollUp.SUM),
    Field("share", "Охват", FieldType.PERCENT, roll_up=RollUp.SHARE, part="extra", whole="pupils"),
    Field("money", "Расходы", FieldType.MONEY, unit="руб.", roll_up=RollUp.SUM),
    Field("open", "Есть кружок", FieldType.YES_NO, roll_up=RollUp.SUM),
    Field("since", "С какого дня", FieldType.DATE),
    Field("text", "Пояснение", FieldType.TEXT),
)
BY_CLASS = Form("c", "Классы", FIELDS, per_class=True)
WHOLE = Form("w", "Школа", FIELDS)
ROW: dict[str, Value] = {
    "pupils": 25,
    "extra": 20,
    "money": "-1200.5",
    "open": True,
    "since": "2018-10-15",
    "text": "=HYPERLINK(1)",
}
SCHOOLS = [
    Answered("СОШ № 1", {"10А": {"pupils": 15, "extra": 0}, "5А": ROW}, {"5А/pupils": "@все"}),
    Answered("СОШ № 2", {"1А": {"pupils": 10, "extra": 10, "open": False}}),
]
TABLE = RoundTable(BY_CLASS, "Классы: I квартал", SCHOOLS, ["СОШ № 3"])


def _rows(sheet: Worksheet) -> list[tuple[object, ...]]:
    return [tuple(row) for row in sheet.iter_rows(min_row=3, values_only=True)]


def test_a_round_by_class_has_a_row_a_class_and_totals_below() -> None:
    book = load_workbook(io.BytesIO(round_workbook(TABLE, SAY)))
    head, *rows = _rows(book.worksheets[0])
    assert head[:5] == ("№", "Школа", "Класс", "Обучающихся, чел.", "Охвачено")
    assert [row[:6] for row in rows] == [
        (1, "СОШ № 1", "5А", 25, 20, 80),
        (1, "СОШ № 1", "10А", 15, 0, 0),
        (1, "СОШ № 1", "Итого по школе", 40, 20, 50),
        (2, "СОШ № 2", "1А", 10, 10, 100),
        (None, "Итого", None, 50, 30, 60),
    ]
    assert rows[2][-1] == "5А, Обучающихся: @все"
    assert rows[0][6] == pytest.approx(-1200.5)
    assert [row[7] for row in rows] == ["да", None, 1, "нет", 1]
    assert [row[1] for row in _rows(book.worksheets[1])[1:]] == ["СОШ № 3"]


def test_words_of_strangers_are_never_formulas_and_dates_are_dates() -> None:
    sheet = load_workbook(io.BytesIO(round_workbook(TABLE, SAY))).worksheets[0]
    text, day = sheet["J4"], sheet["I4"]
    assert (text.data_type, text.value) == ("s", "=HYPERLINK(1)")
    assert day.is_date
    assert f"{day.value:%d.%m.%Y}" == "15.10.2018"


def test_a_round_of_schools_has_a_row_a_school() -> None:
    table = RoundTable(WHOLE, "Школы", [Answered("СОШ № 1", ROW), Answered("СОШ № 2", {})])
    head, *rows = _rows(load_workbook(io.BytesIO(round_workbook(table, SAY))).worksheets[0])
    assert head[2] == "Обучающихся, чел."
    assert [row[1:5] for row in rows] == [
        ("СОШ № 1", 25, 20, 80),
        ("СОШ № 2", None, None, None),
        ("Итого", 25, 20, 80),
    ]


def test_the_flat_table_has_a_line_a_value_as_a_russian_excel_opens_it() -> None:
    data = round_csv(TABLE, "Город", "I квартал 2019 г.")
    assert data.startswith(b"\xef\xbb\xbfmunicipality;period;school;class;key;")
    lines = list(csv.DictReader(io.StringIO(data.decode("utf-8-sig")), delimiter=";"))
    assert len(lines) == 3 * len(FIELDS)
    first = {line["key"]: line for line in lines[: len(FIELDS)]}
    assert {line["class"] for line in lines} == {"5А", "10А", "1А"}
    assert first["pupils"] | {} == {
        "municipality": "Город",
        "period": "I квартал 2019 г.",
        "school": "СОШ № 1",
        "class": "5А",
        "key": "pupils",
        "label": "Обучающихся",
        "value": "25",
        "unit": "чел.",
        "comment": "'@все",
    }
    values = {key: line["value"] for key, line in first.items()}
    assert values["money"] == "-1200,5"
    assert values["share"] == "80"
    assert values["text"] == "'=HYPERLINK(1)"
    assert Decimal(values["extra"]) == 20
