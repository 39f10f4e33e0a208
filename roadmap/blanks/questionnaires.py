"""Single empty cells beside or below their labels."""

from __future__ import annotations

from collections.abc import Iterator

from roadmap.blanks.headings import cell_heading, label_before
from roadmap.blanks.layout import Region, RegionKind
from roadmap.blanks.pages import Page, Place
from roadmap.blanks.words import begins, plain, vocabulary

ASKING = (":", "?", "_")
LABEL_COLUMNS = 3
"""A word for sums is looked for in so many columns from the left."""


def cells_region(page: Page, taken: frozenset[Place] = frozenset()) -> Region | None:
    """All such cells of a sheet but those already taken; None when there are none."""
    framed = any(cell.framed for cell in page.cells.values())
    found = tuple(
        place
        for place in sorted(_empty(page))
        if place not in taken and _is_asked(page, place, framed=framed)
    )
    return Region(page.title, RegionKind.CELLS, cells=found) if found else None


def name_cells(page: Page, regions: tuple[Region, ...]) -> tuple[Place, ...]:
    """The empty cells that ask for the school's name, outside of headings of tables."""
    heads = [range(r.head, r.last + 1) for r in regions if r.kind is RegionKind.ROWS]
    sides = [range(r.head, r.last + 1) for r in regions if r.kind is RegionKind.COLUMNS]
    found = []
    for (row, column), cell in sorted(page.cells.items()):
        if not isinstance(cell.value, str) or not begins(cell.value, "schools"):
            continue
        if any(row in rows for rows in heads) or any(column in columns for columns in sides):
            continue
        _, _, _, right = page.area(row, column)
        if not page.is_hidden(row, right + 1) and _is_free(page, (row, right + 1)):
            found.append((row, right + 1))
    return tuple(found)


def _empty(page: Page) -> Iterator[Place]:
    """Places that can be asked for: framed or open ones, and those right of a label."""
    for (row, column), cell in page.cells.items():
        if _is_free(page, (row, column)):
            yield row, column
        if isinstance(cell.value, str) and cell.value.rstrip().endswith(ASKING):
            right = page.area(row, column)[3] + 1
            if (row, right) not in page.cells and _is_free(page, (row, right)):
                yield row, right


def _is_free(page: Page, place: Place) -> bool:
    return page.at(*place).is_empty and page.is_first(*place) and not page.is_hidden(*place)


def _is_asked(page: Page, place: Place, *, framed: bool) -> bool:
    row, column = place
    cell = page.at(row, column)
    if page.locked_sheet:
        return not cell.locked
    if any(plain(page.text(row, at)) in vocabulary()["sums"] for at in range(1, LABEL_COLUMNS + 1)):
        return False
    if not cell_heading(page, place) or not (
        label_before(page, place) or page.text(row - 1, column)
    ):
        return False
    before = page.text(row, column - 1) if column > 1 else ""
    if before.endswith(ASKING):
        return True
    return cell.framed if framed else bool(before) or not cell.locked
