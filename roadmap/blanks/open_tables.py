"""Tables with a heading and empty lines below it."""

from __future__ import annotations

from collections.abc import Iterator

from roadmap.blanks.headings import TALLEST, stacked
from roadmap.blanks.layout import Region, RegionKind
from roadmap.blanks.pages import Page
from roadmap.blanks.words import NUMERIC, begins

FEWEST_COLUMNS = 2


def open_regions(page: Page, kind: RegionKind) -> Iterator[Region]:
    """Every such table of a sheet from the top down."""
    row = 1
    while row <= page.height:
        found = _region(page, row, kind)
        if found is None:
            row += 1
            continue
        yield found
        row = found.last + 1


def open_region(page: Page, first: int, last: int, kind: RegionKind) -> Region | None:
    """The table whose empty lines are told; its heading is looked for above them."""
    head = _head(page, first)
    columns = [c for c in range(1, page.width + 1) if stacked(page, c, head, first - 1)]
    if head == first:
        columns = [c for c in range(1, page.width + 1) if (first, c) in page.cells]
    return _made(page, columns, head, first, last, kind)


def _region(page: Page, first: int, kind: RegionKind) -> Region | None:
    """The table whose first empty line is `first`."""
    head = _head(page, first)
    if head == first:
        return None
    columns = [c for c in range(1, page.width + 1) if stacked(page, c, head, first - 1)]
    areas = {page.area(first - 1, c) for c in columns}
    if len(areas) < FEWEST_COLUMNS or not _is_empty_line(page, first, columns):
        return None
    framed = sum(page.at(first, c).framed for c in columns) * 2 >= len(columns)
    last = first
    while framed and _goes_on(page, first, last + 1, columns):
        last += 1
    return _made(page, columns, head, first, last, kind)


def _made(
    page: Page, columns: list[int], head: int, first: int, last: int, kind: RegionKind
) -> Region | None:
    heads = {c: stacked(page, c, head, first - 1) for c in columns}
    numbers = next((c for c in columns if begins(heads[c], "numbers")), 0)
    names = next((c for c in columns if begins(_lowest(heads[c]), "schools")), 0)
    across = tuple(
        c
        for c in columns
        if c not in (numbers, names)
        and c not in page.hidden_columns
        and page.is_first(first, c)
        and page.at(first, c).is_empty
    )
    if not across:
        return None
    many = not names or any(begins(_lowest(heads[c]), "many") for c in across)
    return Region(page.title, kind, across, first, last, head, names, numbers, (), many)


def _lowest(heading: str) -> str:
    return heading.rpartition(" / ")[2]


def _head(page: Page, first: int) -> int:
    """The row in which the heading over row `first` begins; `first` when there is none."""
    head = first
    for row in range(first - 1, max(first - 1 - TALLEST, 0), -1):
        texts = {page.area(row, c) for c in range(1, page.width + 1) if page.text(row, c)}
        if len(texts) < FEWEST_COLUMNS or any(
            begins(page.text(row, c), "totals") for c in range(1, 3)
        ):
            break
        head = row
    numbered = all(_is_number(page, head, c) for c in range(1, page.width + 1))
    return first if head < first and numbered else head


def _is_number(page: Page, row: int, column: int) -> bool:
    text = page.text(row, column)
    return not text or NUMERIC.fullmatch(text) is not None


def _is_empty_line(page: Page, row: int, columns: list[int]) -> bool:
    """Whether nothing is written in a line, nor before it, but a running number and formulas."""
    if row > page.height or row in page.hidden_rows:
        return False
    texts = [page.text(row, c) for c in range(1, max(columns) + 1)]
    written = [text for text in texts if text]
    if any(not NUMERIC.fullmatch(text) for text in written) or len(written) > 1:
        return False
    return any(page.at(row, c).is_empty for c in columns)


def _goes_on(page: Page, first: int, row: int, columns: list[int]) -> bool:
    """Whether another line like the first follows, and no line of sums."""
    if not _is_empty_line(page, row, columns):
        return False
    if any(bool(page.at(row, c).formula) > bool(page.at(first, c).formula) for c in columns):
        return False
    return sum(page.at(row, c).framed for c in columns) * 2 >= len(columns)
