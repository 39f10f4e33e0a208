"""A workbook that a school sends back, read as answers to its form; what is wrong, by cell.

Questions are found by their hidden keys, wherever they were moved to; where the keys are gone, by
their labels. What is not in the workbook any more is not answered by it: the merging leaves it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum

from roadmap.monitoring.classes import NoClass, class_label
from roadmap.monitoring.fields import Answers, Field, FieldType, Form, Value
from roadmap.monitoring.sheet_cells import Book, Sheet
from roadmap.monitoring.sheet_places import (
    ClassTable,
    QuestionTable,
    class_table,
    question_table,
    table_sheet,
)
from roadmap.monitoring.sheet_words import sheet_words
from roadmap.monitoring.values import BadValue, ValueFault, read
from roadmap.review.book import column_letters

COMMENT_CHARS = 1000
SHOWN = 60
MOST_PROBLEMS = 200
Place = tuple[int, int]


class SheetFault(StrEnum):
    """What can be wrong with a cell."""

    BAD_VALUE = "bad_value"
    """The value is none for its question: see `Problem.value_fault`."""
    MERGED = "merged"
    """The cell was merged with another, so nobody knows whose its answer is."""
    UNCOUNTED = "uncounted"
    """A formula that no program has calculated."""
    TWICE = "twice"
    """The question, or the class, is there twice with different answers."""
    NO_CLASS = "no_class"
    """Answers in a row without a class."""
    BAD_CLASS = "bad_class"
    """What stands there is no label of a class."""
    COMMENT_LONG = "comment_long"


@dataclass(frozen=True, slots=True)
class Problem:
    """A fault at a cell («E7») of a sheet: the question it is about, if any; what stands there,
    shortened; of a BAD_VALUE what is wrong with it and the limit passed."""

    sheet: str
    cell: str
    fault: SheetFault
    field: Field | None = None
    class_label: str = ""
    text: str = ""
    value_fault: ValueFault | None = None
    limit: Decimal | None = None


class OddKind(StrEnum):
    """What was noticed and does no harm."""

    LOST = "lost"
    """A question of the form is not in the workbook any more."""
    SMALL_PERCENT = "small_percent"
    """0.45 in a cell that is not shown in per cent: taken as 0.45 %."""
    EXTRA_SHEET = "extra_sheet"


@dataclass(frozen=True, slots=True)
class Odd:
    """Something noticed: about a question, or a sheet by its name; `cell` where there is one."""

    kind: OddKind
    text: str
    cell: str = ""


@dataclass(frozen=True, slots=True)
class Returned:
    """What a workbook answers: values by key, or by class and key; None where the cell is empty.
    What is `lost` is in neither. With `problems` nothing of it is to be kept."""

    rows: Mapping[str, Answers]
    comments: Mapping[str, str] = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()
    odd: tuple[Odd, ...] = ()
    asks_comments: bool = False
    """Whether it has a column for comments, so that an empty one takes a comment back."""


def read_returned(book: Book, form: Form) -> Returned:
    """The answers that a workbook holds, «» being the class where the form does not ask by class.

    Raises `roadmap.monitoring.sheet_places.NotTheTable`.
    """
    sheet = table_sheet(book, form)
    reader = _Reader(sheet, form)
    if form.per_class:
        reader.take_classes(class_table(sheet, form))
    else:
        reader.take_questions(question_table(sheet, form))
    return reader.done(_extra(book, sheet))


class _Reader:
    """Takes the cells of one sheet."""

    def __init__(self, sheet: Sheet, form: Form) -> None:
        self._sheet, self._form = sheet, form
        self._rows: dict[str, dict[str, Value]] = {}
        self._comments: dict[str, str] = {}
        self._problems: list[Problem] = []
        self._odd: list[Odd] = []
        self._asks_comments = False

    def done(self, extra: Iterable[Odd]) -> Returned:
        """What was found."""
        return Returned(
            self._rows,
            self._comments,
            tuple(self._problems[:MOST_PROBLEMS]),
            (*self._odd, *extra),
            self._asks_comments,
        )

    def take_questions(self, table: QuestionTable) -> None:
        """One row a question."""
        answers: dict[str, Value] = {}
        self._asks_comments = table.comment is not None
        for question in self._form.asked:
            places = table.rows.get(question.key, ())
            if not places and question.type is not FieldType.FILE:
                self._odd.append(Odd(OddKind.LOST, question.label))
            for row in places:
                self._answer(answers, question, (row, table.answer), "")
            if table.comment is not None and places:
                self._comment(question, (places[0], table.comment))
        self._rows[""] = answers

    def take_classes(self, table: ClassTable) -> None:
        """One row a class."""
        for question in self._form.asked:
            if question.key not in table.columns and question.type is not FieldType.FILE:
                self._odd.append(Odd(OddKind.LOST, question.label))
        for row in range(table.first, len(self._sheet.rows)):
            self._class(table, row)

    def _class(self, table: ClassTable, row: int) -> None:
        said = self._sheet.at(row, table.label)
        cells = [(row, column) for column in table.columns.values()]
        if said in (None, ""):
            filled = [at for at in cells if self._sheet.at(*at) not in (None, "")]
            if filled:
                self._fault(filled[0], SheetFault.NO_CLASS, text=self._shown(filled[0]))
            return
        try:
            label = class_label(said)
        except NoClass:
            self._fault((row, table.label), SheetFault.BAD_CLASS, text=str(said))
            return
        if label in self._rows:
            self._fault((row, table.label), SheetFault.TWICE, class_label=label)
            return
        answers = self._rows.setdefault(label, {})
        for question in self._form.asked:
            if question.key in table.columns:
                self._answer(answers, question, (row, table.columns[question.key]), label)

    def _answer(self, answers: dict[str, Value], question: Field, at: Place, label: str) -> None:
        if question.type is FieldType.FILE:
            return
        fault = self._odd_cell(at)
        if fault is not None:
            self._fault(at, fault, question, label, self._shown(at))
            return
        try:
            value = self._value(question, at)
        except BadValue as error:
            self._bad(at, question, label, error)
            return
        known = answers.get(question.key)
        if known is not None and value is not None and known != value:
            self._fault(at, SheetFault.TWICE, question, label, self._shown(at))
        elif known is None:
            answers[question.key] = value

    def _value(self, question: Field, at: Place) -> Value:
        raw = self._sheet.at(*at)
        as_share = at in self._sheet.percents
        if at in self._sheet.broken:
            raw = "#REF!"
        value = read(question, raw, as_share=as_share)
        is_number = isinstance(raw, float) and 0 < abs(raw) < 1
        if question.type is FieldType.PERCENT and is_number and not as_share:
            self._odd.append(Odd(OddKind.SMALL_PERCENT, f"{value}".replace(".", ","), _name(at)))
        return value

    def _odd_cell(self, at: Place) -> SheetFault | None:
        if at in self._sheet.uncounted:
            return SheetFault.UNCOUNTED
        under = self._sheet.covered.get(at)
        if under is not None and self._sheet.at(*under) not in (None, ""):
            return SheetFault.MERGED
        return None

    def _bad(self, at: Place, question: Field, label: str, error: BadValue) -> None:
        text = "" if error.fault is ValueFault.BROKEN_CELL else error.text
        self._problems.append(
            Problem(
                self._sheet.name,
                _name(at),
                SheetFault.BAD_VALUE,
                question,
                label,
                text[:SHOWN],
                error.fault,
                error.limit,
            )
        )

    def _comment(self, question: Field, at: Place) -> None:
        value = self._sheet.at(*at)
        text = "" if value is None or isinstance(value, bool) else str(value).strip()
        if len(text) > COMMENT_CHARS:
            self._fault(at, SheetFault.COMMENT_LONG, question)
        elif text:
            self._comments[question.key] = text

    def _shown(self, at: Place) -> str:
        value = self._sheet.at(*at)
        return "" if value is None else str(value)[:SHOWN]

    def _fault(
        self,
        at: Place,
        fault: SheetFault,
        question: Field | None = None,
        class_label: str = "",
        text: str = "",
    ) -> None:
        self._problems.append(
            Problem(self._sheet.name, _name(at), fault, question, class_label, text[:SHOWN])
        )


def _extra(book: Book, own: Sheet) -> Iterable[Odd]:
    """Visible sheets that nobody asked for and that hold something."""
    known = {own.name, *sheet_words("sheets").values()}
    for sheet in book.sheets:
        if sheet.visible and sheet.rows and sheet.name not in known:
            yield Odd(OddKind.EXTRA_SHEET, sheet.name[:SHOWN])


def _name(at: Place) -> str:
    """«E7» for the fifth cell of the seventh row."""
    return f"{column_letters(at[1])}{at[0] + 1}"
