"""Blank tables as regions send them, built anew for each test."""

from __future__ import annotations

import io
from typing import Any

from openpyxl import Workbook, load_workbook
from openpyxl.styles import Alignment, Border, Font, Protection, Side
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

SCHOOLS = ("МБОУ «СОШ № 1»", "МБОУ «СОШ № 2»", "МКОУ «Ивановская ООШ»", "МБОУ «Гимназия № 3»")
_LINE = Side(style="thin")
FRAME = Border(left=_LINE, right=_LINE, top=_LINE, bottom=_LINE)


def saved(book: Workbook) -> bytes:
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def opened(data: bytes) -> Workbook:
    return load_workbook(io.BytesIO(data))


def edited(data: bytes, **cells: Any) -> bytes:
    """The file with values put into cells of its first sheet, as a school would."""
    book = opened(data)
    for place, value in cells.items():
        book.worksheets[0][place] = value
    return saved(book)


def frame(sheet: Worksheet, cells: str) -> None:
    for row in sheet[cells]:
        for cell in row:
            cell.border = FRAME
            cell.alignment = Alignment(wrap_text=True, vertical="center", horizontal="center")


def _title(sheet: Worksheet, text: str, cells: str) -> None:
    sheet[cells.split(":")[0]] = text
    sheet.merge_cells(cells)
    sheet[cells.split(":")[0]].font = Font(bold=True, size=13)
    sheet[cells.split(":")[0]].alignment = Alignment(horizontal="center", wrap_text=True)


def _two_storeys(sheet: Worksheet) -> None:
    """A heading of two storeys in rows 3 and 4, a numbered row 5."""
    _title(sheet, "Сведения о педагогических кадрах на 01.10.2018 г.", "A1:G1")
    for cell, text in {
        "A3": "№ п/п",
        "B3": "Наименование ОО",
        "C3": "Количество учителей",
        "E3": "из них прошли курсы",
        "F3": "Доля, %",
        "G3": "Примечание",
        "C4": "всего",
        "D4": "до 35 лет",
    }.items():
        sheet[cell] = text
    for cells in ("A3:A4", "B3:B4", "C3:D3", "E3:E4", "F3:F4", "G3:G4"):
        sheet.merge_cells(cells)
    for column in range(1, 8):
        sheet.cell(5, column).value = column
    sheet.column_dimensions["B"].width = 32
    sheet.column_dimensions["G"].width = 24


def _totals(sheet: Worksheet, row: int, first: int, last: int) -> None:
    sheet.cell(row, 2).value = "Итого"
    for letter in "CDE":
        sheet[f"{letter}{row}"] = f"=SUM({letter}{first}:{letter}{last})"
    sheet[f"F{row}"] = f"=E{row}/C{row}*100"


def listed(schools: tuple[str, ...] = ("СОШ №1", "СОШ №2", "Ивановская ООШ")) -> bytes:
    """The schools stand in column B from row 6; C, D, E and G are filled in, F is calculated."""
    book = Workbook()
    sheet = book.active
    assert isinstance(sheet, Worksheet)
    sheet.title = "Кадры"
    _two_storeys(sheet)
    last = 5 + len(schools)
    for at, name in enumerate(schools, start=6):
        sheet.cell(at, 1).value = at - 5
        sheet.cell(at, 2).value = name
        sheet.cell(at, 6).value = f"=E{at}/C{at}*100"
    _totals(sheet, last + 1, 6, last)
    rule = DataValidation(type="whole", operator="between", formula1="0", formula2="500")
    rule.add(f"C6:E{last}")
    sheet.add_data_validation(rule)
    frame(sheet, f"A3:G{last + 1}")
    sheet[f"B{last + 3}"] = "Исполнитель: Петрова А.А., тел. 2-13-45"
    return saved(book)


def lines(count: int = 1) -> bytes:
    """The same heading with empty lines for the schools from row 6."""
    book = Workbook()
    sheet = book.active
    assert isinstance(sheet, Worksheet)
    sheet.title = "Кадры"
    _two_storeys(sheet)
    for at in range(6, 6 + count):
        sheet.cell(at, 6).value = f"=E{at}/C{at}*100"
    _totals(sheet, 6 + count, 6, 5 + count)
    frame(sheet, f"A3:G{6 + count}")
    return saved(book)


def people(count: int = 5) -> bytes:
    """Any number of lines a school, without a column for its name."""
    book = Workbook()
    sheet = book.active
    assert isinstance(sheet, Worksheet)
    sheet.title = "Курсы"
    _title(sheet, "Список педагогов, прошедших курсы", "A1:E1")
    heads = ("№ п/п", "ФИО педагога", "Предмет", "Количество часов", "Дата окончания")
    for column, text in enumerate(heads, 1):
        sheet.cell(3, column).value = text
    for at in range(4, 4 + count):
        sheet.cell(at, 1).value = at - 3
        sheet.cell(at, 5).number_format = "dd.mm.yyyy"
    sheet.cell(4 + count, 2).value = "Всего часов"
    sheet.cell(4 + count, 4).value = f"=SUM(D4:D{3 + count})"
    frame(sheet, f"A3:E{4 + count}")
    return saved(book)


def questionnaire() -> bytes:
    """Two sheets of labels and single cells, with sums between them."""
    book = Workbook()
    first = book.active
    assert isinstance(first, Worksheet)
    first.title = "Общие сведения"
    _title(first, "Паспорт школы", "A1:C1")
    labels = {
        3: "Наименование ОО",
        4: "ФИО директора",
        5: "Количество обучающихся, всего",
        6: "в том числе с ОВЗ",
        7: "Наличие сайта",
    }
    for row, text in labels.items():
        first.cell(row, 1).value = row - 2
        first.cell(row, 2).value = text
    first["C5"].number_format = "0"
    first["C6"].number_format = "0"
    choice = DataValidation(type="list", formula1='"да,нет"')
    choice.add("C7")
    first.add_data_validation(choice)
    frame(first, "A3:C7")
    second = book.create_sheet("Кабинеты")
    for column, text in enumerate(("Кабинет", "Количество", "из них оснащены", "Не оснащены"), 1):
        second.cell(1, column).value = text
    for row, text in enumerate(("Физика", "Химия", "Информатика"), start=2):
        second.cell(row, 1).value = text
        second.cell(row, 4).value = f"=B{row}-C{row}"
    second["A5"] = "Итого"
    second["B5"], second["C5"] = "=SUM(B2:B4)", "=SUM(C2:C4)"
    second["D5"] = "='Общие сведения'!C5/B5"
    frame(second, "A1:D5")
    return saved(book)


def columns() -> bytes:
    """The schools side by side in row 3, sums in the last column."""
    book = Workbook()
    sheet = book.active
    assert isinstance(sheet, Worksheet)
    sheet.title = "Показатели"
    _title(sheet, "Показатели за I квартал", "A1:F1")
    for column, text in enumerate(
        ("№ п/п", "Показатель", "СОШ №1", "СОШ № 2", "Ивановская ООШ", "Итого"), 1
    ):
        sheet.cell(3, column).value = text
    for row, text in enumerate(("Учителей", "Учеников", "Классов"), start=4):
        sheet.cell(row, 1).value = row - 3
        sheet.cell(row, 2).value = text
        sheet.cell(row, 6).value = f"=SUM(C{row}:E{row})"
    sheet["B7"], sheet["C7"] = "Учеников на учителя", "=C5/C4"
    sheet["D7"], sheet["E7"] = "=D5/D4", "=E5/E4"
    frame(sheet, "A3:F7")
    return saved(book)


def locked() -> bytes:
    """A questionnaire whose author locks all but three cells."""
    book = opened(questionnaire())
    sheet = book.worksheets[0]
    for place in ("C4", "C5", "C6"):
        sheet[place].protection = Protection(locked=False)
    sheet.protection.sheet = True
    return saved(book)
