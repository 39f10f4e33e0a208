"""Text whose lines are rows and whose tabs are borders: a table copied out of a converted PDF."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from roadmap.documents.grid import Block, Cell, Grid, Paragraph, Row

TAB = "\t"
FEWEST_ROWS = 2


def tabbed_blocks(lines: Sequence[str]) -> tuple[Block, ...]:
    """Paragraphs and one grid of such a text; lines between rows are headings as wide as it."""
    width = _width(lines)
    rows: list[Row] = []
    before: list[Paragraph] = []
    held = ""
    for line in lines:
        if not line.strip():
            continue
        if not rows and not held and line.count(TAB) < width - 1:
            before.append(Paragraph(line.strip()))
            continue
        held = f"{held}\n{line}" if held else line
        if TAB in held and held.count(TAB) < width - 1:
            continue
        rows.append(_row(held, width))
        held = ""
    if held:
        rows.append(_row(held, width))
    return (*_unblank(before), Grid(tuple(rows)))


def is_tabbed(lines: Sequence[str]) -> bool:
    """Whether enough lines hold several cells each."""
    full = [line for line in lines if line.strip(TAB + " ").count(TAB) >= 1]
    return len(full) >= FEWEST_ROWS and _width(lines) > 1


def _width(lines: Sequence[str]) -> int:
    """Cells a row: the count most lines with tabs agree upon."""
    counts = Counter(line.count(TAB) + 1 for line in lines if TAB in line)
    return counts.most_common(1)[0][0] if counts else 1


def _row(line: str, width: int) -> Row:
    texts = line.split(TAB)
    if len(texts) == 1:
        return Row((Cell(line.strip(), span=width),))
    filled = [text for text in texts if text.strip()]
    if len(filled) == 1 and texts[0].strip() and len(texts[0].split()) > 1:
        return Row((Cell(texts[0].strip(), span=width),))
    texts += [""] * (width - len(texts))
    return Row(tuple(Cell(text.strip()) for text in texts))


def _unblank(paragraphs: Sequence[Paragraph]) -> Iterator[Paragraph]:
    return (paragraph for paragraph in paragraphs if paragraph.text)
