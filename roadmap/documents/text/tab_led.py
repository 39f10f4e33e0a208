"""Text in which every cell begins a line with a tab: a table saved out of a Word file.

A blank line stands between rows, and also inside cells, so that rows are told by counting cells.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from roadmap.documents.grid import Block, Cell, Grid, Paragraph, Row, grid_of
from roadmap.documents.headers import find_header
from roadmap.documents.numerals import leading, whole
from roadmap.documents.schools import is_school_header

TAB = "\t"
MOST = 0.6
FEWEST_CELLS = 4


@dataclass(frozen=True)
class _Group:
    """Cells that follow each other with no blank line before a tab; `line` is the first's."""

    cells: tuple[str, ...]
    line: int


def is_tab_led(lines: Sequence[str]) -> bool:
    """Whether most lines with tabs have one at their beginning and none at their end."""
    tabbed = [line for line in lines if TAB in line]
    led = [line for line in tabbed if line.startswith(TAB) and not line.rstrip(" ").endswith(TAB)]
    empty = [line for line in tabbed if line.strip() == "" and line.count(TAB) == 1]
    return len(led) + len(empty) >= max(FEWEST_CELLS, MOST * len(tabbed))


def tab_led_blocks(lines: Sequence[str]) -> tuple[Block, ...]:
    """The paragraphs and tables of such a text; tables that name no plan stay paragraphs."""
    groups = _groups(lines)
    starts = [at for at, group in enumerate(groups) if _is_header(group)]
    if not starts:
        return _without_header(lines, groups)
    blocks: list[Block] = []
    line = 0
    for start, end in zip(starts, [*starts[1:], len(groups)], strict=True):
        blocks += _paragraphs(lines[line : groups[start].line])
        body = groups[start:end]
        taken = len(list(_taken(body)))
        blocks.append(Grid(tuple(_rows(body[:taken], len(groups[start].cells)))))
        line = body[taken].line if taken < len(body) else len(lines)
    return tuple(blocks)


def _groups(lines: Sequence[str]) -> tuple[_Group, ...]:
    groups: list[list[tuple[int, list[str]]]] = []
    blank_before = True
    for number, line in enumerate(lines):
        if line.startswith(TAB):
            if blank_before or not groups:
                groups.append([])
            groups[-1].append((number, [line[1:]]))
        elif groups:
            groups[-1][-1][1].append(line)
        blank_before = not line.strip() and not line.startswith(TAB)
    return tuple(group for drawn in groups for group in _divided(drawn))


def _divided(cells: Sequence[tuple[int, list[str]]]) -> Iterator[_Group]:
    """A group as it is, or, where words before a table were taken for the last cell of the one
    above it, that cell and the header apart."""
    texts = tuple("\n".join(cell).replace(TAB, " ").strip() for _, cell in cells)
    whole_group = _Group(texts, cells[0][0])
    rest = _Group(texts[1:], cells[1][0]) if len(cells) > 2 else None
    if rest is not None and _holds_paragraphs(texts[0]) and _is_header(rest):
        yield _Group(texts[:1], cells[0][0])
        yield rest
    else:
        yield whole_group


def _holds_paragraphs(text: str) -> bool:
    return any(not line.strip() for line in text.split("\n"))


def _is_header(group: _Group) -> bool:
    if len(group.cells) < 2:
        return False
    grid = grid_of([list(group.cells)])
    return find_header(grid, wrapped=False) is not None or is_school_header(grid)


def _taken(body: Sequence[_Group]) -> Iterator[_Group]:
    """The groups of one table: up to the first that is wider than its header."""
    width = len(body[0].cells)
    for group in body:
        if len(group.cells) > width:
            return
        yield group


def _without_header(lines: Sequence[str], groups: Sequence[_Group]) -> tuple[Block, ...]:
    widths = Counter(len(group.cells) for group in groups if len(group.cells) > 1)
    if not widths:
        return tuple(_paragraphs(lines))
    rows = tuple(_rows(groups, widths.most_common(1)[0][0]))
    return (*_paragraphs(lines[: groups[0].line]), Grid(rows))


def _paragraphs(lines: Sequence[str]) -> Iterator[Paragraph]:
    return (Paragraph(line.strip()) for line in lines if line.strip())


def _rows(groups: Sequence[_Group], width: int) -> Iterator[Row]:
    """Groups put together until they have a row's number of cells; a lone text is a heading."""
    held: list[str] = []
    for at, group in enumerate(groups):
        cells = list(group.cells)
        if held and (len(held) + len(cells) > width or _begins_row(cells, width)):
            yield _row(held, width)
            held = []
        if not held and _is_heading(cells, width, groups[at + 1 : at + 2]):
            yield Row((Cell(next(filter(None, cells)), span=width),))
            continue
        held += cells
        if len(held) >= width:
            yield _row(held, width)
            held = []
    if any(held):
        yield _row(held, width)


def _row(cells: Sequence[str], width: int) -> Row:
    padded = [*cells[:width], *[""] * (width - len(cells))]
    return Row(tuple(Cell(text) for text in padded))


def _begins_row(cells: Sequence[str], width: int) -> bool:
    return len(cells) == width or (len(cells) > 1 and whole(cells[0]) is not None)


def _is_heading(cells: Sequence[str], width: int, following: Sequence[_Group]) -> bool:
    filled = [text for text in cells if text]
    if len(filled) != 1 or len(cells) > 2 or len(cells) >= width or whole(filled[0]):
        return False
    if leading(filled[0]) or not following:
        return True
    return len(cells) + len(following[0].cells) != width
