"""A table without borders: columns from the white between words, rows from numbers or spacing."""

from __future__ import annotations

import re
from bisect import bisect
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from roadmap.documents.grid import Block, Cell, Grid, Paragraph, Row
from roadmap.documents.headers import Columns, Role, columns_named
from roadmap.documents.numerals import are_halves, leading, whole
from roadmap.documents.pdf.pages import TextLine, Word
from roadmap.documents.stacks import is_date
from roadmap.documents.text.flat_header import FlatHeader, find_roles
from roadmap.documents.text.lines import Line
from roadmap.documents.vocabulary import begins, plain

_WORD = re.compile(r"[^\W\d_]{3,}")
NARROWEST_GAP = 3.0
"""Points of white that part two columns."""
RARE = 0.06
"""A gap may be crossed by so many of the lines: headings and titles."""
HAIR = 3.0
WIDE_WHITE = 8.0
CLOSE = 4.5
"""Points between words of one text; columns are further apart."""
LONGEST_PAGE_NUMBER = 3
FURTHER = 1.35
"""So many times the usual distance between lines sets two rows apart."""


@dataclass(frozen=True)
class _Layout:
    """Where the columns part, in points, and what they hold."""

    gaps: tuple[float, ...]
    columns: Columns

    def column_of(self, word: Word) -> int:
        """The column a word stands in."""
        return bisect(self.gaps, (word.x0 + word.x1) / 2)


def unruled_blocks(lines: Sequence[TextLine]) -> tuple[Block, ...]:
    """The paragraphs of a document and, under the lines that name a plan's columns, its table."""
    header = find_roles([Line(line.text, page=line.page) for line in lines])
    if header is None:
        return tuple(Paragraph(line.text) for line in lines)
    layout = _layout(lines, header)
    if layout is None:
        return tuple(Paragraph(line.text) for line in lines)
    named = _header_rows(lines, header, layout)
    body = _without_repeats(lines[header.end :], lines[header.start : header.end])
    rows = _rows(tuple(body), layout)
    before = tuple(Paragraph(line.text) for line in lines[: header.start])
    return (*before, Grid((named, *rows)))


def _layout(lines: Sequence[TextLine], header: FlatHeader) -> _Layout | None:
    body = lines[header.start :]
    gaps = _gaps(body)
    if len(gaps) + 1 < len(header.roles):
        return None
    ends = (*gaps[1:], float("inf"))
    aligned = tuple(gap for gap, end in zip(gaps, ends, strict=True) if _is_aligned(gap, end, body))
    if len(aligned) + 1 >= len(header.roles):
        gaps = aligned
    named = _Layout(gaps, _named(lines, header, gaps))
    gaps = tuple(gap for at, gap in enumerate(gaps) if not _is_blank(at, body, named))
    return _Layout(gaps, _named(lines, header, gaps))


def _named(lines: Sequence[TextLine], header: FlatHeader, gaps: tuple[float, ...]) -> Columns:
    row = _header_rows(lines, header, _Layout(gaps, Columns(())))
    return columns_named([row], len(gaps) + 1, wrapped=True)


def _is_blank(at: int, lines: Sequence[TextLine], layout: _Layout) -> bool:
    """Whether a strip of white beside a column without a name is only the blank between two words
    that stand alike in every row («до 15 октября»)."""
    if layout.columns.names[at].strip() and layout.columns.names[at + 1].strip():
        return False
    sides = [_words_beside(line, at, layout) for line in lines]
    parted = [right.x0 - left.x1 for left, right in filter(None, sides)]
    return bool(parted) and median(parted) < CLOSE


def _words_beside(line: TextLine, at: int, layout: _Layout) -> tuple[Word, Word] | None:
    """The last word of the column before a strip of white and the first of the one after it."""
    left = [word for word in line.words if layout.column_of(word) == at]
    right = [word for word in line.words if layout.column_of(word) == at + 1]
    return (left[-1], right[0]) if left and right else None


def _gaps(lines: Sequence[TextLine]) -> tuple[float, ...]:
    """The middles of the strips of white that hardly any line crosses."""
    parted = [line for line in lines if _has_wide_white(line)]
    if not parted:
        return ()
    right = int(max(word.x1 for line in parted for word in line.words)) + 2
    crossed = [0] * right
    for line in parted:
        for word in line.words:
            for at in range(int(word.x0), min(right - 1, int(word.x1)) + 1):
                crossed[at] += 1
    rare = max(crossed) * RARE
    written = [at for at, count in enumerate(crossed) if count > rare]
    if not written:
        return ()
    gaps = []
    for left, following in pairwise(written):
        if following - left - 1 >= NARROWEST_GAP:
            gaps.append((left + following) / 2)
    return tuple(gaps)


def _is_aligned(left: float, right: float, lines: Sequence[TextLine]) -> bool:
    """Whether the words between two strips of white mostly begin at one place, as a column's do;
    words inside a column that happen to part in many lines do not."""
    starts = []
    for line in lines:
        inside = [word.x0 for word in line.words if left < word.x0 < right]
        if inside:
            starts.append(round(min(inside) / HAIR))
    usual = Counter(starts).most_common(1)
    return len(starts) > RARE * len(lines) and usual[0][1] * 2 >= len(starts)


def _has_wide_white(line: TextLine) -> bool:
    """Whether words on the line stand so far apart that they belong to several columns."""
    return any(right.x0 - left.x1 > WIDE_WHITE for left, right in pairwise(line.words))


def _header_rows(lines: Sequence[TextLine], header: FlatHeader, layout: _Layout) -> Row:
    return Row(tuple(Cell(text) for text in _texts(lines[header.start : header.end], layout)))


def _texts(lines: Sequence[TextLine], layout: _Layout) -> tuple[str, ...]:
    """The text of each column over some lines, a line feed between lines."""
    columns: list[list[str]] = [[] for _ in range(len(layout.gaps) + 1)]
    for line in lines:
        words: list[list[str]] = [[] for _ in columns]
        for word in line.words:
            words[layout.column_of(word)].append(word.text)
        for column, found in zip(columns, words, strict=True):
            if found:
                column.append(" ".join(found))
    return tuple("\n".join(column) for column in columns)


def _without_repeats(lines: Sequence[TextLine], header: Sequence[TextLine]) -> Iterator[TextLine]:
    """The lines without those of a header printed again and without numbers of pages."""
    again = {_squeezed(line.text) for line in header}
    last_page = {line.page: line for line in lines}
    for line in lines:
        if _squeezed(line.text) in again and len(line.text) > 2:
            continue
        number = line.text.strip("- ")
        if line is last_page[line.page] and number.isdigit() and len(number) <= LONGEST_PAGE_NUMBER:
            continue
        yield line


def _squeezed(text: str) -> str:
    return "".join(sign for sign in plain(text) if sign.isalnum())


def _rows(lines: Sequence[TextLine], layout: _Layout) -> Iterator[Row]:
    """The lines put together as rows and headings."""
    begins = _beginnings(lines, layout)
    group: list[TextLine] = []
    is_heading = False
    for at, line in enumerate(lines):
        heads = _heads(line, layout, after_heading=is_heading)
        goes_on = is_heading and not _opens(line.text) and _goes_on_heading(group, line, layout)
        if group and (goes_on or not (heads or at in begins or is_heading)):
            group.append(line)
            continue
        if group:
            yield _row(group, layout, heading=is_heading)
        group, is_heading = [line], heads
    if group:
        yield _row(group, layout, heading=is_heading)


def _row(lines: Sequence[TextLine], layout: _Layout, *, heading: bool) -> Row:
    if heading:
        text = "\n".join(line.text for line in lines)
        return Row((Cell(text, span=len(layout.gaps) + 1),), lines[0].page)
    return Row(tuple(Cell(text) for text in _texts(lines, layout)), lines[0].page)


def _heads(line: TextLine, layout: _Layout, *, after_heading: bool) -> bool:
    """Whether a line belongs to a heading: it opens as one and runs across, or has words where
    the rows have their numbers."""
    if _runs_across(line, layout) and (after_heading or _opens(line.text)):
        return True
    texts = _texts([line], layout)
    return any(_WORD.search(texts[at]) for at in layout.columns.of(Role.NUMBER))


def _opens(text: str) -> bool:
    """Whether a text begins as headings do: with a number, or with «раздел» and the like, also
    behind a number («1 этап»)."""
    if leading(text) is not None or begins(text, "headings", "ordinals"):
        return True
    return begins(text.lstrip("0123456789IVX -"), "headings", "words")


def _runs_across(line: TextLine, layout: _Layout) -> bool:
    """Whether a line takes no notice of the columns: at most of the gaps that it spans a word
    stands on the gap, or the words beside it are no further apart than words are."""
    spanned = [gap for gap in layout.gaps if line.words[0].x0 < gap < line.words[-1].x1]
    closed = sum(_is_closed(line, gap) for gap in spanned)
    if not closed or closed * 2 < len(spanned):
        return False
    texts = _texts([line], layout)
    return not any(is_date(texts[at]) for at in layout.columns.of(Role.DEADLINE))


def _is_closed(line: TextLine, gap: float) -> bool:
    if any(word.x0 < gap < word.x1 for word in line.words):
        return True
    left = max(word.x1 for word in line.words if word.x1 <= gap)
    right = min(word.x0 for word in line.words if word.x0 >= gap)
    return right - left < CLOSE


def _goes_on_heading(group: Sequence[TextLine], line: TextLine, layout: _Layout) -> bool:
    """Whether a line is the rest of a heading: it runs across too, or has words in no more than
    the first columns and begins small."""
    if line.page != group[-1].page:
        return False
    if _runs_across(line, layout):
        return True
    used = {layout.column_of(word) for word in line.words}
    return line.text[0].islower() and max(used) <= 1


def _beginnings(lines: Sequence[TextLine], layout: _Layout) -> frozenset[int]:
    """The lines that begin a row: by their number, or by the white above them."""
    numbers = layout.columns.of(Role.NUMBER)
    texts = [_texts([line], layout) for line in lines]
    numbered = {at for at, cells in enumerate(texts) if any(whole(cells[n]) for n in numbers)}
    halves = {at for at in numbered if at and _are_halves(texts[at - 1], texts[at], numbers)}
    if len(numbered - halves) > 1:
        return frozenset(numbered - halves)
    return frozenset(_set_apart(lines, texts, layout))


def _are_halves(above: Sequence[str], cells: Sequence[str], numbers: Sequence[int]) -> bool:
    return any(are_halves(above[n], cells[n]) for n in numbers)


def _set_apart(
    lines: Sequence[TextLine], texts: Sequence[tuple[str, ...]], layout: _Layout
) -> Iterator[int]:
    """Lines with more white above them than usual; at the top of a page, and where the white is
    the same everywhere, those in which the title and the deadline begin."""
    distances = [
        below.top - above.top
        for above, below in pairwise(lines)
        if above.page == below.page and below.top > above.top
    ]
    usual = median(distances) if distances else 0.0
    spaced = usual and sum(d > usual * FURTHER for d in distances) * 20 > len(distances)
    titles, dates = layout.columns.of(Role.TITLE), layout.columns.of(Role.DEADLINE)
    for at, line in enumerate(lines):
        begins = any(texts[at][n][:1].isupper() for n in titles)
        dated = any(texts[at][n] for n in dates) or not dates
        same_page = at > 0 and lines[at - 1].page == line.page
        if spaced and same_page:
            if line.top - lines[at - 1].top > usual * FURTHER:
                yield at
        elif begins and dated:
            yield at
