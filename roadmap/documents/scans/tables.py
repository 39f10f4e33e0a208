"""A scanned table as a grid: its headings, and its rows as the search has told them apart."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from roadmap.documents.grid import Block, Cell, Grid, Paragraph, Row
from roadmap.documents.headers import Role
from roadmap.documents.scans.lines import ScannedLine, parts, scanned
from roadmap.documents.scans.search import beam_for, tell_apart, usual_parties
from roadmap.documents.scans.values import ScannedRow, Widths
from roadmap.documents.scans.widths import has_dates_inside, measured_widths
from roadmap.documents.text.flat_header import FlatHeader
from roadmap.documents.text.lines import Line
from roadmap.documents.vocabulary import entries

COLUMNS = (Role.NUMBER, Role.TITLE, Role.DEADLINE, Role.OWNER, Role.RESULT)
LEARNT_FROM = 300
"""Lines from which the parties are learnt."""
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
    beam = beam_for(len(body))
    usual = usual_parties(_first_rows(divided, widths, beam))
    for heading, held in divided:
        if heading:
            rows.append(Row((Cell(heading, span=len(COLUMNS)),)))
        rows += [_row(row) for row in tell_apart(held, widths, beam, usual)]
    before = tuple(Paragraph(line.text) for line in lines[: header.start])
    return (*before, Grid(tuple(rows)))


def _first_rows(
    divided: Sequence[tuple[str, Sequence[ScannedLine]]], widths: Widths, beam: int
) -> Iterator[ScannedRow]:
    """Rows from the document's first lines, read without knowing its parties."""
    left = LEARNT_FROM
    for _, held in divided:
        if left > 0:
            yield from tell_apart(held[:left], widths, beam)
        left -= len(held)


def _row(row: ScannedRow) -> Row:
    number = row.numeral.printed if row.numeral else ""
    cells = (Cell(number), *(Cell("\n".join(cell)) for cell in row.cells))
    return Row(cells, row.page, mixed=row.doubtful)
