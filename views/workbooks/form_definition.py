"""A form as a workbook: a row a question with drop-downs, and a sheet of checks."""

from __future__ import annotations

import io

from openpyxl import Workbook
from openpyxl.cell.cell import Cell
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from roadmap.monitoring.definition import Sheet, table
from roadmap.monitoring.definition_words import source, written
from roadmap.monitoring.fields import FieldType, Form, RollUp
from views.speech import Speech
from views.workbooks.styles import FACE, GRID, HEAD_FILL, HEAD_INK, body, choices, put, widths

MIME = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
EMPTY_ROWS = 40
QUESTIONS = {"label": 52, "help": 36, "choices": 30, "key": 16, "unit": 11, "type": 17}
USUAL_WIDTH = 14
CHECKS = (34, 14, 34, 48)
_HEAD_WIDTH = 22


def definition_workbook(form: Form, say: Speech) -> bytes:
    """The .xlsx of a form, to be changed and sent back; of an empty form a blank."""
    questions, checks = table(form)
    book = Workbook()
    first = book.active
    assert first is not None  # noqa: S101 - a new book has one
    _fill(first, questions)
    keys = list(source()["columns"])
    widths(first, {n: QUESTIONS.get(key, USUAL_WIDTH) for n, key in enumerate(keys, start=1)})
    _offer(first, keys, questions, say)
    second = book.create_sheet(checks.name)
    _fill(second, checks)
    widths(second, dict(enumerate(CHECKS, start=1)))
    _explain(book.create_sheet(say.gettext("How to fill it in")), say)
    made = io.BytesIO()
    book.save(made)
    return made.getvalue()


def _fill(sheet: Worksheet, said: Sheet) -> None:
    sheet.title = said.name
    last = max(len(said.rows), said.header + 1 + EMPTY_ROWS)
    columns = len(said.rows[said.header])
    for at in range(last):
        texts = said.rows[at] if at < len(said.rows) else ("",) * columns
        for column, text in enumerate(texts, start=1):
            cell = _cell(sheet, at + 1, column)
            if at < said.header:
                put(cell, text)
                cell.font = Font(name=FACE, size=11, bold=column == 1)
            elif at == said.header:
                _heading(cell, text)
            else:
                body(cell, text)
    sheet.row_dimensions[said.header + 1].height = 30
    sheet.freeze_panes = f"B{said.header + 2}" if said.header else "A2"
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = 9  # A4
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    if sheet.sheet_properties.pageSetUpPr is not None:
        sheet.sheet_properties.pageSetUpPr.fitToPage = True


def _heading(cell: Cell, text: str) -> None:
    put(cell, text)
    cell.font = Font(name=FACE, size=10, bold=True, color=HEAD_INK)
    cell.fill, cell.border = HEAD_FILL, GRID
    cell.alignment = Alignment(wrap_text=True, vertical="center", horizontal="center")


def _offer(sheet: Worksheet, keys: list[str], said: Sheet, say: Speech) -> None:
    """Drop-downs where one of a few words is wanted."""
    first = said.header + 2
    last = max(len(said.rows), first) + EMPTY_ROWS
    fault = say.gettext("Choose one of the list, or leave the cell empty.")
    yes_no = [written_yes_no(say, is_yes=True), written_yes_no(say, is_yes=False)]
    offered = {
        "type": [written("types", kind.value) for kind in FieldType],
        "roll_up": [written("roll_ups", roll.value) for roll in RollUp],
        "required": yes_no,
        "indicator": yes_no,
    }
    for key, words in offered.items():
        letter = get_column_letter(keys.index(key) + 1)
        choices(sheet, f"{letter}{first}:{letter}{last}", words, fault)


def written_yes_no(say: Speech, *, is_yes: bool) -> str:
    """«да» or «нет»."""
    return say.gettext("yes") if is_yes else say.gettext("no")


def _explain(sheet: Worksheet, say: Speech) -> None:
    """What the columns mean, a line each."""
    lines = (
        say.gettext("One row is one question. Only its words and its type must be there."),
        say.gettext(
            "Type: choose one of the list. For “one of a list” write the choices, separated by “;”."
        ),
        say.gettext(
            "Limits: the least and the greatest number that is taken; both may be left out."
        ),
        say.gettext(
            "Rolling up says how the values of schools become the value of the municipality. A "
            "mean may be weighted: name the question that holds the weight."
        ),
        say.gettext(
            "A share is not asked but counted: name the questions that hold the part and the whole."
        ),
        say.gettext(
            "Target: “not less than 60” or “not more than 5”. Mark an indicator with “yes” to "
            "follow it over periods."
        ),
        say.gettext(
            "The key stays the same while the question means the same: answers of earlier periods "
            "are found by it. Left empty, it is made from the words."
        ),
        say.gettext("Checks compare questions: what, how, with what; each in its own column."),
        say.gettext("Ask for no names of pupils: numbers are enough."),
    )
    widths(sheet, {1: 110})
    for row, text in enumerate(lines, start=1):
        cell = _cell(sheet, row, 1)
        put(cell, text)
        cell.font = Font(name=FACE, size=11)
        cell.alignment = Alignment(wrap_text=True, vertical="top")
        sheet.row_dimensions[row].height = 16 * (1 + len(text) // 105)


def _cell(sheet: Worksheet, row: int, column: int) -> Cell:
    cell = sheet.cell(row, column)
    assert isinstance(cell, Cell)  # noqa: S101 - nothing is merged here
    return cell
