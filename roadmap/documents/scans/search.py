"""A scanned table whose cells were written out line by line, all columns of a line together.

Only single blanks are left between columns. What parts them is found by a search over the ways
to cut the lines: dates and parties are known words, a column's lines are of one width, a cell
goes on from line to line, and now and then the scanner has seen a border.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from heapq import nsmallest

from roadmap.documents.scans.cuts import likely_cuts
from roadmap.documents.scans.lines import ScannedLine
from roadmap.documents.scans.rows import beginning, closing, ended, going_on
from roadmap.documents.scans.values import OWNER, TITLE, Cut, ScannedRow, Widths
from roadmap.documents.words import flow
from roadmap.parties import split_owners

BEAM = 40
"""So many ways are followed from line to line."""
FEWEST = 3
PATIENCE = 16_000
"""Ways times lines: in a long text fewer ways are followed, so that the time stays bounded."""
BUILT = 6
"""For every way that is followed so many are put together and weighed in full."""
NEW_ROW = 1.2


@dataclass(frozen=True)
class _Way:
    """One way to cut the lines so far: the rows that are done, the row going on."""

    cost: float = 0.0
    done: tuple[ScannedRow, ...] = ()
    row: ScannedRow = field(default_factory=ScannedRow)

    @property
    def started(self) -> bool:
        """Whether the row has any words yet."""
        return any(self.row.cells)


@dataclass(frozen=True)
class _Step:
    """A way and the cut of the next line: its cost, and whether it begins a row."""

    cost: float
    way: _Way
    cut: Cut
    begins: bool

    def taken(self, line: ScannedLine, at: int) -> _Way:
        """The way after the step."""
        row = self.way.row
        if self.begins:
            row = ScannedRow(numeral=line.numeral, page=line.page, start=at)
        return _Way(
            self.cost, self.way.done, row.with_line(self.cut, at, self.cost - self.way.cost)
        )


def beam_for(lines: int) -> int:
    """How many ways can be followed through so many lines in bounded time."""
    return max(FEWEST, min(BEAM, PATIENCE // max(1, lines)))


def tell_apart(
    lines: Sequence[ScannedLine], widths: Widths, beam: int, usual: frozenset[str] = frozenset()
) -> tuple[ScannedRow, ...]:
    """The rows of the lines under one heading, found by following `beam` ways. `usual` are parties
    that the document is known to name: a name that only begins like one is held to be cut short.
    """
    ways = [_Way()]
    for at, line in enumerate(lines):
        if line.turned:
            ways = [replace(way, row=replace(way.row, turned=at)) for way in ways]
        steps = _steps(ways, line, at, widths, usual)
        built: dict[Hashable, _Way] = {}
        for step in nsmallest(beam * BUILT, steps, key=lambda step: step.cost):
            way = step.taken(line, at)
            built.setdefault(way.row.ahead, way)
        ways = nsmallest(beam, built.values(), key=lambda way: way.cost + ended(way.row, at, usual))
    closed = [_closed(way, usual) for way in ways if way.started]
    return min(closed, key=lambda way: way.cost).done if closed else ()


def _steps(
    ways: Sequence[_Way], line: ScannedLine, at: int, widths: Widths, usual: frozenset[str]
) -> Iterator[_Step]:
    """Every way with every likely cut of the next line: in the row going on, or beginning one."""
    cuts = likely_cuts(line, widths)
    new_row = 0.0 if line.numeral else NEW_ROW
    for way in ways:
        closed = _closed(way, usual) if way.started else way
        for own, cut in cuts:
            if way.started and line.numeral is None:
                cost = way.cost + own + going_on(way.row, cut, at, widths)
                yield _Step(cost, way, cut, begins=False)
            if cut[TITLE] and (line.numeral or not way.started or cut[TITLE][0].isupper()):
                cost = closed.cost + own + beginning(cut) + new_row * way.started
                yield _Step(cost, closed, cut, begins=True)


def _closed(way: _Way, usual: frozenset[str]) -> _Way:
    """The way with its row at an end."""
    cost = closing(way.row, usual)
    return _Way(way.cost + cost, (*way.done, replace(way.row, cost=way.row.cost + cost)))


def usual_parties(rows: Iterable[ScannedRow]) -> frozenset[str]:
    """The parties that more than one of the rows names; of a name and a longer one that begins
    like it the more frequent."""
    named = Counter(
        name
        for row in rows
        for name in split_owners(flow("\n".join(row.cells[OWNER]), wrapped=True))
    )
    return frozenset(
        name
        for name, times in named.items()
        if times > 1
        and not any(other.startswith(f"{name} ") and named[other] >= times for other in named)
    )
