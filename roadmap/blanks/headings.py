"""What a reader takes for the heading of a cell: the texts over it and the label before it."""

from __future__ import annotations

from bisect import bisect_left

from roadmap.blanks.layout import Region, RegionKind
from roadmap.blanks.pages import Page, Place
from roadmap.blanks.words import NUMERIC

TALLEST = 6
"""A heading has at most so many storeys."""
JOIN = " / "


def along(page: Page, region: Region) -> Page:
    """The sheet so turned that the region's lines are rows."""
    return page.turned if region.kind is RegionKind.COLUMNS else page


def stacked(page: Page, column: int, top: int, bottom: int) -> str:
    """The texts of a column between two rows, both inside, each once, without numbers."""
    found: list[str] = []
    for row in range(top, bottom + 1):
        text = page.text(row, column)
        if text and not NUMERIC.fullmatch(text) and text not in found[-1:]:
            found.append(text)
    return JOIN.join(found)


def line_heading(page: Page, region: Region, across: int) -> str:
    """The heading of one column of lines (or row, where the lines are columns)."""
    turned = along(page, region)
    if region.head:
        return stacked(turned, across, region.head, region.first - 1)
    return ""


def cell_heading(page: Page, place: Place) -> str:
    """The label before a single cell; in a table of several columns also the heading over it."""
    row, column = place
    left, above = _left(page, row, column), _above(page, row, column)
    if left and above and not _is_alone(page, row, column):
        return f"{left}{JOIN}{above}"
    return left or above


def label_before(page: Page, place: Place) -> str:
    """The label left of a single cell."""
    return _left(page, *place)


def label_place(page: Page, place: Place) -> Place | None:
    """Where the label of a single cell stands: before it, else over it."""
    row, column = place
    if before := _before(page, row, column):
        return row, max(before, key=lambda at: len(page.text(row, at)))
    over = _before(page.turned, column, row)[:1]
    return (over[0], column) if over else None


def _left(page: Page, row: int, column: int) -> str:
    """The longest of the texts that stand together before the cell."""
    return max((page.text(row, at) for at in _before(page, row, column)), key=len, default="")


def _above(page: Page, row: int, column: int) -> str:
    over = _before(page.turned, column, row)[:TALLEST]
    return JOIN.join(dict.fromkeys(page.text(at, column) for at in reversed(over)))


def _before(page: Page, row: int, column: int) -> list[int]:
    """The columns of the nearest texts before a cell that stand together, the nearest first;
    numbers are passed over."""
    filled = page.columns_of_texts.get(row, [])
    found: list[int] = []
    previous = 0
    for at in reversed(filled[: bisect_left(filled, column)]):
        if found and previous - at > 1:
            break
        previous = at
        if not NUMERIC.fullmatch(page.text(row, at)):
            found.append(at)
    return found


def _is_alone(page: Page, row: int, column: int) -> bool:
    """Whether the cell is the only empty one beside its label."""
    _, left, _, right = page.area(row, column)
    before = page.at(row, left - 1).is_empty and (row, left - 1) in page.cells
    after = page.at(row, right + 1).is_empty and (row, right + 1) in page.cells
    return not before and not after
