"""The workbook in which a school answers a form: what is known is filled in, only answers can be
written into it, and `roadmap.monitoring.returned` reads it back."""

from __future__ import annotations

import io
from collections.abc import Mapping
from dataclasses import dataclass, field

from openpyxl import Workbook
from openpyxl.cell.cell import Cell
from openpyxl.packaging.custom import StringProperty
from openpyxl.styles import Alignment, Font
from openpyxl.worksheet.worksheet import Worksheet

from roadmap.monitoring.fields import Field, FieldType, Form, Submission, rows_of
from roadmap.monitoring.sheet_marks import STAMP, Mark, Stood, mark_rows
from roadmap.monitoring.sheet_words import ANSWER, COMMENT, KEY, REQUIRED, sheet_words
from views.speech import Speech
from views.workbooks import styles
from views.workbooks.submission_cells import UNLOCKED, Rules, answer, explained, unit_of

FIRST_ROW = 7
"""The first row of answers; above it the headings, and above these the hidden keys."""
KEYS_ROW, HEADS_ROW = FIRST_ROW - 2, FIRST_ROW - 1
SIZES = {
    "key": 0.0,
    "number": 5.0,
    "label": 46.0,
    "unit": 9.0,
    "answer": 22.0,
    "before": 16.0,
    "comment": 26.0,
    "help": 40.0,
}


@dataclass(frozen=True, slots=True)
class Paper:
    """Everything that a workbook is made of: whose it is, of what, in words `school`, `period` and
    `due` («до 10 апреля 2019 г.»); `answers` and `comments` as they stand, `previous` what was
    answered about the period before; the respondent's town speaks by `say`."""

    form: Form
    mark: Mark
    due: str
    say: Speech
    answers: Submission = field(default_factory=dict)
    comments: Mapping[str, str] = field(default_factory=dict)
    previous: Submission | None = None
    remarks: Mapping[str, str] = field(default_factory=dict)


def submission_workbook(paper: Paper) -> bytes:
    """The bytes of the .xlsx."""
    from views.workbooks.submission_classes import class_sheets

    book = Workbook()
    book.remove(book.worksheets[0])
    sheet = book.create_sheet(sheet_words("sheets")["answers"])
    rules = Rules(book, paper.say)
    if paper.form.per_class:
        class_sheets(book, sheet, rules, paper)
    else:
        _questions(sheet, rules, paper)
    _mark(book, paper)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def heading(sheet: Worksheet, paper: Paper, width: int, sizes: list[float], hint: str) -> None:
    """The four rows above the table: what is asked, of whom, by when, how to fill it in."""
    say = paper.say
    period = say.gettext("Period: {period}").format(period=paper.mark.period)
    until = say.gettext("Hand in {until}").format(until=paper.due)
    when = f"{period.rstrip('.')}. {until.rstrip('.')}."
    told = (paper.form.title, paper.mark.school, when, hint)
    for row, text in enumerate(told, start=1):
        cell = cell_at(sheet, row, 2)
        styles.put(cell, text)
        size, faint = (14, False) if row == 1 else (10, row == 4)
        ink = styles.FAINT if faint else styles.INK
        cell.font = Font(name=styles.FACE, size=size, bold=row <= 2, italic=faint, color=ink)
        cell.alignment = Alignment(wrap_text=True, vertical="center")
        sheet.merge_cells(start_row=row, end_row=row, start_column=2, end_column=width)
        lines = -(-len(text) * size // int(sum(sizes[1:]) * styles.CHARACTER_POINTS))
        sheet.row_dimensions[row].height = max(lines, 1) * size * 1.5 + 4


def head_cell(cell: Cell, text: str) -> None:
    """A heading of the table."""
    styles.put(cell, text)
    cell.font = Font(name=styles.FACE, size=10, bold=True, color=styles.HEAD_INK)
    cell.fill, cell.border = styles.HEAD_FILL, styles.GRID
    cell.alignment = Alignment(wrap_text=True, vertical="center", horizontal="center")


def finish(sheet: Worksheet, paper: Paper, first_row: int, freeze: str) -> None:
    """Locked but for the answers, headings in view and on every page, A4 across."""
    sheet.row_dimensions[KEYS_ROW].hidden = True
    sheet.freeze_panes = freeze
    sheet.print_title_rows = f"{HEADS_ROW}:{first_row - 1}"
    styles.on_paper(sheet, f"{paper.mark.school}. {paper.form.title}"[:120])
    protection = sheet.protection
    protection.sheet = True
    protection.formatColumns = protection.formatRows = False  # widths and heights stay theirs
    sheet.sheet_view.showGridLines = False


def cell_at(sheet: Worksheet, row: int, column: int) -> Cell:
    """A cell that is no part of a merged one, or the first of it."""
    cell = sheet.cell(row, column)
    assert isinstance(cell, Cell)  # noqa: S101 - ranges are merged after they are written
    return cell


def question(one: Field) -> str:
    """The words of a question, with a star where it has to be answered."""
    return one.label + REQUIRED * one.required


def _questions(sheet: Worksheet, rules: Rules, paper: Paper) -> None:
    """One row a question."""
    sizes = list(SIZES.values())
    heading(sheet, paper, len(SIZES), sizes, _hint(paper))
    columns = {name: number for number, name in enumerate(SIZES, start=1)}
    for name, mark in (("key", KEY), ("answer", ANSWER), ("comment", COMMENT)):
        styles.put(cell_at(sheet, KEYS_ROW, columns[name]), mark)
    for name, text in sheet_words("heads").items():
        if name in columns:
            head_cell(cell_at(sheet, HEADS_ROW, columns[name]), text)
    sheet.row_dimensions[HEADS_ROW].height = 22
    for number, one in enumerate(paper.form.asked, start=1):
        _question(sheet, rules, paper, one, number)
    styles.widths(sheet, dict(enumerate(SIZES.values(), start=1)))
    finish(sheet, paper, FIRST_ROW, f"E{FIRST_ROW}")


def _question(sheet: Worksheet, rules: Rules, paper: Paper, one: Field, number: int) -> None:
    row, say = FIRST_ROW + number - 1, paper.say
    (_, answers), *_ = rows_of(paper.form, paper.answers)
    before = dict(rows_of(paper.form, paper.previous)[0][1]) if paper.previous else {}
    texts = {
        "key": one.key,
        "number": str(number),
        "label": question(one),
        "unit": unit_of(one),
        "help": explained(one, say),
    }
    for column, name in enumerate(SIZES, start=1):
        cell = cell_at(sheet, row, column)
        if name == "answer" and one.type is FieldType.FILE:
            styles.body(cell, _file(answers.get(one.key) is not None, say), faint=True)
        elif name == "answer":
            answer(cell, one, answers.get(one.key))
            rules.put(sheet, one, cell.coordinate)
        elif name == "before":
            answer(
                cell, one, None if one.type is FieldType.FILE else before.get(one.key), locked=True
            )
        elif name == "comment":
            styles.body(cell, paper.comments.get(one.key, ""))
            cell.number_format, cell.protection = "@", UNLOCKED
            cell.fill = styles.ANSWER_FILL
        else:
            styles.body(cell, texts[name], faint=name in ("number", "unit", "help"))
    if remark := paper.remarks.get(one.key):
        styles.note(
            cell_at(sheet, row, list(SIZES).index("answer") + 1), remark, say.gettext("Remark")
        )
    tall = {3: texts["label"], 8: texts["help"], 7: paper.comments.get(one.key, "")}
    styles.fit_height(sheet, row, tall, list(SIZES.values()))


def _file(is_there: bool, say: Speech) -> str:
    return say.gettext("a file is attached") if is_there else say.gettext("send it in the chat")


def _hint(paper: Paper) -> str:
    words = paper.say.gettext(
        "Fill in the green cells and send the file back: in the chat with the bot or in answer to "
        "the letter. Answers marked with * are needed; the rest may stay empty. What is not ready "
        "yet can be sent later: a file that is partly filled in is kept as a draft."
    )
    return f"{paper.form.about} {words}".strip()


def _mark(book: Workbook, paper: Paper) -> None:
    """Whose the workbook is and what stood in it, where nobody sees it."""
    book.custom_doc_props.append(  # type: ignore[attr-defined]
        StringProperty(name=STAMP, value=paper.mark.facts)
    )
    sheet = book.create_sheet(STAMP)
    stood = Stood(dict(paper.answers), dict(paper.comments))
    for row, text in enumerate(mark_rows(paper.mark, stood), start=1):
        styles.put(cell_at(sheet, row, 1), text)
    sheet.sheet_state = "veryHidden"
