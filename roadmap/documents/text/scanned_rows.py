"""A scanned table as a grid: its headings, and its rows as the search has told them apart."""

from __future__ import annotations

from collections.abc import Sequence

from roadmap.documents.grid import Block, Cell, Grid, Paragraph, Row
from roadmap.documents.headers import Role
from roadmap.documents.text.flat_header import FlatHeader
from roadmap.documents.text.lines import Line
from roadmap.documents.text.scanned_lines import parts, scanned
from roadmap.documents.text.side_by_side import (
    ScannedRow,
    has_dates_inside,
    measured_widths,
    tell_apart,
    usual_parties,
)
from roadmap.documents.vocabulary import entries

COLUMNS = (Role.NUMBER, Role.TITLE, Role.DEADLINE, Role.OWNER, Role.RESULT)
BETWEEN = 8.0
"""Letters that the narrow columns and the white between columns take at least."""


def is_scanned_table(lines: Sequence[Line], header: FlatHeader) -> bool:
    """Whether several columns stand on each line, in the order that can be told apart."""
    known = [role for role in header.roles if role is not Role.NUMBER]
    if known not in (list(COLUMNS[1:]), list(COLUMNS[1:-1])):
        return False
    return has_dates_inside([scanned(line) for line in lines[header.end :]])


def scanned_blocks(lines: Sequence[Line], header: FlatHeader) -> tuple[Block, ...]:
    """The paragraphs before the header, and the table as a grid."""
    body = lines[header.end :]
    widths = measured_widths([scanned(line) for line in body])
    widest = widths.title + widths.result + BETWEEN
    rows = [Row(tuple(Cell(entries("columns", role.value, "strong")[0]) for role in COLUMNS))]
    divided = tuple(parts(body, widest))
    first = [row for _, held in divided for row in tell_apart(held, widths)]
    usual = usual_parties(first)
    for heading, held in divided:
        if heading:
            rows.append(Row((Cell(heading, span=len(COLUMNS)),)))
        rows += [_row(row) for row in tell_apart(held, widths, usual)]
    before = tuple(Paragraph(line.text) for line in lines[: header.start])
    return (*before, Grid(tuple(rows)))


def _row(row: ScannedRow) -> Row:
    number = row.numeral.printed if row.numeral else ""
    cells = (Cell(number), *(Cell("\n".join(cell)) for cell in row.cells))
    return Row(cells, row.page, mixed=row.doubtful)
