"""Telling a table's rows apart: headings, activities, rows that go on with the one above."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from roadmap.documents.deadline_columns import composed
from roadmap.documents.grid import Row
from roadmap.documents.headers import Columns, Role, repeats
from roadmap.documents.numerals import are_halves, leading, whole
from roadmap.documents.vocabulary import entries
from roadmap.documents.words import flow, looks_broken_off

MOST = 0.6
"""The share of rows from which a habit of the table is taken for its rule."""


@dataclass(frozen=True)
class Heading:
    """A row that is a heading of the rows below it."""

    text: str


@dataclass(frozen=True)
class Record:
    """The raw cells of one activity, a tuple of texts a role: a row split or stacked has more
    than one. `page` is where it begins; `split_at` the page on which it goes on."""

    cells: dict[Role, tuple[str, ...]]
    page: int = 1
    split_at: int | None = None
    mixed: bool = False

    def texts(self, role: Role) -> tuple[str, ...]:
        """The texts of one role, without empty ones."""
        return tuple(text for text in self.cells.get(role, ()) if text.strip())

    def first(self, role: Role) -> str:
        """The first text of a role, or nothing."""
        texts = self.texts(role)
        return texts[0] if texts else ""

    def going_on(self, other: Record, *, broken: bool) -> Record:
        """This record with the cells of a row below; `broken` when the layout cut the cell in
        two, so that the texts are one, not two stacked."""
        cells = dict(self.cells)
        for role, texts in other.cells.items():
            old = cells.get(role, ())
            if broken and old and texts:
                cells[role] = (*old[:-1], f"{old[-1]}\n{texts[0]}", *texts[1:])
            else:
                cells[role] = (*old, *(text for text in texts if text not in old))
        return replace(
            self,
            cells=cells,
            mixed=self.mixed or other.mixed,
            split_at=other.page if other.page != self.page else self.split_at,
        )


@dataclass(frozen=True)
class Habits:
    """What most rows of the table do."""

    numbered: bool
    dated: bool


def read_rows(
    rows: Sequence[Row], columns: Columns, *, wrapped: bool
) -> Iterator[Heading | Record]:
    """The headings and activities of a table's body in order, rows that go on with the one above
    joined to it."""
    rows = [
        row for row in rows if not _is_blank(row) and not repeats(row, columns, wrapped=wrapped)
    ]
    reader = _Reader(columns, _habits(rows, columns), wrapped)
    last: Record | None = None
    for at, row in enumerate(rows):
        record = reader.record(row)
        heading = reader.heading(row, record, last, rows[at + 1 : at + 2])
        if heading is None and last is not None and (how := reader.goes_on(row, record, last)):
            last = last.going_on(reader.new_cells(row, record), broken=how == "broken")
            continue
        if last is not None:
            yield last
        last = None
        if heading is not None:
            yield Heading(heading)
        elif record.cells:
            last = record
    if last is not None:
        yield last


def _is_blank(row: Row) -> bool:
    return not any(cell.text.strip() for cell in row.cells)


def _habits(rows: Sequence[Row], columns: Columns) -> Habits:
    full = [row for row in rows if sum(bool(cell.text.strip()) for cell in row.cells) > 1]
    numbers = columns.of(Role.NUMBER)
    dates = (*columns.of(Role.DEADLINE), *columns.of(Role.OWNER))
    return Habits(_share(full, numbers) >= MOST, _share(full, dates) >= MOST)


def _share(rows: Sequence[Row], columns: Sequence[int]) -> float:
    """How many of the rows have a text in one of the columns, from 0 to 1."""
    if not rows or not columns:
        return 0.0
    hits = sum(
        any(at in columns and cell.text.strip() for at, cell in row.placed()) for row in rows
    )
    return hits / len(rows)


def continues(before: str, text: str) -> bool:
    """Whether a text reads as the rest of the one before, judged by the seam alone."""
    text = text.strip()
    before = before.strip()
    if not text or not before:
        return False
    if leading(text):
        return False
    if looks_broken_off(before) or before[-1] in ",:(\u2013\u2014":
        return True
    if before.split()[-1].lower() in entries("joining", "words"):
        return True
    return text[0].islower() or text[0] in ")\u00bb,.;:-\u2013\u2014\u2022\u00b7*"


def record_of(row: Row, columns: Columns, *, wrapped: bool) -> Record:
    """One row's texts by role."""
    return _Reader(columns, Habits(numbered=False, dated=False), wrapped).record(row)


@dataclass(frozen=True)
class _Reader:
    columns: Columns
    habits: Habits
    wrapped: bool

    def record(self, row: Row) -> Record:
        """The row's texts by role; columns without one are left out."""
        cells: dict[Role, tuple[str, ...]] = {}
        deadlines: list[tuple[str, str]] = []
        for at, cell in row.placed():
            role = self.columns.roles[at] if at < self.columns.width else None
            if role is None or role is Role.NOTE or not cell.text.strip():
                continue
            if role is Role.DEADLINE:
                deadlines.append((self.columns.names[at], cell.text))
            elif cell.text not in cells.get(role, ()):
                cells[role] = (*cells.get(role, ()), cell.text)
        if len(deadlines) > 1:
            whole_texts = [(name, flow(text, wrapped=self.wrapped)) for name, text in deadlines]
            cells[Role.DEADLINE] = (composed(whole_texts),)
        elif deadlines:
            cells[Role.DEADLINE] = (self._single_deadline(*deadlines[0]),)
        return Record(cells, row.page, mixed=row.mixed)

    def _single_deadline(self, name: str, text: str) -> str:
        """A deadline alone in its row; where there are columns for years, a mark under one."""
        return composed([(name, text)]) if len(self.columns.of(Role.DEADLINE)) > 1 else text

    def new_cells(self, row: Row, record: Record) -> Record:
        """The record without what the row only repeats from merged cells above it."""
        cells = tuple(replace(cell, text="") if cell.above else cell for cell in row.cells)
        return replace(record, cells=self.record(replace(row, cells=cells)).cells)

    def heading(
        self, row: Row, record: Record, last: Record | None, following: Sequence[Row]
    ) -> str | None:
        """The heading a row is, None when it is none."""
        filled = [(at, cell) for at, cell in row.placed() if cell.text.strip()]
        texts = {flow(cell.text, wrapped=self.wrapped) for _, cell in filled}
        if len(texts) == 1:
            return self._single(filled[0][0], row, texts.pop(), last, len(filled))
        if len(texts) == 2 and len(filled) == 2:
            return self._numbered_heading(record, following)
        return None

    def _single(self, at: int, row: Row, text: str, last: Record | None, copies: int) -> str | None:
        cell = next(cell for place, cell in row.placed() if place == at)
        role = self.columns.roles[at] if at < self.columns.width else None
        wide = cell.span >= max(2, round(self.columns.width * MOST)) or copies > 2
        if not any(sign.isalpha() for sign in text):
            return None
        if wide:
            return text
        if role in (Role.DEADLINE, Role.OWNER, Role.RESULT, Role.NOTE) or cell.above:
            return None
        if leading(text) and (self.habits.dated or role is Role.NUMBER):
            return text
        before = last.texts(Role.TITLE)[-1] if last and last.texts(Role.TITLE) else ""
        if continues(before, text):
            return None
        if role is Role.TITLE and not (self.habits.dated and self.columns.width > 2):
            return None
        return text

    def _numbered_heading(self, record: Record, following: Sequence[Row]) -> str | None:
        """A number and words alone are a heading when the rows under it are numbered deeper."""
        numeral = whole(record.first(Role.NUMBER))
        title = record.first(Role.TITLE)
        if not numeral or not title or not following:
            return None
        below = whole(self.record(following[0]).first(Role.NUMBER))
        own = numeral.parts
        deeper = (
            below is not None and len(below.parts) > len(own) and below.parts[: len(own)] == own
        )
        roman = below is not None and numeral.style is not below.style
        restarted = below is not None and below.parts == (1,) and self.habits.dated
        if not (deeper or roman or restarted):
            return None
        return flow(f"{numeral.printed} {title}", wrapped=self.wrapped)

    def goes_on(self, row: Row, record: Record, last: Record) -> str | None:
        """How the row goes on with the record above: «broken» in two by a page, «stacked» under
        it, or None when it is an activity of its own."""
        title = record.first(Role.TITLE)
        new = self.new_cells(row, record)
        turned = self.wrapped and row.page != last.page
        if record.first(Role.NUMBER) and new.first(Role.NUMBER):
            cut = turned and are_halves(last.first(Role.NUMBER), new.first(Role.NUMBER))
            return "broken" if cut else None
        if not new.first(Role.TITLE):
            return ("broken" if turned or self.wrapped else "stacked") if new.cells else None
        before = last.texts(Role.TITLE)[-1] if last.texts(Role.TITLE) else ""
        undated = not new.first(Role.DEADLINE) and not new.first(Role.OWNER)
        if turned and self.habits.numbered:
            return "broken"
        if (undated or turned) and continues(before, title):
            return "broken"
        return None
