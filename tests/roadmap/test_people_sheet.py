"""Lists of people as offices keep them: every way of saving one, and refusals by cell."""

from __future__ import annotations

import io

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook

from roadmap.people_sheet import (
    CellFault,
    FaultyCells,
    NoNameColumn,
    NotASheet,
    PeopleSheetError,
    PersonEntry,
    SheetFault,
    fold,
    is_school,
    read_people,
)

HEAD = "ФИО;Организация;Должность;Email;Телефон;Роли;Канал"
ROW = "Осотова Ирина Васильевна;МЦ;методист;o@town.example;8-900;координатор, ответственный;оба"
ENTRY = PersonEntry(
    "Осотова Ирина Васильевна",
    "МЦ",
    "методист",
    "o@town.example",
    "8-900",
    ("coordinator", "responsible"),
    "both",
)


def workbook(*rows: list[object]) -> bytes:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for row in rows:
        sheet.append(row)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


@pytest.mark.parametrize(
    "data",
    [
        f"{HEAD}\n{ROW}\n".encode(),
        f"{HEAD}\r\n{ROW}\r\n".encode("utf-8-sig"),
        f"{HEAD}\r\n{ROW}".encode("cp1251"),
        f"\n{HEAD}\n\n{ROW}\n;;;;;;\n".encode(),
        f"{HEAD}\n{ROW}".replace(";", "\t").encode(),
        f'{HEAD}\n"Осотова\n Ирина  Васильевна"{ROW[24:]}'.encode(),
        workbook(list(HEAD.split(";")), list(ROW.split(";"))),
        workbook([], list(HEAD.split(";")), [None] * 7, list(ROW.split(";"))),
    ],
    ids=["utf-8", "excel-utf-8", "cp1251", "blank-rows", "tabs", "broken-name", "xlsx", "xlsx-gap"],
)
def test_however_it_is_saved_it_says_the_same(data: bytes) -> None:
    assert read_people(data) == (ENTRY,)


def test_columns_in_any_order_by_their_many_names() -> None:
    text = "Эл. почта;№;Ф.И.О.;Школа;Тел.\ni@town.example;1;Иванов Иван;СОШ № 1;112"
    assert read_people(text.encode()) == (
        PersonEntry("Иванов Иван", "СОШ № 1", "", "i@town.example", "112"),
    )


def test_a_phone_kept_as_a_number_is_read_without_its_fraction() -> None:
    (entry,) = read_people(workbook(["ФИО", "Телефон"], ["Иванов Иван", 89001112233]))
    assert entry.phone == "89001112233"


def test_a_short_row_lacks_its_last_cells() -> None:
    assert read_people(f"{HEAD}\nИванов Иван".encode()) == (PersonEntry("Иванов Иван"),)


def test_a_row_without_a_name_is_an_organisation_with_a_mailbox_or_a_telephone() -> None:
    text = f"{HEAD}\n;МОУ «СОШ № 3»;;third@town.example;;;\n;МЦ;;;2-12-85;;\n"
    third, centre = read_people(text.encode())
    assert third == PersonEntry("", "МОУ «СОШ № 3»", email="third@town.example")
    assert centre.is_office


@pytest.mark.parametrize(
    "row", [";МЦ;директор;a@b.ru;;;", ";МЦ;;a@b.ru;;школа;", ";;;a@b.ru;;;", ";МЦ;;a@b.ru;;;почта"]
)
def test_a_forgotten_name_is_a_fault(row: str) -> None:
    with pytest.raises(FaultyCells) as refusal:
        read_people(f"{HEAD}\n{row}".encode())
    assert [fault.fault for fault in refusal.value.faults] == [SheetFault.NO_NAME]


def test_every_faulty_cell_is_named_at_once() -> None:
    text = (
        f"{HEAD}\n"
        ";МЦ;;;;;\n"
        "Иванов Иван;;;нет почты;;;\n"
        "Петров Пётр;;;p@town.example;;директор, шеф;голубь\n"
        f"{'Я' * 301};;;;;;\n"
    )
    with pytest.raises(FaultyCells) as refusal:
        read_people(text.encode())
    assert refusal.value.faults == (
        CellFault(2, "ФИО", SheetFault.NO_NAME, ""),
        CellFault(3, "Email", SheetFault.BAD_EMAIL, "нет почты"),
        CellFault(4, "Роли", SheetFault.UNKNOWN_ROLE, "директор, шеф"),
        CellFault(4, "Канал", SheetFault.UNKNOWN_CHANNEL, "голубь"),
        CellFault(5, "ФИО", SheetFault.TOO_LONG, "Я" * 60),
    )


@pytest.mark.parametrize(
    "email", ["a@b", "a b@c.ru", "a@b.ru, c@d.ru", "Иванов <a@b.ru>", "@b.ru", "a@@b.ru"]
)
def test_one_plain_address_or_none(email: str) -> None:
    with pytest.raises(FaultyCells):
        read_people(f'ФИО;Email\nИванов Иван;"{email}"'.encode())


@pytest.mark.parametrize("role", ["Координатор", "МЕТОДИСТ-КООРДИНАТОР", "coordinator"])
def test_a_role_is_read_in_any_case(role: str) -> None:
    (entry,) = read_people(f"ФИО;Роли\nИванов Иван;{role}".encode())
    assert entry.roles == ("coordinator",)


def test_a_list_without_names_says_what_is_there() -> None:
    with pytest.raises(NoNameColumn) as refusal:
        read_people("Кто;Где\nИванов;МЦ".encode())
    assert refusal.value.headers == ("Кто", "Где")


@pytest.mark.parametrize("data", [b"", b"\n \n", b"PK\x03\x04 broken", b"a\0b", b"\x98\x98"])
def test_what_is_no_list_is_refused(data: bytes) -> None:
    with pytest.raises(NotASheet):
        read_people(data)


@given(st.binary(max_size=200) | st.text(max_size=200).map(lambda t: f"ФИО;Роли\n{t}".encode()))
def test_anything_is_read_or_refused(data: bytes) -> None:
    try:
        entries = read_people(data)
    except PeopleSheetError:
        return
    assert all(entry.name.strip() for entry in entries)


@pytest.mark.parametrize(
    ("name", "school"),
    [
        ("МОУ «Каменская СОШ»", True),
        ("Гимназия № 3", True),
        ("МБОУ «Лицей»", True),
        ("Управление образования", False),
        ("МКУ «Центр качества»", False),
        ("Методический центр", False),
    ],
)
def test_a_school_is_known_by_its_name(name: str, school: bool) -> None:
    assert is_school(name) is school


def test_names_are_compared_without_case_yo_and_blanks() -> None:
    assert fold("  СЕМЁНОВА  Алёна ") == fold("Семенова Алена")
    assert fold("Семенов") != fold("Семенова")
