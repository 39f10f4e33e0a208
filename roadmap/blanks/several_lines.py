"""The lines of a returned table to which a school may have added some."""

from __future__ import annotations

from roadmap.blanks.aligning import Alignment
from roadmap.blanks.headings import along
from roadmap.blanks.layout import Region, RegionKind
from roadmap.blanks.pages import Page, Place
from roadmap.blanks.words import NUMERIC


def given_lines(
    region: Region, first: Place, expected: Page, aligned: Alignment, got: Page
) -> range:
    """The lines of the returned table between its heading and the text that follows it; `first`
    is a cell of the first line in the copy."""
    columns = region.kind is RegionKind.COLUMNS
    lines = aligned.columns if columns else aligned.rows
    start = first[1] if columns else first[0]
    sheet, returned = along(expected, region), along(got, region)
    begin = lines.get(start - 1, start - 1) + 1 if start > 1 else 1
    last = start + region.last - region.first
    for line in range(last + 1, sheet.height + 1):
        if line in lines and _has_label(sheet, line):
            return range(begin, lines[line])
    return range(begin, max(returned.height, begin) + 1)


def filled_lines(
    got: Page, region: Region, given: range, across: list[int]
) -> tuple[list[int], list[int]]:
    """The lines with anything in them; and, where no text ends the table, those that stand apart
    below it and do not belong to it."""
    sheet = along(got, region)
    filled = [line for line in given if any(not sheet.at(line, at).is_empty for at in across)]
    ends = given.stop > sheet.height
    as_many = region.last - region.first + 1
    if not ends:
        return filled, []
    end = next(
        (
            line
            for line in given
            if line - given.start >= as_many and all(sheet.at(line, at).is_empty for at in across)
        ),
        given.stop,
    )
    return [line for line in filled if line < end], [line for line in filled if line > end]


def _has_label(sheet: Page, line: int) -> bool:
    texts = (sheet.text(line, at) for at in range(1, sheet.width + 1))
    return any(text and not NUMERIC.fullmatch(text) for text in texts)
