"""Opening workbooks of strangers: what they hold is counted before anything is built from it.

The library makes an object for each cell, also for each cell of a merged range or of a link, so
those are counted too. Macros are left out. Excel 2010 keeps drop-downs that point at another sheet
in an extension which the library drops; they are put back as ordinary ones.
"""

from __future__ import annotations

import io
import re
import warnings
from collections.abc import Iterator
from posixpath import join, normpath
from typing import TYPE_CHECKING
from xml.etree.ElementTree import Element

from roadmap.blanks.errors import NotAWorkbook, SaveAsXlsx, TooManyCells
from roadmap.documents.errors import (
    BrokenDocument,
    EmptyDocument,
    EncryptedDocument,
    HostileDocument,
    TooLarge,
)
from roadmap.documents.kinds import Kind, sniff
from roadmap.documents.limits import Limits
from roadmap.documents.packages import Package

if TYPE_CHECKING:
    from openpyxl import Workbook
    from openpyxl.worksheet.datavalidation import DataValidation

LIMITS = Limits(rows=5_000, columns=300)
MOST_CELLS = 150_000
"""Cells with a value or a look of their own, in all sheets together."""
MOST_COVERED = 100_000
"""Cells of merged ranges and of links over ranges."""
_CELL = re.compile(rb"<(?:\w+:)?c[\s>]")
_COVER = re.compile(rb'<(?:\w+:)?(?:mergeCell|hyperlink)\s[^<>]*?ref="([A-Z]+[0-9]+:[A-Z]+[0-9]+)"')
_DECLARATION = re.compile(rb"<!\s*(?:DOCTYPE|ENTITY)", re.IGNORECASE)
_SHEET = re.compile(r"xl/worksheets/[^/]+\.xml$")
_OTHER_TABLES = (Kind.XLS, Kind.ODS)


def open_book(data: bytes, limits: Limits = LIMITS, *, cached: bool = False) -> Workbook:
    """The workbook; with `cached`, values as last calculated in place of formulas.

    Raises a DocumentError; see `roadmap.blanks.errors`.
    """
    from openpyxl import load_workbook

    ruled = check(data, limits)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # what the library drops is no news to a reader
            book = load_workbook(io.BytesIO(data), data_only=cached, rich_text=not cached)
    except Exception as error:  # the library raises whatever it stumbles over
        raise BrokenDocument("xlsx", f"{type(error).__name__}: {error}"[:200]) from error
    if not book.worksheets:
        raise EmptyDocument
    for title, rules in ruled.items():
        for rule in rules if title in book.sheetnames else ():
            book[title].add_data_validation(rule)
    return book


def save_book(book: Workbook) -> bytes:
    """The bytes of an .xlsx."""
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def check(data: bytes, limits: Limits = LIMITS) -> dict[str, list[DataValidation]]:
    """Refuses what is no .xlsx or too large. Returns, by sheet, the drop-downs kept apart."""
    if len(data) > limits.file_size:
        raise TooLarge(limits.file_size, len(data))
    if not data.strip(b"\0 \t\r\n"):
        raise EmptyDocument
    kind = sniff(data)
    if kind is Kind.ENCRYPTED:
        raise EncryptedDocument("xlsx")
    if kind in _OTHER_TABLES:
        raise SaveAsXlsx(kind.value)
    if kind is not Kind.XLSX:
        raise NotAWorkbook(kind.value)
    with Package(data, kind.value, limits) as package:
        if "xl/workbook.bin" in package.names:
            raise SaveAsXlsx("xlsb")
        kept_apart = _count(package)
        return dict(_rules(package)) if kept_apart else {}


def _count(package: Package) -> bool:
    """Whether any sheet keeps drop-downs apart; raises for what is hostile or too large."""
    cells = covered = 0
    apart = False
    for name in package.names:
        if not name.endswith((".xml", ".rels")):
            continue
        part = package.read(name) or b""
        if _DECLARATION.search(part) or _DECLARATION.search(part[:4096].replace(b"\0", b"")):
            raise HostileDocument("xlsx", "entities")
        if not _SHEET.match(name):
            continue
        apart = apart or b":dataValidation " in part
        cells += sum(1 for _ in _CELL.finditer(part))
        covered += sum(_area(found) for found in _COVER.findall(part))
        if cells > MOST_CELLS or covered > MOST_COVERED:
            raise TooManyCells(MOST_CELLS if cells > MOST_CELLS else MOST_COVERED)
    return apart


def _area(reference: bytes) -> int:
    from openpyxl.utils import range_boundaries

    try:
        left, top, right, bottom = range_boundaries(reference.decode())
    except ValueError as error:
        raise BrokenDocument("xlsx", repr(reference[:60])) from error
    if None in (left, top, right, bottom):
        return MOST_COVERED + 1
    return (int(right or 0) - int(left or 0) + 1) * (int(bottom or 0) - int(top or 0) + 1)


def _rules(package: Package) -> Iterator[tuple[str, list[DataValidation]]]:
    """The drop-downs of the extension (MS-XLSX 2.6.31), by the sheet's name."""
    for title, part in _parts(package):
        root = package.xml(part)
        found = () if root is None else (e for e in root.iter() if _is_extended(e))
        if rules := [rule for item in found if (rule := _rule(item)) is not None]:
            yield title, rules


def _is_extended(element: Element) -> bool:
    return element.tag.endswith("2009/9/main}dataValidation")


def _rule(item: Element) -> DataValidation | None:
    texts = {_local(child): "".join(child.itertext()).strip() for child in item}
    if not texts.get("sqref") or item.get("type") != "list" or not texts.get("formula1"):
        return None
    from openpyxl.worksheet.datavalidation import DataValidation

    rule = DataValidation(type="list", formula1=texts["formula1"], sqref=texts["sqref"])
    rule.allow_blank = item.get("allowBlank") == "1"
    rule.showErrorMessage = item.get("showErrorMessage") == "1"
    return rule


def _parts(package: Package) -> Iterator[tuple[str, str]]:
    book, links = package.xml("xl/workbook.xml"), package.xml("xl/_rels/workbook.xml.rels")
    if book is None or links is None:
        return
    targets = {item.get("Id"): item.get("Target", "") for item in links}
    for sheet in (item for item in book.iter() if _local(item) == "sheet"):
        link = next((value for key, value in sheet.items() if key.endswith("}id")), None)
        target = targets.get(link, "")
        at = target.lstrip("/") if target.startswith("/") else normpath(join("xl", target))
        if _SHEET.match(at):
            yield sheet.get("name", ""), at


def _local(element: Element) -> str:
    return element.tag.rpartition("}")[2]
