"""A blank that grows: lines put into its tables, and where everything stands afterwards."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from openpyxl import Workbook

from roadmap.blanks.errors import NotOfThisBlank
from roadmap.blanks.inserting import Span, insert_lines
from roadmap.blanks.layout import Layout, Region, RegionKind
from roadmap.blanks.pages import Page, Place
from roadmap.blanks.values import key
from roadmap.blanks.writing import put


@dataclass(frozen=True, slots=True)
class Slot:
    """A cell that is filled in: its key, and where it stands in the workbook at hand."""

    key: str
    region: int
    sheet: str
    place: Place
    across: int
    line: int


class Growing:
    """A workbook made from the blank; lines and places are asked for as the blank has them."""

    def __init__(self, book: Workbook, layout: Layout) -> None:
        for region in layout.regions:
            if region.sheet not in book.sheetnames:
                raise NotOfThisBlank(region.sheet)
        self.book, self.layout = book, layout
        self._grown: list[tuple[int, int, int]] = []

    def grow(self, counts: Mapping[int, int]) -> None:
        """So many new lines (blocks of lines, where a school has several) behind each region."""
        order = sorted(counts, key=lambda at: -self.layout.regions[at].first)
        for index in order:
            region = self.layout.regions[index]
            if counts[index] < 1:
                continue
            sheet = self.book[region.sheet]
            columns = region.kind is RegionKind.COLUMNS
            pattern = last_block(region)
            insert_lines(
                self.book, sheet, pattern, counts[index], first=region.first, columns=columns
            )
            height = pattern[1] - pattern[0] + 1
            self._grown.append((index, region.last + 1, counts[index] * height))

    def place(self, index: int, place: Place) -> Place:
        """Where a cell of the region, or of its new lines, stands now."""
        region = self.layout.regions[index]
        return self._moved(region.sheet, place, own=index)

    def other(self, sheet: str, place: Place) -> Place:
        """Where a cell that belongs to no table stands now."""
        return self._moved(sheet, place, own=-1)

    def _moved(self, sheet: str, place: Place, own: int) -> Place:
        row, column = place
        for index, at, count in self._grown:
            region = self.layout.regions[index]
            if index == own or region.sheet != sheet:
                continue
            if region.kind is RegionKind.COLUMNS:
                column += count if place[1] >= at else 0
            else:
                row += count if place[0] >= at else 0
        return row, column

    def name(self, index: int, line: int, school: str) -> None:
        """Writes a school's name into a line, where the table has a place for it."""
        region = self.layout.regions[index]
        if region.names:
            place = self.place(index, region.place(line, region.names))
            put(self.book[region.sheet], place, school)

    def name_cells(self, school: str) -> None:
        """Writes the school's name into the single cells for it."""
        for sheet, place in self.layout.names:
            if sheet in self.book.sheetnames:
                put(self.book[sheet], self.other(sheet, place), school)

    def slots(self, page: Page, index: int, span: Span) -> Iterator[Slot]:
        """The cells of a region that are filled in; of tables those of the lines `span`, as the
        blank counts them. Formulas and what a merged cell covers are no slots."""
        region = self.layout.regions[index]
        for line, across, blank in _places(region, span):
            place = self.place(index, blank)
            if not page.at(*place).formula and page.is_first(*place):
                yield Slot(key(index, blank), index, region.sheet, place, across, line)


def own_lines(region: Region, school: str) -> Span:
    """The lines of a school, as the blank counts them; those behind the last are new."""
    if not region.lines:
        return region.first, region.last
    if line := region.line_of(school):
        return line.at, line.at + line.height - 1
    top, bottom = last_block(region)
    return region.last + 1, region.last + 1 + bottom - top


def last_block(region: Region) -> Span:
    """The last school's lines of a list, or the last line of a table."""
    if not region.lines:
        return region.last, region.last
    line = region.lines[-1]
    return line.at, line.at + line.height - 1


def _places(region: Region, span: Span) -> Iterator[tuple[int, int, Place]]:
    if region.kind is RegionKind.CELLS:
        for row, column in region.cells:
            yield row, column, (row, column)
        return
    for line in range(span[0], span[1] + 1):
        for across in region.across:
            yield line, across, region.place(line, across)
