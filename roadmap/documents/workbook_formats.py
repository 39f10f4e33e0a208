"""Which cells of an .xlsx are shown as a month and a year only, and which in per cent.

Excel turns a typed «September 2022» into the first of the month and shows it as «Sep-22»; the day
is not the author's. A typed «45%» it keeps as 0.45 (ECMA-376, 18.8.30 and 18.8.45).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from posixpath import join, normpath
from xml.etree.ElementTree import Element

from roadmap.documents.packages import Package

_MONTHS = frozenset({17})
_PERCENTS = frozenset({9, 10})
_CELL = re.compile(rb"<c\s([^<>]*)>")
_PLACE = re.compile(rb'(?<!\S)r="([A-Z]{1,3})([0-9]{1,7})"')
_STYLE = re.compile(rb'(?<!\S)s="([0-9]{1,6})"')
_QUOTED = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]')

Places = frozenset[tuple[int, int]]


def month_cells(package: Package) -> dict[str, Places]:
    """The places (row, column, from 0) of cells that show a month, by the sheet's name."""
    return _shown_so(package, _MONTHS, _is_month)


def percent_cells(package: Package) -> dict[str, Places]:
    """The places (row, column, from 0) of cells that are shown in per cent, by the sheet's name."""
    return _shown_so(package, _PERCENTS, lambda code: "%" in _QUOTED.sub("", code))


def _shown_so(
    package: Package, built_in: frozenset[int], wanted: Callable[[str], bool]
) -> dict[str, Places]:
    styles = _styles(package.xml("xl/styles.xml"), built_in, wanted)
    if not styles:
        return {}
    return {
        name: frozenset(_places(package.read(part) or b"", styles))
        for name, part in sheet_parts(package)
    }


def _styles(
    styles: Element | None, built_in: frozenset[int], wanted: Callable[[str], bool]
) -> frozenset[int]:
    """The numbers of the cell styles whose format is built in or as wanted."""
    if styles is None:
        return frozenset()
    custom = {
        _number(item.get("numFmtId")): item.get("formatCode", "")
        for item in _named(styles, "numFmt")
    }
    found = set()
    for table in _named(styles, "cellXfs"):
        for number, item in enumerate(table):
            format_id = _number(item.get("numFmtId"))
            if format_id in built_in or wanted(custom.get(format_id, "")):
                found.add(number)
    return frozenset(found)


def _is_month(code: str) -> bool:
    """Whether a format has a month and a year and no day."""
    letters = _QUOTED.sub("", code).lower()
    return "m" in letters and "y" in letters and not set("dhs") & set(letters)


def _named(root: Element, name: str) -> Iterator[Element]:
    return (item for item in root.iter() if item.tag.rpartition("}")[2] == name)


def _number(text: str | None) -> int:
    return int(text) if text and text.isdigit() else -1


def sheet_parts(package: Package) -> Iterator[tuple[str, str]]:
    """Every sheet's name with the name of its part."""
    book, links = package.xml("xl/workbook.xml"), package.xml("xl/_rels/workbook.xml.rels")
    if book is None or links is None:
        return
    targets = {item.get("Id"): item.get("Target", "") for item in links}
    for sheet in _named(book, "sheet"):
        link = next((value for key, value in sheet.items() if key.endswith("}id")), None)
        target = targets.get(link, "")
        part = target.lstrip("/") if target.startswith("/") else normpath(join("xl", target))
        yield sheet.get("name", ""), part


def _places(sheet: bytes, styles: frozenset[int]) -> Iterator[tuple[int, int]]:
    for attributes in _CELL.findall(sheet):
        place, style = _PLACE.search(attributes), _STYLE.search(attributes)
        if place and style and int(style[1]) in styles:
            yield int(place[2]) - 1, column_number(place[1]) - 1


def column_number(letters: bytes) -> int:
    """The number of a column from its letters: A is 1, AA 27."""
    total = 0
    for letter in letters:
        total = total * 26 + letter - 64
    return total
