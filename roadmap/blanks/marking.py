"""The hidden mark by which a copy that comes back is known: a property of the document, and the
same on a very hidden sheet, for offices that drop one or the other."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from roadmap.blanks.opening import LIMITS, open_book
from roadmap.documents.errors import DocumentError
from roadmap.documents.kinds import Kind, sniff
from roadmap.documents.limits import Limits
from roadmap.documents.packages import Package

if TYPE_CHECKING:
    from openpyxl import Workbook

SHEET = "vekha-blank"
PROPERTY = "vekha-blank"
VERSION = "1"
_MARK = re.compile(r"(?P<version>\d{1,3}):(?P<digest>[0-9a-f]{16}):(?P<token>[\w.~=-]{1,200})")
_LISTED = re.compile(rb'<(?:\w+:)?sheet\b[^>]*\bname="vekha-blank"')


@dataclass(frozen=True, slots=True)
class Mark:
    """Whose copy it is, as the token given out with it says, and for which layout it was made."""

    token: str
    digest: str


def put_mark(book: Workbook, mark: Mark) -> None:
    """Marks a workbook. The token may hold letters, digits and «_.~=-»; raises ValueError."""
    from openpyxl.packaging.custom import StringProperty

    text = f"{VERSION}:{mark.digest}:{mark.token}"
    if not _MARK.fullmatch(text):
        raise ValueError(mark.token)
    for number, item in enumerate(list(_properties(book).props)):
        if item.name == PROPERTY:
            del _properties(book).props[number]
    _properties(book).append(StringProperty(name=PROPERTY, value=text))
    if SHEET in book.sheetnames:
        del book[SHEET]
    sheet = book.create_sheet(SHEET)
    sheet["A1"] = text
    sheet.sheet_state = "veryHidden"


def mark_of(data: bytes, limits: Limits = LIMITS) -> Mark | None:
    """The mark of a file, None when it has none or is no .xlsx. Cheap for files without a mark."""
    if len(data) > limits.file_size or sniff(data) is not Kind.XLSX:
        return None
    try:
        with Package(data, "xlsx", limits) as package:
            root = package.xml("docProps/custom.xml")
            listed = _LISTED.search(package.read("xl/workbook.xml") or b"")
        for item in () if root is None else root:
            if item.get("name") == PROPERTY and (found := _mark("".join(item.itertext()))):
                return found
        return mark_in(open_book(data, limits)) if listed else None
    except DocumentError:
        return None  # whoever reads it will say what is wrong


def mark_in(book: Workbook) -> Mark | None:
    """The mark of an opened workbook."""
    for item in _properties(book).props:
        if item.name == PROPERTY and (found := _mark(str(item.value))):
            return found
    return _mark(str(book[SHEET]["A1"].value)) if SHEET in book.sheetnames else None


def _mark(text: str) -> Mark | None:
    found = _MARK.fullmatch(text.strip())
    return Mark(found["token"], found["digest"]) if found else None


def _properties(book: Workbook) -> Any:
    """The document's own properties, which the library's stubs leave out."""
    return book.custom_doc_props  # type: ignore[attr-defined]
