"""The sheets of a form that is answered by class: a row a class, and last period's beside."""

from __future__ import annotations

from collections.abc import Sequence

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from roadmap.monitoring.classes import in_order
from roadmap.monitoring.fields import Answers, Field, FieldType, Submission, rows_of
from roadmap.monitoring.sheet_words import CLASS, FIELD, sheet_words
from views.workbooks import styles
from views.workbooks.submission import (
    FIRST_ROW,
    HEADS_ROW,
    KEYS_ROW,
    Paper,
    cell_at,
    finish,
    head_cell,
    heading,
    question,
)
from views.workbooks.submission_cells import (
    UNLOCKED,
    Rules,
    answer,
    explained,
    limited,
    unit_of,
)

FIRST_CLASS = FIRST_ROW + 1
"""The row below that of units and limits."""
SPARE_ROWS = 12
"""Empty rows below the classes that are known."""
LEAST_ROWS = 24
LABEL_WIDTH, NUMBER_WIDTH, TEXT_WIDTH = 12.0, 13.0, 24.0
LEAST_SHEET_WIDTH = 90.0
BOLD = 0.8
"""So much fewer letters of a bold heading of long words go into a line."""


def class_sheets(book: Workbook, sheet: Worksheet, rules: Rules, paper: Paper) -> None:
    """The sheet to be filled in, and where something was answered before a sheet of that."""
    asked = [one for one in paper.form.asked if one.type is not FieldType.FILE]
    now, before = _rows(paper, paper.answers), _rows(paper, paper.previous)
    known = in_order([*now, *before])
    _table(sheet, paper, asked, _hint(paper))
    last = FIRST_CLASS + max(len(known) + SPARE_ROWS, LEAST_ROWS) - 1
    for row in range(FIRST_CLASS, last + 1):
        at = row - FIRST_CLASS
        label = known[at] if at < len(known) else ""
        _class(sheet, row, asked, label, now.get(label, {}), locked=False)
        _remarks(sheet, row, asked, label, paper)
    for column, one in enumerate(asked, start=3):
        letter = get_column_letter(column)
        rules.put(sheet, one, f"{letter}{FIRST_CLASS}:{letter}{last}")
    finish(sheet, paper, FIRST_CLASS, f"C{FIRST_CLASS}")
    if before:
        _before(book, paper, asked, before)


def _rows(paper: Paper, answers: Submission | None) -> dict[str, Answers]:
    return dict(rows_of(paper.form, answers)) if answers else {}


def _before(
    book: Workbook, paper: Paper, asked: Sequence[Field], before: dict[str, Answers]
) -> None:
    """Last period's answers, locked."""
    sheet = book.create_sheet(sheet_words("sheets")["before"])
    hint = paper.say.gettext("What was handed in for the period before. Nothing is filled in here.")
    _table(sheet, paper, asked, hint)
    for row, label in enumerate(in_order(before), start=FIRST_CLASS):
        _class(sheet, row, asked, label, before[label], locked=True)
    finish(sheet, paper, FIRST_CLASS, f"C{FIRST_CLASS}")


def _table(sheet: Worksheet, paper: Paper, asked: Sequence[Field], hint: str) -> None:
    """The words above, the headings, and below them units and limits."""
    sizes = [0.0, LABEL_WIDTH, *(_width(one) for one in asked)]
    spare = LEAST_SHEET_WIDTH - sum(sizes)
    width = len(sizes) if spare <= 0 else len(sizes) + 1
    heading(sheet, paper, width, [*sizes, max(spare, 0.0)], hint)
    styles.put(cell_at(sheet, KEYS_ROW, 2), CLASS)
    head_cell(cell_at(sheet, HEADS_ROW, 2), sheet_words("heads")["class"])
    _unit(sheet, 2, "")
    for column, one in enumerate(asked, start=3):
        styles.put(cell_at(sheet, KEYS_ROW, column), FIELD + one.key)
        head_cell(cell_at(sheet, HEADS_ROW, column), question(one))
        limits = limited(one, paper.say)
        unit = unit_of(one)
        _unit(sheet, column, "\n".join(part for part in (unit, limits) if part))
        if one.help:
            styles.hang(
                cell_at(sheet, HEADS_ROW, column), explained(one, paper.say), one.label[:30]
            )
    heads = {column: question(one) for column, one in enumerate(asked, start=3)}
    styles.fit_height(sheet, HEADS_ROW, heads, [size * BOLD for size in sizes])
    sheet.row_dimensions[FIRST_ROW].height = 28
    styles.widths(sheet, dict(enumerate([*sizes, *([spare] if spare > 0 else [])], start=1)))


def _unit(sheet: Worksheet, column: int, text: str) -> None:
    cell = cell_at(sheet, FIRST_ROW, column)
    styles.put(cell, text)
    cell.font = Font(name=styles.FACE, size=9, color=styles.FAINT)
    cell.fill, cell.border = styles.PART_FILL, styles.GRID
    cell.alignment = Alignment(wrap_text=True, vertical="center", horizontal="center")


def _class(
    sheet: Worksheet,
    row: int,
    asked: Sequence[Field],
    label: str,
    answers: Answers,
    *,
    locked: bool,
) -> None:
    cell = cell_at(sheet, row, 2)
    styles.body(cell, label)
    cell.font = Font(name=styles.FACE, size=10, bold=True, color=styles.INK)
    cell.number_format = "@"
    if not locked:
        cell.fill, cell.protection = styles.ANSWER_FILL, UNLOCKED
    for column, one in enumerate(asked, start=3):
        answer(cell_at(sheet, row, column), one, answers.get(one.key), locked=locked)


def _remarks(sheet: Worksheet, row: int, asked: Sequence[Field], label: str, paper: Paper) -> None:
    """What the coordinator asks to correct hangs on the cells it is about."""
    for column, one in enumerate(asked, start=3):
        remark = paper.remarks.get(f"{label}/{one.key}") if label else None
        if remark:
            styles.note(cell_at(sheet, row, column), remark, paper.say.gettext("Remark"))


def _width(one: Field) -> float:
    texts = (FieldType.TEXT, FieldType.CHOICE, FieldType.CHOICES)
    return TEXT_WIDTH if one.type in texts else NUMBER_WIDTH


def _hint(paper: Paper) -> str:
    words = paper.say.gettext(
        "One row a class; fill in the green cells and send the file back: in the chat with the bot "
        "or in answer to the letter. Answers marked with * are needed. Classes may be added in the "
        "empty rows; leave the row of a class that is no more empty. A file that is partly filled "
        "in is kept as a draft."
    )
    return f"{paper.form.about} {words}".strip()
