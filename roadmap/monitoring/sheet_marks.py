"""The hidden mark of a school's workbook: whose it is, of what asking, and what stood in it.

It is kept twice, in a property of the document and on a very hidden sheet, for offices that drop
one or the other; only the sheet holds the answers that the workbook was made with.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from roadmap.documents.errors import DocumentError
from roadmap.documents.kinds import Kind, sniff
from roadmap.documents.limits import MEBIBYTE, Limits
from roadmap.documents.packages import Package
from roadmap.monitoring.sheet_words import sheet_words
from roadmap.monitoring.words import plain

STAMP = "vekha-answers"
"""The name of the sheet and of the property."""
LIMITS = Limits(
    file_size=8 * MEBIBYTE,
    unpacked_size=48 * MEBIBYTE,
    part_size=32 * MEBIBYTE,
    rows=2_000,
    columns=400,
)
VERSION = "1"
CHUNK = 30_000
"""So many letters of what stood in it go into one cell; Excel takes 32,767."""
_FACTS = re.compile(
    r"(\d{1,3}):(\d{1,18}):(\d{1,18}):([a-z][a-z0-9_]{0,63}):(\d{1,9}):(\d{1,9})", re.ASCII
)
_LISTED = {
    Kind.XLSX: ("xl/workbook.xml", re.compile(rb'<(?:\w+:)?sheet\b[^>]*\bname="vekha-answers"')),
    Kind.ODS: ("content.xml", re.compile(rb'<table:table\b[^>]*\btable:name="vekha-answers"')),
}


@dataclass(frozen=True, slots=True)
class Stood:
    """What a workbook was made with: answers by key, or by class and key, and comments."""

    answers: Mapping[str, Any] = field(default_factory=dict)
    comments: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Mark:
    """The municipality, the assignment that is asked, the form with its version, the revision of
    the answers; in words whose workbook it is and of what period."""

    municipality_id: int
    assignment_id: int
    form_key: str
    version: int
    revision: int = 0
    school: str = ""
    period: str = ""

    @property
    def facts(self) -> str:
        """The mark as a property keeps it, without its words."""
        own = (self.municipality_id, self.assignment_id, self.form_key, self.version, self.revision)
        return ":".join([VERSION, *map(str, own)])


def mark_rows(mark: Mark, stood: Stood) -> list[str]:
    """The cells of the first column of the hidden sheet, from the top."""
    kept = json.dumps(
        {"answers": stood.answers, "comments": stood.comments},
        ensure_ascii=True,
        separators=(",", ":"),
    )
    chunks = [kept[at : at + CHUNK] for at in range(0, len(kept), CHUNK)]
    return [STAMP, mark.facts, mark.school, mark.period, *chunks]


def mark_in(rows: Sequence[object]) -> tuple[Mark, Stood] | None:
    """The mark and what stood, of the cells that `mark_rows` gave; None for anything else."""
    cells = [cell if isinstance(cell, str) else "" for cell in rows]
    if len(cells) < 4 or cells[0] != STAMP:
        return None
    mark = from_facts(cells[1])
    if mark is None:
        return None
    return replace(mark, school=cells[2], period=cells[3]), _stood("".join(cells[4:]))


def from_facts(text: str) -> Mark | None:
    """The mark in a property, None for none of this version."""
    found = _FACTS.fullmatch(text.strip())
    if found is None or found[1] != VERSION:
        return None
    return Mark(int(found[2]), int(found[3]), found[4], int(found[5]), int(found[6]))


def _stood(kept: str) -> Stood:
    """What stood in it; a damaged one counts as an empty workbook."""
    try:
        data = json.loads(kept)
        return Stood(dict(data["answers"]), dict(data["comments"]))
    except (ValueError, TypeError, KeyError, RecursionError):
        return Stood()


def has_mark(data: bytes, limits: Limits = LIMITS) -> bool:
    """Whether the bytes are a workbook in which a school answers; only its list of sheets and its
    properties are looked at. Whoever reads it will say what is wrong with it."""
    kind = sniff(data)
    if kind not in _LISTED or len(data) > limits.file_size:
        return False
    part, listed = _LISTED[kind]
    try:
        with Package(data, kind.value, limits) as package:
            if listed.search(package.read(part) or b""):
                return True
            return kind is Kind.XLSX and property_mark(package) is not None
    except DocumentError:
        return False


def looks_like_answers(data: bytes, limits: Limits = LIMITS) -> bool:
    """Whether the bytes are an .xlsx with a sheet named like that of the answers, as one copied
    into another workbook is; only the list of sheets is looked at."""
    if sniff(data) is not Kind.XLSX or len(data) > limits.file_size:
        return False
    wanted = plain(sheet_words("sheets")["answers"])
    try:
        with Package(data, "xlsx", limits) as package:
            root = package.xml("xl/workbook.xml")
    except DocumentError:
        return False
    return root is not None and any(
        item.tag.endswith("}sheet") and plain(item.get("name", "")) == wanted
        for item in root.iter()
    )


def property_mark(package: Package) -> Mark | None:
    """The mark in the properties of an .xlsx. Raises a DocumentError."""
    root = package.xml("docProps/custom.xml")
    for item in () if root is None else root:
        if item.get("name") == STAMP:
            return from_facts("".join(item.itertext()))
    return None
