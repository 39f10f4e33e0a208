"""A layout as facts for people: on which sheet, which ranges, under which headings."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise

from roadmap.blanks.errors import NotOfThisBlank
from roadmap.blanks.headings import cell_heading, line_heading
from roadmap.blanks.layout import Layout, Region, RegionKind
from roadmap.blanks.opening import LIMITS, open_book
from roadmap.blanks.pages import Page, Place, letters, pages, span
from roadmap.documents.limits import Limits


@dataclass(frozen=True, slots=True)
class Heading:
    """Where something is filled in («C» a column, «5» a row, «C7» a cell), under which heading."""

    at: str
    text: str


@dataclass(frozen=True, slots=True)
class RegionFacts:
    """A region for people: `ranges` are those that are filled in («C6:E8»); `names` the column,
    row or nothing where the school's name stands; `listed` the schools as the blank writes them."""

    sheet: str
    kind: RegionKind
    ranges: tuple[str, ...]
    headings: tuple[Heading, ...]
    names: str = ""
    listed: tuple[str, ...] = ()
    many: bool = False


def describe(data: bytes, layout: Layout, limits: Limits = LIMITS) -> tuple[RegionFacts, ...]:
    """Facts of every region. Raises a DocumentError, or NotOfThisBlank."""
    sheets = pages(open_book(data, limits))
    return tuple(region_facts(page_of(sheets, region.sheet), region) for region in layout.regions)


def page_of(sheets: dict[str, Page], title: str) -> Page:
    """The sheet of a region. Raises NotOfThisBlank."""
    if title not in sheets:
        raise NotOfThisBlank(title)
    return sheets[title]


def region_facts(page: Page, region: Region) -> RegionFacts:
    """Facts of one region."""
    if region.kind is RegionKind.CELLS:
        heads = tuple(Heading(span((*at, *at)), cell_heading(page, at)) for at in region.cells)
        return RegionFacts(region.sheet, region.kind, tuple(_ranges(region.cells)), heads)
    heads = tuple(
        Heading(_side(region, at), line_heading(page, region, at)) for at in region.across
    )
    filled = [
        region.place(line, at)
        for line in range(region.first, region.last + 1)
        for at in region.across
        if not page.at(*region.place(line, at)).formula
    ]
    return RegionFacts(
        region.sheet,
        region.kind,
        tuple(_ranges(filled)),
        heads,
        _side(region, region.names) if region.names else "",
        tuple(line.school for line in region.lines),
        region.many,
    )


def _side(region: Region, across: int) -> str:
    return str(across) if region.kind is RegionKind.COLUMNS else letters(across)


def _ranges(places: Iterable[Place]) -> Iterator[str]:
    """Places drawn together into ranges: first along columns, then equal neighbours."""
    bars: dict[tuple[int, int], list[int]] = {}
    columns: dict[int, list[int]] = {}
    for row, column in places:
        columns.setdefault(column, []).append(row)
    for column, rows in columns.items():
        for top, bottom in _runs(sorted(rows)):
            bars.setdefault((top, bottom), []).append(column)
    for (top, bottom), found in sorted(bars.items()):
        for left, right in _runs(sorted(found)):
            yield span((top, left, bottom, right))


def _runs(numbers: list[int]) -> Iterator[tuple[int, int]]:
    start = numbers[0]
    for one, following in pairwise(numbers):
        if following > one + 1:
            yield start, one
            start = following
    yield start, numbers[-1]
