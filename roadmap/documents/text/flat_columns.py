"""A table of side-by-side texts written out cell after cell, with neither borders nor numbers.

Which line belongs to which column is found by a search over the ways to share the lines out: in
each column lines are of one width, and a word goes on the next line only when it did not fit.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from heapq import nsmallest
from itertools import permutations
from statistics import mean, median

from roadmap.documents.grammar import hangs, is_infinitive
from roadmap.documents.text.lines import Line
from roadmap.documents.text.wrapping import (
    SLACK,
    ends_sentence,
    first_word,
    runs,
    width_of,
    would_fit,
)
from roadmap.documents.words import looks_broken_off

BEAM = 24
"""So many ways are followed from line to line."""
FEWEST = 6
PATIENCE = 24_000
"""Ways times lines: in a long text fewer ways are followed, so that the time stays bounded."""
SAMPLE_BLOCKS = 4
SAMPLE_LINES = 120
TOO_LONG = 5.0
SMALL_BEGINNING = 6.0
EMPTY_CELL = 2.0
EMPTY_UNMARKED = 3.0
EMPTY_BEFORE_INDENT = 0.8
ENDED_EARLY = 3.0
NEW_SENTENCE = 0.6
CAPITAL_INSIDE = 1.0
VERB_INSIDE = 6.0
NO_SIGN_OF_END = 0.7
CUT_LINE = 1.5
ROUNDS = 12


@dataclass(frozen=True)
class FlatRow:
    """The lines of one row, a tuple a column; `mixed` when a line held words of two columns."""

    cells: tuple[tuple[str, ...], ...]
    page: int = 1
    mixed: bool = False


@dataclass(frozen=True)
class _Way:
    """One way to share out the lines so far: rows done (a linked list), the row being filled,
    the column last written to, whether the row was cut by a turn of the page."""

    cost: float
    done: _Done | None
    row: FlatRow
    column: int
    resumed: bool = False


@dataclass(frozen=True)
class _Done:
    row: FlatRow
    before: _Done | None


def share_blocks(blocks: Sequence[Sequence[Line]], columns: int) -> tuple[tuple[FlatRow, ...], ...]:
    """The rows of each block of lines; the widths of columns are the same in all blocks."""
    widths = column_widths([line.text for block in blocks for line in block], columns)
    orders = sorted(set(permutations(widths)))
    sample = blocks[:SAMPLE_BLOCKS]
    order = min(orders, key=lambda order: _cost(sample, order)) if len(orders) > 1 else orders[0]
    beam = max(FEWEST, min(BEAM, PATIENCE // max(1, sum(map(len, blocks)))))
    return tuple(_rows(_search(block, order, beam)) for block in blocks if block)


def _cost(blocks: Sequence[Sequence[Line]], widths: Sequence[float]) -> float:
    """What the first lines cost if the columns have these widths, searched in haste."""
    return sum(_search(block[:SAMPLE_LINES], widths, FEWEST).cost for block in blocks if block)


def column_widths(lines: Sequence[str], columns: int) -> tuple[float, ...]:
    """The widths in letters that the lines' ends betray, grouped into as many as columns."""
    seen = sorted(width for run in runs(lines) if (width := width_of(run)) is not None)
    if len(seen) < columns:
        longest = max(map(len, lines), default=0)
        return (float(longest),) * columns
    centres = [seen[(2 * at + 1) * len(seen) // (2 * columns)] for at in range(columns)]
    groups: list[list[float]] = []
    for _ in range(ROUNDS):
        groups = [[] for _ in centres]
        for width in seen:
            groups[min(range(columns), key=lambda at: abs(centres[at] - width))].append(width)
        centres = [
            mean(group) if group else centre for group, centre in zip(groups, centres, strict=True)
        ]
    return tuple(median(group) if group else c for group, c in zip(groups, centres, strict=True))


def _search(lines: Sequence[Line], widths: Sequence[float], beam: int) -> _Way:
    empty = FlatRow(((),) * len(widths), lines[0].page)
    ways = [_Way(0.0, None, empty, -1)]
    for line in lines:
        following = [after for way in ways for after in _after(way, line, widths)]
        ways = nsmallest(beam, following, key=lambda way: way.cost)
    return min((_closed(way, widths) for way in ways), key=lambda way: way.cost)


def _closed(way: _Way, widths: Sequence[float]) -> _Way:
    """The way with its last row at an end."""
    return replace(way, cost=way.cost + _closing(way, widths))


def _closing(way: _Way, widths: Sequence[float]) -> float:
    """The cost of a row ending here: cells left empty, cells that cannot end as they do."""
    hanging = sum(hangs(cell[-1]) for cell in way.row.cells if cell)
    return EMPTY_CELL * (len(widths) - 1 - way.column) * (not way.resumed) + hanging


def _rows(way: _Way) -> tuple[FlatRow, ...]:
    rows = [way.row]
    done = way.done
    while done is not None:
        rows.append(done.row)
        done = done.before
    return tuple(row for row in reversed(rows) if any(row.cells))


def _after(way: _Way, line: Line, widths: Sequence[float]) -> Iterator[_Way]:
    """Every way to place one more line."""
    yield from _resumed(way, line, widths)
    if line.turned and way.column >= 0:
        yield from _next_cells(way, line, widths)
        return
    if way.column >= 0:
        yield _placed(way, way.column, line.text, _going_on(way, line.text, widths))
    yield from _next_cells(way, line, widths)
    yield from _cut(way, line, widths)


def _placed(way: _Way, column: int, text: str, cost: float, *, resumed: bool = False) -> _Way:
    cells = tuple((*cell, text) if at == column else cell for at, cell in enumerate(way.row.cells))
    return replace(
        way,
        cost=way.cost + cost,
        row=replace(way.row, cells=cells),
        column=column,
        resumed=way.resumed or resumed,
    )


def _length(text: str, width: float) -> float:
    return TOO_LONG if len(text) > width + SLACK else 0.0


def _going_on(way: _Way, text: str, widths: Sequence[float]) -> float:
    """The cost of a line that goes on with the cell above it."""
    before = way.row.cells[way.column][-1]
    cost = _length(text, widths[way.column])
    capital = text[0].isupper()
    if would_fit(before, text, widths[way.column]):
        cost += NEW_SENTENCE if ends_sentence(before) and capital else ENDED_EARLY
    elif capital and not ends_sentence(before):
        cost += _capital_inside(before, text)
    return cost


def _capital_inside(before: str, text: str) -> float:
    """The cost of a capital letter in the middle of a sentence: names have one, verbs do not."""
    word = first_word(text)
    if is_infinitive(word):
        return VERB_INSIDE
    return 0.0 if hangs(before) or word.strip("()\u00ab\u00bb,.").isupper() else CAPITAL_INSIDE


def _next_cells(way: _Way, line: Line, widths: Sequence[float]) -> Iterator[_Way]:
    """The line begins a cell further right in the row, or in a new row."""
    small = SMALL_BEGINNING if line.text[0].islower() else 0.0
    small += _no_end(way, line.text, widths)
    for column, width in enumerate(widths):
        cost = small + _length(line.text, width)
        if column > way.column:
            yield _placed(way, column, line.text, cost + _skipped(column - way.column - 1, line))
        if way.column >= 0:
            empty = FlatRow(((),) * len(widths), line.page)
            fresh = _Way(way.cost, _Done(way.row, way.done), empty, -1)
            skipped = _closing(way, widths) + _skipped(column, line)
            yield _placed(fresh, column, line.text, cost + skipped)


def _skipped(count: int, line: Line) -> float:
    if count <= 0:
        return 0.0
    first = EMPTY_BEFORE_INDENT if line.indented else EMPTY_UNMARKED
    return first + EMPTY_UNMARKED * (count - 1)


def _no_end(way: _Way, text: str, widths: Sequence[float]) -> float:
    """A cell whose last line is full and ends no sentence shows no sign of its end."""
    if way.column < 0:
        return 0.0
    before = way.row.cells[way.column][-1]
    if looks_broken_off(before):
        return ENDED_EARLY
    ended = ends_sentence(before) or would_fit(before, text, widths[way.column])
    return 0.0 if ended else NO_SIGN_OF_END


def _resumed(way: _Way, line: Line, widths: Sequence[float]) -> Iterator[_Way]:
    """After a turn of the page each cell of the row may go on, from left to right."""
    if way.column < 0 or not (line.turned or way.resumed):
        return
    first = 0 if line.turned else way.column + 1
    for column in range(first, len(widths)):
        if way.row.cells[column]:
            cost = _seam(way.row.cells[column][-1], line.text, widths[column])
            cost += _length(line.text, widths[column])
            yield _placed(way, column, line.text, cost, resumed=True)


def _seam(before: str, text: str, width: float) -> float:
    """The cost of a text going on over a turn of the page."""
    if ends_sentence(before):
        return SMALL_BEGINNING / 2 if text[0].islower() else NEW_SENTENCE
    early = ENDED_EARLY / 2 if would_fit(before, text, width) else 0.0
    return early + (0.0 if text[0].islower() else CAPITAL_INSIDE)


def _cut(way: _Way, line: Line, widths: Sequence[float]) -> Iterator[_Way]:
    """A line too long for any column holds the end of one cell and the beginning, or what goes on
    after a turn of the page, of the next."""
    if way.column < 0 or len(line.text) <= max(widths) + SLACK:
        return
    words = line.text.split()
    for column in range(way.column + 1, len(widths)):
        at = next(at for at in range(1, len(words) + 1) if _fits(words[at:], widths[column]))
        left = replace(line, text=" ".join(words[:at]), turned=False)
        right = replace(line, text=" ".join(words[at:]), turned=False)
        if not right.text:
            continue
        for begun in _left_half(way, left, column, widths):
            yield from _right_half(begun, right, column, widths)


def _fits(words: Sequence[str], width: float) -> bool:
    return len(" ".join(words)) <= width + SLACK


def _left_half(way: _Way, left: Line, column: int, widths: Sequence[float]) -> Iterator[_Way]:
    """The end of a cell further left: the current one, or one gone on with after a turn."""
    yield _placed(way, way.column, left.text, CUT_LINE + _going_on(way, left.text, widths))
    for begun in _resumed(way, left, widths):
        if begun.column < column:
            yield replace(begun, cost=begun.cost + CUT_LINE)


def _right_half(way: _Way, right: Line, column: int, widths: Sequence[float]) -> Iterator[_Way]:
    cell = way.row.cells[column]
    if cell and way.resumed:
        cost = _seam(cell[-1], right.text, widths[column])
    elif not cell and right.text[0].isupper():
        cost = _skipped(column - way.column - 1, right)
    else:
        return
    ended = _placed(way, column, right.text, cost)
    yield replace(ended, row=replace(ended.row, mixed=True))
