"""A clerk at a review workbook: finds cells by header and row, and writes into them."""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import replace
from datetime import date

from openpyxl import Workbook, load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from roadmap.deadlines import read
from roadmap.drafts import DeadlineUnsure, Draft, DraftActivity
from roadmap.parties import split_owners
from roadmap.period import Period
from roadmap.review.book import read_book
from roadmap.review.interpreting import Returned, interpret
from roadmap.review.values import Plan, of_draft
from roadmap.review.vocabulary import headers, sheet
from views.speech import speech
from views.workbooks.review import review_workbook

PERIOD = Period(date(2018, 1, 1), date(2020, 12, 31))
HEADER = 3
TOWN = 7


def drafted(deadline: str, owners: str = "РОО", title: str = "", **more: str) -> DraftActivity:
    """A row of a document, with the doubts that its deadline raises."""
    reading = read(deadline, PERIOD)
    doubts = () if reading.question is None else (DeadlineUnsure(reading.question),)
    return DraftActivity(
        title=title or f"Мероприятие «{deadline}»",
        deadline_text=deadline,
        reading=reading,
        section=more.get("section", "1. Организация"),
        number=more.get("number", "1"),
        owners=split_owners(owners),
        doubts=doubts,
    )


def stored(*rows: DraftActivity, schools: tuple[str, ...] = ()) -> Plan:
    """A plan as if it were roadmap 3, its activities with codes from 1."""
    plan = of_draft(Draft("Дорожная карта", PERIOD, rows, schools), PERIOD)
    coded = tuple(replace(one, code=code) for code, one in enumerate(plan.activities, start=1))
    return replace(plan, number=3, activities=coded)


class Clerk:
    """A workbook in the clerk's hands."""

    def __init__(self, data: bytes) -> None:
        self.book: Workbook = load_workbook(io.BytesIO(data))

    @classmethod
    def given(cls, plan: Plan) -> Clerk:
        """The workbook of a plan."""
        return cls(review_workbook(plan, TOWN, speech("ru")))

    def page(self, name: str) -> Worksheet:
        """A sheet by its name in the vocabulary."""
        found = self.book[sheet(name)]
        assert isinstance(found, Worksheet)
        return found

    def column(self, name: str, column: str) -> int:
        """The number of a column."""
        words = headers(name)[column]
        return next(c.column for c in self.page(name)[HEADER] if c.value == words)

    def row(self, name: str, column: str, text: str) -> int:
        """The first row with that text in that column."""
        at = self.column(name, column)
        page = self.page(name)
        found = range(HEADER + 1, page.max_row + 1)
        return next(n for n in found if str(page.cell(n, at).value or "").startswith(text))

    def read(self, name: str, row: int, column: str) -> str:
        """What stands in a cell."""
        return str(self.page(name).cell(row, self.column(name, column)).value or "")

    def write(self, name: str, row: int, column: str, value: object) -> Clerk:
        """Write into a cell."""
        self.page(name).cell(row, self.column(name, column)).value = value
        return self

    def activity(self, key: str, column: str, value: object) -> Clerk:
        """Write into the row with a hidden key."""
        return self.write("activities", self.row("activities", "key", key), column, value)

    def answer(self, question: str, answer: str, exceptions: str = "") -> Clerk:
        """Answer a question by the beginning of its hidden key."""
        row = self.row("questions", "key", question)
        self.write("questions", row, "answer", answer)
        return self.write("questions", row, "exceptions", exceptions)

    def party(self, name: str, **cells: str) -> Clerk:
        """Write into the row of a party."""
        row = self.row("parties", "name", name)
        for column, value in cells.items():
            self.write("parties", row, column, value)
        return self

    def add(self, **cells: str) -> Clerk:
        """One more activity at the end."""
        row = self.page("activities").max_row + 1
        for column, value in cells.items():
            self.write("activities", row, column, value)
        return self

    def delete(self, key: str) -> Clerk:
        """Delete the row with a hidden key."""
        self.page("activities").delete_rows(self.row("activities", "key", key))
        return self

    def change(self, work: Callable[[Workbook], object]) -> Clerk:
        """Anything else."""
        work(self.book)
        return self

    @property
    def data(self) -> bytes:
        """The file that is sent back."""
        out = io.BytesIO()
        self.book.save(out)
        return out.getvalue()

    def returned(self, plan: Plan) -> Returned:
        """What the file asks for."""
        return interpret(read_book(self.data), plan, keyed=True)
