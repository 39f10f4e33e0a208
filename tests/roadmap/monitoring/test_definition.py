"""A form in a workbook: written, read back, refused by cell."""

from __future__ import annotations

import io

import openpyxl
import pytest
from hypothesis import given, settings

from roadmap.monitoring.definition import NotADefinition, is_definition, read_definition, table
from roadmap.monitoring.definition_rows import FaultyDefinition, read_sheets
from roadmap.monitoring.definition_words import key_of, target_meant
from roadmap.monitoring.fields import Comparison, FieldType, Form, Op, RollUp
from roadmap.monitoring.shipped import all_shipped
from roadmap.monitoring.soundness import FormFault
from tests.roadmap.monitoring.strategies import forms

HEADINGS = [
    "Вопрос",
    "Тип",
    "Не менее",
    "Не более",
    "Варианты",
    "Сводится",
    "Часть",
    "Целое",
    "Вес",
    "Цель",
    "Обязательно",
    "Ключ",
]
CHECKS = ["Что", "Как", "С чем", "Что сказать"]


def sheets_of(form: Form) -> dict:
    return {sheet.name: sheet.rows for sheet in table(form)}


def sheets(*rows: dict[str, str], checks: tuple = (), title: str = "Питание") -> dict:
    cells = [[row.get(heading, "") for heading in HEADINGS] for row in rows]
    found = {"Форма": [["Название", title], [], HEADINGS, *cells]}
    if checks:
        found["Проверки"] = [CHECKS, *checks]
    return found


def book(found: dict) -> bytes:
    workbook = openpyxl.Workbook()
    workbook.remove(workbook.active)
    for name, rows in found.items():
        sheet = workbook.create_sheet(name)
        for row in rows:
            sheet.append([cell or None for cell in row])
    out = io.BytesIO()
    workbook.save(out)
    return out.getvalue()


def refused(found: dict) -> list[tuple[str, FormFault]]:
    with pytest.raises(FaultyDefinition) as error:
        read_sheets(found)
    return [(flaw.cell, flaw.fault) for flaw in error.value.flaws]


@settings(max_examples=60, deadline=None)
@given(forms())
def test_a_form_written_as_a_table_is_read_as_the_same(form):
    assert read_sheets(sheets_of(form)) == form


@pytest.mark.parametrize("form", all_shipped(), ids=lambda form: form.key)
def test_a_shipped_form_goes_through_a_real_workbook(form):
    data = book(sheets_of(form))
    assert is_definition(data)
    assert read_definition(data) == form


def test_a_coordinator_needs_only_questions_and_types():
    form = read_sheets(
        sheets(
            {"Вопрос": "Всего детей", "Тип": "Целое число"},
            {"Вопрос": "Питаются", "Тип": "целое", "Сводится": "Сумма"},
            {
                "Вопрос": "Охват",
                "Тип": "%",
                "Сводится": "доля",
                "Часть": "Питаются",
                "Целое": "всего детей",
                "Цель": "не менее 95 %",
            },
            checks=(["Питаются", "не больше", "Всего детей", ""], ["Питаются", "≥", "0", ""]),
        )
    )
    assert [field.key for field in form.fields] == ["vsego_detey", "pitayutsya", "okhvat"]
    share = form.fields[2]
    assert (share.roll_up, share.part, share.whole) == (RollUp.SHARE, "pitayutsya", "vsego_detey")
    assert (share.target.value, share.target.at_least) == (95, True)
    assert form.comparisons[0] == Comparison("pitayutsya", Op.NOT_MORE, "vsego_detey")
    assert form.comparisons[1].right == 0
    assert (form.key, form.per_class, form.fields[0].required) == ("pitanie", False, True)


def test_numbers_of_cells_are_read_too():
    data = book(sheets({"Вопрос": "Доля", "Тип": "процент", "Не менее": 0, "Не более": 99.5}))
    field = read_definition(data).fields[0]
    assert field.minimum is None  # an empty cell: the helper writes no zeros
    assert str(field.maximum) == "99.5"


def test_every_fault_is_told_by_its_cell():
    assert refused(
        sheets(
            {"Вопрос": "Раз", "Тип": "мечта", "Ключ": "one"},
            {"Вопрос": "Два", "Тип": "целое", "Не менее": "много", "Ключ": "Два"},
            {"Вопрос": "Три", "Тип": "выбор", "Ключ": "one"},
            {"Вопрос": "", "Тип": "текст", "Сводится": "сумма"},
            {
                "Вопрос": "Пять",
                "Тип": "число",
                "Не менее": "5",
                "Не более": "1",
                "Вес": "нет такого",
                "Обязательно": "может быть",
            },
            {"Вопрос": "Шесть", "Тип": "процент", "Сводится": "доля", "Часть": "Шесть"},
            checks=(["Пять", "похоже", "Раз", ""], ["Семь", "=", "Пять", ""]),
        )
    ) == [
        ("B4", FormFault.UNKNOWN_TYPE),
        ("L4", FormFault.KEY_TWICE),
        ("C5", FormFault.BAD_NUMBER),
        ("L5", FormFault.BAD_KEY),
        ("E6", FormFault.NO_CHOICES),
        ("L6", FormFault.KEY_TWICE),
        ("A7", FormFault.NO_LABEL),
        ("F7", FormFault.ROLL_UP_OF_TYPE),
        ("D8", FormFault.LIMITS_CROSSED),
        ("I8", FormFault.UNKNOWN_FIELD),
        ("K8", FormFault.NOT_YES_NO),
        ("G9", FormFault.NOT_NUMERIC),
        ("H9", FormFault.NO_SHARE),
        ("B2", FormFault.BAD_SIGN),
        ("A3", FormFault.UNKNOWN_FIELD),
    ]


def test_a_way_to_roll_up_is_named_as_it_is_written():
    with pytest.raises(FaultyDefinition) as told:
        read_sheets(sheets({"Вопрос": "Что мешает", "Тип": "текст", "Сводится": "сумма"}))
    assert [one.text for one in told.value.flaws] == ["сумма"]


def test_a_form_without_a_title_or_questions_is_refused():
    assert refused(sheets(title="")) == [("", FormFault.NO_FIELDS), ("B1", FormFault.NO_TITLE)]
    assert refused({"Лист1": [["Вопрос"]]}) == [("", FormFault.NO_SHEET)]
    assert refused({"Форма": [["Вопросы", "Типы"]]}) == [("", FormFault.NO_HEADINGS)]


@pytest.mark.parametrize("data", [b"", b"PK\x03\x04 broken", "просто текст".encode()])
def test_what_is_no_workbook_is_no_definition(data):
    assert not is_definition(data)
    with pytest.raises(NotADefinition):
        read_definition(data)


def test_another_workbook_is_not_taken_for_a_form():
    assert not is_definition(book({"Лист1": [["Вопрос", "Тип"]]}))


def test_a_merged_title_does_not_move_the_columns():
    workbook = openpyxl.load_workbook(
        io.BytesIO(
            book(sheets({"Вопрос": "Сколько", "Тип": "целое", "Не более": "9", "Ключ": "n"}))
        )
    )
    workbook["Форма"].merge_cells("B1:F1")
    out = io.BytesIO()
    workbook.save(out)
    form = read_definition(out.getvalue())
    assert (form.title, form.fields[0].maximum, form.fields[0].type) == (
        "Питание",
        9,
        FieldType.NUMBER,
    )


@pytest.mark.parametrize(
    ("text", "value", "at_least"),
    [
        ("не менее 80", 80, True),
        ("≤ 5", 5, False),
        ("80 %", 80, True),
        ("не более 0", 0, False),
        ("не более -2", -2, False),
    ],
)
def test_a_target_is_understood(text, value, at_least):
    target = target_meant(text)
    assert (target.value, target.at_least) == (value, at_least)


@pytest.mark.parametrize("text", ["много", "= 5", "больше 5", "5 или 6"])
def test_what_is_no_target_is_none(text):
    assert target_meant(text) is None


def test_keys_are_made_of_labels_and_never_twice():
    assert key_of("Всего детей, чел.", ()) == "vsego_detey_chel"
    assert key_of("5 класс", {"f_5_klass"}) == "f_5_klass_2"
    assert key_of("???", ()) == "field"
