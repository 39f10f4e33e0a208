"""Tables in which the schools are listed already, one below another (or, on a turned sheet, side
by side)."""

from __future__ import annotations

from collections.abc import Iterator

from roadmap.blanks.headings import TALLEST, stacked
from roadmap.blanks.layout import Line, Region, RegionKind
from roadmap.blanks.pages import Page
from roadmap.blanks.schools import Schools
from roadmap.blanks.words import begins

FEWEST = 2
"""So many schools make a list; fewer where the municipality has fewer."""
LARGEST_GAP = 3
"""Lines without a school between two of one list: sub-headings, sums of a kind of schools."""


def listed_region(page: Page, schools: Schools, kind: RegionKind, fewest: int) -> Region | None:
    """The region of the column that names most schools; None when none names enough."""
    best: tuple[int, int, list[int]] | None = None
    for column in range(1, page.width + 1):
        rows = _run(page, schools, column)
        known = {schools.named(page.text(row, column)) for row in rows} - {None}
        if len(known) >= fewest and (best is None or len(known) > best[0]):
            best = len(known), column, rows
    if best is None:
        return None
    _, column, rows = best
    lines = tuple(
        Line(page.text(row, column), row, page.area(row, column)[2] - row + 1) for row in rows
    )
    return region_of(page, kind, lines, column)


def region_of(page: Page, kind: RegionKind, lines: tuple[Line, ...], names: int) -> Region | None:
    """The region of known lines: what is empty in most of them is filled in."""
    first = min(line.at for line in lines)
    last = max(line.at + line.height - 1 for line in lines)
    head = head_of(page, first, names)
    across = tuple(
        column
        for column in range(1, page.width + 1)
        if column != names and _is_open(page, lines, column, head)
    )
    if not across:
        return None
    numbers = next((c for c in across if begins(stacked(page, c, head, first - 1), "numbers")), 0)
    across = tuple(column for column in across if column != numbers)
    return Region(page.title, kind, across, first, last, head, names, numbers, lines)


def head_of(page: Page, first: int, names: int) -> int:
    """The row in which the heading over row `first` begins; `first` when there is none."""
    head = first
    for row in range(first - 1, max(first - 1 - TALLEST, 0), -1):
        texts = {
            page.area(row, column) for column in range(1, page.width + 1) if page.text(row, column)
        }
        is_title = len(texts) == 1 and names not in range(*_columns(next(iter(texts)), page))
        if not texts or is_title:
            break
        head = row
    return head


def _columns(area: tuple[int, int, int, int], page: Page) -> tuple[int, int]:
    """The columns of a heading; one as wide as the table is a title and heads none."""
    _, left, _, right = area
    return (0, 0) if right - left + 1 >= max(page.width - 1, 2) else (left, right + 1)


def _run(page: Page, schools: Schools, column: int) -> list[int]:
    """The longest run of rows that name different schools."""
    return max(_runs(page, schools, column), key=len, default=[])


def _runs(page: Page, schools: Schools, column: int) -> Iterator[list[int]]:
    run: list[int] = []
    seen: set[str] = set()
    for row in range(1, page.height + 1):
        text = page.text(row, column)
        if not page.is_first(row, column) or page.is_hidden(row, column):
            continue
        if not schools.may_be(text):
            continue
        name = schools.named(text) or text
        if name in seen or (run and row - run[-1] > LARGEST_GAP + _height(page, run[-1], column)):
            yield run
            run, seen = [], set()
        run.append(row)
        seen.add(name)
    yield run


def _height(page: Page, row: int, column: int) -> int:
    return page.area(row, column)[2] - row + 1


def _is_open(page: Page, lines: tuple[Line, ...], column: int, head: int) -> bool:
    if column in page.hidden_columns:
        return False
    if not stacked(page, column, head, lines[0].at - 1) and not any(
        page.at(line.at, column).framed for line in lines
    ):
        return False
    rows = [row for line in lines for row in range(line.at, line.at + line.height)]
    free = sum(page.at(row, column).is_empty and page.is_first(row, column) for row in rows)
    return free * 2 >= len(rows)
