"""The index of an exported bank of best practices as a workbook, without live formulas."""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import date
from urllib.parse import quote

from openpyxl import Workbook
from openpyxl.cell.cell import Cell
from openpyxl.worksheet.hyperlink import Hyperlink

from roadmap.practices import Practice
from views.speech import Speech
from views.workbooks.styles import FIRST_HEADER_ROW, body, fit_height, head, on_paper, widths

SIZES = (5, 18, 34, 26, 22, 46, 34)


def workbook(
    listed: Sequence[tuple[Practice, str]], municipality: str, on: date, say: Speech
) -> bytes:
    """One row a practice; (practice, the path of its file in the folder or «»), which its cell
    leads to."""
    book = Workbook()
    sheet = book.active
    assert sheet is not None  # noqa: S101 - a new book has one
    sheet.title = say.gettext("Bank of practices")
    headers = [
        say.gettext("No."),
        say.gettext("Subject"),
        say.gettext("Title"),
        say.gettext("Author"),
        say.gettext("Organisation"),
        say.gettext("Description"),
        say.gettext("Material"),
    ]
    head(
        sheet,
        say.gettext("Bank of best practices"),
        f"{municipality}, {say.full_day(on)}",
        headers,
        SIZES,
    )
    for number, (practice, path) in enumerate(listed, start=1):
        row = FIRST_HEADER_ROW + number
        texts = _texts(practice)
        body(_cell(sheet.cell(row, 1)), number)
        for column, text in texts.items():
            body(_cell(sheet.cell(row, column)), text)
        if path:
            place = sheet.cell(row, len(SIZES)).coordinate
            link = Hyperlink(ref=place, target=quote(path))
            _cell(sheet.cell(row, len(SIZES))).hyperlink = link
        fit_height(sheet, row, texts, SIZES)
    widths(sheet, dict(enumerate(SIZES, start=1)))
    on_paper(sheet, municipality)
    made = io.BytesIO()
    book.save(made)
    return made.getvalue()


def _texts(practice: Practice) -> dict[int, str]:
    """By column, counted from 1."""
    return {
        2: practice.subject,
        3: practice.title,
        4: practice.author,
        5: practice.office,
        6: practice.description,
        7: practice.material,
    }


def _cell(cell: object) -> Cell:
    assert isinstance(cell, Cell)  # noqa: S101 - nothing is merged below the head
    return cell
