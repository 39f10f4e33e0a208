"""A round as one table in the layout of its form: a row a school, or a row a class with the
school's own below, and the municipality's last, rolled up as the form says."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal

from openpyxl import Workbook
from openpyxl.cell.cell import Cell
from openpyxl.styles import Font
from openpyxl.worksheet.worksheet import Worksheet

from roadmap.monitoring import rolling
from roadmap.monitoring.classes import class_order
from roadmap.monitoring.fields import (
    Answers,
    Field,
    FieldType,
    Form,
    RollUp,
    Submission,
    Value,
    rows_of,
)
from roadmap.monitoring.rolling import Partial, Rolled
from roadmap.monitoring.showing import shown
from roadmap.monitoring.values import as_number
from views.speech import Speech
from views.workbooks import streaming, styles
from views.workbooks.submission_cells import unit_of

BODY, TOTAL = 0, 1
FIRST_ROW = styles.FIRST_HEADER_ROW + 1
_EPOCH = date(1899, 12, 30)


@dataclass(frozen=True, slots=True)
class Answered:
    """What one school handed in: its name, its answers, its comments by the names of fields."""

    name: str
    answers: Submission
    comments: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class RoundTable:
    """A round to be handed on: `title` is its name, `missing` who has not answered."""

    form: Form
    title: str
    schools: Sequence[Answered]
    missing: Sequence[str] = ()


def round_workbook(table: RoundTable, say: Speech) -> bytes:
    """The bytes of the .xlsx."""
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.title = say.gettext("Answers")
    columns = _columns(table.form, say)
    sizes = [size for _, size in columns]
    hint = say.gettext("Answered: {done} of {asked}").format(
        done=len(table.schools), asked=len(table.schools) + len(table.missing)
    )
    styles.head(sheet, table.title, hint, [head for head, _ in columns], sizes)
    styles.widths(sheet, dict(enumerate(sizes, start=1)))
    narrow = [size * 0.8 for size in sizes]
    heads = {number: head for number, (head, _) in enumerate(columns, start=1)}
    styles.fit_height(sheet, styles.FIRST_HEADER_ROW, heads, narrow)
    sheet.freeze_panes = f"{'D' if table.form.per_class else 'C'}{FIRST_ROW}"
    styles.on_paper(sheet, table.title[:120])
    looks = _looks(book, table.form)
    _missing(book, table.missing, say)
    return streaming.filled(book, looks, _rows(table, say), FIRST_ROW)


def _columns(form: Form, say: Speech) -> list[tuple[str, float]]:
    """The headings with their widths: who, the questions with their units, what was remarked."""
    found: list[tuple[str, float]] = [("№", 5.0), (say.gettext("School"), 34.0)]
    if form.per_class:
        found.append((say.gettext("Class"), 15.0))
    for one in form.fields:
        unit = unit_of(one)
        texts = (FieldType.TEXT, FieldType.CHOICE, FieldType.CHOICES)
        found.append(
            (f"{one.label}, {unit}" if unit else one.label, 24.0 if one.type in texts else 13.0)
        )
    return [*found, (say.gettext("Comments"), 40.0)]


def _looks(book: Workbook, form: Form) -> list[streaming.Look]:
    """The styles of an ordinary row and of a total, kept on a sheet that is thrown away."""
    sheet = book.create_sheet("looks")
    width = len(form.fields) + 3 + form.per_class
    looks: list[streaming.Look] = []
    for row, bold in ((1, False), (2, True)):
        cells = [_look(sheet, row, column, bold=bold) for column in range(1, width + 1)]
        for one, cell in zip(form.fields, cells[width - 1 - len(form.fields) :], strict=False):
            if one.type is FieldType.DATE:
                cell.number_format = "DD.MM.YYYY"
        looks.append(cells)
    book.remove(sheet)
    return looks


def _look(sheet: Worksheet, row: int, column: int, *, bold: bool) -> Cell:
    cell = sheet.cell(row, column)
    assert isinstance(cell, Cell)  # noqa: S101 - nothing is merged there
    styles.body(cell, "")
    if bold:
        cell.font = Font(name=styles.FACE, size=10, bold=True, color=styles.INK)
        cell.fill = styles.PART_FILL
    return cell


def _rows(table: RoundTable, say: Speech) -> Iterator[streaming.Row]:
    """The rows, and rolled up on the way what stands below them."""
    form = table.form
    whole: dict[str, Partial] = {}
    for place, one in enumerate(table.schools):
        rolled = rolling.of_school(form, one.answers, place)
        whole = rolling.of_all([whole, rolled])
        yield from _school(form, place + 1, one, rolled, say)
    if table.schools:
        label = say.gettext("Total")
        blank = [None] if form.per_class else []
        yield TOTAL, [None, label, *blank, *_totals(form, whole), None]


def _school(
    form: Form, number: int, one: Answered, rolled: Rolled, say: Speech
) -> Iterator[streaming.Row]:
    remarks = _remarks(form, one.comments) or None
    if not form.per_class:
        (_, answers), *_ = rows_of(form, one.answers)
        yield BODY, [number, one.name, *_values(form, answers), remarks]
        return
    rows = sorted(rows_of(form, one.answers), key=lambda row: class_order(row[0]))
    for label, answers in rows:
        yield BODY, [number, one.name, label, *_values(form, answers), None]
    if len(rows) != 1:
        total = say.gettext("Total of the school")
        yield TOTAL, [number, one.name, total, *_totals(form, rolled), remarks]


def _values(form: Form, answers: Answers) -> list[streaming.Value]:
    return [
        _cell(one, answers.get(one.key) if one.is_asked else share(one, answers))
        for one in form.fields
    ]


def _totals(form: Form, rolled: Rolled) -> list[streaming.Value]:
    """What the whole comes to; nothing where nothing is to be rolled up."""
    return [_cell(_as_rolled(one), rolling.result(one, rolled[one.key])) for one in form.fields]


def _as_rolled(one: Field) -> Field:
    """How many said yes is a number."""
    if one.type is FieldType.YES_NO and one.roll_up is RollUp.SUM:
        return replace(one, type=FieldType.NUMBER)
    return one


def share(one: Field, answers: Answers) -> Value:
    """What a field that is made of two others comes to in one row."""
    part, whole = as_number(answers.get(one.part)), as_number(answers.get(one.whole))
    if part is None or whole is None:
        return None
    return rolling.result(one, Partial(answered=1, part=part, whole=whole))


def _cell(one: Field, value: Value) -> streaming.Value:
    if value is None or type(value) is int:
        return value
    if one.type.is_numeric:
        number = as_number(value)
        return number if number is None else Decimal(format(number, "f"))
    if one.type is FieldType.DATE:
        return (date.fromisoformat(str(value)) - _EPOCH).days
    return shown(one, value)


def _remarks(form: Form, comments: Mapping[str, str]) -> str:
    """The comments of a school with the questions they are about."""
    told = []
    for name, said in comments.items():
        label, _, key = name.rpartition("/")
        one = form.field(key)
        about = one.label if one is not None else key
        told.append(f"{label}, {about}: {said}" if label else f"{about}: {said}")
    return "\n".join(told)


def _missing(book: Workbook, names: Sequence[str], say: Speech) -> None:
    """Who has not answered, on a sheet of its own."""
    if not names:
        return
    title = say.gettext("Not handed in")
    sheet = book.create_sheet(title)
    styles.head(sheet, title, "", ["№", say.gettext("School")], [5.0, 70.0])
    styles.widths(sheet, {1: 5.0, 2: 70.0})
    for number, name in enumerate(names, start=1):
        for column, text in ((1, number), (2, name)):
            cell = sheet.cell(styles.FIRST_HEADER_ROW + number, column)
            assert isinstance(cell, Cell)  # noqa: S101 - only the head is merged
            styles.body(cell, text)
    styles.on_paper(sheet, title)
