"""The workbook of marks that a coordinator fills in: what its rows say, and what is wrong by cell.

Each open assignment is a row; its hidden key says which it is and how it stood when the workbook
was made, so that what has been answered meanwhile is noticed.
"""

from __future__ import annotations

import io
import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Any

from roadmap.documents.errors import DocumentError
from roadmap.documents.grid import Grid
from roadmap.documents.kinds import Kind, sniff
from roadmap.documents.limits import Limits
from roadmap.documents.packages import Package
from roadmap.documents.workbooks import read_workbook
from roadmap.progress import Event, State
from roadmap.report_marks import Told
from roadmap.review.book import column_letters
from roadmap.review.vocabulary import plain

SOURCE = Path(__file__).with_name("marks_words.toml")
STAMP_SHEET = "vekha-marks"
STAMP = "vekha-marks"
VERSION = "1"
HEADER_ROW = 2
"""The row of the headers, counted from 0."""
TEXT_CHARS = 1000
_CONTENTS = {
    Kind.XLSX: ("xl/workbook.xml", re.compile(rb'<(?:\w+:)?sheet\b[^>]*\bname="vekha-marks"')),
    Kind.ODS: ("content.xml", re.compile(rb'<table:table\b[^>]*\btable:name="vekha-marks"')),
}
_DAY = re.compile(
    r"(?:(\d{1,2})\.(\d{1,2})\.(\d{4}|\d{2})(?:\s*\u0433\.?)?|(\d{4})-(\d{2})-(\d{2}))"
    r"(?:[ T]\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?)?"
)
_KEY = re.compile(r"(\d{1,18})/([a-z_]+)/(\d{1,18})")


class MarkFault(StrEnum):
    """What can be wrong with a cell."""

    NO_SHEET = "no_sheet"
    NO_COLUMN = "no_column"
    BROKEN_KEY = "broken_key"
    TWICE = "twice"
    UNKNOWN_MARK = "unknown_mark"
    UNKNOWN_TOLD = "unknown_told"
    BAD_DATE = "bad_date"
    NOT_COME = "not_come"
    NO_MARK = "no_mark"
    NOT_HERE = "not_here"


@dataclass(frozen=True, slots=True)
class Wrong:
    """A fault at a cell («I17»), with what stands there, shortened."""

    cell: str
    fault: MarkFault
    text: str = ""


@dataclass(frozen=True, slots=True)
class Filled:
    """A row that was filled in: `was` and `report_id` are how the assignment stood when the
    workbook was made; its mark is in `cell`, its date of fact in `fact_cell`."""

    assignment_id: int
    was: State
    report_id: int
    event: Event
    fact_on: date | None = None
    text: str = ""
    told: Told = Told.BY_WORD
    cell: str = ""
    fact_cell: str = ""


@dataclass(frozen=True, slots=True)
class MarksBook:
    """Whose workbook it is, of which roadmap, what was filled in, and what is wrong with it."""

    municipality_id: int = 0
    roadmap: int = 0
    filled: tuple[Filled, ...] = ()
    wrong: tuple[Wrong, ...] = ()


@cache
def words(name: str) -> Mapping[str, str]:
    """A table of marks_words.toml: headers, marks or told, in order."""
    found: Mapping[str, str] = _source()[name]
    return found


def sheet_name() -> str:
    """The sheet that is filled in."""
    return str(_source()["sheet"])


@cache
def _source() -> Mapping[str, Any]:
    return tomllib.loads(SOURCE.read_text("utf-8"))


def key(assignment_id: int, state: State, report_id: int) -> str:
    """The hidden key of a row."""
    return f"{assignment_id}/{state.value}/{report_id}"


def is_marks(data: bytes, limits: Limits | None = None) -> bool:
    """Whether the bytes are a workbook of marks; only its list of sheets is looked at."""
    kind = sniff(data)
    if kind not in _CONTENTS:
        return False
    part, stamped = _CONTENTS[kind]
    try:
        with Package(data, kind.value, limits or Limits()) as package:
            contents = package.read(part) or b""
    except DocumentError:
        return False  # whoever reads it as a document will say what is wrong
    return stamped.search(contents) is not None


def read_marks(data: bytes, limits: Limits | None = None) -> MarksBook:
    """What was filled in. Raises a DocumentError for what cannot be opened; a damaged stamp or
    a wrong cell is in the answer."""
    stamp = _stamp(data)
    if stamp is None:
        return MarksBook(wrong=(Wrong("A1", MarkFault.NO_SHEET),))
    source = read_workbook(data, sniff(data).value, limits or Limits())
    for block in source.blocks:
        if isinstance(block, Grid) and plain(block.name) == plain(sheet_name()):
            rows = [[cell.text for cell in row.cells] for row in block.rows]
            return _read(rows, *stamp)
    return MarksBook(*stamp, wrong=(Wrong("A1", MarkFault.NO_SHEET),))


def _stamp(data: bytes) -> tuple[int, int] | None:
    """The municipality and the roadmap of the workbook."""
    from python_calamine import CalamineError, CalamineWorkbook

    try:
        workbook = CalamineWorkbook.from_filelike(io.BytesIO(data))
        rows = workbook.get_sheet_by_name(STAMP_SHEET).to_python(skip_empty_area=False)
    except (CalamineError, ValueError, OSError):
        return None
    values = [str(row[0]).removesuffix(".0") for row in rows[:4] if row]
    if len(values) < 4 or values[:2] != [STAMP, VERSION] or not all(map(str.isdecimal, values[2:])):
        return None
    return int(values[2]), int(values[3])


def _read(rows: Sequence[Sequence[str]], municipality_id: int, roadmap: int) -> MarksBook:
    heads = [plain(text) for text in rows[HEADER_ROW]] if len(rows) > HEADER_ROW else []
    columns = {
        name: heads.index(plain(header))
        for name, header in words("headers").items()
        if plain(header) in heads
    }
    needed = ("key", "mark", "fact", "text", "told")
    missing = [words("headers")[name] for name in needed if name not in columns]
    if missing:
        wrong = tuple(Wrong("A3", MarkFault.NO_COLUMN, text) for text in missing)
        return MarksBook(municipality_id, roadmap, wrong=wrong)
    reader = _Reader(columns)
    for at, row in enumerate(rows[HEADER_ROW + 1 :], start=HEADER_ROW + 2):
        reader.take(row, at)
    return MarksBook(municipality_id, roadmap, tuple(reader.filled), tuple(reader.wrong))


class _Reader:
    """Takes row after row; `columns` are counted from 0, rows from 1."""

    def __init__(self, columns: Mapping[str, int]) -> None:
        self._columns = columns
        self._seen: set[int] = set()
        self.filled: list[Filled] = []
        self.wrong: list[Wrong] = []

    def take(self, row: Sequence[str], at: int) -> None:
        """One row; what is empty in it is left alone."""
        text = {
            name: row[column].strip() if column < len(row) else ""
            for name, column in self._columns.items()
        }
        if not any(text[name] for name in ("mark", "fact", "text")):
            return
        faults = len(self.wrong)
        known = _KEY.fullmatch(text["key"])
        if known is None or known[2] not in set(State):
            self._fault("key", at, MarkFault.BROKEN_KEY, text.get("title", ""))
        elif int(known[1]) in self._seen:
            self._fault("key", at, MarkFault.TWICE)
        event = self._event(text, at)
        told = self._told(text["told"], at)
        fact = self._fact(text["fact"], at)
        if len(self.wrong) > faults or known is None or event is None:
            return
        self._seen.add(int(known[1]))
        self.filled.append(
            Filled(
                int(known[1]),
                State(known[2]),
                int(known[3]),
                event,
                fact if event is Event.DONE else None,
                text["text"][:TEXT_CHARS],
                told,
                self._cell("mark", at),
                self._cell("fact", at),
            )
        )

    def _event(self, text: Mapping[str, str], at: int) -> Event | None:
        if not text["mark"]:
            self._fault("mark", at, MarkFault.NO_MARK, text["fact"] or text["text"])
            return None
        for name, word in words("marks").items():
            if plain(text["mark"]) == plain(word):
                return Event(name)
        self._fault("mark", at, MarkFault.UNKNOWN_MARK, text["mark"])
        return None

    def _told(self, text: str, at: int) -> Told:
        if not text:
            return Told.BY_WORD
        for name, word in words("told").items():
            if plain(text) == plain(word):
                return Told(name)
        self._fault("told", at, MarkFault.UNKNOWN_TOLD, text)
        return Told.BY_WORD

    def _fact(self, text: str, at: int) -> date | None:
        if not text:
            return None
        found = _DAY.fullmatch(text)
        try:
            if found is None:
                raise ValueError(text)
            if found[4]:
                return date(int(found[4]), int(found[5]), int(found[6]))
            year = int(found[3]) + (2000 if len(found[3]) == 2 else 0)
            return date(year, int(found[2]), int(found[1]))
        except ValueError:
            self._fault("fact", at, MarkFault.BAD_DATE, text)
            return None

    def _fault(self, column: str, at: int, fault: MarkFault, text: str = "") -> None:
        self.wrong.append(Wrong(self._cell(column, at), fault, text[:60]))

    def _cell(self, column: str, at: int) -> str:
        return f"{column_letters(self._columns[column])}{at}"
