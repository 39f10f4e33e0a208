"""Tables drawn with signs: «| … |», box-drawing lines, rules of dashes between rows."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from roadmap.documents.grid import Block, Cell, Grid, Paragraph, Row

BORDERS = "|\u2502\u2551"
_RULE = re.compile("[-=_+|\u2014\u2013\u2500-\u257f:\\s]+$")
_CUT = re.compile(f"[{BORDERS}]")
FEWEST_LINES = 3
MOST = 0.8


def is_boxed(lines: Sequence[str]) -> bool:
    """Whether the text has lines that begin and end with a border, as drawn tables do."""
    boxed = [line for line in lines if _is_boxed(line)]
    bordered = [line for line in lines if _CUT.search(line) and not _RULE.match(line)]
    return len(boxed) >= FEWEST_LINES and len(boxed) >= MOST * len(bordered)


def _is_boxed(line: str) -> bool:
    text = line.strip()
    if len(text) < 2 or _RULE.match(text):
        return False
    return text[0] in BORDERS and text[-1] in BORDERS and len(_CUT.findall(text)) >= 2


def boxed_blocks(lines: Sequence[str]) -> tuple[Block, ...]:
    """The paragraphs and tables of the text; lines between two rules are one row, and where no
    rules part the rows, every line is."""
    blocks: list[Block] = []
    held: list[str] = []
    for line in [*lines, ""]:
        if _is_boxed(line) or (held and line.strip() and _RULE.match(line)):
            held.append(line)
            continue
        if held:
            blocks.append(Grid(tuple(_rows(held))))
            held = []
        if line.strip() and not _RULE.match(line):
            blocks.append(Paragraph(line.strip()))
    return tuple(blocks)


def _rows(lines: Sequence[str]) -> Iterator[Row]:
    width = max(len(_cells(line)) for line in lines if _is_boxed(line))
    ruled = sum(bool(_RULE.match(line)) for line in lines) > 2
    group: list[list[str]] = []
    for line in lines:
        if _RULE.match(line):
            if group and ruled:
                yield _row(group, width)
                group = []
            continue
        group.append(_cells(line))
        if not ruled:
            yield _row(group, width)
            group = []
    if group:
        yield _row(group, width)


def _cells(line: str) -> list[str]:
    return [cell.strip() for cell in _CUT.split(line.strip()[1:-1])]


def _row(lines: Sequence[list[str]], width: int) -> Row:
    """The lines of a row joined cell by cell; a row of one cell runs across the table."""
    if all(len(line) == 1 for line in lines):
        return Row((Cell("\n".join(line[0] for line in lines), span=width),))
    columns = [[line[at] if at < len(line) else "" for line in lines] for at in range(width)]
    return Row(tuple(Cell("\n".join(filter(None, column))) for column in columns))
