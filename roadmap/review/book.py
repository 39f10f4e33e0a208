"""A review workbook as read from bytes: texts by sheet, and what can be wrong with a cell."""

from __future__ import annotations

import io
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from roadmap.documents.errors import DocumentError
from roadmap.documents.grid import Grid, Row
from roadmap.documents.kinds import Kind, sniff
from roadmap.documents.limits import Limits
from roadmap.documents.packages import Package
from roadmap.documents.workbooks import read_workbook
from roadmap.review.vocabulary import table

STAMP_SHEET = "vekha"
STAMP = "vekha-review"
VERSION = "1"
_CONTENTS = {
    Kind.XLSX: ("xl/workbook.xml", re.compile(rb'<(?:\w+:)?sheet\b[^>]*\bname="vekha"')),
    Kind.ODS: ("content.xml", re.compile(rb'<table:table\b[^>]*\btable:name="vekha"')),
}
"""Where each kind lists its sheets; offices without Excel save as .ods."""
Rows = tuple[tuple[str, ...], ...]


class Fault(StrEnum):
    """What can be wrong with a cell."""

    NO_SHEET = "no_sheet"
    NO_COLUMN = "no_column"
    NO_TITLE = "no_title"
    TOO_LONG = "too_long"
    UNREAD_DEADLINE = "unread_deadline"
    OUTSIDE_PERIOD = "outside_period"
    UNKNOWN_KIND = "unknown_kind"
    KIND_DIFFERS = "kind_differs"
    UNKNOWN_LEVEL = "unknown_level"
    UNKNOWN_PART = "unknown_part"
    UNKNOWN_YES_NO = "unknown_yes_no"
    NOT_SPLIT = "not_split"
    UNKNOWN_ANSWER = "unknown_answer"
    OLD_QUESTION = "old_question"
    UNKNOWN_CODE = "unknown_code"
    UNKNOWN_PARTY_KIND = "unknown_party_kind"
    SEVERAL_FIT = "several_fit"
    BAD_EMAIL = "bad_email"


@dataclass(frozen=True, slots=True)
class CellFault:
    """A fault with its place («Мероприятия», «D17») and what stands there, shortened."""

    sheet: str
    cell: str
    fault: Fault
    text: str = ""


class FaultyReview(Exception):
    """The workbook cannot be taken; every fault, and nothing of it was stored."""

    def __init__(self, faults: tuple[CellFault, ...]) -> None:
        super().__init__(faults)
        self.faults = faults


@dataclass(frozen=True, slots=True)
class Book:
    """The sheets by title, and the roadmap that the workbook was made of."""

    municipality_id: int
    roadmap: int
    sheets: Mapping[str, Rows] = field(default_factory=dict)


def is_review(data: bytes, limits: Limits | None = None) -> bool:
    """Whether the bytes are a workbook that `views.workbooks.review` made; only its list of sheets
    is looked at."""
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


def read_book(data: bytes, limits: Limits | None = None) -> Book:
    """The texts of a review workbook. Values only: formulas are never evaluated.

    Raises a DocumentError for what cannot be opened, FaultyReview where the stamp is damaged.
    """
    from python_calamine import CalamineWorkbook

    bounds = limits or Limits()
    source = read_workbook(data, sniff(data).value, bounds)
    sheets = {
        block.name: tuple(_texts(row) for row in block.rows)
        for block in source.blocks
        if isinstance(block, Grid)
    }
    workbook = CalamineWorkbook.from_filelike(io.BytesIO(data))
    stamp = workbook.get_sheet_by_name(STAMP_SHEET).to_python(skip_empty_area=False)
    values = [str(row[0]).removesuffix(".0") for row in stamp[:4] if row]
    if len(values) < 4 or values[:2] != [STAMP, VERSION] or not all(map(str.isdecimal, values[2:])):
        raise FaultyReview((CellFault(STAMP_SHEET, "A1", Fault.NO_SHEET),))
    return Book(int(values[2]), int(values[3]), sheets)


def _texts(row: Row) -> tuple[str, ...]:
    texts = [""] * row.width
    for at, cell in row.placed():
        texts[at] = cell.text
    return tuple(texts)


def column_letters(index: int) -> str:
    """The letters of a column counted from 0: A, B, …, Z, AA."""
    letters, number = "", index + 1
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def yes_no(text: str) -> bool | None:
    """«да» and «нет»; None for other words."""
    words = {str(word): name == "yes" for name, word in table("apart").items()}
    return words.get(text.strip().casefold())
