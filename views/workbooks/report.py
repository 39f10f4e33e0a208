"""The report as a workbook: the document's table, marks to fill in, schools, and a summary."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from openpyxl import Workbook
from openpyxl.cell.cell import Cell
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from roadmap import marks_back
from roadmap.digesting import Digest
from roadmap.progress import OPEN
from roadmap.report_marks import DateMark, Part, Report, Row
from views import report_words as words
from views.digests import headline
from views.documents import figures
from views.documents.report import cells, headers
from views.lines import code, state_words
from views.report_words import Voice
from views.round_summaries import Summary, answered
from views.workbooks import styles

REPORT_SIZES = (9, 7, 26, 44, 18, 26, 28, 44, 30)
FILL_SIZES = {
    "key": 0,
    "code": 9,
    "number": 7,
    "title": 46,
    "due": 12,
    "owner": 30,
    "state": 16,
    "mark": 20,
    "fact": 12,
    "text": 36,
    "told": 13,
}
SCHOOL_SIZES = (44, 9, 46, 12, 40)
SUMMARY_SIZES = (60, 12, 12, 12)
MONITORING_SIZES = (44, 16, 60, 20, 24, 20, 30)
FIRST = styles.FIRST_HEADER_ROW + 1


@dataclass(frozen=True, slots=True)
class Book:
    """What the workbook is made of; `monitoring` is what rounds of forms came to."""

    report: Report
    numbers: Digest
    voice: Voice
    municipality_id: int
    monitoring: Sequence[Summary] = ()


def report_workbook(book: Book) -> bytes:
    """The bytes of the .xlsx; `roadmap.marks_back` reads back what is filled in."""
    workbook = Workbook()
    first = workbook.active
    assert isinstance(first, Worksheet)  # noqa: S101 - a new book has one
    _table(first, book)
    _marks(workbook.create_sheet(marks_back.sheet_name()), book)
    _schools(workbook.create_sheet(book.voice.say.gettext("By school")), book)
    _summary(workbook.create_sheet(book.voice.say.gettext("Summary")), book)
    if book.monitoring:
        _monitoring(workbook.create_sheet(book.voice.say.gettext("Monitoring")), book)
    stamp = workbook.create_sheet(marks_back.STAMP_SHEET)
    known = (
        marks_back.STAMP,
        marks_back.VERSION,
        str(book.municipality_id),
        str(book.report.roadmap_id),
    )
    for row, value in enumerate(known, start=1):
        stamp.cell(row, 1).value = value
    stamp.sheet_state = "veryHidden"
    out = io.BytesIO()
    workbook.save(out)
    return out.getvalue()


def _table(sheet: Worksheet, book: Book) -> None:
    say = book.voice.say
    sheet.title = say.gettext("Report")
    number, *others = headers(say)
    heads = [say.gettext("Code"), number, say.gettext("Section"), *others]
    hint = f"{words.span(book.report, say)}, {words.as_of(book.report, say)}. " + headline(
        book.numbers, say
    )
    _begin(sheet, words.heading(book.report, say), hint, heads, REPORT_SIZES, book)
    for at, row in enumerate(book.report.rows, start=FIRST):
        first, *rest = cells(row, book.voice)
        codes = ", ".join(code(one, say) for one in row.codes)
        place = " / ".join(part for part in (row.section, row.subsection) if part)
        _row(sheet, at, [codes, first, place, *rest], REPORT_SIZES, faint=(1, 3))
    _filters(sheet, len(heads), len(book.report.rows))
    sheet.freeze_panes = f"E{FIRST}"


def _begin(
    sheet: Worksheet,
    title: str,
    hint: str,
    heads: Sequence[str],
    sizes: Sequence[int],
    book: Book,
) -> None:
    styles.head(sheet, title, hint, heads, sizes)
    styles.widths(sheet, dict(enumerate(sizes, start=1)))
    styles.on_paper(sheet, f"{book.report.municipality}. {book.report.title}"[:120])


def _row(
    sheet: Worksheet,
    at: int,
    texts: Sequence[str | int],
    sizes: Sequence[int],
    *,
    faint: Sequence[int] = (),
) -> None:
    for column, text in enumerate(texts, start=1):
        styles.body(_cell(sheet, at, column), text, faint=column in faint)
    shown = {
        column: str(text)
        for column, text in enumerate(texts, start=1)
        if text and sizes[column - 1]
    }
    styles.fit_height(sheet, at, shown, sizes)


def _cell(sheet: Worksheet, row: int, column: int) -> Cell:
    cell = sheet.cell(row, column)
    assert isinstance(cell, Cell)  # noqa: S101 - nothing is merged below the head
    return cell


def _filters(sheet: Worksheet, columns: int, rows: int) -> None:
    last = max(FIRST + rows - 1, FIRST)
    sheet.auto_filter.ref = f"A{styles.FIRST_HEADER_ROW}:{get_column_letter(columns)}{last}"


def open_parts(report: Report) -> list[tuple[Row, DateMark, Part]]:
    """What can be marked, by date."""
    found = [
        (row, mark, part)
        for row in report.rows
        if not row.called_off
        for mark in row.dates
        if not mark.called_off
        for part in mark.parts
        if part.state in OPEN
    ]
    return sorted(found, key=lambda one: (one[2].due, one[0].codes, not one[2].is_lead))


def _marks(sheet: Worksheet, book: Book) -> None:
    say, sizes = book.voice.say, list(FILL_SIZES.values())
    hint = say.gettext(
        "Fill in the green columns of the rows that somebody told you about and send the file "
        "back to the bot. Rows left empty stay as they are; an empty date of fact means the day "
        "on which the file is sent."
    )
    heads = list(marks_back.words("headers").values())
    _begin(sheet, book.report.title, hint, heads, sizes, book)
    listed = open_parts(book.report)
    fill = [at for at, name in enumerate(FILL_SIZES, start=1) if name in FILLED]
    for at, (row, _, part) in enumerate(listed, start=FIRST):
        texts = _fill_texts(row, part, book)
        _row(sheet, at, texts, sizes, faint=(2, 3, 7))
        for column in fill:
            _cell(sheet, at, column).fill = styles.ANSWER_FILL
        _cell(sheet, at, list(FILL_SIZES).index("fact") + 1).number_format = "DD.MM.YYYY"
    _rules(sheet, len(listed), book)
    _filters(sheet, len(heads), len(listed))
    sheet.freeze_panes = f"E{FIRST}"


FILLED = ("mark", "fact", "text", "told")


def _fill_texts(row: Row, part: Part, book: Book) -> list[str]:
    say = book.voice.say
    return [
        marks_back.key(part.assignment_id, part.state, part.report_id),
        ", ".join(code(one, say) for one in row.codes),
        row.number,
        row.title,
        say.short_day(part.due),
        part.owner,
        state_words(part.state, say),
        *("" for _ in FILLED),
    ]


def _rules(sheet: Worksheet, rows: int, book: Book) -> None:
    """Lists to choose from, and a day that has come."""
    if not rows:
        return
    say, last, letters = book.voice.say, FIRST + rows - 1, _letters()
    fault = say.gettext("Please choose from the list.")
    for name, table in (("mark", "marks"), ("told", "told")):
        cells_of = f"{letters[name]}{FIRST}:{letters[name]}{last}"
        styles.choices(sheet, cells_of, list(marks_back.words(table).values()), fault)
    first = date(book.report.period.start.year - 1, 1, 1)
    day = DataValidation(
        type="date",
        operator="greaterThanOrEqual",
        formula1=f"DATE({first.year},{first.month},{first.day})",
        allow_blank=True,
    )
    day.error = say.gettext("A date such as 18.06.2018")
    day.showErrorMessage = True
    sheet.add_data_validation(day)
    day.add(f"{letters['fact']}{FIRST}:{letters['fact']}{last}")


def _letters() -> dict[str, str]:
    return {name: get_column_letter(at) for at, name in enumerate(FILL_SIZES, start=1)}


def _schools(sheet: Worksheet, book: Book) -> None:
    """Every organisation with what is asked of it."""
    say, found = book.voice.say, list[tuple[str, date, list[str]]]()
    for row in book.report.rows:
        for mark in row.dates:
            for part in mark.owed if not (mark.called_off or row.called_off) else ():
                alone = DateMark(mark.milestone_id, "", mark.document_due, part.due, (part,))
                texts = [
                    ", ".join(code(one, say) for one in row.codes),
                    row.title,
                    say.short_day(part.due),
                    words.of_date(alone, book.voice),
                ]
                found.append((part.organization or part.owner, part.due, texts))
    heads = [
        say.gettext("Organisation"),
        say.gettext("Code"),
        say.gettext("Activity"),
        say.gettext("Due"),
        say.gettext("Mark of execution"),
    ]
    _begin(sheet, book.report.title, words.as_of(book.report, say), heads, SCHOOL_SIZES, book)
    for at, (owner, _, texts) in enumerate(sorted(found, key=lambda one: one[:2]), start=FIRST):
        _row(sheet, at, [owner, *texts], SCHOOL_SIZES)
    _filters(sheet, len(heads), len(found))


def _summary(sheet: Worksheet, book: Book) -> None:
    """Progress by section, then how many dates stand how."""
    say = book.voice.say
    heads = [say.gettext("Section"), say.gettext("Dates"), say.gettext("Done"), say.gettext("Late")]
    _begin(sheet, book.report.title, headline(book.numbers, say), heads, SUMMARY_SIZES, book)
    at = FIRST
    for section in book.numbers.sections:
        title = section.title or say.gettext("Without a section")
        _row(sheet, at, [title, section.total, section.done, section.late], SUMMARY_SIZES)
        at += 1
    whole = book.numbers
    _row(sheet, at, [say.gettext("In all"), whole.total, whole.done, whole.late], SUMMARY_SIZES)
    for column in range(1, 5):
        cell = _cell(sheet, at, column)
        cell.font = Font(name=styles.FACE, size=10, bold=True, color=styles.INK)


def _monitoring(sheet: Worksheet, book: Book) -> None:
    """What schools answered to forms, a row a figure."""
    say = book.voice.say
    _, label, value, _, target = figures.heads("", say)
    heads = [
        say.gettext("Round of monitoring"),
        say.gettext("Answered"),
        label,
        value,
        say.gettext("The period before"),
        say.gettext("Before"),
        target,
    ]
    title, hint = book.report.title, words.as_of(book.report, say)
    _begin(sheet, title, hint, heads, MONITORING_SIZES, book)
    at = FIRST
    for one in book.monitoring:
        for n, told in enumerate(one.told, start=1):
            _, name, now, was, aim = figures.cells(n, told, say)
            texts = [one.title, answered(one, say), name, now, one.before, was, aim]
            _row(sheet, at, texts, MONITORING_SIZES)
            at += 1
    _filters(sheet, len(heads), at - FIRST)
