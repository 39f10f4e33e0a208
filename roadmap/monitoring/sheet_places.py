"""Where the questions of a form stand in a returned workbook."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from roadmap.monitoring.fields import Form
from roadmap.monitoring.sheet_cells import Book, Sheet
from roadmap.monitoring.sheet_words import ANSWER, CLASS, COMMENT, FIELD, KEY, REQUIRED, sheet_words
from roadmap.monitoring.words import plain

HEAD_ROWS = 60
"""The headings stand in one of the first rows, even where some were inserted above."""


class NotTheTable(Exception):
    """No sheet of the workbook has the questions of the form."""


@dataclass(frozen=True, slots=True)
class QuestionTable:
    """One row a question: the rows of each by key, the columns of answers and of comments."""

    rows: Mapping[str, tuple[int, ...]]
    answer: int
    comment: int | None


@dataclass(frozen=True, slots=True)
class ClassTable:
    """One row a class from the row `first`: the columns of the labels and of each question."""

    first: int
    label: int
    columns: Mapping[str, int]


def table_sheet(book: Book, form: Form) -> Sheet:
    """The sheet that holds the answers: the one named so, else the one with its hidden row, else
    any with its headings. Raises `NotTheTable`."""
    named = plain(sheet_words("sheets")["answers"])
    before = plain(sheet_words("sheets")["before"])
    ordered = sorted(
        (sheet for sheet in book.sheets if plain(sheet.name) != before),
        key=lambda sheet: plain(sheet.name) != named,
    )
    for sheet in ordered:
        if _marked_row(sheet, form) is not None:
            return sheet
    for sheet in ordered:
        if _headed_row(sheet, form) is not None:
            return sheet
    raise NotTheTable


def question_table(sheet: Sheet, form: Form) -> QuestionTable:
    """Where the questions are. Raises `NotTheTable`."""
    heads = sheet_words("heads")
    marked, headed = _marked_row(sheet, form), _headed_row(sheet, form)
    answer = _column(sheet, marked, ANSWER)
    comment = _column(sheet, marked, COMMENT)
    label = _heading(sheet, headed, heads["label"])
    if answer is None:
        answer = _heading(sheet, headed, heads["answer"])
    if comment is None:
        comment = _heading(sheet, headed, heads["comment"])
    if answer is None:
        raise NotTheTable
    rows = _by_key(sheet, form, _column(sheet, marked, KEY))
    for key, row in _by_label(sheet, form, label):
        if key not in rows:
            rows[key] = (row,)
    if not rows:
        raise NotTheTable
    return QuestionTable(rows, answer, comment)


def class_table(sheet: Sheet, form: Form) -> ClassTable:
    """Where the classes and the questions are. Raises `NotTheTable`."""
    marked, headed = _marked_row(sheet, form), _headed_row(sheet, form)
    label = _column(sheet, marked, CLASS)
    if label is None:
        label = _heading(sheet, headed, sheet_words("heads")["class"])
    columns: dict[str, int] = {}
    for field in form.asked:
        column = _column(sheet, marked, FIELD + field.key)
        if column is None:
            column = _heading(sheet, headed, field.label)
        if column is not None:
            columns[field.key] = column
    if label is None or not columns:
        raise NotTheTable
    last = max(row for row in (marked, headed, -1) if row is not None)
    return ClassTable(_below_units(sheet, last + 1, label), label, columns)


def _below_units(sheet: Sheet, first: int, label: int) -> int:
    """The row after that of units and limits, which has no class and only texts."""
    row = sheet.rows[first] if first < len(sheet.rows) else ()
    said = [value for value in row if value not in (None, "")]
    is_units = bool(said) and all(isinstance(value, str) for value in said)
    return first + (is_units and not sheet.text(first, label))


def _marked_row(sheet: Sheet, form: Form) -> int | None:
    """The row that says by hidden keys what the columns are."""
    wanted = {CLASS} if form.per_class else {ANSWER}
    for number, row in enumerate(sheet.rows[:HEAD_ROWS]):
        if wanted <= {value for value in row if isinstance(value, str)}:
            return number
    return None


def _headed_row(sheet: Sheet, form: Form) -> int | None:
    """The row of the visible headings."""
    heads = sheet_words("heads")
    named = (heads["class"],) if form.per_class else (heads["label"], heads["answer"])
    wanted = {plain(head) for head in named}
    labels = {plain(field.label) for field in form.asked}
    for number, row in enumerate(sheet.rows[:HEAD_ROWS]):
        said = {_bare(value) for value in row if isinstance(value, str)}
        if wanted <= said and (not form.per_class or said & labels):
            return number
    return None


def _column(sheet: Sheet, row: int | None, text: str) -> int | None:
    if row is None:
        return None
    return next((at for at, value in enumerate(sheet.rows[row]) if value == text), None)


def _heading(sheet: Sheet, row: int | None, text: str) -> int | None:
    if row is None:
        return None
    wanted = plain(text)
    cells = enumerate(sheet.rows[row])
    return next((at for at, said in cells if isinstance(said, str) and _bare(said) == wanted), None)


def _by_key(sheet: Sheet, form: Form, column: int | None) -> dict[str, tuple[int, ...]]:
    if column is None:
        return {}
    known = {field.key for field in form.asked}
    found: dict[str, tuple[int, ...]] = {}
    for row in range(len(sheet.rows)):
        key = sheet.text(row, column)
        if key in known:
            found[key] = (*found.get(key, ()), row)
    return found


def _by_label(sheet: Sheet, form: Form, column: int | None) -> Iterator[tuple[str, int]]:
    """Questions by their words, where no two have the same."""
    if column is None:
        return
    labels: dict[str, list[str]] = {}
    for field in form.asked:
        labels.setdefault(plain(field.label), []).append(field.key)
    for row in range(len(sheet.rows)):
        keys = labels.get(_bare(sheet.text(row, column)), [])
        if len(keys) == 1:
            yield keys[0], row


def _bare(text: str) -> str:
    """A label without the sign that an answer is needed."""
    return plain(text.strip().removesuffix(REQUIRED.strip()))
