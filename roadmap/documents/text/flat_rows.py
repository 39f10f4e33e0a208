"""A numbered table written out cell after cell: text copied from a PDF whose borders are lost."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from statistics import quantiles

from roadmap.documents.grid import Block, Cell, Grid, Paragraph, Row
from roadmap.documents.headers import Role
from roadmap.documents.numerals import Numeral, leading
from roadmap.documents.text.flat_header import FlatHeader
from roadmap.documents.text.lines import Line
from roadmap.documents.text.remainders import Remainder, share_out
from roadmap.documents.text.segments import Words, find_deadline, owners_end
from roadmap.documents.vocabulary import entries

ORDER = (Role.TITLE, Role.DEADLINE, Role.OWNER, Role.RESULT)
WIDE = 1.2
"""A line so many times longer than the title column runs across the table: a heading."""


@dataclass(frozen=True)
class _Chunk:
    """Lines from one printed number to the next; `numeral` is that number."""

    lines: tuple[Line, ...]
    numeral: Numeral | None

    @property
    def head(self) -> tuple[str, ...]:
        """The lines up to the first turn of a page, the number taken off."""
        texts = [line.text for line in self.lines[: self._turn()]]
        if self.numeral:
            texts[0] = texts[0][self.numeral.length :]
        return tuple(text for text in texts if text)

    @property
    def tail(self) -> tuple[str, ...]:
        """The lines after the turn of a page."""
        return tuple(line.text for line in self.lines[self._turn() :])

    def _turn(self) -> int:
        turns = (at for at, line in enumerate(self.lines) if line.turned and at)
        return next(turns, len(self.lines))


@dataclass(frozen=True)
class _Pieces:
    """Texts of a row by role, their line ends kept."""

    title: str = ""
    deadline: str = ""
    owner: str = ""
    result: str = ""

    def of(self, role: Role) -> str:
        """The text of a role."""
        return str(getattr(self, role.value))


def flat_blocks(lines: Sequence[Line], header: FlatHeader) -> tuple[Block, ...]:
    """The paragraphs before the header, and the table as a grid of rows and headings."""
    chunks = tuple(_chunks(lines[header.end :]))
    cut = [_cut(chunk) for chunk in chunks]
    widths = _widths(chunks, cut)
    rows = [_header_row(header.roles)]
    for chunk, pieces in zip(chunks, cut, strict=True):
        if _is_heading(chunk, pieces, widths[Role.TITLE]):
            text = "\n".join(line.text for line in chunk.lines)
            rows.append(Row((Cell(text, span=len(header.roles)),)))
        else:
            rows.append(_row(chunk, _with_tail(chunk, pieces, widths), header.roles))
    before = tuple(Paragraph(line.text) for line in lines[: header.start])
    return (*before, Grid(tuple(rows)))


def _chunks(lines: Sequence[Line]) -> Iterator[_Chunk]:
    held: list[Line] = []
    numeral: Numeral | None = None
    for line in lines:
        found = leading(line.text)
        if found is not None and _follows(numeral, found):
            if held:
                yield _Chunk(tuple(held), numeral)
            held, numeral = [], found
        held.append(line)
    if held:
        yield _Chunk(tuple(held), numeral)


def _follows(last: Numeral | None, found: Numeral) -> bool:
    """Whether a number can be the next of the table, not one of a list inside a cell."""
    if last is None or last.style is not found.style:
        return True
    if len(found.parts) == len(last.parts):
        return found.parts > last.parts or found.parts[-1] == 1
    if len(found.parts) > len(last.parts):
        return True
    return found.parts >= last.parts[: len(found.parts)]


def _cut(chunk: _Chunk) -> _Pieces:
    """The part of a row before the turn of the page, in columns."""
    words = Words.of(chunk.head)
    span = find_deadline(words) or find_deadline(words, anywhere=True)
    if span is None and chunk.tail:
        words = Words.of((*chunk.head, *chunk.tail))
        span = find_deadline(words)
    if span is None:
        return _Pieces(words.text(0))
    owners = owners_end(words, span.end)
    return _Pieces(
        words.text(0, span.start),
        words.text(span.start, span.end),
        words.text(span.end, owners),
        words.text(owners),
    )


def _widths(chunks: Sequence[_Chunk], cut: Sequence[_Pieces]) -> dict[Role, float]:
    """The columns' widths in letters: the length that nearly all their lines keep to."""
    widths = {}
    for role in ORDER:
        lengths = [
            len(line)
            for chunk, pieces in zip(chunks, cut, strict=True)
            if pieces.deadline
            for line in pieces.of(role).split("\n")
            if line
        ]
        widths[role] = quantiles(lengths, n=20)[-1] if len(lengths) > 1 else 40.0
    return widths


def _is_heading(chunk: _Chunk, pieces: _Pieces, title_width: float) -> bool:
    """A number without a deadline is a heading when its words run across the table, or are a few
    words without a full stop and no list of owners follows."""
    if pieces.deadline:
        return False
    if chunk.numeral is None:
        return False
    return max(len(line.text) for line in chunk.lines) > WIDE * title_width or len(chunk.lines) == 1


def _with_tail(chunk: _Chunk, pieces: _Pieces, widths: dict[Role, float]) -> _Pieces:
    """The pieces with the lines after the turn of the page added to the columns they go on."""
    if not chunk.tail or (pieces.deadline and pieces.deadline not in "\n".join(chunk.head)):
        return pieces
    if not pieces.deadline:
        return pieces
    remainders = [Remainder(pieces.of(role), widths[role]) for role in ORDER]
    parts = share_out(chunk.tail, remainders)
    texts = {
        role.value: "\n".join(filter(None, (pieces.of(role), "\n".join(part))))
        for role, part in zip(ORDER, parts, strict=True)
    }
    return replace(pieces, **texts)


def _header_row(roles: Sequence[Role]) -> Row:
    return Row(tuple(Cell(entries("columns", role.value, "strong")[0]) for role in roles))


def _row(chunk: _Chunk, pieces: _Pieces, roles: Sequence[Role]) -> Row:
    number = chunk.numeral.printed if chunk.numeral else ""
    texts = {Role.NUMBER: number, **{role: pieces.of(role) for role in ORDER}}
    return Row(tuple(Cell(texts.get(role, "")) for role in roles))
