"""A plan of three levels side by side, written out cell after cell under numbered headings."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from roadmap.documents.grid import Block, Cell, Grid, Paragraph, Row
from roadmap.documents.numerals import leading
from roadmap.documents.text.flat_columns import FlatRow, share_blocks
from roadmap.documents.text.flat_header import FlatHeader
from roadmap.documents.text.lines import Line
from roadmap.documents.vocabulary import vocabulary
from roadmap.drafts import Level

Part = tuple[str, tuple[Line, ...]]


def level_blocks(lines: Sequence[Line], header: FlatHeader) -> tuple[Block, ...]:
    """The paragraphs before the header and the table as a grid, a column a level."""
    parts = tuple(_parts(lines[header.end :]))
    width = len(header.levels)
    shared = iter(share_blocks([block for _, block in parts if block], width))
    rows = [Row(tuple(Cell(_name(level)) for level in header.levels))]
    for heading, block in parts:
        if heading:
            rows.append(Row((Cell(heading, span=width),)))
        if block:
            rows += [_row(row) for row in next(shared)]
    before = tuple(Paragraph(line.text) for line in lines[: header.start])
    return (*before, Grid(tuple(rows)))


def _parts(lines: Sequence[Line]) -> Iterator[Part]:
    """Each heading with the lines below it; a heading goes on over lines in small letters."""
    heading, held = "", list[Line]()
    for line in lines:
        if leading(line.text) is not None:
            if heading or held:
                yield heading, tuple(held)
            heading, held = line.text, []
        elif heading and not held and line.text[0].islower():
            heading = f"{heading}\n{line.text}"
        else:
            held.append(line)
    if heading or held:
        yield heading, tuple(held)


def _name(level: Level) -> str:
    entry = next(item for item in vocabulary()["levels"] if item["level"] == level.value)
    return str(entry["heads"][0])


def _row(row: FlatRow) -> Row:
    cells = tuple(Cell("\n".join(cell)) for cell in row.cells)
    return Row(cells, row.page, mixed=row.mixed)
