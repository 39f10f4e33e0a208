"""From ranges that a coordinator pointed at to the layout they mean.

How the schools stand is read from the blank: where the ranges hold a list of schools, each fills
its own line of it; where they hold empty lines under a heading, those; otherwise every empty cell
in them is asked for by itself.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from roadmap.blanks.errors import NoSuchSheet, NothingToFill, OutsideTable
from roadmap.blanks.layout import Layout, Region, RegionKind
from roadmap.blanks.listed import listed_region
from roadmap.blanks.open_tables import open_region, open_regions
from roadmap.blanks.opening import LIMITS, open_book
from roadmap.blanks.pages import Area, Page, Place, pages, span
from roadmap.blanks.proposing import Candidate, Reason, without
from roadmap.blanks.questionnaires import name_cells
from roadmap.blanks.ranges import Asked
from roadmap.blanks.schools import Schools
from roadmap.blanks.words import plain
from roadmap.documents.limits import Limits


def layout_at(
    data: bytes, ranges: Sequence[Asked], schools: Sequence[str], limits: Limits = LIMITS
) -> Candidate:
    """The layout that the ranges mean. Raises a LayoutError, or a DocumentError for the blank."""
    sheets = [page for page in pages(open_book(data, limits)).values() if page.visible]
    known = Schools(schools)
    by_page: dict[str, tuple[Page, list[Asked]]] = {}
    for asked in ranges:
        page = _page(sheets, asked)
        by_page.setdefault(page.title, (page, []))[1].append(asked)
    regions: list[Region] = []
    names: list[tuple[str, Place]] = []
    for page, listed in by_page.values():
        found = _regions(page, listed, known)
        cells = [place for place in name_cells(page, found) if not _inside(page, place, listed)]
        names += [(page.title, place) for place in cells]
        regions += [without(region, cells) for region in found]
    return Candidate(Layout(tuple(regions), tuple(names)), 1.0, Reason.POINTED_AT)


def _page(sheets: list[Page], asked: Asked) -> Page:
    titles = tuple(page.title for page in sheets)
    if not asked.sheet:
        return sheets[0] if sheets else _missing(asked, titles)
    for page in sheets:
        if plain(page.title) == plain(asked.sheet):
            return page
    if asked.sheet.isdecimal() and 0 < int(asked.sheet) <= len(sheets):
        return sheets[int(asked.sheet) - 1]
    return _missing(asked, titles)


def _missing(asked: Asked, titles: tuple[str, ...]) -> Page:
    raise NoSuchSheet(asked.sheet, titles)


def _regions(page: Page, ranges: list[Asked], schools: Schools) -> tuple[Region, ...]:
    areas = [_area(page, asked) for asked in ranges]
    listed = [
        listed_region(page, schools, RegionKind.ROWS, 1),
        listed_region(page.turned, schools, RegionKind.COLUMNS, 1),
    ]
    for region in sorted((r for r in listed if r), key=lambda r: -len(r.lines)):
        if narrowed := _narrowed(region, areas):
            return (narrowed,)
    if len(areas) == 1 and (made := _open(page, ranges[0], areas[0])):
        return (made,)
    cells = tuple(sorted({place for area in areas for place in _empty(page, area)}))
    if not cells:
        raise NothingToFill(", ".join(asked.text for asked in ranges))
    return (Region(page.title, RegionKind.CELLS, cells=cells),)


def _area(page: Page, asked: Asked) -> Area:
    """The range with sides that were not told taken from what the sheet holds."""
    used = (1, 1, max(page.height, 1), max(page.width, 1))
    area = (
        asked.top or used[0],
        asked.left or used[1],
        min(asked.bottom or used[2], used[2]),
        min(asked.right or used[3], used[3]),
    )
    if area[0] > area[2] or area[1] > area[3]:
        raise OutsideTable(asked.text, span(used))
    return area


def _narrowed(region: Region, areas: list[Area]) -> Region | None:
    """The listed region as far as it lies in the ranges; None when not a single line does."""
    spans = [_turned(area) if region.kind is RegionKind.COLUMNS else area for area in areas]
    lines = tuple(
        line
        for line in region.lines
        if any(top <= line.at <= bottom for top, _, bottom, _ in spans)
    )
    across = tuple(
        at for at in region.across if any(left <= at <= right for _, left, _, right in spans)
    )
    if not lines or not across:
        return None
    last = max(line.at + line.height - 1 for line in lines)
    return replace(region, lines=lines, across=across, first=lines[0].at, last=last)


def _open(page: Page, asked: Asked, area: Area) -> Region | None:
    """Empty lines under a heading: those of the range, or the one table in its columns."""
    top, left, bottom, right = area
    if not asked.top:
        tables = [r for r in open_regions(page, RegionKind.ROWS) if _across(r, left, right)]
        return replace(tables[0], across=_across(tables[0], left, right)) if tables else None
    texts = [page.text(row, at) for row in range(top, bottom + 1) for at in range(1, right + 1)]
    if any(text and not text.isdecimal() for text in texts):
        return None
    made = open_region(page, top, bottom, RegionKind.ROWS)
    if made is None or not made.head or made.head == made.first:
        return None
    across = _across(made, left, right)
    return replace(made, across=across) if across else None


def _across(region: Region, left: int, right: int) -> tuple[int, ...]:
    return tuple(at for at in region.across if left <= at <= right)


def _empty(page: Page, area: Area) -> list[Place]:
    top, left, bottom, right = area
    return [
        (row, column)
        for row in range(top, bottom + 1)
        for column in range(left, right + 1)
        if page.is_first(row, column) and not page.is_hidden(row, column)
        if not page.at(row, column).formula and _may_be_filled(page, (row, column))
    ]


def _may_be_filled(page: Page, place: Place) -> bool:
    """Empty, or holding a number put there for a start."""
    value = page.at(*place).value
    return page.at(*place).is_empty or (
        isinstance(value, int | float) and not isinstance(value, bool)
    )


def _turned(area: Area) -> Area:
    top, left, bottom, right = area
    return left, top, right, bottom


def _inside(page: Page, place: Place, ranges: list[Asked]) -> bool:
    """Whether a cell for the school's name was pointed at itself."""
    row, column = place
    for asked in ranges:
        top, left, bottom, right = _area(page, asked)
        if asked.top and asked.left and (top, left) == (bottom, right) == (row, column):
            return True
    return False
